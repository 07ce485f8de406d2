"""A config as its author wrote it: layers, scenarios and assumptions, from which plain configs are resolved."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, reduce
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

from caseflow.config import scenarios
from caseflow.config.drawing import Place, place_of_draws
from caseflow.config.effects import counted
from caseflow.config.inheritance import expand, inherit
from caseflow.config.municipalities import expose, faults_of_section, lay_under
from caseflow.config.overrides import Override, put
from caseflow.config.quantities import Assumption, Sourced, as_data, assumptions_of, replace_in_config, sources_of
from caseflow.config.scenarios import BASE
from caseflow.config.schema import EACH_MUNICIPALITY, Config
from caseflow.config.tree import DEFAULTS, Node, Path
from caseflow.config.validation import config_of, config_with, faults_of
from caseflow.config.wording import Problem, near, no_model
from caseflow.errors import ConfigError, Fault, UserError, with_hint
from caseflow.messages import message

_NO_DRAWS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Effective:
    """The config of one scenario in two forms."""

    written: Node
    """Every layer merged, quantities and ``extends`` as written."""
    tree: Node
    """Models and municipalities complete, a plain value or an Assumption for each quantity."""
    faults: tuple[Fault, ...]
    """What is wrong with it; none if it is sound."""

    @cached_property
    def config(self) -> Config:
        """The config, which has no faults, with its own values for the assumptions."""
        config, problems = config_of(as_data(self.tree), is_drawn=False)
        assert config is not None, problems
        return config

    @cached_property
    def assumptions(self) -> Mapping[str, Assumption]:
        """By path, in the config's order."""
        return {assumption.path: assumption for assumption in assumptions_of(self.tree)}

    @cached_property
    def place_of_draws(self) -> Place:
        """Where the config, which has assumptions, holds them."""
        return place_of_draws(self.config, self.tree)

    def drawn(self, draws: Mapping[str, float]) -> tuple[Config | None, list[Problem]]:
        """The config with draws in the places of assumptions, or None and what is wrong with it."""

        def number(assumption: Assumption) -> float:
            return draws.get(assumption.path, assumption.value)

        return config_with(self.config, self.place_of_draws, self.tree, number, is_drawn=True)

    @classmethod
    def of(cls, written: Node) -> Effective:
        """The two forms of a merged config, and every fault."""
        of_models: list[Fault] = []
        of_quantities: list[Fault] = []
        entries = {key: node for key, node in written.entries.items() if key != "scenarios"}
        replaced = replace_in_config(inherit(written.with_entries(entries), of_models), of_quantities)
        tree = lay_under(replaced)
        of_values = faults_of(tree, written, has_models=not of_models) or _faults_of_unused(replaced, written)
        of_section = list(faults_of_section(replaced))
        if of_section:
            # what the municipalities lack is one mistake, told already
            of_values = [fault for fault in of_values if not fault.path.startswith("municipalities.")]
        return cls(written, tree, (*of_models, *of_quantities, *of_section, *of_values))


def _faults_of_unused(replaced: Node, written: Node) -> list[Fault]:
    """Faults of what lies under the municipalities and none of them takes over."""
    exposed = expose(replaced)
    if exposed is replaced:
        return []
    return [
        fault
        for fault in faults_of(lay_under(exposed), written, has_models=True)
        if EACH_MUNICIPALITY in fault.path.split(".")
    ]


