"""A document on its way into this system: received, tried, brought in, taken back; each a job in somebody's name."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.engine import origin
from guanxi.engine.configuration.carrying_out import Problems, bring_in
from guanxi.engine.configuration.comparing import compare
from guanxi.engine.configuration.document import Plain, read
from guanxi.engine.configuration.taking_back import Fate, deeds_of, in_the_way, take_back
from guanxi.engine.customfields import living
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.fields.text import tidy
from guanxi.engine.gate.creating import put_down
from guanxi.engine.gate.updating import save_changes, snapshot
from guanxi.engine.jobs import Run, enqueue, job
from guanxi.engine.models.move import APPLIED, COMPARED, UNDONE, Move
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry


def receive(actor: Actor, data: bytes, filename: str) -> Move:
    """Keep a document to be looked at; raises NotFound, NotAllowed, Invalid."""
    may_move(actor)
    move = Move(title=tidy(filename)[:200] or "configuration", document=read(data), owner_id=actor.pk)
    put_down(registry["configuration-moves"], move, actor)
    return move


def found(actor: Actor, key: uuid.UUID) -> Move:
    """A move that the actor may see; raises NotFound."""
    face = registry["configuration-moves"]
    if not actor.access.may(face.name, "read"):
        raise NotFound()
    move = actor.access.narrow(face, face.manager().filter(pk=key)).first()
    if move is None:
        raise NotFound()
    return move  # type: ignore[no-any-return]


def bring_in_now(
    actor: Actor, data: bytes, filename: str, chosen: list[str] | None, *, is_dry: bool
) -> tuple[dict[str, int], Problems]:
    """Bring a document in, or try it, without waiting for a worker; raises NotFound, NotAllowed, Invalid."""
    may_move(actor)
    if is_dry:
        return bring_in(actor, compare(actor, read(data)), chosen, is_dry=True)
    move = receive(actor, data, filename)
    choose(move, actor, chosen)
    return _apply(actor, move.pk, chosen)


def may_move(actor: Actor) -> None:
    """Raise NotFound for whom there are no such things, NotAllowed without the right to bring one in."""
    access = actor.access
    if not access.may("configuration-moves", "apply"):
        raise NotAllowed() if access.may("configuration-moves", "read") else NotFound()


def choose(move: Move, actor: Actor, names: list[str] | None) -> None:
    """Say which differences shall be brought in; raises NotFound, NotAllowed."""
    may_move(actor)
    face = registry["configuration-moves"]
    rows = actor.access.narrow(face, face.manager().filter(pk=move.pk, state=COMPARED))
    if not rows.update(chosen=names):
        raise NotFound()


def begin(move: Move, what: str, given: dict[str, Any]) -> None:
    """Have it tried, brought in or taken back in the background; called within the verb."""
    from django.contrib.auth import get_user_model

    asked_by: Any = move.updated_by_id  # type: ignore[attr-defined]
    who = get_user_model()._base_manager.filter(pk=asked_by).first()
    payload: Plain = {"move": str(move.pk), **given}
    task = enqueue(what, payload, actor=who, title=move.title, entity="configuration-moves", record=move.pk)
    Move._base_manager.filter(pk=move.pk).update(job=task.pk, problems={})


@job("configuration.try", label=_("Try a configuration out"))
def try_out(run: Run, *, move: str, chosen: list[str] | None) -> dict[str, Any]:
    """All of it as it would be, and nothing stays."""
    found = _found(uuid.UUID(move), COMPARED)
    counts, problems = bring_in(run.actor, compare(run.actor, found.document), chosen, is_dry=True)
    Move._base_manager.filter(pk=found.pk).update(problems=problems, tried=counts)
    return {**counts, "problems": len(problems)}


@job("configuration.apply", label=_("Bring a configuration in"))
def apply(run: Run, *, move: str, chosen: list[str] | None) -> dict[str, Any]:
    """All of it or nothing, in one transaction with what is said of it."""
    counts, problems = _apply(run.actor, uuid.UUID(move), chosen)
    return {**counts, "problems": len(problems)}


def _apply(actor: Actor, key: uuid.UUID, chosen: list[str] | None) -> tuple[dict[str, int], Problems]:
    with transaction.atomic():
        found = _found(key, COMPARED)
        with origin.origin("configuration", request=found.pk.hex):
            counts, problems = bring_in(actor, compare(actor, found.document), chosen, is_dry=False)
        if problems:
            Move._base_manager.filter(pk=found.pk).update(problems=problems, tried=counts)
        else:
            _to(found, actor, APPLIED, **counts)
    return counts, problems


@job("configuration.undo", label=_("Take a configuration back"))
def undo(run: Run, *, move: str, leave: bool = False) -> dict[str, Any]:
    """All of it, the last first, or nothing if later work would be lost; with `leave`, all but that."""
    fates = _take_back(run.actor, uuid.UUID(move), leave)
    stuck = len(in_the_way(fates))
    return {"done": 0 if stuck and not leave else len(fates) - stuck, "problems": stuck}


def take_back_now(actor: Actor, key: uuid.UUID | None, *, leave: bool, is_dry: bool) -> list[Fate]:
    """The same without waiting for a worker, of the last one that was brought in if none is named; raises NotFound …"""
    may_move(actor)
    living.catch_up()
    face = registry["configuration-moves"]
    rows = actor.access.narrow(face, face.manager().filter(state=APPLIED))
    move = (rows.filter(pk=key) if key else rows.order_by("-updated_at")).first()
    if move is None:
        raise NotFound()
    if is_dry:
        return take_back(actor, deeds_of(move), leave=leave, is_dry=True)
    return _take_back(actor, move.pk, leave)


def _take_back(actor: Actor, key: uuid.UUID, leave: bool) -> list[Fate]:
    with transaction.atomic():
        found = _found(key, APPLIED)
        fates = take_back(actor, deeds_of(found), leave=leave, is_dry=False)
        stuck = in_the_way(fates)
        Move._base_manager.filter(pk=found.pk).update(problems={fate.name: fate.problem for fate in stuck})
        if leave or not stuck:
            _to(found, actor, UNDONE)
    return fates


def _found(key: uuid.UUID, state: str) -> Move:
    """The move, locked, in the state in which it was asked for."""
    rows = Move._base_manager.defer("search").select_for_update()
    found = rows.filter(pk=key, state=state, deleted_at__isnull=True).first()
    if found is None:
        raise NotFound()
    return found


def _to(move: Move, actor: Actor, state: str, **counts: int) -> None:
    face = registry["configuration-moves"]
    before = snapshot(face, move)
    for name, value in {"state": state, **counts}.items():
        setattr(move, name, value)
    save_changes(face, move, before, {}, actor, "finish")
