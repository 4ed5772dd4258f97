"""Whether somebody may claim what waits in a pool, and how many records anybody may hold."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid, WrongStage
from guanxi.engine.fields.anchor import written
from guanxi.engine.filters import compile_filter
from guanxi.engine.registry import registry
from guanxi.engine.sql import take_turns
from guanxi.ownership.membership import Member, in_pool
from guanxi.ownership.models.entry import CLAIM, RECYCLE, RETURN, OwnershipEntry
from guanxi.ownership.models.limit import HoldingLimit
from guanxi.ownership.pools import EVERYTHING

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor
    from guanxi.ownership.models import Pool, Pooled

JUST_NOW = dt.timedelta(hours=1)


def check(record: Pooled, actor: Actor, reason: str) -> None:
    """Raise ValidationError unless the rules of its pool let this member take it now.

    Claims of one person take turns, so that two at once can't both be the last that a rule allows.
    """
    member = _member(actor, record.pool_id)  # type: ignore[attr-defined]
    if member is None or member.pool.pk != record.pool_id:  # type: ignore[attr-defined]
        raise ValidationError(_("Only members of its pool claim it."))
    pool, now = member.pool, timezone.now()
    take_turns(f"holding:{actor.pk}")
    if pool.reason_required and not reason.strip():
        raise ValidationError({"reason": _("Say why you claim it.")})
    _check_new(record, pool, now)
    _check_former(record, pool, actor.pk, now)
    mine = OwnershipEntry._base_manager.filter(step=CLAIM, to_owner=actor.pk, from_pool=pool.pk)
    _check_gap(mine, pool, now)
    _check_cap(mine, pool, now)


def _member(actor: Actor, pool: uuid.UUID | None) -> Member | None:
    """The actor as a member, also where they didn't come by the page of the pool; nobody as the system."""
    if isinstance(actor, Member) or actor.pk is None:
        return actor if isinstance(actor, Member) else None
    return in_pool(actor, pool) if pool is not None else None  # type: ignore[arg-type]


def _check_new(record: Pooled, pool: Pool, now: dt.datetime) -> None:
    since = record.held_since or record.created_at
    free = since + dt.timedelta(hours=pool.wait_new or 0)
    if free > now:
        raise ValidationError(
            _("It came to the pool only now. It can be claimed from %(time)s on.") % {"time": _clock(free)}
        )


def _check_former(record: Pooled, pool: Pool, person: uuid.UUID, now: dt.datetime) -> None:
    if not pool.wait_former:
        return
    since = now - dt.timedelta(days=pool.wait_former)
    lost = OwnershipEntry._base_manager.filter(
        about=written(registry.for_model(type(record)).name, record.pk), from_owner=person, created_at__gt=since
    )
    last = lost.order_by("-created_at").values_list("created_at", flat=True).first()
    if last is not None:
        free = last + dt.timedelta(days=pool.wait_former)
        raise ValidationError(_("It was yours before. You can claim it from %(time)s on.") % {"time": _clock(free)})


def _check_gap(mine: Any, pool: Pool, now: dt.datetime) -> None:
    if not pool.gap:
        return
    last = mine.order_by("-created_at").values_list("created_at", flat=True).first()
    free = last + dt.timedelta(minutes=pool.gap) if last else now
    if free > now:
        raise ValidationError(_("You can claim the next one from %(time)s on.") % {"time": _clock(free)})


def _check_cap(mine: Any, pool: Pool, now: dt.datetime) -> None:
    if pool.daily_cap is not None and claimed_today(mine, now) >= pool.daily_cap:
        raise ValidationError(_("You claimed %(n)d today; more tomorrow.") % {"n": pool.daily_cap})


def claimed_today(mine: Any, now: dt.datetime | None = None) -> int:
    """How many of somebody's claims are of today, by the company's clock."""
    local = timezone.localtime(now or timezone.now(), timezone.get_default_timezone())
    midnight = timezone.make_aware(dt.datetime.combine(local.date(), dt.time()), timezone.get_default_timezone())
    return int(mine.filter(created_at__gte=midnight).count())


def claims_left(member: Member) -> int | None:
    """How many more records a member may claim today; None without a rule."""
    if member.pool.daily_cap is None:
        return None
    mine = OwnershipEntry._base_manager.filter(step=CLAIM, to_owner=member.pk, from_pool=member.pool.pk)
    return max(0, member.pool.daily_cap - claimed_today(mine))


