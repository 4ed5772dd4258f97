"""Records that may be the same as one that is being entered: found by keys, held against it, told as rights allow.

What an actor may not read of a record isn't compared for them, so that no guess at it is ever confirmed. Of records
they may not open at all they are told only the surest, only whose they are, and only so often: else the telephone book
of all colleagues could be asked out of it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.duplicates import said
from guanxi.engine.duplicates.identity import Identity
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, NotAllowed, NotFound
from guanxi.engine.limits import Local, Rate
from guanxi.engine.models.matchkey import MatchKey
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import Reader
from guanxi.engine.sql import rows_of_keys
from guanxi.kit import identity
from guanxi.kit.likeness import CHANCES, NONE, SURE_FROM, TOLD_FROM, Likeness, Traits, compare, keys_of

Given = Literal["json", "text"]
MOST = 5
COMPARED = 40
"""So many records are held against the one, those with most in common."""
OF_EACH_KEY = 20
TRIES = Rate(300, 3600)
"""So often in an hour somebody may look among records that they may not open; in each web process."""
HITS = Rate(60, 3600)
"""So often in an hour they are told that there is one. After that nothing says whether there is."""
_limits = Local()
_WEIGHTS = [CHANCES.get(kind, 0.5) for kind in identity.KINDS]


@dataclass(frozen=True)
class Candidate:
    """A record that may be the same, as one actor is told of it."""

    key: uuid.UUID | None
    """None for one that the actor may not open."""
    title: str
    owner: str
    likeness: Likeness
    waits: str = ""
    """Where it waits for somebody, when nobody owns it."""

    @property
    def is_sure(self) -> bool:
        return self.key is None or self.likeness.score >= SURE_FROM


@dataclass(frozen=True)
class Found:
    """What is told, the surest first."""

    candidates: tuple[Candidate, ...] = ()
    again_at: dt.datetime | None = None
    """Records of others were left out, because this actor asked too often; from then on they are looked at again."""

    def __bool__(self) -> bool:
        return bool(self.candidates)


class LooksAlike(EngineError):
    """A new record would be like others; nothing was made, as whoever asked wanted."""

    code, status = "possible_duplicates", 409

    def __init__(self, found: Found) -> None:
        self.found = found
        super().__init__()

    def default_message(self) -> str:
        return _("There may be such a record already.")


def find(
    entity: Entity, values: Mapping[str, Any], actor: Actor, *, without: uuid.UUID | None = None, most: int = MOST
) -> Found:
    """The records that may be the same as one with these stored values; raises NotFound, NotAllowed."""
    authorise(entity, actor)
    if entity.identity is None:
        return Found()
    traits = readable_traits(entity, values, actor)
    again_at = _again_at(entity, actor)
    met = meeting(entity, [traits], COMPARED)[0]
    if without is not None and met:
        for key in {without, *said.different(entity, without, met)}:
            met.pop(key, None)
    there = traits_there(entity, met.keys(), actor) if met else {}
    likely = [(key, compare(traits, one)) for key, one in there.items()]
    likely = [one for one in likely if one[1].score >= TOLD_FROM]
    likely.sort(key=lambda one: (-one[1].score, one[0]))
    candidates = told(entity, likely, actor, closed=again_at is None)
    return Found(tuple([one for one in candidates if one][:most]), again_at)


def as_stored(entity: Entity, values: Mapping[str, Any], given: Given) -> dict[str, Any]:
    """Those of the values that tell who a record is, as they would be stored; what can't be read is left out."""
    stored: dict[str, Any] = {}
    for name in entity.identity.asked if entity.identity else ():
        kind = entity.fields[name]
        try:
            if name in values:
                stored[name] = kind.from_json(values[name]) if given == "json" else kind.from_text(values[name])
            elif kind.has_default():
                stored[name] = kind.get_default()
        except ValidationError:
            continue
    return stored


def authorise(entity: Entity, actor: Actor) -> None:
    """Only who may enter or change such records is told which there are."""
    access = actor.access
    if not any(access.may(entity.name, verb) for verb in ("create", "update")):
        raise NotAllowed() if access.may(entity.name, "read") else NotFound()


def readable_traits(entity: Entity, values: Mapping[str, Any], actor: Actor) -> Traits:
    """What a record is known by, as far as this actor may read the same of others."""
    return _identity(entity).known(entity.name, values.get, _readable(entity, actor)).traits()


