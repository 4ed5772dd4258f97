"""What this person may do with this record now, as buttons."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext as _

from guanxi.engine.action import Action
from guanxi.engine.entity import Entity
from guanxi.engine.events.traces import RIGHT as TRACES
from guanxi.engine.fields.link import Ref
from guanxi.engine.models.imports import Import
from guanxi.engine.models.job import Job
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import Masked
from guanxi.engine.reading.allowed import verbs_on
from guanxi.people.overview import ROLES, knows_rights
from guanxi.web import addresses
from guanxi.web.lists.bulk import action_icon

MOST_BUTTONS = 4
GRADING = "grading-rules"
RECORD = "#record"
"""The part of the page that is fetched anew once something was done in the side panel."""
Button = dict[str, Any]


@dataclass(frozen=True)
class Offered:
    """What this person may do: verbs that are allowed, and the acts among them that fit the record now."""

    verbs: set[str]
    acts: list[Action]
    explained: tuple[Button, ...] = ()
    """The pages that tell who may do what here, for those who may know."""

    def moves(self, entity: Entity, key: Any, open_to: Container[str] = ()) -> dict[str, str]:
        """Stage by stage, the page that asks whether to move there; `open_to`: the fields that may be changed."""
        stage = entity.stage
        if stage is None:
            return {}
        if not stage.only_by_verb:
            free = "update" in self.verbs and stage.name in open_to  # type: ignore[attr-defined]
            steps = stage.steps if free else ()  # type: ignore[attr-defined]
            return {step: addresses.page_url("stage", entity.name, key, step) for step in steps}
        told: dict[str, str] = {}
        for action in self.acts:
            for step in stage.steps:  # type: ignore[attr-defined]
                if action.to and action.to in (step, stage.kind_of(step)):  # type: ignore[attr-defined]
                    told.setdefault(step, addresses.page_url("act", entity.name, key, action.name))
        return told


def offered(entity: Entity, row: dict[str, Any], actor: Actor) -> Offered:
    """Ask once which verbs are allowed on the record."""
    wanted = {action.verb for action in entity.actions.values()}
    wanted |= {verb for verb in ("update", "delete") if verb in entity.verbs}
    wanted |= {verb for verb in ("reveal", "merge") if verb in entity.all_verbs}
    allowed = verbs_on(entity, row["id"], actor, sorted(wanted))
    record = as_record(entity, row)
    acts = [a for a in entity.actions.values() if a.verb in allowed and fits(entity, a, row, record)]
    return Offered(allowed, acts, tuple(_explained(entity, row, actor)))


def _explained(entity: Entity, row: dict[str, Any], actor: Actor) -> Iterator[Button]:
    """Who can see the record; of a person also what they may do, of a role what another has that it hasn't."""
    key, knows = row["id"], knows_rights(actor)
    if entity.model is get_user_model() and (knows or key == actor.pk):
        url = addresses.page_url("rights", key)
        yield {"label": _("What this person may do"), "url": url, "icon": "shield-check", "danger": False}
    if entity.name == ROLES and knows:
        url = addresses.page_url("compare-roles", one=key)
        yield {"label": _("Compare with another role"), "url": url, "icon": "columns-3", "danger": False}
        url = addresses.page_url("role-changes")
        yield {"label": _("How roles changed"), "url": url, "icon": "history", "danger": False}
    if entity.name == GRADING:
        url = addresses.page_url("foreseen", key)
        yield {"label": _("What it would change"), "url": url, "icon": "eye", "danger": False}
    if knows:
        url = addresses.page_url("who", entity.name, key)
        yield {"label": _("Who can see this"), "url": url, "icon": "eye", "danger": False}
    if entity.person and (isinstance(entity.person, bool) or entity.person.items() <= row.items()):
        url = addresses.page_url("person", entity.name, key)
        yield {"label": _("Personal data"), "url": url, "icon": "user-shield", "danger": False}
    if actor.access.may(*TRACES):
        url = addresses.page_url("traces", record=key)
        yield {"label": _("Who saw this"), "url": url, "icon": "eye-check", "danger": False}


def buttons(entity: Entity, row: dict[str, Any], may: Offered) -> tuple[list[Button], list[Button]]:
    """The first few as buttons with the change of the record as the main act, and the rest for the menu."""
    key = row["id"]
    shown = [_button(entity, key, action) for action in sorted(may.acts, key=_standing)]
    calm = [button for button in shown if not button["danger"]]
    if way := course_of(entity, row):
        calm.insert(0, way)
    first = min(MOST_BUTTONS - 1, len(calm) - sum(action.aside and not action.danger for action in may.acts))
    main, rest = calm[:first], calm[first:]
    rest.append({"label": _("Print"), "url": addresses.page_url("print", entity.name, key), "icon": "printer"})
    if "merge" in may.verbs and entity.merges:
        url = addresses.page_url("merge-with", entity.name, key)
        rest.append({"label": _("Merge with …"), "url": url, "icon": "arrows-join", "danger": False})
    rest += may.explained
    rest += [button for button in shown if button["danger"]]
    if "update" in may.verbs and "update" in entity.verbs:
        url = addresses.page_url("edit", entity.name, key)
        main.append({"label": _("Edit"), "url": url, "icon": "pencil", "primary": True, "panel": RECORD})
    if "delete" in may.verbs and "delete" in entity.verbs:
        url = addresses.page_url("delete", entity.name, key)
        rest.append({"label": _("Delete"), "url": url, "icon": "trash", "danger": True, "method": "post"})
    return main, rest


def course_of(entity: Entity, row: dict[str, Any]) -> Button | None:
    """The page on which work under way is followed, for the records that are work."""
    if entity.model is Job:
        url = addresses.page_url("job-progress", row["id"])
    elif entity.model is Import and row.get("entity"):
        url = addresses.page_url("import-run", row["entity"], row["id"])
    else:
        return None
    return {"label": _("Follow"), "url": url, "icon": "player-play", "danger": False}


def _standing(action: Action) -> tuple[bool, bool]:
    """Where its button stands: what takes something away last."""
    return action.danger, action.aside


def asks_something(action: Action) -> bool:
    """Whether a page is needed before the verb is done."""
    return bool(action.asks or action.inputs or action.danger)


def _button(entity: Entity, key: Any, action: Action) -> Button:
    return {
        "label": str(action.label),
        "url": addresses.page_url("act", entity.name, key, action.name),
        "icon": action_icon(action),
        "danger": action.danger,
        "method": "" if asks_something(action) else "post",
        "panel": RECORD if asks_something(action) else "",
    }


def fits(entity: Entity, action: Action, row: dict[str, Any], record: models.Model | None = None) -> bool:
    """Whether the verb starts from the record's stage and is offered for it; the gate judges again.

    `record`: the row as a record, where several verbs are asked of it.
    """
    if action.on and entity.stage is not None:
        here = row.get(entity.stage.name, "")  # type: ignore[attr-defined]
        if here not in action.on and entity.stage.kind_of(here) not in action.on:  # type: ignore[attr-defined]
            return False
    return not action.when or bool(getattr(record or as_record(entity, row), action.when))


def as_record(entity: Entity, row: dict[str, Any]) -> models.Model:
    """An unsaved record with the values that were read."""
    values = {
        entity.fields[name].attname: value.id if isinstance(value, Ref) else value  # type: ignore[attr-defined]
        for name, value in row.items()
        if name in entity.fields and not isinstance(value, Masked)
    }
    return entity.model(id=row["id"], **values)
