"""The addresses at which a person's data are taken out, erased, and consented to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.openapi.parts import KEY, ONCE, READING, WRITING, body, operation
from guanxi.api.openapi.schemas import Schema, accepted, items, name_of, ref
from guanxi.engine.entity import Entity
from guanxi.engine.gate.erasing import LONGEST_REASON
from guanxi.engine.permissions.access import Access
from guanxi.engine.registry import registry
from guanxi.privacy.consenting import CONSENTS, GIVEN

ERASURE: Schema = {
    "type": "object",
    "required": ["why"],
    "properties": {"why": {"type": "string", "minLength": 1, "maxLength": LONGEST_REASON}, "sure": {"type": "boolean"}},
    "additionalProperties": False,
}
ERASED: Schema = {
    "type": "object",
    "required": ["done", "records", "events", "files"],
    "properties": {
        "done": {"type": "boolean"},
        **{name: {"type": "integer"} for name in ("records", "events", "files")},
    },
}


def paths(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """For the kinds of records that are people, as far as the caller may."""
    found: dict[str, Any] = {}
    for entity in wanted:
        base = f"/api/v1/{entity.name}/{{key}}"
        if not entity.person:
            continue
        if access.may(entity.name, "disclose"):
            found[f"{base}/disclose"] = {"post": _disclose(entity)}
        if access.may(entity.name, "erase"):
            found[f"{base}/erase"] = {"post": _erase(entity)}
        if access.may(CONSENTS, "read"):
            found[f"{base}/consents"] = {"get": _said(entity)}
            if access.may(entity.name, "update"):
                found[f"{base}/consents"]["post"] = _say(entity)
    return found


def _disclose(entity: Entity) -> Schema:
    return operation(
        f"{entity.name}.disclose",
        _("Take out everything that is known of a person: %(record)s") % {"record": entity.label},
        entity.name,
        {202: ref("ExportProgress")},
        WRITING,
        description=_("The file is made in the background and fetched as that of an export, by whoever asked for it."),
        parameters=[KEY, ONCE],
        requestBody=body({"type": "object", "additionalProperties": False}, required=False),
    )


def _erase(entity: Entity) -> Schema:
    said = _("Only tell how much would go; nothing changes.")
    foresee = {"name": "foresee", "in": "query", "description": said, "schema": {"enum": ["true", "false"]}}
    return operation(
        f"{entity.name}.erase",
        _("Erase a person for good: %(record)s") % {"record": entity.label},
        entity.name,
        {200: ERASED},
        WRITING,
        description=_("“sure” has to be true. It can't be taken back, and is repeated after a backup is restored."),
        parameters=[KEY, foresee, ONCE],
        requestBody=body(ERASURE),
    )


def _said(entity: Entity) -> Schema:
    return operation(
        f"{entity.name}.consents",
        _("What a person said about their data: %(record)s") % {"record": entity.label},
        entity.name,
        {200: items({"allOf": [ref(name_of(registry[CONSENTS])), {"properties": {"holds": {"type": "boolean"}}}]})},
        READING,
        parameters=[KEY],
    )


def _say(entity: Entity) -> Schema:
    kinds = registry[CONSENTS].fields
    answer: Schema = {
        "type": "object",
        "required": ["notice"],
        "properties": {name: accepted(kinds[name]) for name in GIVEN},
        "additionalProperties": False,
    }
    return operation(
        f"{entity.name}.consents.say",
        _("Write down that a person agrees, refuses or takes it back: %(record)s") % {"record": entity.label},
        entity.name,
        {201: ref(name_of(registry[CONSENTS]))},
        WRITING,
        description=_("Only ever added to: the latest answer for a purpose and a channel holds."),
        parameters=[KEY, ONCE],
        requestBody=body(answer),
    )
