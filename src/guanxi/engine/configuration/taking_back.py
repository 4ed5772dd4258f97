"""Part of the configuration made as it was before: what came in by a file, or what somebody changed themselves.

It is looked at first, by doing it and letting nothing stay. Where later work would be lost nothing is done, and what
stands in the way is told; whoever asks so leaves that as it is and takes back the rest.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import gate
from guanxi.engine.configuration.carrying_out import told_refusal
from guanxi.engine.configuration.document import parts
from guanxi.engine.configuration.later import lost_in_change, lost_without, values_before
from guanxi.engine.customfields import living
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError
from guanxi.engine.gate.undoing import TooLate
from guanxi.engine.models import Event
from guanxi.engine.models.move import Move
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.wording import About, labelled

GOES, CHANGES, RETURNS = "goes", "changes", "returns"
"""Into the recycle bin; back to what it was; out of the recycle bin."""
WORDS = {
    GOES: gettext_lazy("goes to the recycle bin"),
    CHANGES: gettext_lazy("becomes as it was"),
    RETURNS: gettext_lazy("comes out of the recycle bin"),
}
DAYS = 7
"""So long one's own changes can be taken back in one go."""
MOST = 500
"""So many of them, at most."""


@dataclass(frozen=True)
class Fate:
    """What taking back makes of one record; what stands in the way, where something does."""

    entity: Entity
    key: uuid.UUID
    title: str
    what: str
    problem: str = ""

    @property
    def name(self) -> str:
        """The record, as problems are kept."""
        return f"{self.entity.name}/{self.key}"


@dataclass(frozen=True)
class Deed:
    """What was done to one record, oldest first."""

    entity: Entity
    key: uuid.UUID
    events: tuple[Event, ...]

    @property
    def what(self) -> str:
        """What taking it back does."""
        first, last = self.events[0].verb, self.events[-1].verb
        if first == "create" or (first == "restore" and last != "delete"):
            return GOES
        return RETURNS if last == "delete" else CHANGES

    @property
    def is_nothing(self) -> bool:
        """It was made and thrown away again, or thrown away and brought back."""
        return self.events[0].verb == "create" and self.events[-1].verb == "delete"


class _Back(Exception):
    """It was only looked at, or something stands in the way."""


def deeds_of(move: Move) -> list[Deed]:
    """What a file that was brought in did, the last first; not the work that followed from it."""
    kinds = [entity.name for entity in registry if entity.moves]
    events = Event.objects.filter(request=move.pk.hex, version__gt=0, record__isnull=False, entity__in=kinds)
    return _deeds(events.order_by("-at", "-pk"))


def own_changes(actor: Actor, since: dt.datetime | None = None) -> list[Event]:
    """What this person changed in the configuration in the last days, or since a moment; the last first."""
    earliest = timezone.now() - dt.timedelta(days=DAYS)
    events = Event.objects.filter(
        entity__in=[entity.name for entity in parts(actor)],
        at__gte=max(earliest, since) if since else earliest,
        actor=actor.pk,
        version__gt=0,
        record__isnull=False,
    )
    return list(events.order_by("-at", "-pk")[:MOST])


def own_deeds(actor: Actor, since: dt.datetime) -> list[Deed]:
    """The same by record; raises TooLate when it is too long ago, or too much."""
    events = own_changes(actor, since)
    if not events or len(events) == MOST or since < timezone.now() - dt.timedelta(days=DAYS):
        raise TooLate(_("This is too long ago, or too much for one go. Take single changes back on their history."))
    return _deeds(events)


def take_back(actor: Actor, deeds: Sequence[Deed], *, leave: bool, is_dry: bool) -> list[Fate]:
    """Take all of it back, or nothing if something stands in the way; with `leave`, all but that."""
    own = {deed.key for deed in deeds}
    titles = _titles(deeds, actor)
    fates: list[Fate] = []
    try:
        with transaction.atomic():
            for entity, group in groupby(deeds, key=lambda deed: deed.entity):
                for deed, problem in _undone_all(entity, list(group), actor, own):
                    fates.append(Fate(deed.entity, deed.key, titles.get(deed.key, "—"), deed.what, problem))
                living.refresh()  # what follows may speak of what came back just now
            if is_dry or (in_the_way(fates) and not leave):
                raise _Back
    except _Back:
        pass
    finally:
        living.refresh()
    return fates


def in_the_way(fates: Iterable[Fate]) -> list[Fate]:
    """Those that can't be taken back without a loss."""
    return [fate for fate in fates if fate.problem]


def told(fates: Iterable[Fate]) -> list[str]:
    """Line by line, each leading to its record."""
    return [About(_line(fate), fate.entity.name, fate.key) for fate in fates]


def _line(fate: Fate) -> str:
    what = _("%(thing)s “%(title)s”") % {"thing": capfirst(fate.entity.label), "title": fate.title}
    return labelled(what, fate.problem or WORDS[fate.what])


def _deeds(newest_first: Iterable[Event]) -> list[Deed]:
    found: dict[tuple[str, uuid.UUID | None], list[Event]] = {}
    for event in newest_first:
        found.setdefault((event.entity, event.record), []).insert(0, event)
    deeds = [
        Deed(registry[name], key, tuple(events))
        for (name, key), events in found.items()
        if name in registry and key is not None
    ]
    return [deed for deed in deeds if not deed.is_nothing]


def _undone_all(
    entity: Entity, deeds: Sequence[Deed], actor: Actor, own: Collection[uuid.UUID]
) -> list[tuple[Deed, str]]:
    """All of a kind together; where they then don't go with one another, one by one, each judged by itself."""
    together = entity.moves.together if entity.moves else nullcontext
    try:
        with transaction.atomic():
            with together() as refused:
                done = [(deed, _undone(deed, actor, own)) for deed in deeds]
            if refused:
                raise _Back
    except _Back:
        done = [(deed, _undone(deed, actor, own)) for deed in deeds]
    return done


def _undone(deed: Deed, actor: Actor, own: Collection[uuid.UUID]) -> str:
    """Take one back; what stood in the way."""
    if lost := _lost(deed, own):
        return _("Later work would be lost: %(what)s.") % {"what": lost}
    try:
        with transaction.atomic():
            gate.undo_all(deed.entity, deed.key, deed.events, actor=actor)
    except EngineError as refused:
        return told_refusal(deed.entity, refused)
    return ""


def _lost(deed: Deed, own: Collection[uuid.UUID]) -> str:
    if deed.what == GOES:
        return lost_without(deed.entity, deed.key, own)
    return lost_in_change(deed.entity, deed.key, values_before(deed.events)) if deed.what == CHANGES else ""


def _titles(deeds: Sequence[Deed], actor: Actor) -> dict[uuid.UUID, str]:
    told: dict[uuid.UUID, str] = {}
    for entity in {deed.entity.name: deed.entity for deed in deeds}.values():
        found = titles_of(entity.name, [deed.key for deed in deeds if deed.entity is entity], actor.access)
        told |= {key: entity.fields[entity.title].told(title) for key, title in found.items()}
    return told
