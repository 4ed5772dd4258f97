"""A filter as a condition of the ORM, in which a person can only name what they may read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, Q
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.errors import BadQuery
from guanxi.engine.fields.address import Address
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.link import Link
from guanxi.engine.fields.text import tidy
from guanxi.engine.filters.dates import span
from guanxi.engine.filters.passing import LEFT, passing
from guanxi.engine.filters.tree import Condition, Group, parse
from guanxi.engine.permissions.access import Access

MOST_STEPS = 4
MY_REGIONS = "my_regions"
"""What stands for the regions that the actor looks after, with all below them."""
FLAW = "flaw"
"""What stands for a field where it is asked what is wrong with a record."""
_LOOKUPS = {
    "lt": "lt",
    "lte": "lte",
    "gt": "gt",
    "gte": "gte",
    "contains": "icontains",
    "startswith": "istartswith",
}


def compile_filter(entity: Entity, data: Any, access: Access) -> Q:
    """The condition for rows of the entity; unknown and unreadable fields look the same: BadQuery."""
    tree = parse(data)
    return Q() if tree is None else _Compiler(access, trusted=False).node(entity, tree)


def compile_for_rule(entity: Entity, data: Any, access: Access) -> Q:
    """The same for an access rule's own filter, which may name any field."""
    tree = parse(data)
    return Q() if tree is None else _Compiler(access, trusted=True).node(entity, tree)


