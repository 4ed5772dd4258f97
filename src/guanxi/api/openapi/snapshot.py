"""The description of the shipped entities for who may do everything; kept in the source, compared by a test."""

from __future__ import annotations

from pathlib import Path

from guanxi.api.encoding import encode
from guanxi.api.openapi import build
from guanxi.engine.permissions import Access, Grant, Scope
from guanxi.engine.registry import registry

PATH = Path(__file__).parent.parent / "openapi.snapshot.json"


def snapshot() -> bytes:
    """The description as compact JSON; entities that only tests have are left out."""
    everything = Access([Grant("*", frozenset("*"), Scope.ALL, role="administrator")])
    shipped = [entity for entity in registry if entity.model.__module__.startswith("guanxi.")]
    return encode(build(shipped, everything))
