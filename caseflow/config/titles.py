"""What readers call the models of a config."""

from __future__ import annotations

from collections.abc import Iterable

from caseflow.config.schema import Config


def name_of_model(config: Config, model: str, language: str) -> str:
    """What a model is called in a language: its title, or its key in plain words."""
    return config.models[model].title_in(language) or model.replace("_", " ")


def names_of_models(config: Config, models: Iterable[str], language: str) -> dict[str, str]:
    """What each of some models is called, by its key; where two would be called the same, with the key beside."""
    names = {model: name_of_model(config, model, language) for model in models}
    all_names = list(names.values())
    return {model: name if all_names.count(name) == 1 else f"{name} ({model})" for model, name in names.items()}
