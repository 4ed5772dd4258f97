"""Values as they were given, turned into values that may be stored, or into what is wrong with them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.file import File
from guanxi.engine.fields.link import Link, Named
from guanxi.engine.gate.filing import held
from guanxi.engine.gate.finding import find_many
from guanxi.engine.permissions.access import Actor
from guanxi.engine.permissions.grants import Mode

Given = Literal["value", "json", "text"]
"""How values are given: as Python values, as JSON from a program, as text from a form or a file."""

Links = Mapping[uuid.UUID | None, Mapping[str, Any]]

MOST_LINES = 500


class Cleaner:
    """Cleans values for one entity and one actor; keep it over many records, since it remembers the links it found."""

    def __init__(self, entity: Entity, actor: Actor, given: Given = "value") -> None:
        self.entity = entity
        self.actor = actor
        self.given = given
        self.found: dict[tuple[str, Any], Any] = {}

    def clean(self, values: Mapping[str, Any], *, creating: bool, record: Any = None) -> dict[str, Any]:
        """Field name to stored value, lines by their relation's name; raises Invalid with every problem at once."""
        errors: dict[str, list[str]] = {}
        cleaned: dict[str, Any] = {}
        access = self.actor.access
        for name, raw in values.items():
            kind = self.entity.fields.get(name)
            lines = self.entity.lines.get(name)
            mode = access.mode_on(self.entity, name, record) if kind or lines else Mode.HIDDEN
            if mode <= Mode.MASKED:
                errors[name] = [_("There is no field “%(field)s”.") % {"field": name[:80]}]
                continue
            try:
                if lines is not None:
                    cleaned[name] = self.lines(lines, raw, mode, record)
                elif kind is not None:
                    cleaned[name] = self.one(kind, raw, mode, creating, record)
            except ValidationError as bad:
                errors[name] = list(bad.messages)
            except Invalid as bad:
                errors.update({f"{name}.{key}": texts for key, texts in bad.errors.items()})
        if creating:
            self.complete(cleaned, errors)
        if errors:
            raise Invalid(errors)
        return cleaned

    def one(self, kind: Kind, raw: Any, mode: Mode, creating: bool, record: Any) -> Any:
        value = self.read(kind, raw)
        if isinstance(kind, Link):
            value = self.link(kind, value, getattr(record, kind.attname, None))
        if kind.only_by_verb or mode is Mode.READ_ONLY:
            own = creating and kind.default_actor and value == self.actor.pk
            same = record is not None and value == getattr(record, kind.attname)
            if not (own or same):
                raise ValidationError(_("This field can't be changed here."), code="read_only")
            return value
        if kind.lasting and not creating and record is not None:
            if value != getattr(record, kind.attname):
                raise ValidationError(_("This can't be changed any more."), code="lasting")
            return value
        value = kind.checked(value)
        return held(self.entity, kind, value, self.actor, record) if isinstance(kind, File) else value

    def read(self, kind: Kind, raw: Any) -> Any:
        if self.given == "json":
            return kind.from_json(raw)
        if self.given == "text" and isinstance(raw, str):
            return kind.from_text(raw)
        if self.given == "text" and isinstance(raw, list) and kind.kind == "choices":
            return kind.from_json(raw)
        return raw

    def open(self, names: Iterable[str]) -> None:
        """Raise Invalid unless the actor may give values to these fields and lines; hidden ones look unknown."""
        errors: dict[str, list[str]] = {}
        for name in names:
            kind, lines = self.entity.fields.get(name), self.entity.lines.get(name)
            mode = self.actor.access.mode(self.entity, name) if kind or lines else Mode.HIDDEN
            if mode <= Mode.MASKED:
                errors[name] = [_("There is no field “%(field)s”.") % {"field": name[:80]}]
            elif mode is Mode.READ_ONLY or (kind is not None and kind.only_by_verb):
                errors[name] = [_("This field can't be changed here.")]
        if errors:
            raise Invalid(errors)

    def complete(self, cleaned: dict[str, Any], errors: dict[str, list[str]]) -> None:
        """What a new record has without being told: the actor, defaults; and what is missing."""
        for name, default_actor in self.completing:
            if name in cleaned or name in errors:
                continue
            if default_actor:
                cleaned[name] = self.actor.pk
            else:
                errors[name] = [_("Fill this in.")]

    @cached_property
    def completing(self) -> list[tuple[str, bool]]:
        """The fields that a new record can't be without, and whether the actor is their default."""
        return [
            (name, by_actor)
            for name, kind in self.entity.fields.items()
            if kind.editable
            and (
                (by_actor := kind.default_actor and self.actor.pk is not None)
                or (kind.needed and not kind.has_default())
            )
        ]

    # --- links -----------------------------------------------------------------------------------------------------

    def link(self, kind: Link, value: Any, present: Any = None) -> Any:
        """The key of a linked record that this actor may see; by its key or by how people name it."""
        if value is None or value == present:
            return value
        if isinstance(value, models.Model):
            value = value.pk
        key = (kind.target, value)
        if key not in self.found:
            self.look_up(kind.target, [value])
        found = self.found[key]
        if isinstance(found, ValidationError):
            raise found
        return found

    def look_up(self, target_name: str, values: Iterable[Any]) -> None:
        """Find many linked records at once; `link` then needs no query for them."""
        from guanxi.engine.registry import registry

        asked = {value for value in values if isinstance(value, uuid.UUID | Named)}
        for value, found in find_many(registry[target_name], asked, self.actor.access).items():
            self.found[target_name, value] = found
        for value in values:
            if value not in asked:
                wrong = ValidationError(_("The id of a record is expected here."), code="link")
                self.found[target_name, value] = wrong

    # --- lines -----------------------------------------------------------------------------------------------------

    def lines(self, lines: LineSet, raw: Any, mode: Mode, record: Any = None) -> list[dict[str, Any]]:
        """All the lines a record shall have, in order; each with the id of the line it keeps, if any."""
        if mode is not Mode.OPEN:
            raise ValidationError(_("This field can't be changed here."), code="read_only")
        if not isinstance(raw, list) or not all(isinstance(item, Mapping) for item in raw):
            raise ValidationError(_("A list of lines is expected here."), code="lines")
        if len(raw) > MOST_LINES:
            raise ValidationError(_("At most %(most)d lines.") % {"most": MOST_LINES}, code="lines")
        errors: dict[str, list[str]] = {}
        linked = _present_links(lines, raw, record)
        cleaned = [self.line(lines, item, index, linked, errors) for index, item in enumerate(raw)]
        keys = [line["id"] for line in cleaned if line.get("id")]
        for index, line in enumerate(cleaned):
            if line.get("id") and keys.count(line["id"]) > 1:
                errors[f"{index}.id"] = [_("This line stands here more than once.")]
        if errors:
            raise Invalid(errors)
        return cleaned

    def line(
        self, lines: LineSet, item: Mapping[str, Any], index: int, linked: Links, errors: dict[str, list[str]]
    ) -> dict[str, Any]:
        cleaned: dict[str, Any] = {}
        if item.get("id"):
            cleaned["id"] = _line_id(item["id"], errors, f"{index}.id")
        present = linked.get(cleaned.get("id"), {})
        for name, raw in item.items():
            kind = lines.fields.get(name)
            if name == "id":
                continue
            if kind is None:
                errors[f"{index}.{name}"] = [_("There is no field “%(field)s”.") % {"field": str(name)[:80]}]
                continue
            try:
                value = self.read(kind, raw)
                if isinstance(kind, Link):
                    value = self.link(kind, value, present.get(kind.attname))
                cleaned[name] = kind.checked(value)
            except ValidationError as bad:
                errors[f"{index}.{name}"] = list(bad.messages)
        for name, kind in lines.fields.items():
            if kind.needed and name not in cleaned and "id" not in cleaned and f"{index}.{name}" not in errors:
                errors[f"{index}.{name}"] = [_("Fill this in.")]
        return cleaned


def _present_links(lines: LineSet, raw: Sequence[Mapping[str, Any]], record: Any) -> Links:
    """What the record's lines link to now, so that a line may keep a link to what its editor doesn't see."""
    links = [kind.attname for kind in lines.fields.values() if isinstance(kind, Link)]
    if record is None or not links or not any(item.get("id") for item in raw):
        return {}
    rows = lines.model._base_manager.filter(**{lines.parent: record.pk}).values_list("pk", *links)
    return {key: dict(zip(links, values, strict=True)) for key, *values in rows}


def _line_id(raw: Any, errors: dict[str, list[str]], name: str) -> uuid.UUID | None:
    try:
        return raw if isinstance(raw, uuid.UUID) else uuid.UUID(str(raw))
    except ValueError:
        errors[name] = [_("The id of a record is expected here.")]
        return None


def check_record(record: models.Model, names: Iterable[str] = ()) -> None:
    """The model's own rule over several fields (`clean`), as Invalid."""
    try:
        record.clean()
    except ValidationError as bad:
        if hasattr(bad, "error_dict"):
            raise Invalid({name or "": list(texts) for name, texts in bad.message_dict.items()}) from bad
        raise Invalid({"": list(bad.messages)}) from bad
