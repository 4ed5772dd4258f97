"""What retention rules mean, and their nightly work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, EngineError
from guanxi.engine.filters import compile_filter
from guanxi.engine.jobs import Run
from guanxi.engine.models import Event
from guanxi.engine.permissions import Access, Actor, Grant, Scope, as_system
from guanxi.engine.registry import registry
from guanxi.privacy import ledger
from guanxi.privacy.models.retention import BIN, ERASE, MOST_SHOWN, RetentionRule

REASON = gettext_noop("a retention rule")
CHUNK = 100
BOUND = 1_000


def retainable() -> Iterator[Entity]:
    """The kinds of record that rules can be about: what can go to the recycle bin, and people."""
    for entity in registry:
        if entity.model is not RetentionRule and ("delete" in entity.verbs or entity.person):
            yield entity


def check_rule(rule: RetentionRule) -> None:
    """Refuse what could not be carried out."""
    face = registry.get(rule.entity)
    if face is None:
        raise ValidationError({"entity": _("There are no such records.")})
    if rule.days < 1:
        raise ValidationError({"days": _("A day at least.")})
    if rule.act == ERASE and not face.person:
        raise ValidationError({"act": _("Only people can be erased.")})
    if rule.act == BIN and "delete" not in face.verbs:
        raise ValidationError({"act": _("These records can't go to the recycle bin.")})
    try:
        compile_filter(face, rule.condition, Access([Grant("*", frozenset("*"), Scope.ALL)]))
    except BadQuery as bad:
        raise ValidationError({"condition": bad.message}) from bad


def meant(rule: RetentionRule, actor: Actor) -> QuerySet[Any]:
    """The records a rule means now, as far as the actor sees them."""
    face = registry[rule.entity]
    rows = actor.access.narrow(face, face.manager())
    condition = compile_filter(face, rule.condition, actor.access)
    rows = (rows.filter(condition) if condition else rows).filter(**{f"{rule.since}__lt": rule.before})
    if rule.act == ERASE:
        if not isinstance(face.person, bool):
            rows = rows.filter(**face.person)
        erased = Event.objects.filter(entity=face.name, verb="erase", version__gt=0)
        rows = rows.exclude(pk__in=erased.values("record"))
    return rows.order_by("pk")


def foreseen(rule: RetentionRule, actor: Actor) -> list[str]:
    """How many records it means now, and the first of them by name."""
    face = registry[rule.entity]
    rows = meant(rule, actor)
    number = rows.values("pk")[: BOUND + 1].count()
    if not number:
        return [_("Today it means no record.")]
    shown = f"{BOUND:,}+" if number > BOUND else None
    lines = [_("Today it means %(things)s:") % {"things": face.numbered(number, shown)}]
    return [*lines, *(str(one) for one in rows.defer("search")[:MOST_SHOWN])]


def apply_all(run: Run) -> dict[str, Any]:
    """Apply every active rule, chunk by chunk; what is refused is told by number."""
    told: dict[str, Any] = {}
    face = registry.for_model(RetentionRule)
    for rule in face.manager().filter(active=True, deleted_at__isnull=True).order_by("pk"):
        told[str(rule.pk)] = _apply(run, rule)
        face.manager().filter(pk=rule.pk).update(last_run_at=timezone.now())
    return told


def _apply(run: Run, rule: RetentionRule) -> dict[str, int]:
    face, counts, after = registry[rule.entity], {"done": 0, "refused": 0}, None
    while True:
        run.check()
        with as_system(f"{REASON}: {rule.name}"[:200]) as system:
            rows = meant(rule, system)
            keys = list((rows.filter(pk__gt=after) if after else rows).values_list("pk", flat=True)[:CHUNK])
            for key in keys:
                counts["done" if _let_go(face, rule, key, system) else "refused"] += 1
        if len(keys) < CHUNK:
            return counts
        after = keys[-1]


def _let_go(face: Entity, rule: RetentionRule, key: Any, system: Actor) -> bool:
    try:
        if rule.act == ERASE:
            ledger.erase(face, key, actor=system, why=f"{REASON}: {rule.name}"[:200])
        else:
            gate.delete(face, key, actor=system)
    except EngineError:
        return False
    return True
