"""One record: create, read, change, delete, restore, act."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api import likeness
from guanxi.api.encoding import shaped
from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import names, one_of
from guanxi.api.refusals import Changed
from guanxi.api.versions import demanded, etag, known_already
from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict, Invalid, NotAllowed, NotFound
from guanxi.engine.reading import read_one
from guanxi.engine.record import Kept


def read(call: Call) -> Answer:
    """GET of a record; of one in the recycle bin with `deleted=true`."""
    given = call.parameters("fields", "deleted")
    entity, deleted = call.entity, one_of(given, "deleted", ("true", "false")) == "true"
    row = read_one(entity, call.key, call.actor, names(given, "fields"), deleted=deleted)
    headers = {"ETag": etag(row["version"])}
    if known_already(call.request, row["version"]):
        return Answer(None, 304, headers)
    return Answer(shaped(entity, [row], call.actor.access)[0], 200, headers)


def create(call: Call) -> Answer:
    """POST to a collection."""
    entity = offering(call, "create")
    given = call.parameters(*([likeness.PARAMETER] if entity.identity else []))
    values, way = call.object(), one_of(given, likeness.PARAMETER, likeness.WAYS)
    found = likeness.look(entity, values, call.actor, way, reads=call.caller.may("read", entity.name))
    record = gate.create(entity, values, actor=call.actor, given="json")
    answer = told(call, record, 201)
    if found is not None:
        answer.data[likeness.ANSWER] = likeness.told(found)
    answer.headers["Location"] = f"/api/v1/{entity.name}/{record.pk}"
    return answer


def change(call: Call) -> Answer:
    """PATCH of a record: strictly with If-Match; with `version` in the body, field by field."""
    call.parameters()
    entity, key, values = offering(call, "update"), call.key, call.object()
    based_on = _stated(values, key)
    strict = demanded(call.request)

    def work() -> Kept:
        version = based_on if strict is None else strict
        return gate.update(
            entity, key, values, actor=call.actor, version=version, given="json", strict=strict is not None
        )

    return told(call, _as_demanded(strict, work))


def remove(call: Call) -> Answer:
    """DELETE of a record: into the recycle bin."""
    call.parameters()
    entity, key, strict = offering(call, "delete"), call.key, demanded(call.request)
    _as_demanded(strict, lambda: gate.delete(entity, key, actor=call.actor, version=strict))
    return Answer(None, 204)


def restore(call: Call) -> Answer:
    """POST that takes a record out of the recycle bin."""
    call.parameters()
    entity, key, strict = offering(call, "restore"), call.key, demanded(call.request)
    _nothing_in(call.object())
    return told(call, _as_demanded(strict, lambda: gate.restore(entity, key, actor=call.actor, version=strict)))


def act(call: Call) -> Answer:
    """POST that carries out a verb of the entity's own; with `foresee=true` only tells what it would do."""
    entity, key, name, strict = call.entity, call.key, call.place["action"], demanded(call.request)
    if name not in entity.actions:
        raise NotFound(_("There is no such action."))
    given = call.parameters(*(["foresee"] if entity.actions[name].foresee else []))
    values = call.object()
    if one_of(given, "foresee", ("true", "false")) == "true":
        return Answer({"items": gate.foresee(entity, key, name, values, actor=call.actor, given="json")})

    def work() -> Kept:
        return gate.act(entity, key, name, values, actor=call.actor, version=strict, given="json")

    return told(call, _as_demanded(strict, work))


def offering(call: Call, verb: str) -> Entity:
    """The entity of the address, if it knows the verb; raises NotFound, NotAllowed."""
    entity = call.entity
    if verb not in entity.verbs:
        raise NotAllowed() if call.actor.access.may(entity.name, "read") else NotFound()
    return entity


def told(call: Call, record: Kept, status: int = 200, *, entity: Entity | None = None) -> Answer:
    """The record after a change, or only its id and version when the caller may not read it (any more)."""
    entity = entity or call.entity
    row: dict[str, Any] = {"id": record.pk, "version": record.version}
    if call.caller.may("read", entity.name):
        with contextlib.suppress(NotFound):
            row = dict(shaped(entity, [read_one(entity, record.pk, call.actor)], call.actor.access)[0])
    return Answer(row, status, {"ETag": etag(record.version)})


def _as_demanded(strict: int | None, work: Callable[[], Kept]) -> Kept:
    try:
        return work()
    except Conflict as conflict:
        if strict is None:
            raise
        raise Changed(conflict.version) from conflict


def _stated(values: dict[str, Any], key: uuid.UUID) -> int | None:
    """Take the version a change is based on out of the values, and the id when it is this record's."""
    if str(values.get("id", "")).lower() == str(key):
        del values["id"]
    version = values.pop("version", None)
    if version is not None and (not isinstance(version, int) or isinstance(version, bool) or not 0 < version < 2**31):
        raise Invalid({"version": [_("A whole number is expected here.")]})
    return version


def _nothing_in(values: dict[str, Any]) -> None:
    if values:
        raise Invalid({name[:80]: [_("There is no field “%(field)s”.") % {"field": name[:80]}] for name in values})
