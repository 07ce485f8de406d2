"""What the report calls the numbers that nobody measured, by their place in the config."""

from __future__ import annotations

from caseflow.config.schema import EACH_MUNICIPALITY
from caseflow.language import Language, msgid
from caseflow.report.material import Material

OF_A_MUNICIPALITY = {
    "children_0_17": msgid("children 0-17"),
    "reports_per_1000_children_per_year": msgid("reports per 1,000 children a year"),
    "open_measures": msgid("children with measures today"),
    "care_share_of_open_measures": msgid("share of care among today's measures"),
    "measures_share": msgid("share of investigations that lead to measures"),
    "care_share_of_new_measures": msgid("share of care among new measures"),
    "planned_late_share": msgid("share of investigations planned late from the start"),
}

OF_A_MODEL = {
    "transition.start_up.capacity_loss_percent": msgid("capacity lost at the start, per cent"),
    "transition.start_up.months": msgid("months until nothing is lost"),
    "transition.report_growth_percent": msgid("growth in reports, per cent"),
    "transition.refusing_share": msgid("share of people who refuse the transfer"),
    "transition.one_off_nok": msgid("one-off cost, NOK"),
}

OF_ALL = {
    "demand.season.July": msgid("reports in July, of a usual month's"),
    "demand.season.August": msgid("reports in August, of a usual month's"),
    "demand.weekdays.Saturday": msgid("reports on Saturdays, of a usual day's"),
    "demand.weekdays.Sunday": msgid("reports on Sundays, of a usual day's"),
    "demand.children_per_family.mean": msgid("siblings reported at once, mean"),
    "demand.later_reports_share": msgid("share of reports on children known already"),
    "demand.later_report_gap_days.mean": msgid("days from a child's first report to a later one, mean"),
    "demand.emergency_share": msgid("share of emergencies among reports"),
    "demand.emergency_out_of_hours_share": msgid("share of working days' emergencies that come out of hours"),
    "demand.dismissed_share": msgid("share of reports dismissed"),
    "demand.reports_growth_percent_per_year": msgid("growth of reports per child, per cent a year"),
    "demand.measures_growth_percent_per_year": msgid("growth of measures per investigation, per cent a year"),
    "demand.yearly_cv": msgid("how much reports vary from year to year"),
    "investigation.extension_share": msgid("share of investigations with a documented extension"),
    "investigation.contacts": msgid("contacts of an investigation"),
    "investigation.planned_share_of_limit.a": msgid("planned length of investigations, first shape"),
    "investigation.planned_share_of_limit.b": msgid("planned length of investigations, second shape"),
    "investigation.planned_share_of_limit.scale": msgid("planned length of investigations, the longest of the limit"),
    "investigation.quick_share": msgid("share of investigations that need little time"),
    "investigation.quick_pace": msgid("pace of those that need little time"),
    "investigation.planned_late_working_days": msgid("working days planned for investigations that are planned late"),
    "investigation.outside_information_share": msgid("share of investigations with outside information"),
    "investigation.outside_information_days.mean": msgid("days until outside information arrives, mean"),
    "investigation.outside_information_days.cv": msgid("how much the days of outside information vary"),
    "measures.wait_days.mean": msgid("days from decision to measure, mean"),
    "measures.wait_days.cv": msgid("how much the days from decision to measure vary"),
    "measures.follow_up_interval_days": msgid("days between follow-ups of a measure"),
    "measures.review_interval_days": msgid("days between reviews of a plan"),
    "measures.direct_care_share": msgid("share of care cases that are care at once"),
    "care.follow_up_interval_days": msgid("days between follow-ups of a foster home"),
    "care.county_board_share": msgid("share of care cases that go to the county board"),
    "care.county_board_days": msgid("days to prepare a county-board case"),
    "effort.screening_hours": msgid("hours of reviewing a report"),
    "effort.investigation_hours.mean": msgid("hours of an investigation, mean"),
    "effort.investigation_hours.cv": msgid("how much the hours of investigations vary"),
    "effort.conclusion_share": msgid("share of an investigation's hours for its conclusion"),
    "effort.sibling_share": msgid("effort for each further sibling"),
    "effort.later_report_hours": msgid("hours of a report on a child known already"),
    "effort.measure_start_hours": msgid("hours of starting a measure"),
    "effort.follow_up_hours": msgid("hours of a follow-up"),
    "effort.review_hours": msgid("hours of a plan's review"),
    "effort.county_board_hours": msgid("hours of a county-board case"),
    "effort.care_follow_up_hours": msgid("hours of a foster home's follow-up"),
    "effort.home_visit_hours": msgid("hours of a foster-home visit"),
    "effort.visitor_follow_up_hours": msgid("hours of a foster-home visitor's follow-up"),
    "effort.handover_hours": msgid("hours of taking over a colleague's case"),
    "work.casework_share": msgid("share of working time for cases"),
    "work.session_minutes": msgid("longest stretch on one task, minutes"),
    "work.reassign_after_days": msgid("days until an absent worker's cases move"),
    "work.levelling_gap_percent": msgid("unequal load that is tolerated, per cent"),
    "work.pressure.reference_load": msgid("load from which effort shrinks"),
    "work.pressure.exponent": msgid("how fast effort shrinks with load"),
    "work.pressure.floor_share": msgid("least effort that is given"),
    "absence.self_certified.days.mean": msgid("days of self-certified sick leave, mean"),
    "absence.parental.days.low": msgid("days of parental leave, least"),
    "absence.parental.days.high": msgid("days of parental leave, most"),
    "absence.parental.share": msgid("share of days on parental leave"),
    "absence.other_leave.share": msgid("share of days on other leave"),
    "absence.other_leave.days.mean": msgid("days of other leave, mean"),
    "absence.training.days.low": msgid("days of training at a time, least"),
    "absence.training.days.high": msgid("days of training at a time, most"),
    "absence.training.share": msgid("share of days in training"),
    "absence.turnover.leaving_per_year": msgid("share of people who leave in a year"),
    "absence.turnover.vacancy_days.cv": msgid("how much the length of vacancies varies"),
    "absence.turnover.newcomer_days": msgid("days until a newcomer works as others do"),
    "absence.turnover.newcomer_capacity_share": msgid("a newcomer's capacity until then"),
    "effects.fixed_work.hours_per_service_per_year": msgid("fixed work of a service, hours a year"),
    "effects.fixed_work.hours_per_further_county_per_year": msgid("fixed work for a further county, hours a year"),
    "effects.fixed_work.hours_per_municipality_per_year": msgid("fixed work for a municipality, hours a year"),
    "effects.fixed_work.hours_per_office_per_year": msgid("fixed work for an office, hours a year"),
    "effects.coordination.handover_hours": msgid("hours of a hand-over between services"),
    "effects.coordination.meeting_hours_per_year": msgid("meetings between services, hours a year"),
    "effects.travel.trips.contact": msgid("share of contacts with a trip"),
    "effects.travel.trips.measure_start": msgid("share of measures' starts with a trip"),
    "effects.travel.trips.follow_up": msgid("share of follow-ups with a trip"),
    "effects.travel.trips.review": msgid("share of reviews with a trip"),
    "effects.travel.trips.care_follow_up": msgid("share of foster homes' follow-ups with a trip"),
    "effects.travel.trips.visitor_follow_up": msgid("share of follow-ups of foster-home visitors with a trip"),
    "effects.conflicts.share_at_1000_children": msgid("conflicts of interest in a place of 1,000 children"),
    "effects.conflicts.most_share": msgid("conflicts of interest at most"),
    "effects.conflicts.elsewhere_factor": msgid("conflicts of interest of workers from elsewhere"),
    "effects.help.peak_load_percent": msgid("load at which others help, per cent"),
    "effects.help.delay_days": msgid("days until a neighbour takes a case of conflict"),
    "effects.specialisation.minutes_percent": msgid("time that dedicated teams need, per cent of the usual"),
    "effects.practice.most_extra_percent": msgid("more time for rare cases, per cent at most"),
    "effects.practice.months": msgid("months until rare cases need that"),
    "effects.vacancy_by_size.leaving_exponent": msgid("how much more often people leave small services"),
    "effects.vacancy_by_size.vacancy_exponent": msgid("how much longer vacancies of small services last"),
    "effects.finding_measures.search_hours": msgid("hours of the search for a measure"),
    "effects.finding_measures.bank_search_percent": msgid("time of a search with a measures bank, per cent"),
    "effects.guidance.hours_per_service_per_year": msgid("hours of giving guidance, a year and service"),
    "effects.guidance.newcomer_days_percent": msgid("time that newcomers learn with guidance, per cent"),
    "effects.milieu_work.hours": msgid("hours of a milieu worker's visit"),
    "effects.milieu_work.interval_days": msgid("days between a milieu worker's visits"),
    "effects.on_call.response_minutes": msgid("minutes until who is on call responds"),
    "effects.on_call.standby_hours_per_week": msgid("time off for a week on call, hours"),
    "effects.on_call.call_out_hours": msgid("time off for a call-out, hours"),
    "effects.legal_help.hours": msgid("hours of a lawyer, for a county-board case"),
    "effects.buying.wait_days": msgid("days until a bought task is done"),
    "effects.strain.from_load_percent": msgid("load above which people fall ill and leave more often, per cent"),
    "effects.strain.sick_leave_percent": msgid("more sick leave for each ten per cent of load above, per cent"),
    "effects.strain.leaving_percent": msgid("more leaving for each ten per cent of load above, per cent"),
    "money.growth_percent_per_year": msgid("growth of prices, per cent a year"),
    "money.nok_per_post_per_year": msgid("NOK a year for a caseworker's full post"),
    "money.nok_per_other_post_per_year": msgid("NOK a year for a leader's or clerk's full post"),
    "money.nok_per_office_per_year": msgid("NOK a year for an office"),
    "money.nok_per_km": msgid("NOK a kilometre"),
    "money.nok_per_duty_week": msgid("NOK for a week on call"),
    "money.nok_per_call_out": msgid("NOK for a call-out"),
    "money.bought_on_call_nok_per_1000_children_per_year": msgid("NOK a year for bought duty, per 1,000 children"),
    "money.bought_nok_per_hour.county_board": msgid("NOK an hour for bought work on county-board cases"),
    "money.bought_nok_per_hour.legal_help": msgid("NOK an hour for a bought lawyer"),
    "money.bought_nok_per_hour.foster_homes": msgid("NOK an hour for bought follow-up of foster homes"),
    "money.bought_nok_per_hour.foster_home_visitors": msgid("NOK an hour for bought follow-up of foster-home visitors"),
    "money.bought_nok_per_hour.guidance": msgid("NOK an hour for bought guidance"),
    "money.assistance_nok_per_year": msgid("NOK a year for an assistance measure"),
    "money.care_nok_per_year": msgid("NOK a year for a care measure"),
}
"""Others are of something that the config names, or are called by their place in it."""

