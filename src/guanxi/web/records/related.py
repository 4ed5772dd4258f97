"""The records of other entities that lead to this one."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.utils.text import capfirst

from guanxi.engine.entity import Entity, Related
from guanxi.engine.fields.anchor import Anchor, written
from guanxi.engine.fields.link import Ref
from guanxi.engine.permissions import Access, Actor, Mode
from guanxi.engine.reading import Page, Query, count, present, read_page
from guanxi.engine.registry import registry
from guanxi.engine.wording import strung
from guanxi.web import addresses, cells, marks

FIRST = 10
NOTHING = Page([], None, None)
Context = dict[str, Any]


def related(entity: Entity, row: Context, actor: Actor, shown: Container[tuple[str, str]] = ()) -> list[Context]:
    """A panel per related list that this person may see; `shown`: entity and path of what stands there already."""
    found = [
        (told, _sought(entity, told, row))
        for told in (*entity.related, *entity.led_here)
        if (told.entity, told.path) not in shown
        and _sought(entity, told, row)
        and _may_see(registry[told.entity], told.path, actor.access)
    ]
    there = present([(registry[told.entity], Query(filter=_leading(told, key))) for told, key in found], actor)
    return [_panel(told, key, actor, is_empty=not any_) for (told, key), any_ in zip(found, there, strict=True)]


def _leading(told: Related, key: Any) -> Context:
    return {"field": told.path, "op": "eq", "value": str(key)}


def _sought(entity: Entity, told: Related, row: Context) -> Any:
    """What `path` has to equal: this record, or what stands in a field of it while it is no deleted one."""
    if not told.match:
        anchored = isinstance(registry[told.entity].fields.get(told.path), Anchor)
        return written(entity.name, row["id"]) if anchored else row["id"]
    return None if row.get("deleted_at") else row.get(told.match)


def _may_see(other: Entity, path: str, access: Access) -> bool:
    return access.may(other.name, "read") and access.readable(other, path.split(".")[0])


def _panel(told: Related, key: Any, actor: Actor, *, is_empty: bool) -> Context:
    other, access = registry[told.entity], actor.access
    condition = _leading(told, key)
    names = [n for n in told.columns or other.columns if access.mode(other, n) > Mode.HIDDEN and n != told.path]
    wanted = tuple(dict.fromkeys((other.title, *names))) if access.mode(other, other.title) else tuple(names)
    query = Query(filter=condition, fields=wanted, limit=FIRST)
    page = NOTHING if is_empty else read_page(other, actor, query)
    number: Any = count(other, actor, query) if page.next else len(page.rows)
    panel = f"related-{other.name}-{told.path.replace('.', '-')}"
    return {
        "key": panel,
        "tab": panel,
        "template": "web/records/related.html",
        "entity": other.name,
        "title": capfirst(str(told.label or other.label_plural)),
        "count": number,
        "url": addresses.filtered_url(other.name, condition) if page.rows else "",
        "more": bool(page.next),
        "add_url": _add_url(other, told.path, key, access),
        "rows": [_row(other, told.path, names, row, key) for row in page.rows],
    }


def _add_url(other: Entity, path: str, key: Any, access: Access) -> str:
    """The form for a new one that leads here already."""
    first, _dot, rest = path.partition(".")
    if not access.may(other.name, "create") or access.mode(other, first) is not Mode.OPEN or "." in rest:
        return ""
    asked = {f"{first}-TOTAL_FORMS": 1, f"{first}-0-{rest}": key} if rest else {first: key}
    return addresses.page_url("new", other.name, **asked)


def _row(other: Entity, path: str, names: list[str], row: Context, key: Any) -> Context:
    label = cells.title_of(other, row)
    told = [_told(other, path, name, row, key) for name in names if name != other.title]
    return {
        "label": label,
        "url": addresses.record_url(other.name, row["id"]),
        "mark": marks.letter(label),
        "meta": strung(text for text in told if text and text != "—"),
    }


def _told(other: Entity, path: str, name: str, row: Context, key: Any) -> str:
    """A column in words; of the lines that lead here, what they say besides."""
    lines, step = other.lines.get(name), path.partition(".")
    if lines is None:
        return cells.words(other.fields[name], row.get(name))
    if step[0] != name:
        return cells.lines_words(lines, row.get(name))
    here = [line for line in row.get(name) or () if isinstance(line.get(step[2]), Ref) and line[step[2]].id == key]
    said = [
        cells.words(kind, line.get(field))
        for line in here
        for field, kind in lines.fields.items()
        if field != step[2] and line.get(field)
    ]
    return strung(said)
