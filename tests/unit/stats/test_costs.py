"""What a run costs, on logs and prices written by hand: whole NOK here, øre inside."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from caseflow.config.schema import TASK_KINDS
from caseflow.log import Kind
from caseflow.organisation import ABSENT, BOUGHT, CostKey, Money, Places, Pool, ServiceCosts
from caseflow.stats.costs_summary import CostCell, CostSums, summarise_costs

ABY, BYDAL = 0, 1
USUAL = CostKey("usual", 0, ("children_0_17", "home", "home"))
NOTHING = np.zeros((2, len(TASK_KINDS)), dtype=np.bool_)


def service(name, municipalities, teams, buys=(), on_call=False, guidance=False):
    bought = NOTHING.copy()
    for kind in buys:
        bought[list(municipalities), TASK_KINDS.index(kind)] = True
    mask = np.isin([ABY, BYDAL], municipalities) & on_call
    return ServiceCosts(name, municipalities, teams, bought, mask, guidance)


SEPARATE = (service("S", (ABY,), (0, 1)), service("T", (BYDAL,), (2,)))
MERGED = (service("M", (ABY, BYDAL), (0,)),)


def money(years=2, services=(SEPARATE,), keys=(USUAL,), **nok):
    """Prices in NOK; what is not named costs nothing. Aby has 300 children, Bydal 100."""
    kinds = ("post", "other", "office", "km", "duty_week", "call_out", "on_call", "hour", "guidance")
    zero = {f"{kind}_ore": 0 for kind in kinds} | {"post_ore": np.zeros(5), "other_ore": np.zeros(5)}
    zero |= {"hour_ore": np.zeros(len(TASK_KINDS)), "assistance_ore": np.zeros((2, 1)), "care_ore": np.zeros(2)}
    given = {f"{name}_ore": np.asarray(value) * 100 for name, value in nok.items()}
    prices = {
        name: value.astype(np.int64) if value.ndim else int(value)
        for name, value in ((name, np.asarray(value)) for name, value in (zero | given).items())
    }
    prices["post_ore"] = np.tile(prices["post_ore"][:, None], (1, years))
    return Money(
        keys=keys,
        price_factor=np.ones(years),
        children=np.array([[300.0] * years, [100.0] * years]),
        services=services,
        one_off_ore=(0,) * len(services),
        **prices,
    )


def paid(world, year=2010, key=0):
    """{municipality: (244, 251, 252)} in NOK."""
    costs = world.counts().costs
    ore = costs.ore[key, costs.years.index(year)]
    names = world.organisation.municipalities
    return {names[m]: tuple((row / 100).tolist()) for m, row in zip(costs.municipalities, ore, strict=True)}


# -- casework -----------------------------------------------------------------------------------------------------


def test_posts_cost_by_the_year_vacant_or_not_and_so_do_the_leaders_and_clerks_that_go_with_them(world):
    world.absent(3, "2010-01-01", "2010-12-31", vacant=True)
    world.effects["money"] = money(post=[500, 500, 500, 500, 250], other=[100, 0, 0, 0, 0])
    assert paid(world) == {"Aby": (1600, 0, 0), "Bydal": (750, 0, 0)}


def test_a_year_that_is_cut_costs_its_days(make_world):
    world = make_world(until="2010-03-15")  # 73 of 365 days
    world.effects["money"] = money(years=1, post=[500] * 5)
    assert paid(world) == {"Aby": (300, 0, 0), "Bydal": (200, 0, 0)}
    assert world.counts().costs.child_years.tolist() == [[60, 20]]


def test_posts_cost_only_while_they_have_a_team(merger):
    merger.first_period = {"team_of_worker": np.array([0, 0, 1, 2, -1], dtype=np.int32)}
    merger.effects["money"] = money(services=(SEPARATE, MERGED), post=[500] * 5)
    assert paid(merger) == {"Aby": (1500, 0, 0), "Bydal": (500, 0, 0)}
    assert sum(nok for nok, _, _ in paid(merger, 2011).values()) == 2500


def test_an_office_that_two_services_share_is_paid_by_their_posts_in_it(world):
    world.office_of_worker[2] = 1  # of S, beside the 1.5 posts of T
    world.effects["money"] = money(office=1000)
    assert paid(world) == {"Aby": (1400, 0, 0), "Bydal": (600, 0, 0)}


def test_offices_do_not_become_fewer_because_a_service_becomes_one(merger):
    merger.effects["money"] = money(services=(SEPARATE, MERGED), office=1000)
    assert [sum(nok for nok, _, _ in paid(merger, year).values()) for year in (2010, 2011)] == [2000, 2000]


def test_trips_are_paid_by_the_kilometre_from_the_office_of_the_day(world):
    office_on = np.repeat(np.array(world.office_of_worker)[:, None], world.clock.n_workdays, axis=1)
    office_on[0, 1] = 1
    world.effects |= {"money": money(km=10), "office_on": office_on, "trip_km": np.array([[4.0, 60], [70, 8]])}
    world.effects_of_periods["trip_permille"] = np.full(len(TASK_KINDS), 500)
    for tick in (50, 150):
        world.log(tick, Kind.TRAVELLED, world.case(ABY), ("contact", 0), 1, 0, 30)
    # half a round trip of 4 and of 70 km
    assert paid(world) == {"Aby": (370, 0, 0), "Bydal": (0, 0, 0)}


def test_own_duty_costs_its_weeks_and_call_outs_and_bought_duty_the_children(world):
    world.effects["money"] = money(
        services=((SEPARATE[0], service("T", (BYDAL,), (2,), on_call=True)),), duty_week=70, call_out=9, on_call=500
    )
    world.effects_of_periods["on_call_team"] = np.array([0, BOUGHT], dtype=np.int32)
    for municipality in (ABY, BYDAL):
        case = world.case(municipality, reported="2010-01-08", minute_of_day=20 * 60, emergency=True)
        world.log(int(world.tape.cases.visible_tick[case]), Kind.RESPONDED, case, value=60)
    assert paid(world) == {"Aby": (365 * 10 + 9, 0, 0), "Bydal": (50, 0, 0)}


def test_a_call_out_on_the_evening_before_a_change_is_of_the_team_that_the_log_lets_respond(merger):
    merger.effects["money"] = money(services=(SEPARATE, MERGED), call_out=8)
    merger.effects_of_periods["on_call_team"] = np.zeros(2, dtype=np.int32)
    merger.first_period = {"on_call_team": np.full(2, ABSENT, dtype=np.int32)}
    case = merger.case(ABY, reported="2010-12-31", minute_of_day=20 * 60, emergency=True)
    merger.log(int(merger.tape.cases.visible_tick[case]), Kind.RESPONDED, case, value=60)
    assert [paid(merger, year) for year in (2010, 2011)] == [
        {"Aby": (0, 0, 0), "Bydal": (0, 0, 0)}, {"Aby": (6, 0, 0), "Bydal": (2, 0, 0)},
    ]  # fmt: skip


def test_where_nobody_is_on_call_nothing_is_paid_for_it(world):
    world.effects["money"] = money(duty_week=70, call_out=9, on_call=500)
    world.effects_of_periods["on_call_team"] = np.full(2, ABSENT, dtype=np.int32)
    assert paid(world) == {"Aby": (0, 0, 0), "Bydal": (0, 0, 0)}


def test_bought_tasks_cost_their_hours_and_guidance_the_service(world):
    hour = np.zeros(len(TASK_KINDS))
    hour[TASK_KINDS.index("legal_help")] = 1200
    buyer = service("T", (BYDAL,), (2,), buys=("legal_help",), guidance=True)
    world.effects["money"] = money(services=((SEPARATE[0], buyer),), hour=hour, guidance=77)
    case = world.case(BYDAL)
    world.log(0, Kind.TASK_READY, case, ("legal_help", 0), 3, value=9_000)
    world.log(world.at("2010-02-01"), Kind.BOUGHT, case, ("legal_help", 0), 3, value=90)
    assert paid(world) == {"Aby": (0, 0, 0), "Bydal": (1877, 0, 0)}


def test_what_was_bought_before_a_change_and_is_done_after_it_is_paid_by_whoever_then_has_care(merger):
    hour = np.zeros(len(TASK_KINDS))
    hour[TASK_KINDS.index("legal_help")] = 1200
    buyer = service("T", (BYDAL,), (2,), buys=("legal_help",))
    merger.effects["money"] = money(services=((SEPARATE[0], buyer), MERGED), hour=hour)
    case = merger.case(BYDAL)
    merger.log(merger.at("2010-12-20"), Kind.TASK_READY, case, ("legal_help", 0), 3, value=9_000)
    merger.log(merger.at("2011-01-06"), Kind.BOUGHT, case, ("legal_help", 0), 3, value=90)
    # M does not buy it and has 300 and 100 children
    assert paid(merger, 2011) == {"Aby": (1350, 0, 0), "Bydal": (450, 0, 0)}


def test_a_change_costs_once_and_only_the_services_that_it_changes(merger):
    first = service("S", (ABY,), (0, 1))
    prices = money(services=(SEPARATE, (first, service("T2", (BYDAL,), (2,)))))
    merger.effects["money"] = replace(prices, one_off_ore=(0, 900_00))
    before = merger.organisation.periods[0]
    merger.effects_of_periods |= {"teams": before.teams, "team_of": before.team_of}
    merger.effects_of_periods["team_of_worker"] = before.team_of_worker
    assert paid(merger) == {"Aby": (0, 0, 0), "Bydal": (0, 0, 0)}
    # neither service changes its posts or municipalities: both pay by posts, 3.0 and 1.5
    assert paid(merger, 2011) == {"Aby": (600, 0, 0), "Bydal": (300, 0, 0)}
    merger.effects["office_on"] = merger.organisation.office_on
    merger.first_period = {"team_of_worker": np.array([0, 0, 1, 2, -1], dtype=np.int32)}
    assert paid(merger, 2011) == {"Aby": (0, 0, 0), "Bydal": (900, 0, 0)}


def test_a_change_on_new_years_day_costs_in_the_new_year_though_it_is_a_sunday(make_world):
    world = make_world("2011-01-01", "2013-01-01", merger="2012-01-01")  # 31 December is a day off, too
    world.effects["money"] = replace(money(services=(SEPARATE, MERGED)), one_off_ore=(0, 900_00))
    assert [sum(nok for nok, _, _ in paid(world, year).values()) for year in (2011, 2012)] == [0, 900]


# -- measures -----------------------------------------------------------------------------------------------------


def in_place(world, municipality, start, end=None, value=1):
    case = world.case(municipality, origin=2)
    stage = 3 if value % 10 == 2 else 2
    world.log(start, Kind.MEASURE_STARTED, case, stage=stage, value=value)
    if end:
        world.log(world.at(end), Kind.CASE_CLOSED, case, stage=stage)
    return case


def test_measures_cost_their_calendar_days_at_the_childs_municipality(world):
    world.effects["money"] = money(assistance=[[365], [730]], care=[3650, 3650])
    in_place(world, ABY, 0, "2010-01-11", value=11)  # ten days
    in_place(world, BYDAL, world.at("2010-12-22"), value=1)  # ten days of 2010, all of 2011
    in_place(world, ABY, world.at("2010-01-04"), "2010-01-18", value=2)
    assert paid(world) == {"Aby": (0, 10, 140), "Bydal": (0, 20, 0)}
    assert paid(world, 2011) == {"Aby": (0, 0, 0), "Bydal": (0, 730, 0)}


def test_a_services_own_milieu_worker_is_a_post_inside_the_family_and_no_bought_measure(world):
    world.effects["money"] = money(post=[500] * 5, assistance=[[365], [365]])
    route = np.full((2, len(TASK_KINDS)), -1, dtype=np.int32)
    route[BYDAL, TASK_KINDS.index("milieu_work")] = 0
    world.effects_of_periods |= {
        "route": route,
        "pools": (Pool("T/all: milieu_work", (4,)),),
        "places": Places(np.full((2, 1), -1), np.zeros(0), np.full(2, 1000), 0),
    }
    in_place(world, ABY, 0, "2010-01-11", value=11)
    in_place(world, BYDAL, 0, "2010-01-11", value=11)
    assert paid(world) == {"Aby": (1500, 10, 0), "Bydal": (500, 500, 0)}


# -- sharing ------------------------------------------------------------------------------------------------------


def test_keys_stand_side_by_side_and_share_the_same_costs(merger):
    keys = (
        USUAL,
        CostKey("fixed", 200_00, ("equal", "home", "home")),
        CostKey("posts", 0, ("posts", "equal", "home")),
        CostKey("cases", 0, ("cases", "home", "home")),
    )
    merger.effects |= {
        "money": money(services=(SEPARATE, MERGED), keys=keys, post=[240] * 5, assistance=[[365], [365]]),
        "home_of_worker": np.array([0, -1, 0, 1, -1], dtype=np.int32),
    }
    in_place(merger, ABY, merger.at("2011-01-03"), "2011-01-13")
    for municipality in (ABY, BYDAL, BYDAL):
        merger.investigation("2011-02-01", municipality=municipality)
    assert [paid(merger, 2011, key) for key in range(4)] == [
        {"Aby": (900, 10, 0), "Bydal": (300, 0, 0)},
        {"Aby": (600, 10, 0), "Bydal": (600, 0, 0)},
        {"Aby": (800, 5, 0), "Bydal": (400, 5, 0)},
        {"Aby": (400, 10, 0), "Bydal": (800, 0, 0)},
    ]


def test_nominal_prices_grow(world):
    world.effects["money"] = replace(money(post=[500] * 5), price_factor=np.array([1.0, 1.1]))
    assert paid(world, 2010)["Aby"][0] == 1500
    assert paid(world, 2011)["Aby"][0] == 1650


# -- indicators and tables ----------------------------------------------------------------------------------------


def test_costs_per_child_are_of_the_first_key_by_year_in_region_and_municipality(world):
    world.effects["money"] = money(post=[500] * 5, care=[365, 365])
    in_place(world, ABY, 0, "2010-01-11", value=12)
    assert world.values("cost_244") == {
        ("region", 2010, 0): 6.25, ("Aby", 2010, 0): 5, ("Bydal", 2010, 0): 10,
        ("region", 2011, 0): 6.25, ("Aby", 2011, 0): 5, ("Bydal", 2011, 0): 10,
    }  # fmt: skip
    assert world.yearly("cost_251") == {"region": 0, "Aby": 0, "Bydal": 0}
    assert world.fraction("cost_252", "region") == (10, 400)
    assert world.fraction("cost_per_child", "region") == (2510, 400)


def test_a_neighbouring_municipality_pays_and_is_not_of_the_region(world):
    world.effects |= {"money": money(post=[500] * 5), "outside": np.array([False, True])}
    assert paid(world)["Bydal"] == (1000, 0, 0)
    assert world.fraction("cost_per_child", "region") == (1500, 300)


def test_without_prices_there_are_no_costs(world):
    assert world.counts().costs is None
    assert world.values("cost_244") == world.values("cost_per_child") == {}


def test_the_summary_has_the_region_and_all_functions_with_intervals():
    cells = tuple(
        CostCell("m", "base", "usual", place, place != "Out", function)
        for place in ("Aby", "Bydal", "Out")
        for function in (244, 251)
    )
    nok = np.array([[1200.0, 2400], [600, 1200]] * 3)  # of two replications, each with two years
    children = np.repeat([[600.0, 600], [200, 200], [100, 100]], 2, axis=0)
    summary = pd.DataFrame(summarise_costs([CostSums(cells, nok, children, np.full((6, 2), 2.0))]))
    found = summary.set_index(["municipality", "function"])
    assert list(found.index) == [(p, f) for p in ("region", "Aby", "Bydal", "Out") for f in (244, 251, "all")]
    # 900 and 1800 in each year of the two replications
    assert found.loc[("Aby", "all"), ["nok", "nok_per_child", "replications"]].tolist() == [1350, 4.5, 2]
    assert found.loc[("region", "all"), ["nok", "nok_per_child"]].tolist() == [2700, 6.75]
    # (900, 1800): standard error a third of the mean; on its logarithm, Student's t with one degree of freedom
    factor = np.exp(12.70620474 / 3)
    ends = found.loc[("Aby", "all"), ["nok_ci95_low", "nok_ci95_high"]].tolist()
    assert ends == pytest.approx([1350 / factor, 1350 * factor], abs=0.005)
    per_child = found.loc[("Aby", "all"), ["nok_per_child_ci95_low", "nok_per_child_ci95_high"]].tolist()
    assert per_child == pytest.approx([4.5 / factor, 4.5 * factor], abs=0.005)