_DISTANCES = "effects.travel.distances."

OF_EACH = (
    (_DISTANCES, ".minutes", msgid("minutes by road")),
    (_DISTANCES, ".km", msgid("kilometres by road")),
    ("effects.finding_measures.kinds.", ".share", msgid("share of new measures")),
    ("effects.finding_measures.kinds.", ".search_days.mean", msgid("days of the search, mean")),
    ("effects.finding_measures.kinds.", ".search_days.cv", msgid("how much the days of the search vary")),
    ("effects.finding_measures.kinds.", ".spare_places_share", msgid("free places beside those in use, share")),
    ("effects.finding_measures.kinds.", ".children_per_post", msgid("children for each full post")),
    ("money.assistance_nok_per_year_by_kind.", "", msgid("NOK a year for a measure")),
    ("money.nok_per_post_by_group.", "", msgid("NOK a year for a full post")),
    ("money.by_municipality.", ".assistance_percent", msgid("cost of an assistance measure, per cent of the usual")),
    ("money.by_municipality.", ".care_percent", msgid("cost of a care measure, per cent of the usual")),
    (
        "money.keys.",
        ".fixed_nok_per_municipality",
        msgid("NOK a year from each municipality before the rest is shared"),
    ),
)
"""What a place in the config begins and ends with, around something that the config names; and what it is."""

