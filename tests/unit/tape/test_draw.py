import datetime as dt

from caseflow.tape.draw import clock_of, draw
from caseflow.tape.tables import assert_equal

TABLES = ("cases", "posts", "absences", "departures", "shocks")


def test_the_horizon_ends_some_years_after_the_change(build):
    clock = clock_of(build({"calendar/change_date": dt.date(2012, 2, 29), "years": 1}))
    assert (clock.today, clock.until) == (dt.date(2010, 1, 1), dt.date(2013, 2, 28))


def test_a_tape_is_the_same_whenever_it_is_drawn(build):
    once, again = draw(build(), 7), draw(build(), 7)
    for table in TABLES:
        assert_equal(getattr(once, table), getattr(again, table))


def test_the_seed_names_another_tape(build):
    lengths = {tuple(len(getattr(draw(build({"seed": seed}), 0), table)) for table in TABLES) for seed in (1, 2)}
    assert len(lengths) == 2


def test_a_tape_keeps_its_replication_offices_and_assumptions(build):
    tape = draw(build(), 3, {"effort.review_hours": 2.5})
    assert (tape.replication, tape.offices) == (3, ("Aa", "Bb"))
    assert tape.assumptions == {"effort.review_hours": 2.5}
    assert draw(build(), 3).assumptions == {}


def test_models_and_replications_are_not_part_of_a_tape(build):
    models = build().models
    other = build({"models": {"other": models["status_quo"].model_dump()}, "baseline": "other", "replications": 50})
    for table in TABLES:
        assert_equal(getattr(draw(build(), 0), table), getattr(draw(other, 0), table))
