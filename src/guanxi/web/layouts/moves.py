"""Where a card can go: a stage is changed by the verb that leads there, a choice by a new value."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.action import Action
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotAllowed, WrongStage
from guanxi.engine.layouts import stages_at
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.allowed import verbs_among, verbs_on
from guanxi.web.records.actions import fits

Row = dict[str, Any]


def ways(entity: Entity, by: str, rows: Sequence[Row], keys: Sequence[str], actor: Actor) -> dict[uuid.UUID, list[str]]:
    """For each card, the columns it can be put in now; at most one query, and the gate judges again."""
    ids = [row["id"] for row in rows]
    if entity.fields[by].only_by_verb:
        leading = [action for action in entity.actions.values() if action.to]
        allowed = verbs_among(entity, ids, actor, [action.verb for action in leading])
        return {row["id"]: _stages(entity, by, row, leading, allowed, keys) for row in rows}
    if "update" not in entity.verbs or by not in actor.access.changeable(entity):
        return {}
    changeable = verbs_among(entity, ids, actor, ("update",))["update"]
    return {row["id"]: [key for key in keys if key != row[by]] for row in rows if row["id"] in changeable}


def _stages(
    entity: Entity, by: str, row: Row, leading: list[Action], allowed: dict[str, set[uuid.UUID]], keys: Sequence[str]
) -> list[str]:
    found = {
        stage
        for action in leading
        if row["id"] in allowed[action.verb] and _starts(entity, action, row)
        for stage in stages_at(entity, action.to)
    }
    return [key for key in keys if key in found and key != row[by]]


def _starts(entity: Entity, action: Action, row: Row) -> bool:
    """By the stage alone: what else a verb asks of a record isn't read for a board."""
    if not action.on or entity.stage is None:
        return True
    here = row[entity.stage.name]  # type: ignore[attr-defined]
    return here in action.on or entity.stage.kind_of(here) in action.on  # type: ignore[attr-defined]


def verb_to(entity: Entity, row: Row, to: str, actor: Actor) -> Action:
    """The verb that leads a record to a stage; raises WrongStage where none does, NotAllowed where it isn't theirs."""
    stage = entity.stage
    leading = [action for action in entity.actions.values() if action.to and to in stages_at(entity, action.to)]
    fitting = [action for action in leading if fits(entity, action, row)]
    if not fitting:
        words = {"here": stage.to_text(row[stage.name]), "there": stage.to_text(to)}  # type: ignore[union-attr]
        raise WrongStage(_("Nothing leads from “%(here)s” to “%(there)s”.") % words)
    allowed = verbs_on(entity, row["id"], actor, {action.verb for action in fitting})
    for action in fitting:
        if action.verb in allowed:
            return action
    raise NotAllowed()
