"""What belongs to somebody, handed to somebody else in one step; the history tells of each record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.mass.changing import Wish, begin
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry

if TYPE_CHECKING:
    from guanxi.people.models.user import User

VERB = "assign"


@dataclass(frozen=True)
class Holding:
    """How many records of one kind somebody owns, as far as the asking person sees them."""

    face: Entity
    number: int


def holdings(user: User, actor: Actor) -> list[Holding]:
    """Everything that could be handed over, most first; records in the recycle bin stay where they are."""
    found = []
    for face in registry:
        if VERB in face.actions and face.owner_path and actor.access.may(face.name, "read"):
            rows = actor.access.narrow(face, face.manager().filter(**{face.owner_path: user.pk}))
            if number := rows.count():
                found.append(Holding(face, number))
    return sorted(found, key=lambda one: -one.number)


def hand_over(user: User, to: User, actor: Actor) -> None:
    """Have each kind of record handed over in the background, in the actor's name; each is a job with its way back."""
    for one in holdings(user, actor):
        owned = {"field": one.face.owner_path, "op": "eq", "value": str(user.pk)}
        told = {"things": one.face.numbered(one.number), "one": user.name, "other": to.name}
        title = _("Hand %(things)s of %(one)s to %(other)s") % told
        begin(Wish(one.face.name, VERB, {"to": str(to.pk)}, owned), actor, title[:200])
