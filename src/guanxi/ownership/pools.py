"""What the pools are about: their records, their fields, where a record belongs, and what can't be said of a pool."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, NotAllowed
from guanxi.engine.filters import compile_filter
from guanxi.engine.permissions import Access, Grant, Scope
from guanxi.engine.registry import registry
from guanxi.people import regions

if TYPE_CHECKING:
    from guanxi.ownership.models import Pool, Pooled

CAPS = ("daily_cap", "batch_cap", "view_cap", "wait_former", "wait_new", "gap", "ask_days")
LONGEST_PROTECTION = dt.timedelta(days=366)
LONGEST_REQUEST = 60
MASKABLE = ("phone", "email", "text", "auto_number")
"""Kinds of fields of which an outline tells something."""
GUARDED = ("protected_until", "protected_why", "asked_until", "asked_why", "asked_by", "asked_at", "asked_holds")
"""What nothing has that waits."""
EVERYTHING = Access([Grant("*", frozenset("*"), Scope.ALL, role="system")])
"""With which a pool's own conditions are read: whoever wrote them may see these records."""


def pooled() -> Iterator[Entity]:
    """The kinds of records that can wait in a pool."""
    from guanxi.ownership.models.pooled import Pooled

    return (entity for entity in registry if issubclass(entity.model, Pooled))


def veilable(kinds: Collection[str] = ()) -> Iterator[tuple[str, str | Promise]]:
    """The fields that a pool can hide, of these kinds alone where any are named: all but those it lives by."""
    own = {"pool", "held_since", "owner", "falls_on", "falls_by", "created_by", "updated_by", "deleted_at", *GUARDED}
    for entity in pooled():
        for name, kind in entity.fields.items():
            if name not in own and name != entity.title and (not kinds or kind.kind in kinds):
                yield f"{entity.name}.{name}", f"{capfirst(entity.label_plural)} / {capfirst(str(kind.verbose_name))}"


def maskable() -> Iterator[tuple[str, str | Promise]]:
    """The fields of which a pool can show a part."""
    return veilable(MASKABLE)


def days() -> Iterator[tuple[str, str | Promise]]:
    """The days from which a rule can count."""
    own = {"held_since", "followed_at", "falls_on", "deleted_at"}
    for entity in pooled():
        for name, kind in entity.fields.items():
            if kind.kind in ("date", "datetime") and name not in own:
                yield f"{entity.name}.{name}", f"{capfirst(entity.label_plural)} / {capfirst(str(kind.verbose_name))}"


def open_pools(entity: Entity | None = None) -> QuerySet[Pool]:
    """The pools in use, in the order in which they are asked."""
    from guanxi.ownership.models import Pool

    rows: QuerySet[Pool] = Pool._base_manager.filter(is_open=True, deleted_at=None).order_by("rank", "created_at")
    return rows if entity is None else rows.filter(entity=entity.name)


def taking_in(entity: Entity) -> list[tuple[Pool, Q]]:
    """The open pools with what each takes in, in the order in which they are asked: those of small regions first."""
    tree = regions.tree()
    found = sorted(open_pools(entity), key=lambda pool: -tree.depth(pool.region_id))  # type: ignore[attr-defined]
    return [(pool, compile_filter(entity, pool.filter, EVERYTHING) & inside(entity, pool, tree)) for pool in found]


def inside(entity: Entity, pool: Pool, tree: regions.Tree) -> Q:
    """What lies in the region for which a pool stands; everything where it stands for none."""
    if pool.region_id is None:  # type: ignore[attr-defined]
        return Q()
    return Q(**{f"{entity.region_path}__in": tree.below(pool.region_id)}) if entity.region_path else Q(pk__in=[])  # type: ignore[attr-defined]


def regional(entity: Entity) -> list[tuple[Pool, Q]]:
    """The open pools that stand for a region, with what lies there; the smallest region first."""
    tree = regions.tree()
    found = [pool for pool in open_pools(entity) if tree.depth(pool.region_id)]  # type: ignore[attr-defined]
    found.sort(key=lambda pool: -tree.depth(pool.region_id))  # type: ignore[attr-defined]
    return [(pool, inside(entity, pool, tree)) for pool in found]


