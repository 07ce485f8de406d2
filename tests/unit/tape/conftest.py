from tests.unit.small_region import build, region

__all__ = ["build", "region"]
