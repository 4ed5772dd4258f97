"""Changes to one record through the gate: new values, or a verb."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine import origin, stagedates
from guanxi.engine.action import Action
from guanxi.engine.asking import demand
from guanxi.engine.computing import work_out
from guanxi.engine.duplicates import keeping
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Conflict, Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.events.writing import event_for
from guanxi.engine.gate.choosing import check_choices
from guanxi.engine.gate.cleaning import Cleaner, Given, check_record
from guanxi.engine.gate.filing import settle
from guanxi.engine.gate.merging import reconcile
from guanxi.engine.gate.saving import constraints_told, index, jsonable, present_lines, save_lines
from guanxi.engine.permissions import lending
from guanxi.engine.permissions.access import Actor
from guanxi.engine.record import Kept
from guanxi.engine.stagegates import check_gate
from guanxi.engine.transactions import atomically
from guanxi.engine.uniting.leading import missing


def update(
    entity: Entity,
    key: uuid.UUID,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    version: int | None = None,
    given: Given = "value",
    strict: bool = False,
) -> Kept:
    """Change fields of a record.

    `version` is the one the values were based on: what others changed since then merges field by field, and the same
    field changed differently raises Conflict; `strict` (If-Match) refuses any change since. Raises NotFound,
    NotAllowed, Invalid, Conflict.
    """

    def work() -> Kept:
        record = locked(entity, key, actor, "update")
        wanted = reconcile(entity, record, values, version, given, actor, strict=strict)
        cleaned = Cleaner(entity, actor, given).clean(wanted, creating=False, record=record)
        return apply(entity, record, cleaned, actor, "update")

    return atomically(work)


def act(
    entity: Entity,
    key: uuid.UUID,
    name: str,
    values: Mapping[str, Any] | None = None,
    *,
    actor: Actor,
    version: int | None = None,
    given: Given = "value",
) -> Kept:
    """Carry out a verb; raises NotFound, NotAllowed, WrongStage, Invalid, Conflict."""
    action = entity.actions.get(name)
    if action is None:
        raise NotFound()

    def work() -> Kept:
        record = locked(entity, key, actor, action.verb)
        if version is not None and version != record.version:
            raise Conflict({}, record.version)
        check_stage(entity, action, record)
        asked = answers(entity, action, values or {}, actor, given)
        before = snapshot(entity, record)
        with origin.unguarded():
            run(action, record, asked, actor)
        demand(entity, record, differences(entity, record, before))
        return save_changes(entity, record, before, {}, actor, name)

    return atomically(work)


def locked(entity: Entity, key: uuid.UUID, actor: Actor, verb: str, *, deleted: bool = False) -> Kept:
    """The row, authorised and locked; what may not be seen isn't there."""
    rows = entity.manager().defer("search").filter(pk=key)
    record = actor.access.narrow(entity, rows, verb, deleted=deleted).select_for_update(of=("self",)).first()
    if record is None:
        entity.model.missed(key, actor, verb)
        if actor.access.narrow(entity, rows, "read", deleted=deleted).exists():
            raise NotAllowed()
        raise missing(entity, key, actor)
    lending.mark(actor.access, entity, [record], verb)
    return record


def check_stage(entity: Entity, action: Action, record: Kept) -> None:
    stage = entity.stage
    if action.on and stage is not None:
        here = getattr(record, stage.name)  # type: ignore[attr-defined]
        if here not in action.on and stage.kind_of(here) not in action.on:  # type: ignore[attr-defined]
            raise WrongStage(
                _("“%(verb)s” isn't possible at the stage “%(stage)s”.")
                % {"verb": action.label, "stage": stage.to_text(here)}
            )
    if action.when and not getattr(record, action.when):
        why = record.why_not(action.name)
        raise WrongStage(why or _("“%(verb)s” isn't possible now.") % {"verb": action.label})


