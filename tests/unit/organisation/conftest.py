from tests.unit.small_region import build

__all__ = ["build"]
