"""What a config may say: frozen pydantic models with a unit in every name.

A number of a config may be written as a *quantity*, ``{value, source}`` or, when nobody measured it,
``{value, range | distribution, source: assumption}``; the loader puts a number in its place before these models see it
(:mod:`caseflow.config.load`, :mod:`caseflow.tape.assumptions`). The models therefore hold plain numbers only.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

SCHEMA_VERSION = 1

STAGES = ("intake", "investigation", "measures", "care")
"""The stages of a case, in their order; a stage's place is its number in tape, engine and log."""

FUNCTIONS = (
    "emergencies",
    "county_board",
    "legal_help",
    "foster_homes",
    "foster_home_visitors",
    "measure_search",
    "milieu_work",
    "guidance",
)
"""Functions that a team may take over from whoever covers the stage, or that a service may buy."""

TASK_KINDS = (
    "screening",
    "contact",
    "conclusion",
    "later_report",
    "measure_start",
    "follow_up",
    "review",
    "county_board",
    "care_follow_up",
    "home_visit",
    "visitor_follow_up",
    "legal_help",
    "measure_search",
    "milieu_work",
)
"""The kinds of task, in their order; a kind's place is its number in engine and log."""

Stage = Literal["intake", "investigation", "measures", "care"]
Function = Literal[
    "emergencies",
    "county_board",
    "legal_help",
    "foster_homes",
    "foster_home_visitors",
    "measure_search",
    "milieu_work",
    "guidance",
]
Bought = Literal["emergencies", "county_board", "legal_help", "foster_homes", "foster_home_visitors", "guidance"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Month = Literal[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONTHS: tuple[Month, ...] = get_args(Month)
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

EACH_MUNICIPALITY = "each_municipality"
"""A key beside ``municipalities``, with fields that lie under those of every municipality; layering puts them there."""


class Part(BaseModel):
    """A mapping of the config: unknown keys are refused, values keep their YAML type, nothing changes later."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


LanguageCode = Literal["en", "nb"]
"""The languages of reports and figures (:data:`caseflow.language.LOCALES`)."""


class Titled(Part):
    """A part with a title."""

    title: str = Field("", description="what it is, in words")
    titles: dict[LanguageCode, str] = Field({}, description="the title in other languages, for reports in them")

    def title_in(self, language: str) -> str:
        """The title for a report in a language: the title itself where it has none in that."""
        return {str(code): title for code, title in self.titles.items()}.get(language, self.title)


DRAWN = {"draw": True}
"""The context in which drawn numbers are validated."""


def _whole(value: object, info: ValidationInfo) -> object:
    """Round the draw of an assumption about a whole number; refuse a fraction that a user wrote."""
    if info.context and info.context.get("draw") and isinstance(value, float):
        return round(value)
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]
Nok = Annotated[float, Field(ge=0, le=1_000_000_000)]


# -- distributions ----------------------------------------------------------------------------------------------

MOST_COUNT = 100
"""Siblings of a family, contacts of an investigation: at most so many on average."""


class Deterministic(Part):
    """Always the same value."""

    distribution: Literal["deterministic"]
    value: NonNegative


class DeterministicCount(Deterministic):
    """Always the same count."""

    value: Annotated[Whole, Field(ge=1)]


class Exponential(Part):
    """Memoryless, by its mean."""

    distribution: Literal["exponential"]
    mean: Positive


class Gamma(Part):
    """By mean and coefficient of variation (standard deviation over mean)."""

    distribution: Literal["gamma"]
    mean: Positive
    cv: Positive


class Lognormal(Part):
    """By mean and cv, or by median and sigma (standard deviation of the logarithm); ``cap`` is the largest value."""

    distribution: Literal["lognormal"]
    mean: Positive | None = None
    cv: Positive | None = None
    median: Positive | None = None
    sigma: Positive | None = None
    cap: Positive | None = None


class BetaDistribution(Part):
    """Beta(a, b) on 0 to 1, times ``scale``."""

    distribution: Literal["beta"]
    a: Positive
    b: Positive
    scale: Positive = 1.0


class Uniform(Part):
    """Equally likely between ``low`` and ``high``."""

    distribution: Literal["uniform"]
    low: NonNegative
    high: Positive


class Triangular(Part):
    """Between ``low`` and ``high``, most likely at ``mode``."""

    distribution: Literal["triangular"]
    low: NonNegative
    mode: NonNegative
    high: Positive


class Poisson(Part):
    """A count, by its mean; ``minimum`` is the smallest value (what lies below is raised to it)."""

    distribution: Literal["poisson"]
    mean: Positive
    minimum: Annotated[Whole, Field(ge=0, le=MOST_COUNT)] = 0


class Geometric(Part):
    """A count of 1, 2, 3 ..., by its mean."""

    distribution: Literal["geometric"]
    mean: Annotated[float, Field(ge=1)]


Continuous = Annotated[
    Deterministic | Exponential | Gamma | Lognormal | BetaDistribution | Uniform | Triangular,
    Field(discriminator="distribution"),
]
Discrete = Annotated[DeterministicCount | Poisson | Geometric, Field(discriminator="distribution")]


def _constant(value: object) -> object:
    """A plain number stands for the deterministic distribution."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"distribution": "deterministic", "value": value}
    return value


Distribution = Annotated[Continuous, BeforeValidator(_constant)]
CountDistribution = Annotated[Discrete, BeforeValidator(_constant)]


# -- place and time ---------------------------------------------------------------------------------------------


class Calendar(Part):
    """When people work, and when the organisation changes."""

    country: str = Field("NO", description="ISO country code whose public holidays are not worked")
    kind: Literal["working", "continuous"] = Field(
        "working", description="working: Monday to Friday without public holidays; continuous: every day (for tests)"
    )
    today: dt.date = Field(description="the run begins with today's caseload")
    change_date: dt.date = Field(description="every model's own organisation takes over; the statistics begin")
    day_minutes: Annotated[Whole, Field(ge=60, le=1440)] = Field(450, description="working minutes of a full day")


class Municipality(Part):
    """A municipality, its children and its practice."""

    number: Annotated[Whole, Field(ge=1, le=999_999)] = Field(description="official number, permanent")
    children_0_17: Annotated[Whole, Field(gt=0)] = Field(description="children from birth to 17 years")
    reports_per_1000_children_per_year: NonNegative = Field(description="all reports, also on children already known")
    open_measures: Annotated[Whole, Field(ge=0)] = Field(description="children with measures today, care included")
    open_investigations: Annotated[Whole, Field(ge=0)] | None = Field(
        None, description="today; left out: investigations started a day x their mean planned days"
    )
    care_share_of_open_measures: Share = Field(description="of today's open measures")
    measures_share: Share = Field(description="of concluded investigations, those that lead to new measures")
    care_share_of_new_measures: Share = Field(description="of new measures, those that are or later become care")
    planned_late_share: Share = Field(description="of investigations, planned beyond the deadline from the start")
    office: str | None = Field(None, description="the office that serves it; left out: the municipality's own name")
    place: str | None = Field(None, description="where its families live, for distances; left out: its office")
    county: str | None = Field(None, description="a service that spans several has more fixed work")
    outside: bool = Field(
        False, description="of a neighbouring region: served only by models that say so, never in the region's totals"
    )
    children_index: dict[Whole, Positive] = Field(
        default_factory=dict,
        description="year -> children 0-17 on 1 January as an index, straight lines between; left out: constant",
    )


class StaffGroup(Part):
    """Today's casework posts of one home service or group, each listed once; models only place them."""

    number: Annotated[Whole, Field(ge=1, le=999_999)] = Field(description="permanent number of the group")
    posts_fte: tuple[float | str, ...] = Field(description='post sizes in order: 1.0, 0.5 or "6 x 1.0"')
    office: str = Field(description="where they work, and share out their vacations")
    casework_share: Annotated[float, Field(gt=0, le=1)] | None = Field(
        None, description="share of working time for cases; left out: work.casework_share"
    )
    other_posts_fte: Annotated[float, Field(ge=0, le=10_000)] = Field(
        0.0, description="leaders and clerks without casework: count in children per post"
    )
    working_days: dict[Whole, tuple[Weekday, ...]] = Field(
        default_factory=dict, description="days of a part-post by its ordinal; left out: consecutive days, rotated"
    )
    lives_in: str | None = Field(
        None, description="municipality where they live; left out: the first one whose office is theirs"
    )
    leaders: tuple[Whole, ...] = Field(
        (),
        description="ordinals of posts that lead: fixed work, meetings and supervision of their service are theirs",
    )
    unqualified: tuple[Whole, ...] = Field((), description="ordinals of posts that may not conclude investigations")
    extra: bool = Field(False, description="posts that only models with a place for them have; others go without")


# -- organisation -----------------------------------------------------------------------------------------------


class Group(Part):
    """Posts of a team that take some municipalities' cases first (``assign: group_first``)."""

    municipalities: tuple[str, ...] = Field(description="whose cases the group takes first")
    staff: tuple[str, ...] = Field(description="groups or single posts of the roster")


class Team(Part):
    """Posts of the roster, and the stages and functions that they cover for the service's municipalities."""

    covers: tuple[Stage | Function, ...] = Field(description="stages of a case, and functions, that the team takes")
    staff: tuple[str, ...] = Field(description="groups (K_intake) or single posts (T.1) of the roster")
    groups: dict[str, Group] = Field(
        default_factory=dict, description="with assign: group_first, who takes whose cases first"
    )
    helped_by: tuple[str, ...] | Literal["all"] = Field(
        (),
        description="teams (service/team) that take new cases at peaks; all: every team that covers one of its stages",
    )
    second_worker_share: Share = Field(
        0.0, description="0: one worker a case; else a second worker gives this share of each contact's minutes"
    )


class Service(Part):
    """Teams that together serve some municipalities."""

    municipalities: tuple[str, ...] | Literal["all"] = Field(
        description="whom it serves; all: every municipality of the region"
    )
    teams: dict[str, Team] = Field(description="its teams by name")
    assign: Literal["least_loaded", "nearest_office_first", "group_first"] = Field(
        "least_loaded", description="who of the team gets a new case; the last two up to help.peak_load_percent"
    )
    avoid_home_municipality: bool = Field(
        False,
        description="workers get cases of the municipality where they live only when the others are at their peak",
    )
    office_days: dict[str, tuple[Weekday, ...]] = Field(
        default_factory=dict, description="weekdays on which somebody of the service sits in a local office"
    )
    buys: tuple[Bought, ...] = Field(
        (), description="functions bought for its municipalities instead of done by its staff"
    )


class Effects(Part):
    """Which effects a model counts with; their sizes stand in the section ``effects``."""

    fixed_work: bool = Field(False, description="work per service, municipality and office, whatever the cases")
    coordination: bool = Field(False, description="hand-overs and meetings between services that share a municipality")
    travel: bool = Field(False, description="trips from the worker's office to the families")
    conflicts: bool = Field(False, description="conflicts of interest: a worker may not take some cases")
    specialisation: bool = Field(False, description="dedicated teams need other minutes for a task")
    practice: bool = Field(False, description="a county-board case takes longer the longer since the worker's last one")
    vacancy_by_size: bool = Field(False, description="small services lose workers more often and find new ones later")
    finding_measures: bool = Field(False, description="measures have to be searched for, and to have a place")
    guidance: bool = Field(False, description="professional supervision: somebody gives it, newcomers learn faster")
    qualified_conclusions: bool = Field(False, description="only qualified workers conclude investigations")
    strain: bool = Field(False, description="load raises sick leave and leaving")


class StartUp(Part):
    """What is lost at first after a change of organisation, and how it comes back: in a straight line."""

    capacity_loss_percent: Annotated[float, Field(ge=0, le=100)] = Field(description="on the first day")
    months: Annotated[float, Field(gt=0)] = Field(description="until nothing is lost")


class Transition(Part):
    """What comes with the change to a model, from the date on which its organisation takes over."""

    start_up: StartUp | None = Field(None, description="of all posts whose team is not the one before")
    report_growth_percent: dict[str, Annotated[float, Field(ge=0, le=50)]] = Field(
        default_factory=dict, description="more reports, by municipality; others: of all that are not named"
    )
    refusing_share: Share = Field(0.0, description="of the people whose post gets another service: they leave at once")
    one_off_nok: Nok = Field(0.0, description="cost of the change, once")


class Step(Part):
    """From a date on, the organisation of another model."""

    date: dt.date = Field(description="after change_date")
    model: str = Field(description="whose organisation takes over")


class Model(Titled):
    """An organisational model: services, each with teams, each with posts and stages; inheritance is applied."""

    services: dict[str, Service] = Field(description="its services by name")
    steps: tuple[Step, ...] = Field(
        (), description="dated steps after change_date, each to the organisation of a model"
    )
    before: str | None = Field(None, description="the model that holds until change_date; left out: the baseline")
    effects: Effects = Field(Effects(), description="which effects the model counts with")
    transition: Transition = Field(Transition(), description="what comes with the change to this model")


class Scenario(Titled):
    """A named set of overrides of the config; scenarios combine when they touch different fields."""

    set: dict[str, Any] = Field(description="a part of a config, laid over the base")


# -- the flow ---------------------------------------------------------------------------------------------------


class Demand(Part):
    """How reports arrive."""

    season: dict[str, NonNegative] = Field(description="month name -> factor; others 1; the year's mean is kept")
    weekdays: dict[str, NonNegative] = Field(description="weekday name -> factor; others 1; the week's mean is kept")
    children_per_family: CountDistribution = Field(description="siblings reported at once")
    later_reports_share: Annotated[float, Field(ge=0, le=0.99)] = Field(
        description="of all reports: child reported before"
    )
    later_report_gap_days: Distribution = Field(description="from a child's first report to a later one")
    emergency_share: Share = Field(description="of reports")
    emergency_out_of_hours_share: Share = Field(
        description="of emergencies on working days, those outside office hours; on other days all are"
    )
    dismissed_share: Share = Field(description="of screened reports, dismissed without investigation")
    reports_growth_percent_per_year: float = Field(description="of reports per child, from today on")
    measures_growth_percent_per_year: float = Field(description="of the share of investigations that lead to measures")
    yearly_cv: Annotated[float, Field(ge=0, le=1)] = Field(
        description="coefficient of variation of a municipality's reports from year to year, beside chance"
    )


class Investigation(Part):
    """The law's clocks and how an investigation is planned."""

    screening_days: Annotated[Whole, Field(ge=1)] = Field(description="a report is reviewed within this many days")
    clock_starts: Literal["report_received", "report_concluded", "screening_week_expired"] = Field(
        description="what the legal months run from"
    )
    deadline_months: Annotated[Whole, Field(ge=1, le=1200)] = Field(description="the legal limit")
    extended_months: Annotated[Whole, Field(ge=1, le=1200)] = Field(
        description="the legal limit of a case with a documented extension"
    )
    extension_share: Share = Field(description="of cases open at the deadline, those with a documented extension")
    contacts: CountDistribution = Field(description="conversations and visits in a case")
    planned_share_of_limit: Distribution = Field(description="last contact's planned day over the deadline's days")
    quick_share: Share = Field(description="of cases, those that need little time")
    quick_pace: Share = Field(description="of a quick case: factor on its planned days")
    planned_late_working_days: Annotated[Whole, Field(ge=1)] = Field(
        description="of a case planned late: working days from opening to the last contact"
    )
    outside_information_share: Share = Field(description="of cases that are not quick")
    outside_information_days: Distribution = Field(description="from the opening until it arrives")


class Measures(Part):
    """From the decision to the end of an assistance measure."""

    wait_days: Distribution = Field(description="decision to measure in place")
    duration_days: Distribution = Field(description="measure in place to its end")
    follow_up_interval_days: Annotated[Whole, Field(ge=1)] = Field(description="from one follow-up to the next")
    review_interval_days: Annotated[Whole, Field(ge=1)] = Field(description="from one review of the plan to the next")
    direct_care_share: Share = Field(description="of cases that are or become care, those that are care at once")


class Care(Part):
    """Care outside the family."""

    duration_days: Distribution = Field(description="placement to its end")
    follow_up_interval_days: Annotated[Whole, Field(ge=1)] = Field(
        description="from one foster-home follow-up to the next"
    )
    visit_interval_days: Annotated[Whole, Field(ge=1)] = Field(description="from one foster-home visit to the next")
    visitor_interval_days: Annotated[Whole, Field(ge=1)] = Field(
        description="from one follow-up of the foster-home visitor to the next"
    )
    county_board_share: Share = Field(description="of care cases, those prepared for the county board")
    county_board_days: Annotated[Whole, Field(ge=1)] = Field(description="time to prepare a case: sets its due date")


class Effort(Part):
    """Working hours at full effort."""

    screening_hours: Distribution = Field(description="review of a report")
    investigation_hours: Distribution = Field(description="all contacts and the conclusion together")
    conclusion_share: Share = Field(description="of the investigation's hours")
    sibling_share: Share = Field(description="effort for each sibling after the first, in intake and investigation")
    later_report_hours: Distribution = Field(description="a report on a child whose case is open")
    measure_start_hours: Distribution = Field(description="start-up work of a measure")
    follow_up_hours: Distribution = Field(description="each follow-up of an assistance measure")
    review_hours: Distribution = Field(description="each review of the plan")
    county_board_hours: Distribution = Field(description="preparation of a case for the county board")
    care_follow_up_hours: Distribution = Field(description="each foster-home follow-up")
    home_visit_hours: Distribution = Field(description="each foster-home visit")
    visitor_follow_up_hours: Distribution = Field(description="each follow-up of the foster-home visitor")
    handover_hours: NonNegative = Field(
        description="added when a case moves: from an absent worker, by levelling, or to a helper or neighbour"
    )


# -- people -----------------------------------------------------------------------------------------------------


class Priorities(Part):
    """Class of each kind of task: lower is picked first; within a class, by due date."""

    emergency: Annotated[Whole, Field(ge=0, le=9)] = Field(description="an emergency's screening and first contact")
    screening: Annotated[Whole, Field(ge=0, le=9)] = Field(description="review of a report")
    contact: Annotated[Whole, Field(ge=0, le=9)] = Field(description="contact of an investigation")
    conclusion: Annotated[Whole, Field(ge=0, le=9)] = Field(description="conclusion of an investigation")
    later_report: Annotated[Whole, Field(ge=0, le=9)] = Field(description="a report on a child whose case is open")
    measure_start: Annotated[Whole, Field(ge=0, le=9)] = Field(description="start-up work of a measure")
    follow_up: Annotated[Whole, Field(ge=0, le=9)] = Field(description="follow-up of an assistance measure")
    review: Annotated[Whole, Field(ge=0, le=9)] = Field(description="review of the plan")
    county_board: Annotated[Whole, Field(ge=0, le=9)] = Field(description="preparation for the county board")
    care_follow_up: Annotated[Whole, Field(ge=0, le=9)] = Field(description="foster-home follow-up")
    home_visit: Annotated[Whole, Field(ge=0, le=9)] = Field(description="foster-home visit")
    visitor_follow_up: Annotated[Whole, Field(ge=0, le=9)] = Field(description="follow-up of the foster-home visitor")
    legal_help: Annotated[Whole, Field(ge=0, le=9)] = Field(description="a lawyer's work on a county-board case")
    measure_search: Annotated[Whole, Field(ge=0, le=9)] = Field(description="search for a measure")
    milieu_work: Annotated[Whole, Field(ge=0, le=9)] = Field(description="a milieu worker's hours with a child")


class Pressure(Part):
    """Effort shrinks with load: (reference_load / load) ** exponent, between floor_share and 1."""

    reference_load: Positive = Field(description="owned cases' monthly minutes over the post's, where effort is full")
    exponent: NonNegative = Field(description="0: effort never shrinks")
    floor_share: Annotated[float, Field(gt=0, le=1)] = Field(description="of full effort: less is never given")


class Work(Part):
    """How workers take and do tasks."""

    casework_share: Annotated[float, Field(gt=0, le=1)] = Field(description="share of working time for cases")
    session_minutes: Annotated[Whole, Field(ge=1)] = Field(description="longest stretch on one task")
    reassign_after_days: Annotated[Whole, Field(ge=1)] = Field(
        description="working days in a row that an owner is away before open work moves"
    )
    caseload_limit: Annotated[Whole, Field(ge=1)] | None = Field(description="open cases a worker owns at most")
    levelling_gap_percent: Annotated[Whole, Field(ge=1)] | None = Field(
        description="each month a team's leader moves cases until no two loads differ by more; null: never"
    )
    cases_norm: Annotated[Whole, Field(ge=1)] = Field(
        description="open cases a worker should own at most (indicator only)"
    )
    posts_follow_children: bool = Field(description="posts grow and shrink with the children of their home service")
    priorities: Priorities
    pressure: Pressure


class Spells(Part):
    """Absence of one kind: the share of all days lost to it, and how long a spell lasts (calendar days)."""

    share: Annotated[float, Field(ge=0, lt=1)] = Field(description="of all days")
    days: Distribution = Field(description="calendar days of a spell")


class Vacation(Part):
    """Whole weeks, rotated by ordinal among the posts of an office."""

    summer_weeks: Annotated[Whole, Field(ge=0, le=12)] = Field(description="in one stretch")
    summer_start_weeks: tuple[Annotated[Whole, Field(ge=1, le=52)], ...] = Field(description="ISO weeks, in rotation")
    other_weeks: Annotated[Whole, Field(ge=0, le=12)] = Field(description="one week at a time")
    other_start_weeks: tuple[Annotated[Whole, Field(ge=1, le=52)], ...] = Field(description="ISO weeks, in rotation")


class Turnover(Part):
    """Leaving, the vacancy after it, and the newcomer who learns."""

    leaving_per_year: Annotated[float, Field(ge=0, le=2)] = Field(
        description="rate at which whoever holds a post leaves it"
    )
    vacancy_days: Distribution = Field(description="from leaving until a newcomer begins")
    newcomer_days: Annotated[Whole, Field(ge=0)] = Field(description="until a newcomer works as others do")
    newcomer_capacity_share: Share = Field(description="of others' capacity, until then")


class Absence(Part):
    """Every reason to be away."""

    self_certified: Spells
    doctor_certified: Spells
    parental: Spells
    other_leave: Spells
    training: Spells
    vacation: Vacation
    turnover: Turnover


class Discipline(Part):
    """Whose practice a team that merges several of the baseline's teams takes over."""

    merged_teams: str = Field(
        description="weighted_mean (by investigations), by_municipality, or the name of the municipality to follow"
    )


# -- sizes of the effects -----------------------------------------------------------------------------------------


class FixedWork(Part):
    """Hours of casework time that do not depend on the number of cases."""

    hours_per_service_per_year: NonNegative = Field(
        description="plans, reporting, cooperation with the state; of a service that covers stages"
    )
    hours_per_further_county_per_year: NonNegative = Field(description="for each county of a service after the first")
    hours_per_municipality_per_year: NonNegative = Field(
        description="preventive and interdisciplinary work, of the service that covers most stages there"
    )
    hours_per_office_per_year: NonNegative = Field(description="for each office from which a service works")


class Coordination(Part):
    """What it costs that several services share a municipality."""

    handover_hours: NonNegative = Field(description="added to the first task after a case goes to another service")
    meeting_hours_per_year: NonNegative = Field(
        description="of each service that covers stages of a municipality beside another, for each such municipality"
    )


class Distance(Part):
    """By road, one way, between two places."""

    between: tuple[str, str] = Field(description="two places: offices, or places of municipalities")
    km: NonNegative = Field(description="kilometres")
    minutes: NonNegative = Field(description="minutes by car")


class Trips(Part):
    """Share of the tasks of each kind for which somebody travels to the family's place and back."""

    contact: Share = Field(description="conversation or visit of an investigation")
    measure_start: Share = Field(description="start-up work of a measure")
    follow_up: Share = Field(description="follow-up of an assistance measure")
    review: Share = Field(description="review of a plan")
    county_board: Share = Field(description="preparation of a county-board case")
    care_follow_up: Share = Field(description="foster-home follow-up")
    home_visit: Share = Field(description="foster-home visit")
    visitor_follow_up: Share = Field(description="follow-up of the foster-home visitor")
    milieu_work: Share = Field(description="a milieu worker's hours with a child")


class Travel(Part):
    """Trips between the worker's office and the place where the family lives; effort includes those within a place."""

    distances: tuple[Distance, ...] = Field(description="pairs of places; others by the shortest way over these")
    trips: Trips = Field(description="share of tasks with a trip")


class Conflicts(Part):
    """Conflicts of interest: the chance that a worker knows a family too well to take its case."""

    share_at_1000_children: Share = Field(
        description="for a worker who lives in a municipality of 1,000 children; inversely as its children"
    )
    most_share: Share = Field(description="never more than this")
    elsewhere_factor: Share = Field(description="for workers who live elsewhere: of that share")


class Help(Part):
    """When cases go beside their first address: to another group, another office, another team."""

    peak_load_percent: Annotated[Whole, Field(ge=1)] = Field(
        description="a worker at this load or above gives way to others"
    )
    delay_days: Annotated[Whole, Field(ge=0)] = Field(
        description="working days that a case waits, with everybody in conflict, before a neighbour takes it"
    )


class Specialisation(Part):
    """What dedication to one stage or function does to the time that a task takes."""

    minutes_percent: Annotated[float, Field(gt=0, le=200)] = Field(description="of the usual minutes, in such teams")


class Practice(Part):
    """County-board cases are rare: who has not had one for long needs longer."""

    most_extra_percent: Annotated[float, Field(ge=0, le=500)] = Field(description="more minutes, after so many months")
    months: Annotated[Whole, Field(ge=1)] = Field(description="since the worker's last one until the extra is whole")


class VacancyBySize(Part):
    """Leaving and vacancies by the size of the service: (reference / casework posts) ** exponent."""

    reference_posts_fte: Positive = Field(description="a service of this size has the usual turnover")
    leaving_exponent: Annotated[float, Field(ge=0, le=3)] = Field(description="of the rate at which people leave")
    vacancy_exponent: Annotated[float, Field(ge=0, le=3)] = Field(description="of the length of vacancies")


class MeasureKind(Part):
    """A kind of assistance measure, and what it takes to find one."""

    share: Share = Field(description="of assistance measures, divided by the sum of all kinds' shares")
    search_days: Distribution = Field(description="from the decision until one is found, without a bank")
    spare_places_share: NonNegative | None = Field(
        None, description="places beyond today's expected number of children; left out: never full"
    )
    children_per_post: Positive | None = Field(
        None, description="of milieu workers' posts, where a team covers milieu_work: its places instead"
    )


class FindingMeasures(Part):
    """From decision to measure in place: a search, and a pool of places."""

    search_hours: Distribution = Field(description="work of the search")
    bank_search_percent: Annotated[float, Field(gt=0, le=100)] = Field(
        description="of the search days, where a team covers measure_search: a measures bank"
    )
    kinds: dict[str, MeasureKind] = Field(description="kinds of measure")


class MilieuWork(Part):
    """A milieu worker's hours with a child that has one."""

    hours: Distribution = Field(description="each time")
    interval_days: Annotated[Whole, Field(ge=1)] = Field(description="from one time to the next")


class OnCall(Part):
    """Emergencies out of hours, where a team covers them or a service buys the response."""

    response_minutes: Annotated[Whole, Field(ge=0)] = Field(description="from the report to somebody's response")
    standby_hours_per_week: NonNegative = Field(
        description="time off in lieu of whoever of the team has the week's duty"
    )
    call_out_hours: NonNegative = Field(description="time off in lieu for each call-out, on the next working day")


class LegalHelp(Part):
    """A lawyer's part of a county-board case, where a team covers it or a service buys it."""

    hours: Distribution = Field(description="of each county-board case")


class Buying(Part):
    """What is bought case by case."""

    wait_days: Annotated[Whole, Field(ge=1)] = Field(description="until a bought task is done")


class Guidance(Part):
    """Professional supervision within a service, or shared or bought."""

    hours_per_service_per_year: NonNegative = Field(description="of whoever gives it, for each service or shared team")
    newcomer_days_percent: Annotated[float, Field(gt=0, le=100)] = Field(description="of the time that newcomers learn")


class Strain(Part):
    """Load that makes people ill, or leave."""

    from_load_percent: Annotated[Whole, Field(ge=0)] = Field(description="load above which it begins")
    sick_leave_percent: NonNegative = Field(
        description="more doctor-certified spells for each 10 per cent of load above"
    )
    leaving_percent: NonNegative = Field(description="more leaving for each 10 per cent of load above")


class EffectSizes(Part):
    """How large the effects are that models count with."""

    fixed_work: FixedWork
    coordination: Coordination
    travel: Travel
    conflicts: Conflicts
    help: Help
    specialisation: Specialisation
    practice: Practice
    vacancy_by_size: VacancyBySize
    finding_measures: FindingMeasures
    milieu_work: MilieuWork
    on_call: OnCall
    legal_help: LegalHelp
    buying: Buying
    guidance: Guidance
    strain: Strain


# -- money --------------------------------------------------------------------------------------------------------

SharedBy = Literal["children_0_17", "equal", "cases", "posts"]


class PricesPerHour(Part):
    """What an hour of a function costs where a service buys it; its hours are those at full effort."""

    county_board: Nok = Field(description="NOK an hour of preparing a county-board case")
    legal_help: Nok = Field(description="NOK an hour of a lawyer")
    foster_homes: Nok = Field(description="NOK an hour of following up or visiting foster homes")
    foster_home_visitors: Nok = Field(description="NOK an hour of following up foster-home visitors")
    guidance: Nok = Field(description="NOK an hour of professional supervision")


class LocalPrices(Part):
    """What measures cost in one municipality, against the general prices."""

    assistance_percent: Annotated[float, Field(ge=0, le=1000)] = Field(100.0, description="of assistance_nok_per_year")
    care_percent: Annotated[float, Field(ge=0, le=1000)] = Field(100.0, description="of care_nok_per_year")


class CostKey(Titled):
    """How the costs of a service are shared between the municipalities that it serves."""

    fixed_nok_per_municipality: Nok = Field(0.0, description="a year, of casework, before the rest of it is shared")
    casework: SharedBy = Field(
        "children_0_17", description="function 244: posts, offices, travel, duty, what is bought"
    )
    inside_family: SharedBy | Literal["home"] = Field(
        "home", description="function 251, assistance measures; home: each child's own municipality"
    )
    outside_family: SharedBy | Literal["home"] = Field("home", description="function 252, care")


class Money(Part):
    """Prices and cost-sharing keys; without a key nothing is counted."""

    price_year: Annotated[Whole, Field(ge=1900, le=2200)] = Field(description="the year of the prices")
    prices: Literal["real", "nominal"] = Field(
        description="real: every year in the price year's prices; nominal: they grow"
    )
    growth_percent_per_year: Annotated[float, Field(gt=-50, le=100)] = Field(description="of nominal prices")
    nok_per_post_per_year: Nok = Field(description="of a full casework post, employer's costs included")
    nok_per_other_post_per_year: Nok = Field(description="of a full post of leaders and clerks")
    nok_per_post_by_group: dict[str, Nok] = Field(
        default_factory=dict, description="staff group -> of its full posts of both kinds instead"
    )
    nok_per_office_per_year: Nok = Field(description="of each office in use: rent, systems, reception")
    nok_per_km: Annotated[float, Field(ge=0, le=1_000_000)] = Field(description="of trips; their hours are the posts'")
    nok_per_duty_week: Nok = Field(description="allowance of whoever is on call out of hours for a week")
    nok_per_call_out: Nok = Field(description="allowance of whoever then responds to an emergency")
    bought_on_call_nok_per_1000_children_per_year: Nok = Field(description="where a service buys emergencies")
    bought_nok_per_hour: PricesPerHour = Field(description="other functions that a service buys")
    assistance_nok_per_year: Nok = Field(description="of an assistance measure in place, beside the service's own work")
    assistance_nok_per_year_by_kind: dict[str, Nok] = Field(
        default_factory=dict, description="kind of effects.finding_measures.kinds -> of a measure of the kind instead"
    )
    care_nok_per_year: Nok = Field(description="of a child in care, beside the service's own work")
    by_municipality: dict[str, LocalPrices] = Field(
        default_factory=dict, description="municipality -> what measures cost there"
    )
    keys: dict[str, CostKey] = Field(
        default_factory=dict, description="name -> cost-sharing key, side by side; the first is that of the indicators"
    )


# -- stress -------------------------------------------------------------------------------------------------------

SMALLEST, LARGEST = "smallest", "largest"
"""Stand for a name: the baseline's service with fewest or most posts, the municipality with fewest children."""


class Shock(Part):
    """Something that happens once, whatever the model; its first day is a date, or counted from the change."""

    date: dt.date | None = Field(None, description="its first day; left out: by week")
    week: Annotated[Whole, Field(ge=0, le=52_000)] | None = Field(
        None, description="so many weeks after change_date; left out: by date"
    )
    month: Month | None = Field(None, description="with week: waits for the first day of this month")


class AbsenceShock(Shock):
    """Posts that are away for a time, the same in every model; who they are is asked of the baseline's organisation."""

    days: Annotated[Whole, Field(ge=1, le=36_525)] | None = Field(
        description="calendar days that it lasts; null: to the end"
    )
    kind: Literal["sick", "away", "vacant"] = Field(
        "away", description="sick counts as sick leave; after vacant a newcomer learns"
    )
    posts: tuple[str, ...] | Literal["all"] = Field(
        "all", description="groups (K_intake) or single posts (T.1) of the roster; all: every post of the baseline"
    )
    service: str | None = Field(
        None, description="of these, those of a service of the baseline: its name, smallest or largest"
    )
    covers: Stage | Function | None = Field(
        None, description="of these, those of the baseline's teams that cover this stage or function"
    )
    leading: bool = Field(False, description="of these, only posts that lead")
    most: Annotated[Whole, Field(ge=1)] | None = Field(
        None, description="of these, only so many, the largest first, and the first of every group; left out: all"
    )
    share: Annotated[float, Field(gt=0, le=1)] = Field(
        1.0, description="of these, by chance; of each service of the baseline as near to it as whole posts allow"
    )
    days_each: Annotated[Whole, Field(ge=1)] | None = Field(
        None, description="each is away only for so many of the days, in one stretch at a random time"
    )


class ReportShock(Shock):
    """Families that are reported beside all others, on one day."""

    municipality: str = Field(
        SMALLEST, description="where they live; smallest: that of the region with fewest children"
    )
    families: Annotated[Whole, Field(ge=1, le=30)] = Field(1, description="how many")
    children: Annotated[Whole, Field(ge=1, le=30)] = Field(1, description="of each family, reported at once")
    emergency: bool = Field(False, description="the reports are emergencies; on a day off they come out of hours")
    leads_to: Literal["chance", "investigation", "care", "county_board"] = Field(
        "chance",
        description="at least an investigation; care at its conclusion; with a case for the county board before",
    )
    planned_days: Annotated[Whole, Field(ge=0, le=365)] | None = Field(
        None,
        description="of investigations, from opening to last contact, no information asked; left out: by chance",
    )


class Stress(Part):
    """What a service may have to stand beside its usual years; nothing unless a config or scenario says so."""

    sick_leave_percent: Annotated[float, Field(ge=0, le=1000)] = Field(
        100.0, description="of the usual share of days, for spells of sick leave that begin after change_date"
    )
    posts_percent: Annotated[float, Field(gt=0, le=200)] = Field(
        100.0, description="of the usual size of every post, from change_date on"
    )
    absences: dict[str, AbsenceShock] = Field(default_factory=dict, description="by any name: posts that are away")
    reports: dict[str, ReportShock] = Field(
        default_factory=dict, description="by any name: families reported beside all others"
    )


# -- the whole --------------------------------------------------------------------------------------------------


class Config(Titled):
    """A whole config: inheritance, includes and one scenario applied, every quantity a plain number."""

    schema_version: Literal[1] = Field(alias="schema", description="version of the config's form")
    calendar: Calendar
    years: Annotated[Whole, Field(ge=1, le=1000)] = Field(
        description="statistics: years after change_date; figures of a year are of the whole calendar years among them"
    )
    replications: Annotated[Whole, Field(ge=1, le=10_000_000)] = Field(description="futures simulated")
    seed: Annotated[Whole, Field(ge=0)] = Field(description="the same seed gives the same futures")
    baseline: str = Field(description="the model that everybody works under until change_date")
    municipalities: dict[str, Municipality]
    staff: dict[str, StaffGroup]
    models: dict[str, Model]
    demand: Demand
    investigation: Investigation
    measures: Measures
    care: Care
    effort: Effort
    work: Work
    absence: Absence
    discipline: Discipline
    effects: EffectSizes = Field(description="how large the effects are that models count with")
    money: Money = Field(description="prices and cost-sharing keys")
    stress: Stress = Field(Stress(), description="what may happen beside the usual")
