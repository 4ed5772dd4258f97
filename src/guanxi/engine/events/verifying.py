"""Proving the event log: every hash, every seal, every record's chain and head."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import Lag

from guanxi.engine.entity import Entity
from guanxi.engine.events import redacting
from guanxi.engine.events.chain import digest
from guanxi.engine.events.sealing import READER, over
from guanxi.engine.models.event import Event, ReaderPosition, Seal

PURGE = "purge"


@dataclass(frozen=True)
class Broken:
    """The first place where the log contradicts itself."""

    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where}"


@dataclass
class Proved:
    """What was looked at."""

    events: int = 0
    seals: int = 0
    redacted: int = 0
    """Events whose personal data were taken out, as a later event attests."""
    last: Seal | None = None
    broken: Broken | None = None


def verify(entities: list[Entity], progress: Callable[[int], None] = lambda count: None) -> Proved:
    """Look at the whole log as it is at one moment, up to the first broken place."""
    proved = Proved()
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        proved.broken = (
            _hashes_and_seals(proved, progress) or _chains() or next((b for e in entities if (b := _heads(e))), None)
        )
    return proved


def _hashes_and_seals(proved: Proved, progress: Callable[[int], None]) -> Broken | None:
    """One walk over the log in its order."""
    stream = _walk(progress, proved)
    hash_before = b""
    for seal in Seal.objects.order_by("number").iterator(chunk_size=1_000):
        if seal.number != proved.seals + 1:
            return Broken("a seal is missing", f"number {proved.seals + 1}")
        hashes = []
        for event in stream:
            if isinstance(event, Broken):
                return event
            hashes.append(bytes(event.hash))
            if (event.transaction, event.id) >= (seal.transaction, seal.event):
                break
        if len(hashes) != seal.count:
            return Broken("events are missing or were added", f"seal {seal.number}: {len(hashes)}, not {seal.count}")
        if over(hash_before, hashes) != bytes(seal.hash):
            return Broken("a seal doesn't fit its events", f"seal {seal.number}")
        hash_before, proved.last = bytes(seal.hash), seal
        proved.seals += 1
    position = ReaderPosition.objects.filter(name=READER).first()
    if position is not None and position.event is not None:
        last = proved.last
        if last is None or (last.transaction, last.event) != (position.transaction, position.event):
            return Broken("the last seals are missing", f"after seal {proved.seals}")
    return next((rest for rest in stream if isinstance(rest, Broken)), None)


def _walk(progress: Callable[[int], None], proved: Proved) -> Iterator[Event | Broken]:
    attested = redacting.attested()
    for event in Event.objects.order_by("transaction", "id").iterator(chunk_size=2_000):
        if digest(event, bytes(event.previous)) != bytes(event.hash):
            if not redacting.is_attested(event, attested):
                yield Broken("an event was changed", _name(event))
                return
            proved.redacted += 1
        proved.events += 1
        if proved.events % 2_000 == 0:
            progress(proved.events)
        yield event


def _chains() -> Broken | None:
    """Per record: versions without gaps from 1, each event tied to the one before."""
    chained = Event.objects.filter(version__gt=0).annotate(
        version_before=_before("version", 0), hash_before=_before("hash", b"")
    )
    loose = ~Q(version=F("version_before") + 1) | ~Q(previous=F("hash_before"))
    event = chained.filter(loose).order_by("record", "version").first()
    return Broken("a record's history has a gap or a loose end", _name(event)) if event else None


def _before(column: str, first: object) -> Window:
    """A column of the event before on the same record."""
    return Window(Lag(column, default=first), partition_by=F("record"), order_by=(F("version"), F("id")))


def _heads(entity: Entity) -> Broken | None:
    """Every record stands where its history ends, and every history has its record, unless that was purged."""
    ended = Event.objects.filter(
        record=OuterRef("pk"), entity=entity.name, version=OuterRef("version"), hash=OuterRef("head")
    )
    later = Event.objects.filter(record=OuterRef("pk"), version__gt=OuterRef("version"))
    lost = entity.manager().filter(~Exists(ended) | Exists(later)).values_list("pk", "version").first()
    if lost is not None:
        return Broken("a record doesn't stand where its history ends", f"{entity.name} {lost[0]}, version {lost[1]}")
    present = entity.manager().filter(pk=OuterRef("record"))
    purged = Event.objects.filter(record=OuterRef("record"), verb=PURGE)
    gone = Event.objects.filter(~Exists(present), ~Exists(purged), entity=entity.name, version=1).first()
    return Broken("a record is gone without having been purged", f"{entity.name} {gone.record}") if gone else None


def verify_record(entity: Entity, key: uuid.UUID) -> Proved:
    """Look at the history of one record alone: every hash, the chain without gaps, and that it ends at the record."""
    proved = Proved()
    attested = redacting.attested(key)
    before, version = b"", 0
    for event in Event.objects.filter(entity=entity.name, record=key, version__gt=0).order_by("version"):
        if digest(event, bytes(event.previous)) != bytes(event.hash):
            if not redacting.is_attested(event, attested):
                proved.broken = Broken("an event was changed", _name(event))
                return proved
            proved.redacted += 1
        if event.version != version + 1 or bytes(event.previous) != before:
            proved.broken = Broken("a record's history has a gap or a loose end", _name(event))
            return proved
        before, version = bytes(event.hash), event.version
        proved.events += 1
    stands = entity.manager().filter(pk=key).values_list("version", "head").first()
    if stands is not None and (stands[0], bytes(stands[1])) != (version, before):
        proved.broken = Broken("a record doesn't stand where its history ends", f"{entity.name} {key}, {stands[0]}")
    return proved


def _name(event: Event) -> str:
    about = f" of {event.entity} {event.record}, version {event.version}" if event.record else f" about {event.entity}"
    return f"event {event.id}{about} ({event.verb}, {event.at.isoformat(timespec='seconds')})"


def compare(noted: str) -> Broken | None:
    """Hold a seal that was noted elsewhere, as NUMBER:HASH, against the one in the database."""
    number, _colon, told = noted.partition(":")
    seal = Seal.objects.filter(number=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if seal is None:
        return Broken("there is no such seal", number[:20])
    return None if bytes(seal.hash).hex() == told.strip().lower() else Broken("a seal was replaced", f"seal {number}")
