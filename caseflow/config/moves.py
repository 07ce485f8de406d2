"""Other divisions of a model's posts: models in which one worker is in another team of the same service."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from caseflow.config.placement import Layout, PostRef, TeamKey, layout_of, placement
from caseflow.config.schema import STAGES, Config, Team
from caseflow.config.wording import no_model
from caseflow.errors import UserError
from caseflow.language import LOCALES, language
from caseflow.messages import joined, message


class Move(NamedTuple):
    """A model that extends another one, from which it differs by one worker."""

    model: str
    override: str
    """``path=value``, which adds it to the config."""


def moves_of(config: Config, models: Sequence[str]) -> tuple[Move, ...]:
    """A model for each worker of some models and each other team of casework in the worker's service.

    Of workers alike, who come from the same group with posts of the same size, one stands for all. The last worker of a
    team stays, and so does who belongs to a group within it (``assign: group_first``).

    Raises:
        UserError: For a model that the config does not have, and one of which nobody can be moved.
    """
    unknown = [no_model(name, config.models) for name in models if name not in config.models]
    if unknown:
        raise UserError(joined("\n", unknown))
    taken = set(config.models)
    return tuple(move for model in dict.fromkeys(models) for move in _moves(config, model, taken))


def _moves(config: Config, model: str, taken: set[str]) -> Iterator[Move]:
    layout = layout_of(config, model)
    candidates = list(_candidates(layout))
    if not candidates:
        raise UserError(
            message(
                "nobody can be moved in {model}: no service has two teams of casework and somebody to spare",
                model=model,
            )
        )
    for here, there, post in candidates:
        staff = {here: _without(layout, here, post), there: [*_team(layout, there).staff, str(post)]}
        teams = {team: {"staff": posts} for (_, team), posts in staff.items()}
        called = message("{post} to {team} ({model})", post=post, team=there[1], model=model)
        value = {
            "titles": {code: language(code).say(called) for code in LOCALES},
            "extends": model,
            "services": {here[0]: {"teams": teams}},
        }
        name = _new_name(f"{model}_{post}_to_{there[1]}", taken)
        yield Move(name, f"models.{name}={json.dumps(value, ensure_ascii=False)}")


def _candidates(layout: Layout) -> Iterator[tuple[TeamKey, TeamKey, PostRef]]:
    """From which team to which other one who can be moved, in the config's order."""
    workers = placement(layout)
    casework = [key for key, team in layout.teams if set(team.covers) & set(STAGES)]
    for here, there in permutations(casework, 2):
        if here[0] == there[0] and len(workers[here]) > 1:
            for post in _different(layout, [layout.posts[worker] for worker in workers[here]]):
                if not _is_in_group(layout, here, post):
                    yield here, there, post


def _different(layout: Layout, posts: Sequence[PostRef]) -> Collection[PostRef]:
    """The last post of each kind."""
    return {_kind(layout, post): post for post in posts}.values()


def _kind(layout: Layout, post: PostRef) -> tuple[object, ...]:
    group, ordinal = layout.staff.part[post.group], post.ordinal
    return post.group, post.fte, ordinal in group.leaders, ordinal in group.unqualified, group.working_days.get(ordinal)


def _is_in_group(layout: Layout, key: TeamKey, post: PostRef) -> bool:
    groups = _team(layout, key).groups.values()
    return any(post in _posts(layout, reference) for group in groups for reference in group.staff)


def _without(layout: Layout, key: TeamKey, post: PostRef) -> list[str]:
    """A team's staff without a post; the group that it stands in is written out."""
    staff: list[str] = []
    for reference in _team(layout, key).staff:
        posts = _posts(layout, reference)
        staff += [str(other) for other in posts if other != post] if post in posts else [reference]
    return staff


def _posts(layout: Layout, reference: str) -> list[PostRef]:
    return [layout.posts[worker] for worker in layout.roster.workers(reference)]


def _team(layout: Layout, key: TeamKey) -> Team:
    return layout.services.part[key[0]].teams[key[1]]


def _new_name(name: str, taken: set[str]) -> str:
    """A name of one word that no model has."""
    name = re.sub(r"[^\w-]", "_", name)
    while name in taken:
        name += "_"
    taken.add(name)
    return name