def answers(entity: Entity, action: Action, values: Mapping[str, Any], actor: Actor, given: Given) -> dict[str, Any]:
    """What the verb asked for, cleaned."""
    cleaner = Cleaner(entity, actor, given)
    errors: dict[str, list[str]] = {}
    asked: dict[str, Any] = {}
    kinds = {**{name: entity.fields[name] for name in action.asks}, **action.inputs}
    for name in set(values) - set(kinds):
        errors[name] = [_("There is no field “%(field)s”.") % {"field": name[:80]}]
    for name, kind in kinds.items():
        try:
            unanswered = "" if given == "text" else False if kind.kind == "yes_no" else None
            value = cleaner.read(kind, values.get(name, unanswered))
            if kind.kind == "link":
                value = cleaner.link(kind, value)  # type: ignore[arg-type]
            if kind.is_nothing(value) and (name in action.asks or kind.needed):
                raise ValidationError(_("Fill this in."), code="required")
            asked[name] = kind.checked(value)
        except ValidationError as bad:
            errors[name] = list(bad.messages)
    if errors:
        raise Invalid(errors)
    return asked


def run(action: Action, record: Kept, asked: Mapping[str, Any], actor: Actor) -> None:
    try:
        action.run(record, **asked, **({"actor": actor} if action.takes_actor else {}))
    except ValidationError as bad:
        if hasattr(bad, "error_dict"):
            raise Invalid(bad.message_dict) from bad
        raise Invalid({"": list(bad.messages)}) from bad


def snapshot(entity: Entity, record: Kept) -> dict[str, Any]:
    """The present values by field."""
    return {name: getattr(record, kind.attname) for name, kind in entity.fields.items()}  # type: ignore[attr-defined]


def apply(entity: Entity, record: Kept, cleaned: Mapping[str, Any], actor: Actor, verb: str) -> Kept:
    """Put cleaned values on a locked record and save what changed."""
    before = snapshot(entity, record)
    for name, value in cleaned.items():
        if name in entity.fields:
            setattr(record, entity.fields[name].attname, value)  # type: ignore[attr-defined]
    demand(entity, record, cleaned)
    lines = {name: cleaned[name] for name in entity.lines if name in cleaned}
    return save_changes(entity, record, before, lines, actor, verb)


def save_changes(
    entity: Entity, record: Kept, before: Mapping[str, Any], lines: Mapping[str, Any], actor: Actor, verb: str
) -> Kept:
    """Save what differs, with the event that tells it; nothing at all when nothing differs."""
    record.before_change(before)
    check_record(record)
    check_choices(entity.choices, record, before)
    work_out(entity, record)
    check_gate(entity, record, before)
    changes = {**differences(entity, record, before), **record._beside}
    with origin.unguarded(), constraints_told(entity):
        for name, wanted in lines.items():
            change = save_lines(entity.lines[name], record, wanted, present_lines(entity.lines[name], record))
            if change:
                changes[name] = change
        if not changes and verb == "update":
            return record
        record.version += 1
        record.updated_at, record.updated_by_id = timezone.now(), actor.pk  # type: ignore[attr-defined]
        columns = {*(name for name in changes if name in entity.fields), "version", "updated_at", "updated_by", "head"}
        if entity.title in changes or any(name in changes for name in entity.searched):
            index(entity, record)
            columns |= {"search", "sort_key"}
        event = event_for(entity.name, record, verb, actor, changes, record.updated_at)
        columns |= stagedates.keep(entity, [(record, event)])
        record.save(update_fields=columns)
        keeping.keep(entity, [record], changes)
        event.save(force_insert=True)
        settle(entity, record, changes)
        record.authorise(actor, verb, changes)
        record.after_change(verb, changes)
    return record


def differences(entity: Entity, record: Kept, before: Mapping[str, Any]) -> dict[str, Any]:
    """Field to [from, to], as the event tells it."""
    return {
        name: [jsonable(kind, before[name]), jsonable(kind, now)]
        for name, kind in entity.fields.items()
        if (now := getattr(record, kind.attname)) != before[name]  # type: ignore[attr-defined]
    }
