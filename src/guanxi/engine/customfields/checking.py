"""What can't be said of a custom field, and what has to be written anew when something else is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guanxi.engine.computing import GIVES, circle
from guanxi.engine.customfields.numbers import check_rule
from guanxi.engine.customfields.parameters import links_of
from guanxi.engine.customfields.vocabulary import GIVEN_BY_ITSELF, RESULTS, SEARCHED
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.expressions import Type, Wrong, compile_expression, names_in
from guanxi.engine.expressions.filtering import as_filter
from guanxi.engine.expressions.words import said
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.models.stagerule import StageRule
from guanxi.engine.registry import registry
from guanxi.engine.wording import listed


def contradictions(row: CustomField) -> dict[str, Any]:
    """What of the row doesn't go together, by field."""
    wrong: dict[str, Any] = {}
    if row.kind == "auto_number":
        try:
            check_rule(row.pattern)
        except ValidationError as bad:
            wrong["pattern"] = bad.messages
    elif row.pattern:
        wrong["pattern"] = _("Only a running number looks like something.")
    if row.kind == "rollup":
        wrong |= _rolled(row)
    else:
        message = _("Only for what is told of other records.")
        wrong |= _needless(row, message, "over", "rolled", "rolled_field", "only")
    if row.kind == "computed":
        if not row.formula:
            wrong["formula"] = _("Say how it is worked out.")
        if not row.gives:
            wrong["gives"] = _("Say what its result is.")
    else:
        wrong |= _needless(
            row, _("Only for what is worked out."), "formula", *(() if row.kind == "rollup" else ("gives",))
        )
    if row.kind in GIVEN_BY_ITSELF:
        wrong |= _needless(row, _("Nobody fills this field in."), "required", "asked_when", "needed_from")
    if row.searched and row.kind not in SEARCHED:
        wrong["searched"] = _("This kind of field isn't searched.")
    if row.needed_from and not row.needed_from.startswith(f"{row.entity}:"):
        wrong["needed_from"] = _("Choose a stage of these records.")
    return wrong


def _needless(row: CustomField, message: str, *names: str) -> dict[str, str]:
    """The message at each of the fields in which something stands."""
    return {name: message for name in names if getattr(row, name)}


def _rolled(row: CustomField) -> dict[str, Any]:
    """What is wrong with what a field tells of others; says what kind its result is kept as."""
    entity, _dot, link = row.over.partition(".")
    there = registry.get(entity)
    kind = links_of(there).get(link) if there else None
    if there is None or kind is None or kind.target != row.entity:
        return {"over": _("Choose a list that leads to these records.")}
    if not row.rolled:
        return {"rolled": _("Say what is told of them.")}
    if row.rolled == "count":
        row.gives = "integer"
        return {"rolled_field": _("What is counted needs no field.")} if row.rolled_field else {}
    name = row.rolled_field.removeprefix(f"{entity}.")
    field = there.fields.get(name) if row.rolled_field.startswith(f"{entity}.") else None
    if field is None or field.kind not in RESULTS or (row.rolled != "latest" and field.kind == "text"):
        return {"rolled_field": _("Choose a field of these records that can be told.")}
    if tells_of_others(there, name):
        return {"rolled_field": _("This field tells of other records itself.")}
    if row.rolled == "sum" and not field.numeric:
        return {"rolled_field": _("Only numbers can be added up.")}
    row.gives = field.kind
    return {}


def tells_of_others(entity: Entity, name: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a field tells of other records, or is worked out from one that does."""
    kind = entity.fields.get(name)
    if kind is None or name in seen:
        return False
    return kind.rolled is not None or any(tells_of_others(entity, one, seen | {name}) for one in names_in(kind.formula))


def check_expressions(row: CustomField) -> None:
    """Raise Invalid where a formula doesn't fit the fields that there are, or would need its own result."""
    wrong: dict[str, list[str]] = {}
    fields = {name: kind for name, kind in registry[row.entity].fields.items() if name != row.name}
    checks = (("formula", GIVES.get(row.gives)), ("asked_when", Type.TRUTH))
    for name, wanted in checks:
        written = getattr(row, name)
        if not written:
            continue
        try:
            if name == "formula":
                _refuse_circle(row)
            found = compile_expression(written, fields)
        except Wrong as bad:
            wrong[name] = [str(bad)]
            continue
        if wanted is not None and found.type is not wanted:
            told = {"found": said([found.type]), "wanted": said([wanted])}
            wrong[name] = [_("This gives %(found)s, and %(wanted)s is expected.") % told]
    if row.only:
        try:
            as_filter(row.only, registry[row.over.partition(".")[0]].fields)
        except Wrong as bad:
            wrong["only"] = [str(bad)]
    if wrong:
        raise Invalid(wrong)


def _refuse_circle(row: CustomField) -> None:
    others = CustomField._base_manager.filter(entity=row.entity, kind="computed", deleted_at__isnull=True)
    formulas = {other.name: other.formula for other in others} | {row.name: row.formula}
    labels = {other.name: other.label for other in others} | {row.name: row.label}
    way = circle(formulas, row.name)
    if way:
        raise Wrong(_("It would need its own result: %(way)s.") % {"way": " → ".join(labels[name] for name in way)})


def refuse_used(row: CustomField) -> None:
    """Raise Invalid while other fields are worked out from this one or asked because of it, or stages reached by it."""
    others = CustomField._base_manager.filter(entity=row.entity, deleted_at__isnull=True).exclude(pk=row.pk)
    using = [other.label for other in others if row.name in names_in(other.formula) | names_in(other.asked_when)]
    telling = CustomField._base_manager.filter(over__startswith=f"{row.entity}.", deleted_at__isnull=True)
    path = f"{row.entity}.{row.name}"
    gates = StageRule._base_manager.filter(stage__startswith=f"{row.entity}:", deleted_at__isnull=True)
    using += [one.told for one in gates if row.name in names_in(one.only_when)]
    using += [one.label for one in telling if path in (one.over, one.rolled_field) or row.name in names_in(one.only)]
    if using:
        told = {"fields": listed(f"“{label}”" for label in using)}
        raise Invalid({"": [_("It is needed by %(fields)s. Change that first.") % told]})


def rewriting(row: CustomField, verb: str, changes: Mapping[str, Any]) -> Iterator[str]:
    """The work that brings the records there are up to what the row says now."""
    is_new = verb in ("create", "restore")
    if row.kind == "computed" and (is_new or "formula" in changes):
        yield "customfields.compute"
    if row.kind == "rollup" and (is_new or "only" in changes):
        yield "customfields.roll"
    if row.kind == "auto_number" and is_new:
        yield "customfields.number"
    is_other = verb != "create" and "kind" in changes and (row.searched or "searched" in changes)
    if is_other or (verb == "update" and "searched" in changes) or (row.searched and verb in ("delete", "restore")):
        yield "customfields.search"
