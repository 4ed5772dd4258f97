"""The engine's own entities, in the order in which they stand in the navigation."""

from guanxi.engine.entities import jobs, own, transfer

__all__ = ["jobs", "own", "transfer"]
