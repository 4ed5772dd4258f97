"""What a recycle rule would take today before it is active: of whom, how many, and the first of them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.simulating.working import Found, Simulation, in_chunks, worked_out
from guanxi.engine.wording import About, labelled
from guanxi.ownership.falling import CHUNK, asked, fate, judged, rules

if TYPE_CHECKING:
    from guanxi.ownership.models import RecycleRule

MOST_NAMED = 10


class Losing(Simulation):
    """One rule beside the active ones; what is found is how many each owner would lose, and the keys of the first."""

    def __init__(self, rule: RecycleRule, actor: Actor) -> None:
        self.rule, self.actor, self.entity = rule, actor, registry[rule.entity]

    def work(self, found: Found) -> Iterator[tuple[int, int]]:
        """Chunk by chunk."""
        others = [one for one in rules(self.entity) if one.pk != self.rule.pk]
        active = sorted([*others, self.rule], key=lambda one: (one.rank, one.created_at))
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        people, first = found.setdefault("people", {}), found.setdefault("first", [])

        def take(rows: Any) -> None:
            for row in rows:
                day, by = fate(row, active)
                if by == self.rule.pk and day is not None and day <= today:
                    owner = str(row.owner_id)
                    people[owner] = people.get(owner, 0) + 1
                    if len(first) < MOST_NAMED:
                        first.append(str(row.pk))

        rows = self.actor.access.narrow(self.entity, judged(self.entity, active).filter(owner__isnull=False))
        yield from in_chunks(rows.only("owner", *asked(active)), found, CHUNK, take)

    def told(self, found: Found) -> list[str]:
        """Who would lose how many, those first who would lose most; and the first records by name."""
        people = Counter({uuid.UUID(key): number for key, number in found["people"].items()})
        if not people:
            return [_("Today nobody would lose anything by it.")]
        told = ngettext("%(things)s of %(n)d person", "%(things)s of %(n)d people", len(people))
        whose = told % {"things": self.entity.numbered(people.total()), "n": len(people)}
        most = people.most_common(MOST_NAMED)
        access, owners = self.actor.access, registry.for_model(get_user_model())
        names = titles_of(owners.name, [key for key, _number in most], access)
        keys = [uuid.UUID(key) for key in found["first"]]
        titles = titles_of(self.entity.name, keys, access)
        return [
            _("Today it would take %(whose)s:") % {"whose": whose},
            *(labelled(names.get(key, _("hidden")), self.entity.counted(number)) for key, number in most),
            *(About(titles[key], self.entity.name, key) for key in keys if key in titles),
        ]


def foreseen(rule: RecycleRule, actor: Actor) -> list[str]:
    """Line by line, however long it takes."""
    losing = Losing(rule, actor)
    return losing.told(worked_out(losing))