@dataclass(frozen=True)
class Study:
    """A config that was read and found sound.

    Picklable, so that worker processes can resolve it; one that is sent again and again is the same object there, with
    all that was worked out of it.
    """

    file: str
    """Name of the main file, without its folder."""
    sources: dict[str, str]
    """Name -> text of every file that was read, the main one first; without the defaults."""
    root: Node
    """Defaults, includes and file merged; without overrides."""
    overrides: tuple[Override, ...] = ()
    _effective: dict[str, Effective] = field(default_factory=dict, repr=False, compare=False)
    _assumptions: dict[str, tuple[Assumption, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps((self.file, self.sources, self.root, self.overrides, self._effective))

    @property
    def scenario_names(self) -> tuple[str, ...]:
        """``base``, then the declared scenarios in the config's order; ``"a+b"`` combines two of them."""
        return scenarios.names(self.base)

    def resolve(self, scenario: str = BASE, draws: Mapping[str, float] = _NO_DRAWS) -> Config:
        """The plain config of a scenario, with ``draws`` (by path) in the places of assumptions.

        An assumption without a draw takes its value; draws of assumptions that this scenario replaces have no effect.

        Raises:
            ConfigError: An unknown scenario, two that set the same field, or draws that make no sound config.
            UserError: A draw whose path is no assumption of the study.
        """
        effective = self.effective(scenario)
        if effective.faults:
            raise ConfigError(effective.faults)
        self._refuse_unknown(draws, effective)
        if draws.keys().isdisjoint(effective.assumptions):
            return effective.config
        config, problems = effective.drawn(draws)
        if config is None:
            raise ConfigError(problem.fault(effective.tree) for problem in problems)
        return config

    def assumptions(self, scenario: str = BASE) -> tuple[Assumption, ...]:
        """The numbers that nobody measured, in the config's order; models that inherit one share it.

        The sizes of effects that no model counts with are left out, and prices where there is no cost-sharing key.
        """
        if scenario not in self._assumptions:
            config = self.resolve(scenario)
            effects, has_keys = counted(config), bool(config.money.keys)
            found = self.effective(scenario).assumptions.values()
            self._assumptions[scenario] = tuple(a for a in found if _is_counted(a.path, effects, has_keys=has_keys))
        return self._assumptions[scenario]

    def sourced(self, scenario: str = BASE) -> tuple[Sourced, ...]:
        """Every quantity and part of the config with a source, in the config's order."""
        return tuple(sources_of(self.effective(scenario).written))

    def origin(self, path: str, scenario: str = BASE) -> str:
        """Where the value at a dotted path of a resolved config is from: ``file:line``, ``--set`` or ``defaults``."""
        node = self.effective(scenario).tree
        for key in path.split("."):
            below = dict(_children(node)).get(key)
            if below is None:
                return node.origin if _is_value(node) else DEFAULTS
            node = below
        return DEFAULTS if node.file == DEFAULTS else node.origin

    def resolved_yaml(self, scenario: str = BASE) -> str:
        """The effective config before draws as YAML: defaults, includes, scenario and overrides merged.

        Quantities keep their sources and ranges; models keep ``extends``, so that what is inherited stays one
        assumption. Loaded again, it resolves to the same Config.
        """
        entries = self.effective(scenario).written.entries
        stream = io.StringIO()
        yaml = YAML()
        yaml.width = 120
        yaml.dump(_writable({key: node.plain() for key, node in entries.items() if key != "scenarios"}), stream)
        return stream.getvalue()

    # -- what a scenario comes to -------------------------------------------------------------------------------

    def effective(self, scenario: str) -> Effective:
        """The config of a scenario before draws, kept once worked out. Raises ConfigError as :meth:`resolve` does."""
        if scenario not in self._effective:
            self._effective[scenario] = Effective.of(self._overridden(scenarios.apply(self.base, scenario)))
        return self._effective[scenario]

    @property
    def base(self) -> Node:
        """The config without a scenario."""
        return self._overridden(self.root)

    def _overridden(self, root: Node) -> Node:
        """Overrides are the highest layer: they lie over a scenario too."""
        return expand(reduce(put, self.overrides, root)) if self.overrides else root

    def _refuse_unknown(self, draws: Mapping[str, float], effective: Effective) -> None:
        if draws.keys() <= effective.assumptions.keys():
            return
        known = {path for name in self.scenario_names for path in self.effective(name).assumptions}
        for path in draws.keys() - known:
            told = message("no assumption has the path {path!r}", path=path)
            raise UserError(with_hint(told, near(path, known)))


@lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Study:
    return Study(*pickle.loads(packed))  # noqa: S301  (what a study packed itself)


def _is_counted(path: str, effects: frozenset[str], *, has_keys: bool) -> bool:
    """Whether an assumption matters: none of an effect but of these, and none of a price without a key."""
    section, _, rest = path.partition(".")
    if section == "money":
        return has_keys
    return section != "effects" or rest.partition(".")[0] in effects


def _children(node: Node) -> Iterator[tuple[str, Node]]:
    """Entries by key, items by place."""
    pairs = node.entries.items() if node.is_mapping else enumerate(node.items)
    return ((str(key), child) for key, child in pairs)


def _is_value(node: Node) -> bool:
    """Whether the node is a leaf: a number that stands for a distribution, for instance."""
    return not node.is_mapping and node.file != DEFAULTS


def _writable(value: object) -> object:
    """Lists for tuples, which YAML does not know."""
    if isinstance(value, dict):
        return {key: _writable(child) for key, child in value.items()}
    if isinstance(value, tuple):
        return [_writable(child) for child in value]
    return value


def leaf_paths(value: object, path: Path = ()) -> list[tuple[Path, object]]:
    """Every scalar of plain data with its path; an empty list or mapping is a leaf too."""
    if isinstance(value, dict) and value:
        children = list(value.items())
    elif isinstance(value, tuple | list) and value:
        children = list(enumerate(value))
    else:
        return [(path, value)]
    return [leaf for key, child in children for leaf in leaf_paths(child, (*path, key))]


def resolved_lines(study: Study, model: str, scenario: str = BASE) -> list[tuple[str, object, str]]:
    """(path, value, origin) of every value of a scenario's config, of its models only ``model``.

    Raises:
        UserError: The config has no such model.
        ConfigError: As :meth:`Study.resolve`.
    """
    config = study.resolve(scenario)
    if model not in config.models:
        raise UserError(no_model(model, config.models))
    data = config.model_dump(by_alias=True)
    data["models"] = {model: data["models"][model]}
    lines = [(".".join(map(str, path)), value) for path, value in leaf_paths(data)]
    return [(path, value, study.origin(path, scenario)) for path, value in lines]
