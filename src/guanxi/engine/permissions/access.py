"""An actor's rights, worked out once and asked everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db import models
from django.db.models import Q

from guanxi.engine.errors import BadQuery
from guanxi.engine.expressions import names_in
from guanxi.engine.permissions import lending
from guanxi.engine.permissions.grants import FieldRule, Grant, Mode, Place, Scope
from guanxi.engine.permissions.lending import Lent

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity

Rows = TypeVar("Rows", bound=models.QuerySet[Any])
NEVER_OPEN = frozenset({"created_at", "created_by", "updated_at", "updated_by", "deleted_at"})


class Actor(Protocol):
    """Whoever acts: a user, a token's user, the system."""

    pk: Any

    @property
    def access(self) -> Access: ...


class Access:
    """What one actor may do; immutable."""

    def __init__(
        self,
        grants: Iterable[Grant],
        rules: Iterable[FieldRule] = (),
        place: Place | None = None,
        until: dt.datetime | None = None,
        lent: Iterable[Lent] = (),
    ) -> None:
        self.until = until
        """The moment at which something of it begins or ends by itself; from then on it is worked out anew."""
        self.grants = tuple(grants)
        self.rules = tuple(rules)
        self.place = place or Place()
        self.lent = tuple(lent)
        """In whose place this actor may act; what that gives comes beside all else."""
        self._may: dict[tuple[str, str], bool] = {}
        self._modes: dict[tuple[str, str], Mode] = {}
        self._lenders: dict[tuple[str, str], tuple[Lent, ...]] = {}
        self._beside: dict[Hashable, Q] = {}
        """Conditions that take long to put into words; kinds of records and shares come and go beside rights."""

    # --- verbs -----------------------------------------------------------------------------------------------------

    def may(self, entity: str, verb: str) -> bool:
        """Whether the verb is allowed on at least some rows."""
        key = (entity, verb)
        if key not in self._may:
            own = _exists(entity, verb) and any(g.allow and g.covers(entity, verb) for g in self.grants)
            self._may[key] = own or bool(self.lent and self._is_lent(entity, verb))
        return self._may[key]

    @cached_property
    def own(self) -> Access:
        """The same without what others lend."""
        return Access(self.grants, self.rules, self.place) if self.lent else self

    def lenders(self, entity: Entity, verb: str) -> tuple[Lent, ...]:
        """Who lends this actor the verb on some of their records."""
        if not self.lent:
            return ()
        key = (entity.name, verb)
        if key not in self._lenders:
            self._lenders[key] = tuple(lent for lent in self.lent if lent.lends(self.own, entity, verb))
        return self._lenders[key]

    def _is_lent(self, entity: str, verb: str) -> bool:
        from guanxi.engine.registry import registry

        face = registry.get(entity)
        return face is not None and bool(self.lenders(face, verb))

    def narrow(self, entity: Entity, rows: Rows, verb: str = "read", *, deleted: bool = False) -> Rows:
        """Only the rows on which the verb is allowed; those in the recycle bin only when asked for."""
        allowed = self.rows(entity, verb)
        if allowed is None:
            return rows.none()
        rows = rows.filter(deleted_at__isnull=not deleted)
        if deleted and entity.merges:
            from guanxi.engine.uniting.leading import not_merged

            rows = rows.filter(not_merged(entity))
        return rows.filter(allowed) if allowed else rows

    def rows(self, entity: Entity, verb: str, *, beside: bool = True) -> Q | None:
        """The condition under which the verb is allowed: an empty one for all rows, None for none.

        What hangs on another record is seen by those who see that one; `beside` false leaves this out, for who asked
        for the right to read that record before.
        """
        parts = lending.rows(self, entity, verb, beside=beside) if self.lent else []
        own = self._own_rows(entity, verb)
        if own is not None:
            parts.insert(0, own & self.beside(entity) if beside else own)
        if not parts:
            return None
        return Q() if any(not part for part in parts) else _any(parts)

    def _own_rows(self, entity: Entity, verb: str) -> Q | None:
        found = (self.condition(entity, g) for g in self._speaking(entity, verb) if g.allow)
        allows = [condition for condition in found if condition is not None]
        if not allows:
            return None
        return self.spared(entity, verb, Q() if any(not condition for condition in allows) else _any(allows))

    def spared(self, entity: Entity, verb: str, allowed: Q) -> Q:
        """What of an allowed condition this actor's own bans leave."""
        for grant in self._speaking(entity, verb):
            if not grant.allow:
                refused = self.condition(entity, grant)
                if refused is not None:
                    allowed = allowed & ~refused if refused else Q(pk__in=[])
        return allowed

    def _speaking(self, entity: Entity, verb: str) -> list[Grant]:
        return [g for g in self.grants if g.covers(entity.name, verb) and verb in entity.all_verbs]

    def beside(self, entity: Entity) -> Q:
        """The condition that a record puts which hangs on another: that one can be read; an empty one for others."""
        if not entity.goes_along or self.place.user is None:
            return Q()
        from guanxi.engine.permissions.anchoring import along_where, anchored_where, reach
        from guanxi.engine.registry import registry

        key = (entity.name, len(list(registry)), self.shared_entities(), reach(entity)) if self.is_fixed else None
        known = self._beside.get(key) if key is not None else None
        if known is None:
            known = along_where(entity, self) if entity.along else anchored_where(entity, self)
            if key is not None:
                self._beside[key] = known
        return known

    def condition(self, entity: Entity, grant: Grant) -> Q | None:
        """The rows that one grant speaks of: an empty condition for all, None for none.

        One whose filter names what isn't there any more allows nothing, and refuses whatever it might have refused.
        """
        scope = self._scope(entity, grant.scope)
        if scope is None or not grant.filter:
            return scope
        from guanxi.engine.filters import compile_for_rule

        try:
            return scope & compile_for_rule(entity, grant.filter, self)
        except BadQuery:
            return None if grant.allow else scope

    def _scope(self, entity: Entity, scope: Scope) -> Q | None:
        if scope is Scope.ALL:
            return Q()
        if scope is Scope.SHARED:
            return self._shared(entity)
        if scope is Scope.REGIONS:
            return self.in_regions(entity)
        if not entity.owner_path or self.place.user is None:
            return None
        if scope is Scope.OWN:
            return Q(**{entity.owner_path: self.place.user})
        people = self.place.colleagues if scope is Scope.DEPARTMENT else self.place.colleagues_below
        return Q(**{f"{entity.owner_path}__in": people or (self.place.user,)})

    def in_regions(self, entity: Entity) -> Q | None:
        """What lies in this actor's regions; None where no record can."""
        if not entity.region_path or not self.place.regions:
            return None
        return Q(**{f"{entity.region_path}__in": self.place.regions})

    def _shared(self, entity: Entity) -> Q | None:
        if not self.place.subjects:
            return None
        from guanxi.engine.models.share import shared_records

        return shared_records(entity.name, self.place.subjects)

    @cached_property
    def is_fixed(self) -> bool:
        """Whether what these rights allow stays as it is: a rule on "this week" moves with the day."""
        own = not any("within" in str(grant.filter) for grant in self.grants if grant.filter)
        return own and all(lent.access.is_fixed for lent in self.lent)

    def shared_entities(self) -> frozenset[str]:
        """Of which entities anything at all is shared with this actor now."""
        from guanxi.engine.models.share import shared_entities

        found = shared_entities(self.place.subjects) if self.place.subjects else frozenset()
        return found.union(*(lent.access.shared_entities() for lent in self.lent))

    # --- fields ----------------------------------------------------------------------------------------------------

    def mode(self, entity: Entity, field: str) -> Mode:
        """What becomes of a field for this actor: the most open of what the roles that may read the entity say."""
        key = (entity.name, field)
        if key not in self._modes:
            self._modes[key] = self._work_out(entity, field)
        return self._modes[key]

    def mode_on(self, entity: Entity, field: str, record: Any) -> Mode:
        """The same on one record: where it is lent, no more than who lends it has."""
        lent = getattr(record, "_lent_by", None)
        mode = self.mode(entity, field)
        return min(mode, lent.access.mode(entity, field)) if lent is not None else mode

    def _work_out(self, entity: Entity, field: str) -> Mode:
        if self.lent:
            return lending.mode(self, entity, field)
        said = self.said(entity.name, field)
        if said is None:
            return Mode.HIDDEN
        mode = max(min((rule.mode for rule in rules), default=Mode.OPEN) for rules in said)
        kind = entity.fields.get(field)
        if kind is not None and kind is entity.stage_since and not self.readable(entity, entity.stage.name):  # type: ignore[union-attr]
            return Mode.HIDDEN  # when it changed tells of what it is
        if kind is not None and kind.formula and not all(self._shows(entity, name) for name in names_in(kind.formula)):
            return Mode.HIDDEN  # a result tells of what it was worked out from
        if kind is not None and kind.rolled is not None and not self._shows_others(kind.rolled):
            return Mode.HIDDEN
        if kind is not None and not all(self._shows_there(*place) for place in kind.tells_of().items()):
            return Mode.HIDDEN
        lines = entity.lines.get(field)
        if lines is not None:
            return min(mode, Mode.READ_ONLY) if lines.right and not self.may(entity.name, lines.right) else mode
        if kind is None or field in NEVER_OPEN or not (kind.editable or kind.only_by_verb):
            return min(mode, Mode.READ_ONLY)
        if kind.right and not self.may(entity.name, kind.right):
            return min(mode, Mode.READ_ONLY)
        return mode

    def said(self, entity: str, field: str) -> list[list[FieldRule]] | None:
        """What the roles that may read the entity say of a field, role by role; None when it can't be read at all.

        A sharing rule opens records, no fields: to whom no role opens the entity, all their roles' rules hold at once.
        """
        reading = [g for g in self.grants if g.allow and g.covers(entity, "read")]
        if not reading:
            return None
        roles = {g.role for g in reading if not g.rule}
        if roles:
            return [[r for r in self.rules if self._says(r, role, entity, field)] for role in roles]
        return [[r for r in self.rules if self._says(r, r.role, entity, field)]]

    def _shows(self, entity: Entity, name: str) -> bool:
        """Whether a word of an expression names no field that is closed to this actor."""
        return (name not in entity.fields and name not in entity.lines) or self.readable(entity, name)

    def _shows_others(self, rolled: Any) -> bool:
        """Whether this actor may read the records that a field tells of, and everything by which it does."""
        from guanxi.engine.registry import registry

        there = registry[rolled.entity]
        names = {rolled.link.partition(".")[0], *([rolled.field] if rolled.field else ()), *names_in(rolled.only)}
        return self.may(there.name, "read") and all(self._shows(there, name) for name in names)

    def _shows_there(self, other: str, names: Iterable[str]) -> bool:
        """Whether this actor may read these fields of another kind of record."""
        from guanxi.engine.registry import registry

        return self.may(other, "read") and all(self.readable(registry[other], name) for name in names)

    @staticmethod
    def _says(rule: FieldRule, role: str, entity: str, field: str) -> bool:
        return rule.role == role and rule.entity in ("*", entity) and field in rule.fields

    def readable(self, entity: Entity, field: str) -> bool:
        """Whether the field's true values may be shown, sorted, filtered, counted or searched."""
        return self.mode(entity, field) >= Mode.READ_ONLY

    def visible(self, entity: Entity) -> list[str]:
        """The fields that show at all, masked ones included."""
        return [name for name in entity.fields if self.mode(entity, name) > Mode.HIDDEN]

    def changeable(self, entity: Entity) -> list[str]:
        """The same, on a record that exists already."""
        return [name for name in self.writable(entity) if not entity.fields[name].lasting]

    def writable(self, entity: Entity) -> list[str]:
        """The fields whose values this actor may give."""
        return [
            name
            for name, kind in entity.fields.items()
            if kind.editable and not kind.only_by_verb and self.mode(entity, name) is Mode.OPEN
        ]


def _exists(entity: str, verb: str) -> bool:
    """Whether an entity knows the verb at all: what it doesn't do, not even a role with every right may."""
    from guanxi.engine.registry import registry

    face = registry.get(entity)
    return face is None or verb in face.all_verbs


def _any(conditions: list[Q]) -> Q:
    result = conditions[0]
    for condition in conditions[1:]:
        result |= condition
    return result
