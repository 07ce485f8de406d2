"""Fields of effects: functions split off from stages, and measures that have to be found.

Field -> (what turns it on, what to change then).
"""

from __future__ import annotations

from typing import Any

FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
