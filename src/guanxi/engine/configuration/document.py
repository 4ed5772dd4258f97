"""The document: records by what names them in every installation, with values in words of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

import guanxi
from guanxi.engine.configuration.naming import Names, as_path, is_tree
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.kit.values import holds_texts, is_text

FORMAT = 1
LARGEST = 5 * 1024 * 1024
"""Bytes of a document."""
MOST = 10_000
"""Records of one kind in a document."""

Plain = dict[str, Any]
Identity = tuple[Any, ...]


def parts(actor: Actor) -> list[Entity]:
    """The kinds of records that make up a configuration and that the actor may read; what others build on first."""
    found = [entity for entity in registry if entity.moves and actor.access.may(entity.name, "read")]
    return sorted(found, key=lambda entity: (_depth(entity), entity.name))


def _depth(entity: Entity) -> int:
    below = [registry[name] for name in (entity.moves.after if entity.moves else ()) if name in registry]
    return 1 + max((_depth(other) for other in below), default=0)


def make(actor: Actor, names: Iterable[str] | None = None) -> Plain:
    """The configuration as the actor may read it: all of it, or the kinds of records of these names."""
    wanted = [entity for entity in parts(actor) if names is None or entity.name in set(names)]
    return {
        "guanxi": guanxi.__version__,
        "format": FORMAT,
        "made": timezone.now().isoformat(timespec="seconds"),
        "records": {entity.name: list(told(entity, actor).values()) for entity in wanted},
    }


def read(data: bytes) -> Plain:
    """A document out of a file; raises Invalid that says what is wrong with it."""

    def bad(text: str) -> Invalid:
        return Invalid({"file": [text]})

    if len(data) > LARGEST:
        raise bad(_("This file is too large for a configuration."))
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise bad(_("This is no configuration: choose a file that was taken out on this page.")) from None
    if not isinstance(document, dict) or not isinstance(document.get("records"), dict):
        raise bad(_("This is no configuration: choose a file that was taken out on this page."))
    if document.get("format") != FORMAT:
        raise bad(_("This configuration was made by another version of Guanxi and can't be read."))
    for name, rows in document["records"].items():
        if not is_text(name) or not holds_texts(rows):
            raise bad(_("This file holds signs that are no text."))
        if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
            raise bad(_("“%(name)s” in this file is damaged.") % {"name": name[:60]})
    return document


def told(entity: Entity, actor: Actor) -> dict[Identity, Plain]:
    """Every record of this kind in plain words, by what names it."""
    found = [(identity, plain) for identity, plain, _row in rows_of(entity, actor)]
    return dict(sorted(found, key=lambda one: [*map(str, one[0])]) if is_tree(entity) else found)


def rows_of(entity: Entity, actor: Actor) -> Iterator[tuple[Identity, Plain, Plain]]:
    """Each record: what names it, its plain words, and its row."""
    words = Names(actor)
    readable = (name for name in moving(entity) if actor.access.readable(entity, name))
    names = tuple(name for name in readable if words.can_tell(entity, name))
    cursor: str | None = None
    assert entity.moves is not None
    while True:
        page = read_page(entity, actor, Query(filter=entity.moves.only, fields=names, limit=500, cursor=cursor))
        words.look_up(entity, page.rows)
        for row in page.rows:
            plain = {name: _plain(entity, name, row[name], words) for name in names}
            yield identity_of(entity, plain), plain, row
        if page.next is None:
            return
        cursor = page.next


def moving(entity: Entity) -> Iterator[str]:
    """The fields and lines that are the same in every installation: what people give, but for owners and secrets."""
    for name, kind in entity.fields.items():
        if kind.editable and not (kind.only_by_verb or kind.default_actor or kind.is_sealed or name == "tags"):
            yield name
    yield from entity.lines


def identity_of(entity: Entity, plain: Mapping[str, Any]) -> Identity:
    """What names a record in every installation; in a tree, the whole way to it."""
    assert entity.moves is not None
    if is_tree(entity):
        rest = (_hashable(plain.get(name)) for name in entity.moves.by if name != entity.tree)
        return (*as_path(plain.get(entity.tree)), *rest)
    return tuple(_hashable(plain.get(name)) for name in entity.moves.by)


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else json.dumps(value, sort_keys=True)


def _plain(entity: Entity, name: str, value: Any, words: Names) -> Any:
    if name in entity.lines:
        kinds = entity.lines[name].fields
        return [{part: _word(kind, line[part]) for part, kind in kinds.items()} for line in value]
    kind = entity.fields[name]
    return words.word(entity, name, value) if isinstance(kind, Link) else _word(kind, value)


def _word(kind: Kind, value: Any) -> Any:
    """A value in words of JSON; a link by the title of what it leads to."""
    if isinstance(kind, Link):
        return value.label if isinstance(value, Ref) else None
    return json.loads(json.dumps(kind.to_json(value), default=str))