KINDS = {
    "support_contact": msgid("support contact"),
    "respite_home": msgid("respite home"),
    "milieu_worker": msgid("milieu worker"),
    "state_service": msgid("service of the state"),
    "bought": msgid("bought measure"),
}
"""Kinds of measure that caseflow's standard names."""


def said(material: Material, path: str) -> str:
    """An assumption in words: what it is, and of which municipality or model; else its place in the config."""
    section, _, rest = path.partition(".")
    whose, _, what = rest.partition(".")
    text = material.language.text
    if section == "municipalities" and what in OF_A_MUNICIPALITY:
        return text("{whose}: {what}", whose=whose, what=text(OF_A_MUNICIPALITY[what]))
    if section == EACH_MUNICIPALITY and rest in OF_A_MUNICIPALITY:
        return text("{whose}: {what}", whose=text("every municipality"), what=text(OF_A_MUNICIPALITY[rest]))
    if section == "models" and whose in material.config.models:
        field = next((field for field in OF_A_MODEL if what == field or what.startswith(f"{field}.")), "")
        if field:
            places = what.removeprefix(field).removeprefix(".")
            name = text("{whose}: {what}", whose=material.title_of(whose), what=text(OF_A_MODEL[field]))
            return f"{name} ({_places(material.language, places)})" if places else name
    return text(OF_ALL[path]) if path in OF_ALL else _of_each(material, path) or path.replace(".", " > ")


def _of_each(material: Material, path: str) -> str:
    """An assumption of something that the config names; empty if the path is none."""
    text = material.language.text
    for begin, end, what in OF_EACH:
        name = path.removeprefix(begin).removesuffix(end)
        if path == f"{begin}{name}{end}" and "." not in name:
            return text("{whose}: {what}", whose=_named(material, begin, name), what=text(what))
    return ""


def _named(material: Material, begin: str, name: str) -> str:
    """What a distance, a kind of measure, a cost-sharing key, a group or a municipality is called."""
    if begin == _DISTANCES:
        return "\N{EN DASH}".join(material.config.effects.travel.distances[int(name)].between)
    if begin == "money.keys." and name in material.config.money.keys:
        return material.config.money.keys[name].title_in(material.language.code) or name
    return material.language.text(KINDS[name]) if name in KINDS else name


def _places(language: Language, places: str) -> str:
    return language.text("the others") if places == "others" else places
