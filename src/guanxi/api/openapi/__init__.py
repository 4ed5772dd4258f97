"""The OpenAPI 3.1 description of the endpoints, as one caller may use them; derived from the declarations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanxi.api.discovery import seen
from guanxi.api.endpoint import Answer, Call
from guanxi.api.openapi import (
    duplicates,
    entities,
    entrylag,
    fixed,
    merging,
    pools,
    privacy,
    quality,
    rights,
    segments,
    talk,
    transfer,
)
from guanxi.api.openapi.parts import problem_responses, share_parameters
from guanxi.api.openapi.schemas import COMMON, record_schemas
from guanxi.engine.entity import Entity
from guanxi.engine.permissions.access import Access


def document(call: Call) -> Answer:
    """GET of the description."""
    call.parameters()
    return Answer(build(list(seen(call)), call.actor.access))


def build(wanted: list[Entity], access: Access) -> dict[str, Any]:
    """The description of these entities for somebody with this access."""
    paths: dict[str, Any] = dict(fixed.paths(wanted))
    schemas: dict[str, Any] = dict(COMMON)
    for entity in wanted:
        paths |= entities.paths(entity, access)
        schemas |= record_schemas(entity, access)
    paths |= fixed.traces(access)
    paths |= transfer.paths(wanted, access)
    paths |= talk.paths(wanted, access) | rights.paths(wanted, access) | privacy.paths(wanted, access)
    paths |= pools.paths(wanted, access) | entrylag.paths(wanted, access) | quality.paths(wanted, access)
    paths |= segments.paths(wanted, access)
    paths |= merging.paths(wanted, access) | duplicates.paths(wanted, access)
    if bring_in := transfer.start(wanted, access):
        paths.setdefault("/api/v1/imports", {})["post"] = bring_in
    schemas |= {"ImportProgress": transfer.IMPORT, "ExportProgress": transfer.EXPORT}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Guanxi",
            "version": "1",
            "description": _(
                "Every entity has the same endpoints. Errors are problem details (RFC 9457); the errors of values "
                "name their fields. POST, PATCH and DELETE take an Idempotency-Key: the same request sent again gets "
                "the first answer, for at least 24 hours."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [{"name": entity.name, "description": entity.label_plural} for entity in wanted],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": problem_responses(),
            "parameters": share_parameters(paths),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _("A token of a user.")}},
        },
        "x-language": get_language(),
    }
