"""What a document says, beside what is here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.configuration.document import Identity, Plain, identity_of, moving, parts, rows_of
from guanxi.engine.configuration.naming import Names, called, is_tree
from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.wording import listed

NEW, CHANGED, SAME, HERE_ONLY = "new", "changed", "same", "here_only"


@dataclass(frozen=True)
class Difference:
    """One record: in the document, here, or in both."""

    entity: Entity
    identity: Identity
    title: str
    state: str
    there: Plain = field(default_factory=dict)
    here: Plain = field(default_factory=dict)
    row: Plain = field(default_factory=dict)
    """The record that is here."""
    keys: Plain = field(default_factory=dict)
    """Where links lead that the document calls by a name."""
    remarks: tuple[str, ...] = ()
    """What of it isn't brought in, and why."""

    @property
    def name(self) -> str:
        """What chooses it among the others of a document."""
        parts = [str(part) for part in self.identity if part is not None]
        told = (part.replace("%", "%25").replace("/", "%2F") for part in parts) if is_tree(self.entity) else parts
        return f"{self.entity.name}/{'/'.join(told)}"

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """Field, here, there."""
        return [
            (name, self.here.get(name), value)
            for name, value in self.there.items()
            if not _alike(self.here.get(name), value)
        ]


def compare(actor: Actor, document: Plain) -> list[Difference]:
    """Every record of the kinds in the document, in the order in which they are brought in.

    Kinds that this actor may not read, or this system doesn't know, are left out: `strange` names them.
    """
    found: list[Difference] = []
    for entity in parts(actor):
        if entity.name in document["records"]:
            found += _of(entity, actor, document["records"][entity.name])
    return found


def strange(actor: Actor, document: Plain) -> list[str]:
    """Kinds of records in the document that can't be brought in."""
    return sorted(set(document["records"]) - {entity.name for entity in parts(actor)})


def _of(entity: Entity, actor: Actor, rows: list[Plain]) -> list[Difference]:
    here = {identity: (plain, row) for identity, plain, row in rows_of(entity, actor)}
    known = set(moving(entity))
    keys = Names(actor).keys_called(entity, rows)
    found: list[Difference] = []
    seen = set()
    for there in sorted(rows, key=lambda one: len(identity_of(entity, one))):  # in a tree, what is above others first
        identity = identity_of(entity, there)
        seen.add(identity)
        plain, row = here.get(identity, ({}, {}))
        wanted = {name: value for name, value in there.items() if name in known}
        links, remarks = _links(entity, wanted, keys, is_new=not row)
        is_same = all(_alike(plain.get(name), value) for name, value in wanted.items())
        state = NEW if not row else SAME if is_same else CHANGED
        found.append(Difference(entity, identity, _title(entity, there), state, wanted, plain, row, links, remarks))
    only_here = [(identity, *both) for identity, both in here.items() if identity not in seen]
    only_here.sort(key=lambda one: -len(one[0]))
    found += [
        Difference(entity, identity, _title(entity, plain), HERE_ONLY, {}, plain, row)
        for identity, plain, row in only_here
    ]
    return found


def _links(
    entity: Entity, wanted: Plain, keys: Mapping[tuple[str, str], uuid.UUID], *, is_new: bool
) -> tuple[Plain, tuple[str, ...]]:
    """Where the links lead that are called by a name; those that lead nowhere are taken out, and told."""
    found: Plain = {}
    remarks = []
    for name, _face, _by in called(entity):
        value = wanted.get(name)
        if value is None:
            continue
        if isinstance(value, str) and (name, value) in keys:
            found[name] = keys[name, value]
            continue
        assert entity.moves is not None
        gone = [one for one in (name, *entity.moves.needing.get(name, ())) if wanted.pop(one, None)]
        told = {
            "name": str(value)[:60],
            "fields": listed(capfirst(str(entity.fields[one].verbose_name)) for one in gone),
        }
        text = _("“%(name)s” isn't known here. Left empty: %(fields)s.")
        remarks.append((text if is_new else _("“%(name)s” isn't known here. Left as it is: %(fields)s.")) % told)
    return found, tuple(remarks)


def _alike(here: Any, there: Any) -> bool:
    """Whether both say the same; of a line, what the document doesn't speak of is left open."""
    if isinstance(here, list) and isinstance(there, list):
        return len(here) == len(there) and all(_alike(*pair) for pair in zip(here, there, strict=True))
    if isinstance(here, dict) and isinstance(there, dict):
        return all(_alike(here.get(name), value) for name, value in there.items())
    return bool(here == there)


def _title(entity: Entity, plain: Plain) -> str:
    return str(plain.get(entity.title) or "—")
