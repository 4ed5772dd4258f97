"""Departments move, merge and close: nobody and nothing is left behind, and it can be taken back.

Everything is done in the actor's name and in one transaction. Only records that change hands, of which there may be
any number, are changed by jobs afterwards, each with its own way back.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.events.writing import note
from guanxi.engine.fields.link import Link
from guanxi.engine.gate import TooLate
from guanxi.engine.mass.changing import Wish, begin
from guanxi.engine.models.share import Share
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry
from guanxi.people.leaving import VERB
from guanxi.people.models.department import Department
from guanxi.people.models.user import User

DEPARTMENTS, USERS = "departments", "users"
MOST_OWNERS = 500
"""In one condition."""


# --- what is refused --------------------------------------------------------------------------------------------------


def check_move(department: Department, to: uuid.UUID | None) -> None:
    """Refuse what would close a circle."""
    if to is not None and to in below(department.pk):
        raise ValidationError({"to": _("A department can't be part of itself.")})


def check_target(department: Department, to: uuid.UUID | None, field: str) -> None:
    """Refuse a department that goes itself, or is gone."""
    if to == department.pk:
        raise ValidationError({field: _("Choose another department.")})
    if to is not None and not Department._base_manager.filter(pk=to, deleted_at__isnull=True).exists():
        raise ValidationError({field: _("Choose another department.")})


def check_close(department: Department, to: uuid.UUID | None, heir: uuid.UUID | None) -> None:
    """People need somewhere to go, and records somebody who works here."""
    check_target(department, to, "to")
    if to is None and people(department.pk).exists():
        raise ValidationError({"to": _("People work here: say where they go.")})
    if heir is not None and not User._base_manager.filter(pk=heir, is_active=True, deleted_at__isnull=True).exists():
        raise ValidationError({"heir": _("This account can't be used.")})


def check_empty(department: Department) -> None:
    """A department with somebody or something in it is merged or closed, not deleted."""
    workers = people(department.pk).count()
    if workers:
        told = ngettext("%(n)d person works here.", "%(n)d people work here.", workers) % {"n": workers}
        raise Invalid({"": [told + " " + _("Close or merge the department, so that nobody is left without one.")]})
    if parts(department.pk).exists():
        raise Invalid({"": [_("There are departments below this one. Move them first, or close this one.")]})


# --- what is done -----------------------------------------------------------------------------------------------------


def merge(department: Department, into: uuid.UUID, actor: Actor) -> None:
    """Everything goes to the other department, then this one to the recycle bin."""
    if into in below(department.pk):
        # What it is merged into takes its place first, or the tree would have no root.
        gate.update(registry[DEPARTMENTS], into, {"parent": department.parent_id}, actor=actor)
    _move_people(department.pk, into, actor)
    _move_parts(department.pk, into, actor)
    _move_shares(department, into, actor)
    _move_links(department, into, actor)
    gate.delete(registry[DEPARTMENTS], department.pk, actor=actor)


def close(department: Department, to: uuid.UUID | None, heir: uuid.UUID | None, actor: Actor) -> None:
    """Its people go elsewhere, what is below it goes up, then it goes to the recycle bin."""
    workers = list(people(department.pk).values_list("pk", flat=True))
    _move_parts(department.pk, department.parent_id, actor)
    if to is not None:
        _move_people(department.pk, to, actor)
        _move_shares(department, to, actor)
        _move_links(department, to, actor)
    if heir is not None:
        _hand_over([key for key in workers if key != heir], heir, department, actor)
    gate.delete(registry[DEPARTMENTS], department.pk, actor=actor)


def take_back(deed: str, actor: Actor) -> None:
    """A department is back: so are the people who left it with the same deed."""
    users = registry[USERS]
    try:
        keys = gate.done_in(users, deed, actor)
    except TooLate:
        return  # nobody worked there
    for key in keys:
        gate.undo(users, key, deed, actor=actor)


def _move_people(here: uuid.UUID, there: uuid.UUID, actor: Actor) -> None:
    keys = list(people(here).values_list("pk", flat=True))
    told = gate.bulk(registry[USERS], keys, "update", {"department": there}, actor=actor)
    for key, refused in told.refused.items():
        name = User._base_manager.filter(pk=key).values_list("name", flat=True).first()
        message = _("%(name)s can't be moved: %(why)s") % {"name": name, "why": refused.message}
        raise NotAllowed(message) if isinstance(refused, NotAllowed | NotFound) else Invalid({"": [message]})


def _move_parts(here: uuid.UUID, there: uuid.UUID | None, actor: Actor) -> None:
    for key, name in parts(here).values_list("pk", "name"):
        if key == there:
            continue
        try:
            gate.update(registry[DEPARTMENTS], key, {"parent": there}, actor=actor)
        except Invalid as bad:
            why = " ".join(text for texts in bad.errors.values() for text in texts)
            raise Invalid({"": [_("%(name)s can't be moved: %(why)s") % {"name": name, "why": why}]}) from bad


def _move_shares(department: Department, there: uuid.UUID, actor: Actor) -> None:
    """What was shared with one department is shared with the other."""
    mine = Share.objects.filter(subject=department.pk)
    fresh = [
        Share(entity=one.entity, record=one.record, subject=there, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in mine.iterator(chunk_size=2_000)
    ]
    if fresh:
        Share.objects.bulk_create(fresh, batch_size=2_000, ignore_conflicts=True)
        told = {"from": str(department.pk), "to": str(there), "count": len(fresh)}
        note(DEPARTMENTS, "share", told, actor=actor, record=department.pk)


def _move_links(department: Department, there: uuid.UUID, actor: Actor) -> None:
    """Records that name the department name the other one, kind by kind, in the background."""
    for face, link in links():
        if not face.manager().filter(**{link.name: department.pk}).exists() or not actor.access.may(
            face.name, "update"
        ):
            continue
        named = {"field": link.name, "op": "eq", "value": str(department.pk)}
        title = _("Move %(things)s of %(one)s") % {"things": face.label_plural, "one": department.name}
        begin(Wish(face.name, "update", {link.name: str(there)}, named), actor, title[:200])


def _hand_over(owners: list[uuid.UUID], heir: uuid.UUID, department: Department, actor: Actor) -> None:
    for face in handed():
        if not actor.access.may(face.name, VERB):
            continue
        for start in range(0, len(owners), MOST_OWNERS):
            some = [str(key) for key in owners[start : start + MOST_OWNERS]]
            if not face.manager().filter(**{f"{face.owner_path}__in": some}, deleted_at__isnull=True).exists():
                continue
            owned = {"field": face.owner_path, "op": "in", "value": some}
            title = _("Hand over %(things)s of %(one)s") % {"things": face.label_plural, "one": department.name}
            begin(Wish(face.name, VERB, {"to": str(heir)}, owned), actor, title[:200])


# --- what there is ----------------------------------------------------------------------------------------------------


def people(department: uuid.UUID) -> QuerySet[User]:
    """Who works in a department itself, people whose account is closed among them."""
    return User._base_manager.filter(department=department, deleted_at__isnull=True)


def parts(department: uuid.UUID) -> QuerySet[Department]:
    """The departments right below one."""
    return Department._base_manager.filter(parent=department, deleted_at__isnull=True)


def below(department: uuid.UUID) -> list[uuid.UUID]:
    """A department and all below it."""
    from guanxi.engine.trees import below as keys_below

    return keys_below(registry[DEPARTMENTS], department)


def links() -> Iterator[tuple[Entity, Link]]:
    """Where records name a department: fields of any entity, besides the tree and people themselves."""
    for face in registry:
        for kind in face.fields.values():
            if not isinstance(kind, Link) or not kind.editable or face.model in (Department, User):
                continue
            if kind.target == DEPARTMENTS:
                yield face, kind


def handed() -> Iterator[Entity]:
    """The kinds of record that can be handed to another owner."""
    return (face for face in registry if VERB in face.actions and face.owner_path)
