"""A company's own kinds of records in this process: made, renewed and taken away while it runs."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from guanxi.engine.customentities import lists, said
from guanxi.engine.customentities.making import ROOM, dress, links_of, make_face, make_model, model_name
from guanxi.engine.customentities.said import Kind
from guanxi.engine.customfields.kinds import Said
from guanxi.engine.entity import Entity
from guanxi.engine.registry import registry

_there: dict[str, tuple[Kind, Entity]] = {}
"""Every kind that a row speaks of, those in the recycle bin among them: their models are kept, and may be needed."""


def refresh() -> set[str]:
    """Bring the kinds of this process up to what the database says; the names of those that changed."""
    wanted = {kind.key: kind for kind in said.read()}
    changed = {key for key, (kind, _entity) in _there.items() if wanted.get(key) != kind}
    changed |= wanted.keys() - _there.keys()
    for key in changed:
        if key in wanted:
            _renew(wanted[key])
        else:
            _forget(key)
    living = {key: entity.model for key, (kind, entity) in _there.items() if registry.get(key) is entity}
    changed |= lists.refresh({key: _there[key][0] for key in living}, living)
    if changed:
        for kind, entity in _there.values():
            dress(entity, kind)  # again: whether a link shows hangs on what it leads to
        registry.edition += 1
    return changed


def clear() -> set[str]:
    """Forget all of them, as in a process that has just begun; their names."""
    names = set(_there)
    lists.clear()
    for key in names:
        _forget(key)
    return names


def links() -> list[Said]:
    """The links of the living kinds, as fields of the company's own."""
    return [link for kind, entity in _there.values() if entity.name in registry for link in links_of(kind)]


def is_free(key: str) -> bool:
    """Whether no page and no entity of the product has this name; one of the company's own is told by its row."""
    held = registry.get(key)
    return key not in registry.reserved and (held is None or held.model._meta.app_label == ROOM)


def _renew(kind: Kind) -> None:
    held = _there.get(kind.key)
    entity = held[1] if held else make_face(kind.key, make_model(kind.key))
    _there[kind.key] = kind, entity
    if not kind.is_living:
        registry.take_out(entity)
    elif is_free(kind.key):  # a later version of the product may have an entity of this name: that one goes first
        dress(entity, kind)
        registry.put(entity)


def _forget(key: str) -> None:
    _kind, entity = _there.pop(key)
    registry.take_out(entity)
    models: dict[str, Any] = apps.all_models[ROOM]
    models.pop(model_name(key), None)
    apps.clear_cache()
