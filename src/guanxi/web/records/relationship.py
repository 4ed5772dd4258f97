"""How deep the relationship is, what to do next, and who is who there: two panels of a record's page."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.fields.anchor import written
from guanxi.engine.fields.link import Ref
from guanxi.engine.permissions import Access, Actor, Mode
from guanxi.engine.reading import Masked, Query, count, read_page
from guanxi.engine.registry import registry
from guanxi.engine.wording import strung
from guanxi.grading.knowing import spoken_with
from guanxi.grading.models import ContactMap, Deepened
from guanxi.grading.models.deepened import DECIDES
from guanxi.grading.models.step_rule import CALL, DEEDS, NOTE, PEOPLE, PERSON, VISIT
from guanxi.web import addresses, cells

MOST = 100
"""People on one map; a list leads on to the others."""
TONES = {"supports": "ok", "neutral": "acc", "sceptical": "warn", "opposes": "bad"}
LEVELS = {"first": "", "tailored": "acc", "partner": "ok"}
ICONS = {VISIT: "map-pin", CALL: "phone", NOTE: "note", PERSON: "user-plus", PEOPLE: "users"}
Context = dict[str, Any]


def panels(entity: Entity, row: Context, actor: Actor, verbs: Collection[str]) -> list[Context]:
    """What this person may see of both; nothing for what has no depth, or lies in the recycle bin."""
    if not issubclass(entity.model, Deepened) or row.get("deleted_at"):
        return []
    return [*_depth(entity, row, actor, verbs), *_map(entity, row, actor)]


# --- depth and the next step ------------------------------------------------------------------------------------------


def _depth(entity: Entity, row: Context, actor: Actor, verbs: Collection[str]) -> Iterator[Context]:
    if "depth_level" not in row and "next_step" not in row:
        return
    level, points = row.get("depth_level"), row.get("depth")
    yield {
        "key": "depth",
        "tab": "depth",
        "template": "web/records/depth.html",
        "title": _("Relationship"),
        "level": cells.words(entity.fields["depth_level"], level) if level else "",
        "tone": LEVELS.get(level, "") if isinstance(level, str) else "",
        "points": points if level and isinstance(points, int) else None,
        "why": _words(entity, row, "depth_why"),
        "step": step(entity, row, actor.access, may_change="update" in verbs),
        "off": _off(entity, row),
    }


def _words(entity: Entity, row: Context, name: str) -> str:
    value = row.get(name)
    return "" if not value or isinstance(value, Masked) else entity.fields[name].to_text(value)


def step(entity: Entity, row: Context, access: Access, *, may_change: bool, renews: str = "#record") -> Context | None:
    """The step with its reason, the page where one begins it, and those that put it off or decline it.

    `renews`: the part of the page that is fetched anew once that was done in the side panel.
    """
    now, key = row.get("next_step"), row["id"]
    if not now or isinstance(now, Masked):
        return None
    label = cells.words(entity.fields["next_step"], now)
    refusals = [("put_off_step", _("Put off"), "clock"), ("decline_step", _("Decline"), "x")] if may_change else []
    return {
        "label": label,
        "why": _words(entity, row, "next_step_why"),
        "act": _act(entity, key, label, _does(row.get("next_step_why")), access),
        "refusals": [
            {"label": told, "url": addresses.page_url("act", entity.name, key, verb), "icon": icon, "panel": renews}
            for verb, told, icon in refusals
        ],
    }


def _does(why: Any) -> str:
    """With what one begins, as the reason says it."""
    try:
        told = json.loads(why) if isinstance(why, str) and why else {}
    except ValueError:
        return ""
    return str(told.get("does", "")) if isinstance(told, dict) else ""


def _act(entity: Entity, key: uuid.UUID, label: str, does: str, access: Access) -> Context | None:
    """The button with which one begins, if this person may do what it leads to."""
    there: ContactMap | None = entity.model.contact_map  # type: ignore[attr-defined]
    url, panel = "", ""
    if does in (VISIT, CALL) and access.may("appointments", "create"):
        asked = {"name": label[:150], "kind": does, "about": written(entity.name, key)}
        url = addresses.with_query(addresses.page_url("new", "appointments"), asked)
    elif does == NOTE and access.may("notes", "create"):
        url = "#talk-write"
    elif does == PERSON and there and access.may(there.entity, "create"):
        url, panel = _new_person(there, key, {there.part: DECIDES}), "#record"
    elif does == PEOPLE and there and access.may(there.entity, "read"):
        url = "#contact-map"
    labels = {name: str(told) for name, told in DEEDS}
    return {"label": labels[does], "url": url, "icon": ICONS[does], "panel": panel, "primary": True} if url else None


def _off(entity: Entity, row: Context) -> str:
    """What was put off until when, and what was declined."""
    told = []
    if row.get("step_off") and row.get("step_off_until") and not isinstance(row["step_off"], Masked):
        words = cells.words(entity.fields["step_off"], row["step_off"]), row["step_off_until"].isoformat()
        told.append(_("“%(step)s” was put off until %(day)s") % {"step": words[0], "day": words[1]})
    if row.get("steps_declined") and not isinstance(row["steps_declined"], Masked):
        names = cells.words(entity.fields["steps_declined"], row["steps_declined"])
        told.append(_("declined: %(steps)s") % {"steps": names})
    if told and row.get("step_note") and not isinstance(row["step_note"], Masked):
        told.append(_("reason: %(reason)s") % {"reason": row["step_note"]})
    return capfirst(strung(told))


# --- who is who -------------------------------------------------------------------------------------------------------


def _map(entity: Entity, row: Context, actor: Actor) -> Iterator[Context]:
    there: ContactMap | None = entity.model.contact_map  # type: ignore[attr-defined]
    if there is None or not actor.access.may(there.entity, "read"):
        return
    people, access, key = registry[there.entity], actor.access, row["id"]
    if not access.readable(people, there.lines):
        return
    condition = {"field": f"{there.lines}.{there.at}", "op": "eq", "value": str(key)}
    beside = [name for name in _columns(entity, there) if access.mode(people, name) > Mode.HIDDEN]
    wanted = tuple(name for name in (people.title, there.lines) if access.mode(people, name) > Mode.HIDDEN)
    page = read_page(people, actor, Query(filter=condition, fields=(*wanted, *beside), limit=MOST))
    known = spoken_with(people.name, [one["id"] for one in page.rows])
    may_add = access.may(people.name, "create") and access.mode(people, there.lines) is Mode.OPEN
    yield {
        "key": "contact-map",
        "tab": "contact-map",
        "template": "web/records/contact_map.html",
        "shows": path_of(there),
        "entity": people.name,
        "title": capfirst(str(people.label_plural)),
        "count": count(people, actor, Query(filter=condition)) if page.next else len(page.rows),
        "people": tree(
            [_person(there, people, one, key, known, access) | _ways(people, one, beside) for one in page.rows]
        ),
        "unknown": sum(one["id"] not in known for one in page.rows),
        "url": addresses.filtered_url(people.name, condition) if page.rows else "",
        "more": bool(page.next),
        "add_url": _new_person(there, key, {}) if may_add else "",
    }


def path_of(there: ContactMap) -> tuple[str, str]:
    """The related list whose records the map shows."""
    return there.entity, f"{there.lines}.{there.at}"


def _columns(entity: Entity, there: ContactMap) -> tuple[str, ...]:
    """What that list tells of a person besides the name."""
    told = next((told for told in entity.related if (told.entity, told.path) == path_of(there)), None)
    return tuple(name for name in told.columns if name != registry[there.entity].title) if told else ()


def _ways(people: Entity, one: Context, names: list[str]) -> Context:
    return {"ways": [cells.cell(people.fields[name], one[name]) for name in names if one.get(name)]}


def _new_person(there: ContactMap, key: uuid.UUID, more: dict[str, str]) -> str:
    """The form for a new contact of this record."""
    asked: dict[str, Any] = {f"{there.lines}-TOTAL_FORMS": 1, f"{there.lines}-0-{there.at}": key}
    asked |= {f"{there.lines}-0-{name}": value for name, value in more.items()}
    return addresses.page_url("new", there.entity, **asked)


def _person(
    there: ContactMap, people: Entity, one: Context, key: uuid.UUID, known: set[uuid.UUID], access: Access
) -> Context:
    fields = people.lines[there.lines].fields
    line: Context = next((line for line in one.get(there.lines) or () if _is_at(line.get(there.at), key)), {})
    superior, attitude = line.get(there.superior), line.get(there.attitude) or ""
    influence = cells.words(fields[there.influence], line[there.influence]) if line.get(there.influence) else ""
    decides = line.get(there.part) == DECIDES
    shown = (there.title,) if decides else (there.title, there.part)
    told = [cells.words(fields[name], line[name]) for name in shown if line.get(name)]
    told += [_("influence: %(much)s") % {"much": influence}] if influence else []
    may_change = "update" in people.verbs and access.may(people.name, "update")
    return {
        "id": one["id"],
        "label": cells.title_of(people, one),
        "url": addresses.record_url(people.name, one["id"]),
        "edit_url": addresses.page_url("edit", people.name, one["id"]) if may_change else "",
        "meta": strung(told),
        "decides": decides,
        "attitude": cells.words(fields[there.attitude], attitude) if attitude else _("attitude unknown"),
        "tone": TONES.get(attitude, "off"),
        "known": one["id"] in known,
        "superior": superior.id if isinstance(superior, Ref) else None,
        "superior_label": str(superior) if isinstance(superior, Ref) else "",
    }


def _is_at(link: Any, key: uuid.UUID) -> bool:
    return isinstance(link, Ref) and link.id == key


def tree(people: list[Context]) -> list[Context]:
    """Everybody below whom they report to, each once; who reports to nobody here, or in a circle, stands at the top."""
    here = {one["id"]: one for one in people}
    below: dict[Any, list[Context]] = {}
    for one in people:
        below.setdefault(one["superior"] if one["superior"] in here else None, []).append(one)
    placed: set[Any] = set()

    def put(one: Context) -> Context:
        placed.add(one["id"])
        told = {**one, "below": [put(under) for under in below.get(one["id"], ()) if under["id"] not in placed]}
        told["elsewhere"] = one["superior_label"] if one["superior"] not in here else ""
        return told

    told = [put(one) for one in below.get(None, ())]
    for one in people:
        if one["id"] not in placed:
            told.append(put(one))
    return told