def meeting(entity: Entity, asked: Sequence[Traits], most: int) -> list[dict[uuid.UUID, float]]:
    """For each, the records it has keys in common with, those that promise most first."""
    found: list[dict[uuid.UUID, float]] = [{} for _traits in asked]
    rows = [
        (place, key, kind) for place, traits in enumerate(asked) for key, kind in keys_of(entity.name, traits).items()
    ]
    for place, record, kind in rows_of_keys(MatchKey, rows, OF_EACH_KEY):
        found[place][record] = found[place].get(record, 0.0) + _WEIGHTS[kind]
    return [dict(sorted(met.items(), key=lambda one: -one[1])[:most]) for met in found]


def traits_there(entity: Entity, keys: Collection[uuid.UUID], actor: Actor) -> dict[uuid.UUID, Traits]:
    """What records are known by that aren't in the recycle bin, as far as this actor may read it."""
    known, readable = _identity(entity), _readable(entity, actor)
    columns = [entity.fields[name].attname for name in known.asked]
    rows = entity.manager().filter(pk__among=list(keys), deleted_at__isnull=True).values_list("pk", *columns)
    return {
        key: known.known(entity.name, dict(zip(known.asked, values, strict=True)).get, readable).traits()
        for key, *values in rows
    }


def told(
    entity: Entity, likely: Sequence[tuple[uuid.UUID, Likeness]], actor: Actor, *, closed: bool
) -> list[Candidate | None]:
    """What this actor is told of each, None for nothing; `closed`: also of those that they may not open."""
    opened = _opened(entity, [key for key, _likeness in likely], actor) if likely else {}
    others = {key for key, likeness in likely if key not in opened and likeness.score >= SURE_FROM} if closed else set()
    owners = _owners(entity, others) if others else {}
    waits = entity.model.waiting_where(others) if others else {}
    candidates: list[Candidate | None] = []
    for key, likeness in likely:
        if key in opened:
            candidates.append(Candidate(key, *opened[key], likeness))
        elif key in owners and _limits.spend(f"told {actor.pk}", HITS).allowed:
            candidates.append(Candidate(None, "", owners[key], NONE, waits.get(key, "")))
        else:
            candidates.append(None)
    return candidates


def on_others(one: Candidate) -> str:
    """All that is said of a record that somebody may not open."""
    if one.waits:
        return _("There is such a record. It waits in the public pool “%(pool)s”.") % {"pool": one.waits}
    if one.owner:
        return _("There is such a record, owned by %(owner)s.") % {"owner": one.owner}
    return _("There is such a record, which you may not open.")


def _identity(entity: Entity) -> Identity:
    if entity.identity is None:
        raise ValueError(f"Nobody looks for duplicates of {entity.name}.")
    return entity.identity


def _readable(entity: Entity, actor: Actor) -> set[str]:
    return {name for name in _identity(entity).fields if actor.access.readable(entity, name)}


def _opened(entity: Entity, keys: Sequence[uuid.UUID], actor: Actor) -> dict[uuid.UUID, tuple[str, str]]:
    """Title and owner of those that the actor may open, as they may read them."""
    owner = "owner" if entity.owner_path == "owner" and "owner" in entity.fields else ""
    names = [name for name in (entity.title, owner) if name and name in actor.access.visible(entity)]
    reader = Reader(entity, names, actor.access)
    rows = actor.access.narrow(entity, entity.manager().filter(pk__among=list(keys)))
    found = reader.read(rows.values_list(*reader.columns))
    return {
        row["id"]: (str(row.get(entity.title) or ""), str(getattr(row.get(owner), "label", None) or ""))
        for row in found
    }


def _owners(entity: Entity, keys: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Whose the records are, whoever asks: that is all that is told of them."""
    if entity.owner_path != "owner":
        return dict.fromkeys(keys, "")
    owners = dict(entity.manager().filter(pk__in=keys).values_list("pk", "owner_id"))
    people: Any = get_user_model()
    names = {person.pk: str(person) for person in people._base_manager.filter(pk__in=set(owners.values()))}
    return {key: names.get(owner, "") for key, owner in owners.items()}


def _again_at(entity: Entity, actor: Actor) -> dt.datetime | None:
    """Count a question that may tell of records the actor may not open; when they may ask again, if it is too many."""
    reads_all = actor.access.rows(entity, "read")
    if actor.pk is None or (reads_all is not None and not reads_all):
        return None
    left = _limits.spend(f"tried {actor.pk}", TRIES)
    return None if left.allowed else timezone.now() + dt.timedelta(seconds=left.wait)