class _Compiler:
    def __init__(self, access: Access, *, trusted: bool) -> None:
        self.access = access
        self.trusted = trusted

    def node(self, entity: Entity, tree: Condition | Group) -> Q:
        if isinstance(tree, Condition):
            return self.path(entity, tree.field.split("."), tree)
        inside = [self.node(entity, member) for member in tree.members]
        if tree.join == "not":
            return ~inside[0] if inside[0] else Q(pk__in=[])
        if tree.join == "any" and not inside:
            return Q(pk__in=[])
        if tree.join == "any" and not all(inside):  # the ORM forgets an empty condition, which is true of every row
            return Q()
        result = Q()
        for member in inside:
            result = result & member if tree.join == "all" else result | member
        return result

    def path(self, entity: Entity, steps: list[str], condition: Condition) -> Q:
        if len(steps) > MOST_STEPS:
            raise BadQuery(_("“%(field)s” goes through too many links.") % {"field": condition.field[:80]})
        name, *rest = steps
        if name in entity.lines and self.readable(entity, name):
            return self.lines(entity.lines[name], rest, condition)
        field = entity.fields.get(name)
        if name == "id" and not rest:
            return self.key(condition)
        if name == FLAW and field is None and not rest:
            return self.flaw(entity, condition)
        if field is None or not self.readable(entity, name):
            raise unknown(condition.field)
        if not rest:
            return self.compare(field, field.name, condition, entity)
        if found := passing(entity, steps):
            return self.passed(entity, *found, condition)
        if not isinstance(field, Link):
            raise unknown(condition.field)
        return self.through(field, rest, condition)

    def readable(self, entity: Entity, name: str) -> bool:
        return self.trusted or self.access.readable(entity, name)

    def passed(self, entity: Entity, key: str, when: str, condition: Condition) -> Q:
        """By when records entered or left a stage, where they are still there or not."""
        from guanxi.engine.models.stagespan import StageSpan

        since: Any = entity.stage_since
        if not self.readable(entity, since.name):
            raise unknown(condition.field)
        spans = StageSpan.objects.filter(self.compare(since, f"{when}_at", condition, None), stage=key)
        left = Q(pk__in=spans.filter(entity=entity.name).values("record"))
        if when == LEFT:
            return left
        return left | Q(self.compare(since, since.name, condition, entity), **{entity.stage.name: key})  # type: ignore[union-attr]

    def through(self, field: Link, rest: list[str], condition: Condition) -> Q:
        """By a linked record's field, and only through linked records that the actor may see."""
        from guanxi.engine.registry import registry

        target = registry[field.target]
        rows = target.manager().filter(self.path(target, rest, condition))
        rows = rows.filter(deleted_at__isnull=True) if self.trusted else self.access.narrow(target, rows)
        return Q(**{f"{field.name}__in": rows.values("pk")})

    def lines(self, lines: LineSet, rest: list[str], condition: Condition) -> Q:
        if not rest:
            if condition.op == "empty":
                return Q(**{f"{lines.name}__isnull": _truth(condition)})
            raise unknown(condition.field)
        field = lines.fields.get(rest[0])
        if field is None:
            raise unknown(condition.field)
        if len(rest) == 1:
            inside = self.compare(field, field.name, condition, None)
        elif isinstance(field, Link):
            inside = self.through(field, rest[1:], condition)
        else:
            raise unknown(condition.field)
        rows = lines.model._base_manager.filter(inside)
        return Q(pk__in=rows.values(f"{lines.parent}_id"))

    def key(self, condition: Condition) -> Q:
        values = condition.value if isinstance(condition.value, list) else [condition.value]
        if condition.op not in ("eq", "in"):
            raise BadQuery(_("“%(field)s” can't be compared with “%(op)s”.") % {"field": "id", "op": condition.op})
        return Q(pk__in=[_uuid(value) for value in values])

    def flaw(self, entity: Entity, condition: Condition) -> Q:
        """By what is known to be wrong with a record, where the actor may read all that tells it."""
        from guanxi.engine.quality.examining import flawed
        from guanxi.engine.quality.measures import may_know, measures

        told = next((one for one in measures(entity) if one.is_flaw and one.key == condition.value), None)
        if condition.op != "eq" or told is None or not (self.trusted or may_know(entity, told, self.access)):
            raise unknown(condition.field)
        return Q(Exists(flawed(entity, told.key)))

    def compare(self, field: Kind, column: str, condition: Condition, entity: Entity | None) -> Q:
        op, value = condition.op, condition.value
        if op not in field.operators:
            raise BadQuery(
                _("“%(field)s” can't be compared with “%(op)s”.") % {"field": condition.field[:80], "op": op}
            )
        if op == "empty":
            return _empty(field, column, _truth(condition))
        if isinstance(field, Link) and value == MY_REGIONS:
            return self.my_regions(column, condition)
        if op == "within":
            return self.within(field, column, condition)
        if op in ("in", "between"):
            if not isinstance(value, list) or (op == "between" and len(value) != 2):
                raise BadQuery(_("“%(op)s” takes a list of values.") % {"op": op})
            given = [self.operand(field, item, condition) for item in value]
            if field.several:
                return Q(**{f"{column}__overlap": [word for words in given for word in words]})
            return Q(**{f"{column}__in": given}) if op == "in" else Q(**{f"{column}__range": tuple(given)})
        given = self.operand(field, value, condition)
        if op == "eq":
            return Q(**{column: given}) if given is not None else Q(**{f"{column}__isnull": True})
        if op == "ne":
            return ~Q(**{column: given}) if given is not None else Q(**{f"{column}__isnull": False})
        if given is None or given == "" or (field.kind == "tags" and not given):
            raise BadQuery(_("“%(field)s” needs a value to compare with.") % {"field": condition.field[:80]})
        if field.several:
            return Q(**{f"{column}__contains": given})
        return Q(**{f"{column}__{_LOOKUPS[op]}": given})

    def operand(self, field: Kind, value: Any, condition: Condition) -> Any:
        if isinstance(field, Link) and value in ("me", "my_department"):
            return self.access.place.user if value == "me" else self.access.place.department
        try:
            if condition.op in ("contains", "startswith") and not field.several:
                return _text(value)
            return field.filter_value(value)
        except ValidationError as bad:
            raise BadQuery(f"{condition.field[:80]}: {' '.join(bad.messages)}") from bad

    def within(self, field: Kind, column: str, condition: Condition) -> Q:
        if isinstance(field, Link):
            return self.subtree(field, column, condition)
        if isinstance(field, Address):
            return self.region(field, column, condition)
        first, after = span(condition.value)
        if field.kind == "datetime":
            return Q(**{f"{column}__gte": first, f"{column}__lt": after})
        return Q(**{f"{column}__gte": first.date(), f"{column}__lt": after.date()})

    def region(self, field: Address, column: str, condition: Condition) -> Q:
        try:
            return field.lies_in(column, condition.value)
        except ValidationError as bad:
            raise BadQuery(f"{condition.field[:80]}: {' '.join(bad.messages)}") from bad

    def my_regions(self, column: str, condition: Condition) -> Q:
        """In the regions that the actor looks after, with all below them; who looks after none has nothing there."""
        if condition.op not in ("eq", "ne", "within"):
            raise BadQuery(
                _("“%(field)s” can't be compared with “%(op)s”.") % {"field": condition.field[:80], "op": condition.op}
            )
        regions = self.access.place.regions
        there = Q(**{f"{column}__in": regions}) if regions else Q(pk__in=[])
        return ~there if condition.op == "ne" else there

    def subtree(self, field: Link, column: str, condition: Condition) -> Q:
        from guanxi.engine.registry import registry
        from guanxi.engine.trees import below

        target = registry[field.target]
        if not target.tree or not self.readable(target, target.tree):
            raise BadQuery(_("“%(field)s” can't be compared with “%(op)s”.") % {"field": field.name, "op": "within"})
        root = self.operand(field, condition.value, condition)
        return Q(**{f"{column}__in": below(target, root)})


def unknown(field: str) -> BadQuery:
    """One answer for a field that isn't there and one that may not be read."""
    return BadQuery(_("There is no field “%(field)s”.") % {"field": field[:80]})


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value or "\x00" in value or len(value) > 200 or tidy(value) == "":
        raise ValidationError(_("A text is expected here."))
    return tidy(value)


def _truth(condition: Condition) -> bool:
    if condition.value not in (True, False, None):
        raise BadQuery(_("“empty” takes true or false."))
    return condition.value is not False


def _empty(field: Kind, column: str, wanted: bool) -> Q:
    nothing = field.nothing()
    if field.null or nothing is None:  # type: ignore[attr-defined]
        empty = Q(**{f"{column}__isnull": True})
    else:  # a number is never empty, not even zero
        empty = Q(**{column: nothing}) if field.is_nothing(nothing) else Q(pk__in=[])
    if field.null and field.json_type == "string" and not isinstance(field, Link) and field.kind in ("text", "choice"):  # type: ignore[attr-defined]
        empty |= Q(**{column: ""})
    return empty if wanted else ~empty


def _uuid(value: Any) -> Any:
    import uuid

    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
    except ValueError as bad:
        raise BadQuery(_("The id of a record is expected here.")) from bad
