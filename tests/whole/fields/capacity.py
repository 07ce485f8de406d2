"""Fields of effects: what takes the time of the posts. Field -> (what turns it on, what to change then)."""

from __future__ import annotations

from typing import Any

FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