def waiting(pool: Pool) -> QuerySet[Any]:
    """What waits in a pool."""
    return registry[pool.entity].manager().filter(pool=pool.pk, owner=None, deleted_at=None)


def home_of(record: Pooled) -> uuid.UUID:
    """The pool to which a record goes: its own, or the first that takes it in; raises ValidationError without one."""
    entity = registry.for_model(type(record))
    there = {pool.pk: pool for pool in open_pools(entity)}
    if record.pool_id in there:  # type: ignore[attr-defined]
        return record.pool_id  # type: ignore[attr-defined,no-any-return]
    rows = entity.manager().filter(pk=record.pk)
    for pool, condition in taking_in(entity):
        if rows.filter(condition).exists():
            return pool.pk
    raise ValidationError(_("No public pool takes it in. Ask whoever looks after the pools."))


def fitting(record: Pooled, pool: Any) -> uuid.UUID:
    """A pool that somebody named, where such a record can wait; raises ValidationError."""
    entity = registry.for_model(type(record))
    key: uuid.UUID = getattr(pool, "pk", pool)
    if not open_pools(entity).filter(pk=key).exists():
        raise ValidationError({"pool": _("This pool is closed, or for other records.")})
    if record.waits and record.pool_id == key:  # type: ignore[attr-defined]
        raise ValidationError({"pool": _("It waits there already.")})
    return key


def protection(until: dt.date) -> dt.datetime:
    """The end of the last day of a protection; raises ValidationError."""
    end = timezone.make_aware(
        dt.datetime.combine(until + dt.timedelta(days=1), dt.time()), timezone.get_default_timezone()
    )
    if not timezone.now() < end <= timezone.now() + LONGEST_PROTECTION:
        raise ValidationError({"until": _("A day within the next year is expected here.")})
    return end


# --- what can't be ----------------------------------------------------------------------------------------------------


def check_pool(pool: Pool) -> None:
    """Refuse what makes no sense."""
    wrong: dict[str, Any] = {}
    for name in CAPS:
        value = getattr(pool, name)
        if value is not None and value < 0:
            wrong[name] = _("Not less than nothing.")
    if pool.ask_days > LONGEST_REQUEST:
        wrong["ask_days"] = _("From 0 to %(n)d days.") % {"n": LONGEST_REQUEST}
    for name in ("veiled", "masked"):
        if any(field.partition(".")[0] != pool.entity for field in getattr(pool, name)):
            wrong[name] = _("Choose fields of these records only.")
    face = registry.get(pool.entity)
    if face is None:
        wrong["entity"] = _("There are no such records.")
    elif pool.region_id is not None and not face.region_path:  # type: ignore[attr-defined]
        wrong["region"] = _("These records don't know in which region they lie.")
    if wrong:
        raise ValidationError(wrong)
    check_conditions(pool.entity, {"filter": pool.filter})


def check_conditions(entity: str, told: Mapping[str, Any]) -> None:
    """Refuse conditions that name what isn't there."""
    face = registry.get(entity)
    wrong = {}
    for name, value in told.items():
        try:
            compile_filter(face, value, EVERYTHING) if face else None
        except BadQuery as bad:
            wrong[name] = bad.message
    if wrong:
        raise ValidationError(wrong)


def check_end(pool: Pool) -> None:
    """The last pool stays, and so does one in which something waits or to which a rule leads."""
    if waiting(pool).exists():
        raise NotAllowed(_("Records wait in this pool. Hand them out or move them first."))
    if pool.rules.filter(active=True, deleted_at=None).exists():  # type: ignore[attr-defined]
        raise NotAllowed(_("An active recycle rule leads to this pool. Change the rule first."))
    others = open_pools(registry.get(pool.entity)).exclude(pk=pool.pk)
    if not others.exists():
        raise NotAllowed(_("This is the last open pool for these records."))
