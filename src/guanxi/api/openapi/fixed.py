"""The addresses that are not an entity's own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import READING, limit, operation, query
from guanxi.api.openapi.schemas import ID, MARK, Schema, items, ref
from guanxi.engine.entity import Entity
from guanxi.engine.events.traces import RIGHT
from guanxi.engine.models.event import TRACES
from guanxi.engine.permissions.access import Access

TAG = "guanxi"
ANYTHING: Schema = {"type": "object"}


TRACE: Schema = {
    "type": "object",
    "required": ["id", "at", "verb", "entity", "record", "actor", "instead_of", "via", "address", "told"],
    "properties": {
        "id": ID,
        "at": {"type": "string", "format": "date-time"},
        "verb": {"type": "string", "enum": list(TRACES)},
        "entity": {"type": "string"},
        "record": {"type": ["string", "null"], "format": "uuid"},
        "actor": {"type": ["string", "null"], "format": "uuid"},
        "instead_of": {"type": ["string", "null"], "format": "uuid"},
        "via": {"type": "string"},
        "address": {"type": "string"},
        "told": {"type": "object"},
    },
}


def traces(access: Access) -> dict[str, Any]:
    """Who saw what, for those who may know."""
    if not access.may(*RIGHT):
        return {}
    parameters = [
        {"name": "verb", "in": "query", "schema": {"type": "string", "enum": list(TRACES)}},
        {"name": "actor", "in": "query", "schema": ID},
        {"name": "record", "in": "query", "schema": ID},
        limit(200, 50),
        query("cursor", _("`next` of the page before.")),
    ]
    summary = _("Who saw what is sensitive, who took out what")
    told = operation("traces", summary, TAG, {200: items(TRACE, next=MARK)}, READING, parameters=parameters)
    return {"/api/v1/traces": {"get": told}}


def paths(wanted: list[Entity]) -> dict[str, Any]:
    """Entrance, search, schema and this description itself."""
    names = [entity.name for entity in wanted]
    entity = {"name": "entity", "in": "path", "required": True, "schema": {"type": "string", "enum": names}}
    return {
        "/api/v1/": {
            "get": operation(
                "entities", _("The entities the caller may see"), TAG, {200: items(ANYTHING)}, (400, 401, 429)
            )
        },
        "/api/v1/search": {
            "get": operation(
                "search",
                _("Records in which a text occurs, and why"),
                TAG,
                {200: items(ref("Hit"))},
                READING,
                parameters=[
                    query("q", _("What to look for: Chinese characters, pinyin, initials, words, digits.")),
                    query("entities", _("Only these, separated by commas.")),
                    limit(50, 8),
                ],
            )
        },
        "/api/v1/schema/{entity}": {
            "get": operation(
                "schema",
                _("An entity's fields, lines, actions and verbs, as the caller may use them"),
                TAG,
                {200: ANYTHING},
                READING,
                parameters=[entity],
            )
        },
        "/api/v1/openapi.json": {
            "get": operation("openapi", _("This description"), TAG, {200: ANYTHING}, (400, 401, 429))
        },
    }
