"""Who stands in for whom at a moment, and who may say so."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed
from guanxi.engine.permissions import Access, Actor, as_system
from guanxi.engine.registry import registry
from guanxi.people.models.substitution import Substitution
from guanxi.people.models.user import User
from guanxi.people.sharing import Span

SUBSTITUTIONS = "substitutions"
MOST = 10
"""For so many people somebody stands in at once."""
DAY = dt.timedelta(days=1)


def known(
    *, substitutes: Collection[uuid.UUID] | None = None, people: Collection[uuid.UUID] | None = None
) -> list[Substitution]:
    """Those that are not over yet, of these substitutes or for these people, as far as both have an account."""
    now = timezone.now()
    found = Substitution._base_manager.filter(
        Q(ended_at=None) | Q(ended_at__gt=now),
        deleted_at=None,
        last_day__gte=(now - DAY).date(),  # it is another day elsewhere
        person__is_active=True,
        person__deleted_at=None,
        substitute__is_active=True,
        substitute__deleted_at=None,
    )
    if substitutes is not None:
        found = found.filter(substitute__in=substitutes)
    if people is not None:
        found = found.filter(person__in=people)
    rows = found.select_related("person", "substitute").order_by("first_day", "pk")
    return [one for one in rows if now < one.ends_at]


def span(one: Substitution) -> Span:
    return Span(one.starts_at, one.ends_at)


def for_whom(user: User) -> list[Substitution]:
    """In whose place somebody may act now."""
    return [one for one in known(substitutes=[user.pk]) if one.holds]


def of(person: uuid.UUID) -> list[Substitution]:
    """Who stands in for somebody, now or later."""
    return known(people=[person])


def substitutes(people: Collection[uuid.UUID]) -> list[Substitution]:
    """Who stands in for these people now."""
    return [one for one in known(people=people) if one.holds] if people else []


# --- who may say so ---------------------------------------------------------------------------------------------------


def check(one: Substitution, actor: Actor, verb: str) -> None:
    """Raise Invalid for what can't be, NotAllowed for who names a substitute for others and may less than they."""
    from guanxi.people.access import own_access

    if verb != "end":
        _check_people(one)
    if verb != "end" and one.ended_at is None and one.ends_at <= timezone.now():
        raise Invalid({"last_day": [_("This day is over.")]})
    if actor.pk == one.person_id:  # type: ignore[attr-defined]
        return
    face = registry[SUBSTITUTIONS]
    asked = verb if verb in face.verbs else "update"
    if not actor.access.narrow(face, face.manager().filter(pk=one.pk), asked).exists():
        raise NotAllowed(_("You can name substitutes only for yourself and your people."))
    if verb != "end":
        _check_reach(own_access(one.person), one.person, actor)


def _check_reach(access: Access, person: User, actor: Actor) -> None:
    from guanxi.people.granting import exceeds

    grants = [grant for grant in access.grants if grant.entity == "*" or _is_lent(grant.entity)]
    elsewhere = person.department_id not in (None, *actor.access.place.departments_below)  # type: ignore[attr-defined]
    if exceeds(actor.access, Access(grants, access.rules, access.place), elsewhere=elsewhere):
        raise NotAllowed(_("This person may do more than you. Ask an administrator."))


def _is_lent(entity: str) -> bool:
    face = registry.get(entity)
    return face is not None and face.lent


def _check_people(one: Substitution) -> None:
    for name, person in (("person", one.person), ("substitute", one.substitute)):
        if not person.is_active or person.deleted_at is not None:
            raise Invalid({name: [_("This account can't be used.")]})
    others = [other for other in known(substitutes=[one.substitute.pk]) if other.pk != one.pk and _meet(one, other)]
    people = {other.person_id for other in others} - {one.person_id}  # type: ignore[attr-defined]
    if len(people) >= MOST:
        told = _("They stand in for %(n)d people on these days already.") % {"n": len(people)}
        raise Invalid({"substitute": [told]})


def _meet(one: Substitution, other: Substitution) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


# --- when somebody leaves ---------------------------------------------------------------------------------------------


def end_all(user: User) -> None:
    """Nobody stands in for somebody who left, nor do they for others."""
    rows: Iterable[Substitution] = Substitution._base_manager.filter(
        Q(person=user) | Q(substitute=user), deleted_at=None, ended_at=None, last_day__gte=(timezone.now() - DAY).date()
    )
    left = [one.pk for one in rows if one.is_ahead]
    if left:
        with as_system(gettext_noop("the account was closed")) as system:
            for key in left:
                gate.act(registry[SUBSTITUTIONS], key, "end", actor=system)
