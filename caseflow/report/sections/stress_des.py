"""The model in the form of the reporting guideline STRESS-DES, filled from the config."""

from __future__ import annotations

from collections.abc import Iterator

from caseflow.config.effects import SWITCHES
from caseflow.config.quantities import ASSUMPTION
from caseflow.config.tree import DEFAULTS
from caseflow.report.blocks import Block, Paragraph, Part, Section, Table, Terms
from caseflow.report.material import Material
from caseflow.report.names import EFFECTS


def stress_des(material: Material) -> Section:
    """Monks et al. (2019): objectives, logic, data, experimentation, implementation, code access."""
    text = material.language.text
    after = text(
        "After Monks et al. (2019), Strengthening the reporting of empirical simulation studies, Journal of "
        "Simulation 13: 55-67.",
    )
    parts = [
        Part(text("1. Objectives"), list(_objectives(material))),
        Part(text("2. Logic"), list(_logic(material))),
        Part(text("3. Data"), list(_data(material))),
        Part(text("4. Experimentation"), list(_experimentation(material))),
        Part(text("5. Implementation"), list(_implementation(material))),
        Part(text("6. Code access"), list(_access(material))),
    ]
    blocks = [Paragraph(after, "note"), *material.folded(text("From objectives to code access"), parts)]
    return Section("model", text("The model, in STRESS-DES form"), blocks)


def _objectives(material: Material) -> Iterator[Block]:
    text, config = material.language.text, material.config
    region = [name for name, place in config.municipalities.items() if not place.outside]
    yield Terms(
        [
            (
                text("Purpose"),
                text(
                    "Which organisation of the child-welfare services of {places} holds the legal limit of {months} "
                    "months, keeps the workload bearable and still follows up the measures, and for whom is it "
                    "better or worse?",
                    places=material.language.listed(region),
                    months=config.investigation.deadline_months,
                ),
            ),
            (
                text("Outputs"),
                text(
                    "The indicators of “What is measured”. The primary one: of the investigations whose legal limit "
                    "falls in a period, those not closed by then."
                ),
            ),
            (
                text("Aims of the experiments"),
                text(
                    "{n} organisational models on the same simulated futures, compared with “{baseline}”.",
                    n=len(material.names),
                    baseline=material.baseline,
                ),
            ),
        ]
    )


def _logic(material: Material) -> Iterator[Block]:
    text, config = material.language.text, material.config
    investigation = config.investigation
    yield Terms(
        [
            (
                text("Flow"),
                text(
                    "Report, review within {days} days, investigation within {months} months ({extended} in special "
                    "cases), measures or care with their follow-ups and reviews until they end; a case may be "
                    "dismissed after the review or the investigation.",
                    days=investigation.screening_days,
                    months=investigation.deadline_months,
                    extended=investigation.extended_months,
                ),
            ),
            (
                text("Entities"),
                text(
                    "Children's cases. They enter as reports, or are open today, and leave when dismissed or when a "
                    "measure ends."
                ),
            ),
            (
                text("Resources"),
                text(
                    "Caseworkers, each with a size of post, an office, working days and absences of its own: sick "
                    "leave, leave, training, vacation, leaving and vacancies."
                ),
            ),
            (
                text("Activities"),
                text(
                    "Review, contacts, conclusion, start-up of measures, follow-ups, plan reviews, county-board "
                    "cases, foster-home visits; cut into sessions of at most {minutes} minutes.",
                    minutes=config.work.session_minutes,
                ),
            ),
            (
                text("Queues"),
                _queues(material),
            ),
            (
                text("Pressure"),
                text(
                    "A worker whose load passes the reference gives each task less time, never less than {floor} of "
                    "full effort.",
                    floor=material.language.percent(config.work.pressure.floor_share),
                ),
            ),
            (
                text("Scenario"),
                material.scenario_title,
            ),
        ]
    )
    yield _models(material)


def _queues(material: Material) -> str:
    """Who waits for whom, and in which order tasks are picked."""
    text, classes = material.language.text, material.config.work.priorities.model_dump()
    emergency, others = classes.pop("emergency"), set(classes.values())
    if len(others) == 1 and emergency < min(others):
        return text(
            "A case without a worker waits for the least loaded one of the team that covers its stage; a worker takes "
            "the ready task that is due first, emergencies before all. A follow-up that is not begun when the next "
            "falls due is missed, never queued."
        )
    return text(
        "A case without a worker waits for the least loaded one of the team that covers its stage; a worker takes a "
        "ready task of the most urgent class (work.priorities in the config), of these the one that is due first. A "
        "follow-up that is not begun when the next falls due is missed, never queued."
    )


