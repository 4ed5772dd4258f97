"""Protection that somebody asks for: how long a request keeps a record, who decides, and who is told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound, WrongStage
from guanxi.engine.permissions import Access, Actor
from guanxi.engine.registry import registry
from guanxi.messaging import inbox, notifying
from guanxi.messaging.models.notification import ANSWERED, ASKED
from guanxi.ownership import membership, pools
from guanxi.ownership.models.entry import AGREE, ASK, DECLINE, PROTECT, WITHDRAW
from guanxi.ownership.models.protected import OVER
from guanxi.ownership.steps import Step
from guanxi.people.access import own_access_of_many
from guanxi.people.overview import administrators

if TYPE_CHECKING:
    from guanxi.ownership.models.pooled import Pooled

KEPT_DAYS = 3
"""So long a request keeps a record that has no pool to say so."""
MOST = 200
VERBS = {"agree": "agree_to_protection", "decline": "decline_protection"}


# --- what the verbs do ------------------------------------------------------------------------------------------------


def ask(record: Any, actor: Actor, until: dt.date, reason: str) -> None:
    """Note the request, with the pool whose people decide; it keeps the record once until it is followed up again."""
    pools.protection(until)
    if record.pool_id is None:
        record.pool_id = _home(record)
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    if _may_keep(record):
        record.asked_holds = today + dt.timedelta(days=_kept_days(record))
    record.asked_until, record.asked_why, record.asked_at = until, reason, timezone.now()
    record.asked_by_id = actor.pk
    record._step = Step(ASK, reason)


def _home(record: Any) -> uuid.UUID | None:
    try:
        return pools.home_of(record)
    except ValidationError:
        return None


def _kept_days(record: Any) -> int:
    pool = pools.open_pools().filter(pk=record.pool_id).first() if record.pool_id else None
    return pool.ask_days if pool is not None else KEPT_DAYS


def _may_keep(record: Any) -> bool:
    """Whether no earlier request kept it since its owner last did something for it."""
    if record.asked_holds is None:
        return True
    followed = record.followed_at
    return followed is not None and timezone.localtime(followed).date() > record.asked_holds


def protect(record: Any, until: dt.date, reason: str, step: Step) -> None:
    """Protect it; a request is answered by it."""
    record.protected_until, record.protected_why, record.asked_holds = pools.protection(until), reason, None
    record._step = step
    settle(record)


def agree(record: Any, actor: Actor, until: dt.date | None, word: str) -> None:
    """Protect it as asked for or shorter; never by who asked."""
    _check_other(record, actor)
    asked = record.asked_until
    if asked is not None and until is not None and until > asked:
        raise ValidationError({"until": _("Not longer than was asked for.")})
    protect(record, until or asked, record.asked_why, Step(AGREE, word))  # type: ignore[arg-type]


def decline(record: Any, actor: Actor, word: str) -> None:
    """Let the rules hold."""
    _check_other(record, actor)
    record._step = Step(DECLINE, word)
    _keep_no_longer(record)
    settle(record)


def withdraw(record: Any) -> None:
    """Nobody needs to decide any more."""
    record._step = Step(WITHDRAW)
    _keep_no_longer(record)
    settle(record)


def _keep_no_longer(record: Any) -> None:
    if record.asked_holds is not None:
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        record.asked_holds = min(record.asked_holds, today)


def settle(record: Any) -> None:
    """The request is over."""
    record.asked_until = record.asked_at = None
    record.asked_why, record.asked_by_id = "", None


def _check_other(record: Any, actor: Actor) -> None:
    if record.asked_by_id is not None and record.asked_by_id == actor.pk:
        raise ValidationError(_("You asked for it: somebody else decides."))


# --- who decides ------------------------------------------------------------------------------------------------------


def deciders(record: Pooled) -> set[uuid.UUID]:
    """Who is told of a request: who manages the pool, else who leads the owner, else who looks after the system."""
    pool = pools.open_pools().filter(pk=record.pool_id).first() if record.pool_id else None  # type: ignore[attr-defined]
    asker = {record.asked_by_id}  # type: ignore[attr-defined]
    found = membership.managers(pool) - asker if pool is not None else set()
    return found or _leaders(record) - asker or set(administrators()) - asker


def _leaders(record: Pooled) -> set[uuid.UUID]:
    """Those who may protect it in the department of its owner, or in the nearest one above with somebody who may."""
    entity, people = registry.for_model(type(record)), registry["users"].manager()
    owner = people.filter(pk=record.owner_id).first()  # type: ignore[attr-defined]
    parents = dict(registry["departments"].manager().filter(deleted_at=None).values_list("pk", "parent"))
    here, walked, rows = owner.department_id if owner else None, set[Any](), entity.manager().filter(pk=record.pk)
    while here is not None and here not in walked:
        walked.add(here)
        users = list(people.filter(department=here, is_active=True, deleted_at=None).order_by("pk")[:MOST])
        judged = zip(users, own_access_of_many(users), strict=True)
        may = {one.pk for one, access in judged if access.narrow(entity, rows, "protect").exists()}
        if may - {record.owner_id}:  # type: ignore[attr-defined]
            return may - {record.owner_id}  # type: ignore[attr-defined]
        here = parents.get(here)
    return set()


# --- who is told ------------------------------------------------------------------------------------------------------


def tell(model: type[Pooled], changed: Sequence[tuple[Pooled, dict[str, Any]]]) -> None:
    """In the transaction of the change: deciders of a new request, and who asked of its answer."""
    entity = registry.for_model(model)
    for one, changes in changed:
        if "asked_at" not in changes:
            continue
        if one.asked_at is not None:
            _tell_deciders(entity, one)
        else:
            _tell_asker(entity, one, changes)
            _nothing_waits(entity, one)


def _tell_deciders(entity: Entity, one: Pooled) -> None:
    place = str(one.pool_id or "")  # type: ignore[attr-defined]
    told, fold = {"pool": place}, f"{ASKED}:{entity.name}:{place}"
    notifying.notify(deciders(one), ASKED, entity.name, by=one.asked_by_id, told=told, fold=fold)  # type: ignore[attr-defined]


def _tell_asker(entity: Entity, one: Pooled, changes: dict[str, Any]) -> None:
    asker = (changes.get("asked_by") or [None])[0]
    step = one._step.name if one._step is not None else ""
    if asker is None or step not in (AGREE, DECLINE, PROTECT):
        return
    told = {"verb": "decline" if step == DECLINE else "agree"}
    author = one.updated_by_id  # type: ignore[attr-defined]
    notifying.notify([uuid.UUID(str(asker))], ANSWERED, entity.name, one.pk, by=author, told=told)


def _nothing_waits(entity: Entity, one: Pooled) -> None:
    """Where this was the last request of its pool, nobody is asked any longer."""
    pool = one.pool_id  # type: ignore[attr-defined]
    if entity.manager().filter(pool=pool, deleted_at=None).exclude(asked_at=None).exists():
        return
    place = str(pool or "")
    inbox.done_with(ASKED, lambda told: told.entity == entity.name and told.told.get("pool") == place)


# --- what waits for somebody's word -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Request:
    """One record for which protection is asked, and as whom somebody decides."""

    entity: Entity
    record: Any
    actor: Actor


def waiting_for(user: Any, only: Entity | None = None, pool: uuid.UUID | None = None) -> list[Request]:
    """The requests that somebody may decide, the oldest first."""
    found: dict[uuid.UUID, Request] = {}
    for entity in pools.pooled() if only is None else (only,):
        for actor in _as_whom(user, entity):
            rows = entity.manager().exclude(asked_at=None).exclude(owner=None)
            rows = rows.filter(pool=pool) if pool is not None else rows
            rows = actor.access.narrow(entity, rows, "protect").defer("search").order_by("asked_at", "pk")
            for row in rows.select_related("pool")[:MOST]:
                found.setdefault(row.pk, Request(entity, row, actor))
    return sorted(found.values(), key=lambda one: (one.record.asked_at, one.record.pk))[:MOST]


def _as_whom(user: Any, entity: Entity) -> list[Actor]:
    own: list[Actor] = [user] if user.access.may(entity.name, "protect") else []
    managed = (one for one in membership.of(user) if one.manages and one.pool.entity == entity.name)
    return [*own, *(membership.deciding(one) for one in managed)]


def may_protect(access: Access) -> bool:
    """Whether somebody's own roles let them give protection."""
    return any(access.may(entity.name, "protect") for entity in pools.pooled())


def decides(user: Any) -> bool:
    """Whether anything could wait for somebody's word."""
    return any(_as_whom(user, entity) for entity in pools.pooled())


def decider(user: Any, entity: Entity, key: uuid.UUID) -> Actor:
    """As whom somebody decides a request: by their roles, or as a manager of its pool; raises NotFound."""
    rows = entity.manager().filter(pk=key)
    for actor in _as_whom(user, entity):
        if actor.access.narrow(entity, rows, "protect").exists():
            return actor
    if user.access.narrow(entity, rows).exists():
        return user  # type: ignore[no-any-return]
    pool = rows.filter(deleted_at=None).values_list("pool", flat=True).first()
    member = membership.in_pool(user, pool) if pool is not None else None
    if member is None or not member.manages:
        raise NotFound()
    return membership.deciding(member)


def tell_too_late(model: type[Pooled], key: uuid.UUID, actor: Actor) -> None:
    """Raise WrongStage to who manages the pool of a record for which protection is no longer asked."""
    if isinstance(actor, membership.Member) and actor.manages:
        rows = registry.for_model(model).manager().filter(pk=key, pool=actor.pool.pk, asked_at=None, deleted_at=None)
        if rows.exclude(owner=None).exists():
            raise WrongStage(str(OVER))
