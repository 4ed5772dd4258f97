"""The list of erasures outside the database: a backup brings a person back, and this list takes them out again."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.gate import erasing
from guanxi.engine.gate.erasing import Erased
from guanxi.engine.models import Event
from guanxi.engine.permissions import Actor, as_system
from guanxi.engine.registry import registry

REASON = gettext_noop("repeated after a restore")


@dataclass(frozen=True)
class Entry:
    """One person who was erased."""

    entity: str
    record: uuid.UUID
    at: str


def file() -> Path:
    """Where the list is."""
    return Path(settings.DATA_DIR) / "erasures.jsonl"


def erase(entity: Entity, key: uuid.UUID, *, actor: Actor, why: str) -> Erased:
    """Forget a person, and keep on the list that they are to stay forgotten."""
    with transaction.atomic():
        told = erasing.erase(entity, key, actor=actor, why=why)
        transaction.on_commit(partial(put_down, Entry(entity.name, key, timezone.now().isoformat())))
    return told


class _Looked(Exception):
    """It was done to see what goes, and nothing of it stays."""


def foresee(entity: Entity, key: uuid.UUID, *, actor: Actor, why: str) -> Erased:
    """How much erasing would take: done, and let go again. Raises what erasing raises."""
    told = Erased()
    try:
        with transaction.atomic():
            told = erasing.erase(entity, key, actor=actor, why=why)
            raise _Looked
    except _Looked:
        return told


def put_down(entry: Entry) -> None:
    """One more line, on the disk before this returns."""
    line = json.dumps({"entity": entry.entity, "record": str(entry.record), "at": entry.at})
    descriptor = os.open(file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())


def entries() -> Iterator[Entry]:
    """Everybody on the list; a line that was cut off is passed over."""
    if not file().exists():
        return
    for line in file().read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
            yield Entry(told["entity"], uuid.UUID(told["record"]), told["at"])
        except (ValueError, KeyError, TypeError):
            continue


def due() -> list[Entry]:
    """Those on the list who are there again."""
    wanted = {(entry.entity, entry.record): entry for entry in entries() if entry.entity in registry}
    there: list[Entry] = []
    for (name, key), entry in wanted.items():
        erased = Event.objects.filter(entity=name, record=key, verb="erase")
        if registry[name].manager().filter(pk=key).exists() and not erased.exists():
            there.append(entry)
    return there


def repeat() -> int:
    """Erase again whom a backup brought back; and put on the list who is missing there. Returns how many were."""
    count = 0
    for entry in due():
        with as_system(REASON) as system:
            try:
                erasing.erase(registry[entry.entity], entry.record, actor=system, why=REASON)
            except NotFound:
                continue
            except Invalid:  # an account in use: somebody has to close it first
                continue
            count += 1
    known = {entry.record for entry in entries()}
    for name, key, at in Event.objects.filter(verb="erase", version__gt=0, record__isnull=False).values_list(
        "entity", "record", "at"
    ):
        face = registry.get(name)
        if face is not None and face.person and key is not None and key not in known:
            put_down(Entry(name, key, at.isoformat()))
    return count
