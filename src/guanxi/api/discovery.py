"""What there is: the entities, what each looks like, and where a text occurs."""

from __future__ import annotations

from collections.abc import Iterator

from guanxi.api.describing import description, verbs
from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import names, number
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.registry import registry
from guanxi.engine.search.everywhere import search


def entities(call: Call) -> Answer:
    """GET of the entrance: the entities that the caller may see."""
    call.parameters()
    access = call.actor.access
    items = [
        {
            "name": entity.name,
            "label": entity.label_plural,
            "verbs": verbs(entity, access),
            "href": f"/api/v1/{entity.name}",
            "schema": f"/api/v1/schema/{entity.name}",
        }
        for entity in seen(call)
    ]
    return Answer({"items": items, "openapi": "/api/v1/openapi.json", "search": "/api/v1/search"})


def schema(call: Call) -> Answer:
    """GET of one entity's description."""
    call.parameters()
    entity, access = call.entity, call.actor.access
    if not access.may(entity.name, "read") and not access.may(entity.name, "create"):
        raise NotFound()
    return Answer(description(entity, access))


def everywhere(call: Call) -> Answer:
    """GET of the records in which a text occurs, over all entities."""
    given = call.parameters("q", "entities", "limit")
    wanted = names(given, "entities")
    for name in wanted or ():
        call.caller.demand("read", name)
    within = wanted if wanted is not None else tuple(entity.name for entity in seen(call))
    return Answer({"items": search(call.actor, given.get("q", ""), within, number(given, "limit", 8))})


def seen(call: Call) -> Iterator[Entity]:
    """The entities that the caller may read."""
    for entity in registry:
        if call.actor.access.may(entity.name, "read") and call.caller.may("read", entity.name):
            yield entity
