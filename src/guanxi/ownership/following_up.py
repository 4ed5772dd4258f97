"""What follows when records change hands, in the same transaction: the log, the limits, the day they fall."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation

from guanxi.engine import gate
from guanxi.engine.fields.anchor import written
from guanxi.engine.permissions import Access
from guanxi.engine.registry import registry
from guanxi.engine.uniting.leading import SURVIVOR
from guanxi.ownership.models.entry import ASSIGN, GUARDING, MERGE, MOVE, STEPS
from guanxi.ownership.pools import EVERYTHING
from guanxi.ownership.steps import Step

if TYPE_CHECKING:
    from guanxi.ownership.models import Pooled

MAKING = ("create", "import")
BACK = ("restore", "unmerge")
"""Verbs by which somebody has again what they had."""
FATE = ("owner", "pool", "followed_at", "protected_until", "asked_at", "asked_holds")


with translation.override("en"):
    WORDS = {name: str(label) for name, label in STEPS}
    """As they are kept: readers see them in their own language."""


class Author:
    """Whoever made a change writes its entry; the right to that was asked with the change."""

    access: Access = EVERYTHING

    def __init__(self, pk: uuid.UUID | None) -> None:
        self.pk = pk


def follow(model: type[Pooled], verb: str, changed: Sequence[tuple[Pooled, dict[str, Any]]]) -> None:
    """For records of one kind that were saved together."""
    making = verb in MAKING
    moved = [(one, changes) for one, changes in changed if not making and _changed_hands(one, changes)]
    if moved:
        log(model, moved, verb)
    log_guarding(model, [one for one, _changes in changed if one._step is not None and one._step.name in GUARDING])
    for one, changes in changed:
        if verb == MERGE and SURVIVOR in changes:
            log_merged(one, uuid.UUID(changes[SURVIVOR][1]))
    protected = {one.owner_id for one, changes in changed if "protected_until" in changes and one.protected_until}  # type: ignore[attr-defined]
    back = verb in BACK
    given = {one.owner_id for one, changes in changed if back or "owner" in changes}  # type: ignore[attr-defined]
    from guanxi.ownership import claiming, falling, handing, protecting

    claiming.check_holdings(model, {owner for owner in given | protected if owner is not None})
    if making or back or any("sales_region" in changes or "owner" in changes for _one, changes in changed):
        handing.ask(model, [one for one, _changes in changed])
    looked_at = [one.pk for one, changes in changed if making or back or any(name in changes for name in FATE)]
    falling.refresh(model, looked_at, are_new=making)
    protecting.tell(model, changed)


def _changed_hands(one: Pooled, changes: dict[str, Any]) -> bool:
    """Another pool alone changes nothing while somebody owns it."""
    return "owner" in changes or ("pool" in changes and one.owner_id is None)  # type: ignore[attr-defined]


def log_guarding(model: type[Pooled], guarded: Sequence[Pooled]) -> None:
    """One entry for each request, answer and protection: it stays with its owner."""
    entity = registry.for_model(model)
    for one in guarded:
        step = one._step or Step(ASSIGN)
        entry = {**_entry(entity.name, one.pk, step), "to_owner": one.owner_id}  # type: ignore[attr-defined]
        gate.add_many(registry["ownership-entries"], [entry], actor=Author(one.updated_by_id))  # type: ignore[attr-defined]


def log_merged(merged: Pooled, survivor: uuid.UUID) -> None:
    """Whose a record was that another one took in stands with that other one."""
    entity = registry.for_model(type(merged))
    owner, pool = merged.owner_id, merged.pool_id  # type: ignore[attr-defined]
    to = entity.manager().filter(pk=survivor).values_list("owner", "pool").first() or (None, None)
    entry = {
        **_entry(entity.name, survivor, Step(MERGE)),
        **{"from_owner": owner, "from_pool": None if owner else pool},
        **{"to_owner": to[0], "to_pool": None if to[0] else to[1]},
    }
    gate.add_many(registry["ownership-entries"], [entry], actor=Author(merged.updated_by_id))  # type: ignore[attr-defined]


def _entry(entity: str, key: uuid.UUID, step: Step) -> dict[str, Any]:
    told = {"name": WORDS[step.name], "about": written(entity, key), "step": step.name}
    return {**told, "reason": step.reason, "rule": step.rule}


def log(model: type[Pooled], moved: Sequence[tuple[Pooled, dict[str, Any]]], verb: str) -> None:
    """One entry for each change of hands, by whoever made the change."""
    entity = registry.for_model(model)
    now = timezone.now()
    by_author: dict[uuid.UUID | None, list[dict[str, Any]]] = {}
    for one, changes in moved:
        usual = MERGE if verb == MERGE else ASSIGN if one.owner_id else MOVE  # type: ignore[attr-defined]
        step = one._step or Step(usual)
        from_owner, to_owner = _sides(changes, "owner", one.owner_id)  # type: ignore[attr-defined]
        from_pool, to_pool = _sides(changes, "pool", one.pool_id)  # type: ignore[attr-defined]
        by_author.setdefault(one.updated_by_id, []).append(  # type: ignore[attr-defined]
            {
                **_entry(entity.name, one.pk, step),
                "from_owner": from_owner,
                "to_owner": to_owner,
                "from_pool": None if from_owner else from_pool,
                "to_pool": None if to_owner else to_pool,
                "held_days": (now - one._held_before).days if one._held_before else None,
            }
        )
    for author, values in by_author.items():
        gate.add_many(registry["ownership-entries"], values, actor=Author(author))


def _sides(changes: dict[str, Any], name: str, now: uuid.UUID | None) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    if name not in changes:
        return now, now
    before, after = (uuid.UUID(side) if isinstance(side, str) else side for side in changes[name])
    return before, after