def _models(material: Material) -> Table:
    text, config = material.language.text, material.config
    rows = []
    for i in material.in_order:
        model = config.models[material.key(i)]
        sizes = [size for size in material.sizes(i).values() if size]
        effects = [name for name in sorted(SWITCHES) if getattr(model.effects, name)]
        rows.append(
            [
                material.names[i],
                str(len(model.services)),
                str(len(sizes)),
                material.language.number(sum(sizes), 2),
                ", ".join(text(EFFECTS[name]) for name in effects) or text("none"),
            ]
        )
    return Table(
        text(
            "The models: services (those shared by others, too), teams, casework posts (neighbours' own, too) and the "
            "effects that each counts with"
        ),
        [text("Model"), text("Services"), text("Teams"), text("Casework posts"), text("Effects")],
        rows,
    )


def _data(material: Material) -> Iterator[Block]:
    text, config, number = material.language.text, material.config, material.language.number
    sources = dict.fromkeys(
        one.source
        for one in material.world.study.sourced(material.world.scenario)
        if one.source != ASSUMPTION and one.file != DEFAULTS
    )
    yield Terms(
        [
            (text("Sources"), "; ".join(sources) or text("none given")),
            (
                text("Standard values"),
                text(
                    "What the config does not say is caseflow's standard; “caseflow check CONFIG --resolved MODEL” "
                    "prints every value with its source."
                ),
            ),
            (
                text("Assumptions"),
                _assumptions(material),
            ),
        ]
    )
    yield Table(
        text("What each municipality brings"),
        [
            text("Municipality"),
            text("Children 0-17"),
            text("Reports per 1,000 children a year"),
            text("Children with measures today"),
            text("Investigations planned late"),
        ],
        [
            [
                name,
                number(place.children_0_17),
                number(place.reports_per_1000_children_per_year, 1),
                number(place.open_measures),
                material.language.percent(place.planned_late_share, 1),
            ]
            for name, place in config.municipalities.items()
            if name in material.comparison.results.municipalities
        ],
    )


def _assumptions(material: Material) -> str:
    text, n = material.language.text, len(material.comparison.assumptions.paths)
    if not material.is_drawn:
        return text("{n} numbers that nobody measured, each held at its value in every future.", n=n)
    return text(
        "{n} numbers that nobody measured, each with a range: triangular between its ends with its value as the mode, "
        "or a distribution of its own; drawn once in each future, for all models alike. What these pages name of "
        "them, such as the least effort, is the value, and a future's may be higher or lower.",
        n=n,
    )


def _experimentation(material: Material) -> Iterator[Block]:
    text, config, question = material.language.text, material.config, material.record.question
    yield Terms(
        [
            (
                text("Initialisation"),
                text(
                    "The run begins on {today} with that day's caseload, its ages drawn from the equilibrium "
                    "distributions. Until {change} all models are the baseline: that time is the run-in, and is "
                    "reported apart.",
                    today=material.language.date(config.calendar.today),
                    change=material.language.date(config.calendar.change_date),
                ),
            ),
            (
                text("Run length"),
                material.language.plural(
                    "One year of statistics, {span}.",
                    "{n} years of statistics, {span}.",
                    len(material.comparison.results.years),
                    span=material.years,
                ),
            ),
            (
                text("Estimation"),
                material.language.plural(
                    "One replication; ratio estimates, without errors and intervals: these take two.",
                    "{n} replications; ratio estimates with delete-one jackknife errors, Student's t, of shares on "
                    "the log-odds, of other figures on the logarithm; differences plain, paired by replication.",
                    question.replications,
                ),
            ),
        ]
    )


def _implementation(material: Material) -> Iterator[Block]:
    text, record = material.language.text, material.record
    libraries = record.environment.libraries
    yield Terms(
        [
            (
                text("Software"),
                text(
                    "{name} {version} in Python {python}; two engines, one in SimPy {simpy} and one compiled with "
                    "numba {numba}, that give the same event logs row for row.",
                    name=record.software.name,
                    version=record.software.version,
                    python=record.environment.python,
                    simpy=libraries.get("simpy") or "",
                    numba=libraries.get("numba") or "",
                ),
            ),
            (
                text("Random sampling"),
                text(
                    "PCG64 streams keyed by seed {seed}, replication, stream and permanent number: model and "
                    "scenario are not in the key, so that all models meet the same children and the same absences.",
                    seed=record.question.seed,
                ),
            ),
            (
                text("Execution"),
                text(
                    "Time in working minutes. Within a minute sessions that end come first, then all other events, "
                    "then one round of decisions in a fixed order; no tie is decided by chance."
                ),
            ),
            (
                text("System"),
                text(
                    "{system} {machine}; {processes}, {seconds} seconds.",
                    system=record.environment.system,
                    machine=record.environment.machine,
                    processes=material.language.plural("one process", "{n} processes", record.resources.jobs),
                    seconds=material.language.number(record.resources.wall_seconds),
                ),
            ),
        ]
    )


def _access(material: Material) -> Iterator[Block]:
    text = material.language.text
    yield Paragraph(
        text(
            "caseflow is free software under the MIT licence. The run folder holds the config as it was written and "
            "as it was used, the seed, versions and a hash of every file: enough to simulate it again."
        )
    )
