"""Which effects the models of a config count with: the sizes of the others are nobody's assumption."""

from __future__ import annotations

from caseflow.config.schema import Config, Effects, Model, Team

SWITCHES = frozenset(Effects.model_fields)
"""The effects that a model turns on by name; the others follow from what its services and teams do."""

_OF_FUNCTIONS = {"on_call": "emergencies", "legal_help": "legal_help", "milieu_work": "milieu_work"}


def counted(config: Config) -> frozenset[str]:
    """The parts of ``effects`` that at least one model counts with."""
    return frozenset(effect for model in config.models.values() for effect in _of_model(model))


def _of_model(model: Model) -> set[str]:
    services = model.services.values()
    teams = [team for service in services for team in service.teams.values()]
    bought = {function for service in services for function in service.buys}
    functions = {function for team in teams for function in team.covers} | bought
    effects = {name for name in SWITCHES if getattr(model.effects, name)}
    effects |= {effect for effect, function in _OF_FUNCTIONS.items() if function in functions}
    effects |= {"buying"} if bought - {"emergencies", "guidance"} else set()
    helps = any(_gives_way(team) for team in teams) or model.effects.conflicts
    helps |= any(service.assign != "least_loaded" or service.avoid_home_municipality for service in services)
    return effects | ({"help"} if helps else set())


def _gives_way(team: Team) -> bool:
    """Whether other teams help this one at peaks."""
    return team.helped_by != ()
