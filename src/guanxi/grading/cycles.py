"""On which day a record is to be contacted next; kept on it, and moved with every follow-up and every night."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.events.readers import reader
from guanxi.engine.fields.anchor import parted
from guanxi.engine.filters import compile_filter
from guanxi.engine.jobs import Run
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import write_values
from guanxi.engine.simulating.working import Found, Simulation, in_chunks, worked_out
from guanxi.engine.wording import labelled
from guanxi.grading.measuring import first_that_fits, last_follow_up, today
from guanxi.grading.rules import EVERYTHING, LONGEST_DAYS, graded

if TYPE_CHECKING:
    from guanxi.grading.models import ContactCycle

CHUNK = 2_000
HELD = "held_since"
"""Where records change hands, the day from which who owns them now counts."""
Due = tuple[uuid.UUID, dt.date | None, dt.date | None, int | None]
"""A record, the day that is kept, the day that is right, and the place of the cycle."""


def check_cycle(cycle: ContactCycle) -> None:
    """Refuse what could not be carried out."""
    face = registry.get(cycle.entity)
    if face is None or face not in graded():
        raise ValidationError({"entity": _("There are no such records.")})
    if not 1 <= cycle.days <= LONGEST_DAYS:
        raise ValidationError({"days": _("From 1 to %(n)d days.") % {"n": LONGEST_DAYS}})
    try:
        compile_filter(face, cycle.filter, EVERYTHING)
    except BadQuery as bad:
        raise ValidationError({"filter": bad.message}) from bad


def active_cycles(entity: Entity) -> list[ContactCycle]:
    """The active cycles of a kind of record, in their order."""
    from guanxi.grading.models import ContactCycle

    found = ContactCycle._base_manager.filter(entity=entity.name, active=True, deleted_at=None)
    return list(found.order_by("place", "created_at", "pk"))


def days_due(entity: Entity, cycles: Sequence[ContactCycle], rows: QuerySet[Any]) -> Iterator[Due]:
    """When these rows are due.

    What was never followed up counts from the day its owner got it; what nobody owns is never due.
    """
    held = F(HELD) if HELD in entity.fields else F("created_at")
    place = first_that_fits(entity, [cycle.filter for cycle in cycles])
    told = rows.values_list("pk", "contact_due", "owner", "created_at", held, last_follow_up(entity), place)
    for key, kept, owner, made, since, followed, at in told:
        if at is None or owner is None:
            yield key, kept, None, at
            continue
        begins = timezone.localtime(followed or since or made, timezone.get_default_timezone()).date()
        yield key, kept, begins + dt.timedelta(days=cycles[at].days), at


def refresh(entity: Entity, rows: QuerySet[Any]) -> int:
    """Put the right day on these rows; returns on how many. It is no change of the record."""
    cycles, model = active_cycles(entity), entity.model
    if not cycles:
        return int(rows.exclude(contact_due=None).update(contact_due=None))
    changed = [(key, due) for key, kept, due, _place in days_due(entity, cycles, rows) if kept != due]
    if changed:
        write_values(model, ["contact_due"], changed)
    return len(changed)


def renew(run: Run, entity: Entity) -> None:
    """Every record of a kind, chunk by chunk; it goes on where it was broken off."""
    after = run.memory.get("due_after", "")
    while after != "end":
        run.check()
        rows = entity.manager().filter(deleted_at=None).order_by("pk")
        rows = rows.filter(pk__gt=uuid.UUID(after)) if after else rows
        with run.transaction():
            keys = list(rows.values_list("pk", flat=True)[:CHUNK])
            refresh(entity, entity.manager().filter(pk__among=keys))
            after = run.memory["due_after"] = str(keys[-1]) if len(keys) == CHUNK else "end"


# --- with every follow-up ---------------------------------------------------------------------------------------------


def _concerned() -> Q:
    return Q(
        entity__in=[entity.name for entity in registry.follow_ups()], verb__in=("create", "update", "import", "delete")
    )


@reader("grading.follow-ups", from_start=False, concerns=_concerned, columns=("entity", "record"))
def follow(batch: list[Any]) -> None:
    """Move the day of what calls, visits and appointments are about."""
    for entity in registry.follow_ups():
        keys = {event.record for event in batch if event.entity == entity.name}
        if keys:
            places = entity.manager().filter(pk__in=keys, about__isnull=False).values_list("about", flat=True)
            move({parted(place) for place in places})


def move(places: Collection[tuple[str, uuid.UUID]]) -> None:
    """The same for records by their place."""
    for face in graded():
        mine = [key for name, key in places if name == face.name]
        if mine:
            refresh(face, face.manager().filter(pk__in=mine))


# --- what would happen ------------------------------------------------------------------------------------------------


class Calling(Simulation):
    """One cycle beside the active ones; what is found is how many it is for, and how many of them are overdue today."""

    def __init__(self, cycle: ContactCycle, actor: Actor) -> None:
        self.cycle, self.actor, self.entity = cycle, actor, registry[cycle.entity]

    def work(self, found: Found) -> Iterator[tuple[int, int]]:
        """Chunk by chunk."""
        others = [one for one in active_cycles(self.entity) if one.pk != self.cycle.pk]
        cycles = sorted([*others, self.cycle], key=lambda one: (one.place, one.created_at))
        mine, day = cycles.index(self.cycle), today()
        found.setdefault("number", 0)
        found.setdefault("overdue", 0)

        def take(rows: QuerySet[Any]) -> None:
            dues = [due for _key, _kept, due, place in days_due(self.entity, cycles, rows) if place == mine and due]
            found["number"] += len(dues)
            found["overdue"] += sum(due < day for due in dues)

        rows = self.actor.access.narrow(self.entity, self.entity.manager()).order_by()
        yield from in_chunks(rows, found, CHUNK, take)

    def told(self, found: Found) -> list[str]:
        """In one line or two."""
        if not found["number"]:
            return [_("Today it would be for no record that somebody owns.")]
        every = ngettext("contacted every %(n)d day", "contacted every %(n)d days", self.cycle.days)
        lines = [labelled(self.entity.numbered(found["number"]), every % {"n": self.cycle.days})]
        if found["overdue"]:
            things = self.entity.counted(f"{found['overdue']:,}")
            lines.append(_("%(things)s overdue already.") % {"things": things})
        return lines


def foreseen(cycle: ContactCycle, actor: Actor) -> list[str]:
    """The same, however long it takes."""
    calling = Calling(cycle, actor)
    return calling.told(worked_out(calling))