def _clock(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def tell_too_late(model: type[Pooled], key: uuid.UUID, actor: Actor) -> None:
    """Raise WrongStage with the name of who was faster, to a member of the pool from which it was claimed."""
    if not isinstance(actor, Member):
        return
    entity = registry.for_model(model)
    last = (
        OwnershipEntry._base_manager.filter(
            about=written(entity.name, key), from_pool=actor.pool.pk, created_at__gt=timezone.now() - JUST_NOW
        )
        .exclude(step__in=(RETURN, RECYCLE))
        .select_related("to_owner")
        .order_by("-created_at")
        .first()
    )
    if last is not None and last.to_owner is not None:
        if last.to_owner.pk == actor.pk:
            raise WrongStage(_("It is yours already."))
        raise WrongStage(_("%(person)s was faster: it is theirs now.") % {"person": last.to_owner})


def missed_titles(member: Member, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What those records are called that left the pool within the last hour: until then its members read it."""
    entity = member.entity
    if not keys or not member.access.readable(entity, entity.title):
        return {}
    abouts = {written(entity.name, key): key for key in keys}
    log = OwnershipEntry._base_manager.filter(
        about__in=abouts, from_pool=member.pool.pk, created_at__gt=timezone.now() - JUST_NOW
    )
    left = [abouts[about] for about in log.values_list("about", flat=True)]
    return dict(entity.manager().filter(pk__in=left, deleted_at=None).values_list("pk", entity.title))


# --- limits -----------------------------------------------------------------------------------------------------------


def check_holdings(model: type[Pooled], owners: Collection[uuid.UUID]) -> None:
    """Raise Invalid when one of the owners now holds more than a limit allows."""
    entity = registry.for_model(model)
    limits = list(HoldingLimit._base_manager.filter(entity=entity.name, deleted_at=None)) if owners else []
    if not limits:
        return
    from guanxi.people.models.user import User

    for person in User._base_manager.filter(pk__in=owners).order_by("pk"):
        limit = limit_of(person, limits)
        if limit is not None:
            take_turns(f"holding:{person.pk}")
            _check_holding(entity, person, limit)


def _check_holding(entity: Any, person: Any, limit: HoldingLimit) -> None:
    if holds(entity, person.pk, limit, limit.most + 1) > limit.most:
        told = _("%(person)s would hold more than %(n)d: “%(limit)s”.") % {
            "person": person,
            "n": limit.most,
            "limit": limit.name,
        }
        raise Invalid({"owner": [told]})
    if limit.most_protected is not None:
        rows = entity.manager().filter(owner=person.pk, deleted_at=None, protected_until__gt=timezone.now())
        if rows.values("pk")[: limit.most_protected + 1].count() > limit.most_protected:
            told = _("%(person)s would have more than %(n)d protected: “%(limit)s”.") % {
                "person": person,
                "n": limit.most_protected,
                "limit": limit.name,
            }
            raise Invalid({"protected_until": [told]})


def holds(entity: Any, person: uuid.UUID, limit: HoldingLimit, most: int) -> int:
    """How many records that a limit counts somebody holds, counted up to a bound."""
    rows = entity.manager().filter(owner=person, deleted_at=None)
    if limit.uncounted:
        rows = rows.exclude(compile_filter(entity, limit.uncounted, EVERYTHING))
    return int(rows.values("pk")[:most].count())


def limit_of(person: Any, limits: Collection[HoldingLimit]) -> HoldingLimit | None:
    """The limit that holds for somebody: their own, the nearest department's, the largest of a role's, everybody's."""
    subjects = list(person.access.place.subjects)
    mine = [one for one in limits if one.person_id == person.pk]  # type: ignore[attr-defined]
    if mine:
        return min(mine, key=lambda one: one.most)
    there = [one for one in limits if one.department_id in subjects]  # type: ignore[attr-defined]
    if there:
        return min(there, key=lambda one: (subjects.index(one.department_id), one.most))  # type: ignore[attr-defined]
    roles = [one for one in limits if one.role_id in subjects]  # type: ignore[attr-defined]
    if roles:
        return max(roles, key=lambda one: one.most)
    general = [one for one in limits if not (one.person_id or one.department_id or one.role_id)]  # type: ignore[attr-defined]
    return min(general, key=lambda one: one.most) if general else None
