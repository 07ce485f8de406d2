"""What costs are shared by: KOSTRA's functions."""

from __future__ import annotations

COST_FUNCTIONS = (244, 251, 252)
"""KOSTRA's functions: casework and administration; measures inside the family; measures outside it."""

ORE_PER_NOK = 100
