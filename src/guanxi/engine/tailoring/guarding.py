"""What a choice list may not do: take away what records have or code goes by, or share a field with another list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.tailoring.places import Place, place
from guanxi.engine.tailoring.words import Words

if TYPE_CHECKING:
    from guanxi.engine.models.choicelist import ChoiceList, ListEntry, ListUse

MOST_COUNTED = 1_000
"""How many records are counted that have a choice; of more it is told that they are more."""


def check(row: ChoiceList, verb: str, changes: dict[str, Any]) -> None:
    """Raise Invalid for what can't be; the lines are saved already, and `changes` tells what they were."""
    uses = _uses(row)
    before, after = changes.get("entries") or (None, None)
    now = {} if verb == "delete" else {entry.key: entry for entry in _entries(row)}
    if verb != "delete":
        _refuse_second_list(row, uses)
        _refuse_stray(uses, list(now.values()))
        _refuse_against_code(uses, list(now.values()), _gone(before, after))
    former = {line["key"]: line for line in before} if before is not None else dict.fromkeys(_keys(row))
    was_used, _now_used = changes.get("uses") or (None, None)
    fields = _names(uses)
    left = [found for line in was_used or () if line["field"] not in fields and (found := place(line["field"]))]
    stay = [found for name in fields if (found := place(name))]
    if verb == "delete":
        _refuse_in_use(stay, set(former), former)
    else:
        _refuse_in_use(left, set(former), former)
        _refuse_in_use(stay, _gone(before, after), former)


def stand(one: Place, key: str) -> int:
    """How many records have the choice, up to one more than are counted; those in the recycle bin among them."""
    model: Any = one.lines.model if one.lines else one.entity.model
    has = Q(**{f"{one.kind.name}__contains": [key]}) if one.kind.several else Q(**{one.kind.name: key})
    return len(model._base_manager.filter(has).values_list("pk")[: MOST_COUNTED + 1])


def told_number(one: Place, number: int) -> str:
    """ "12 customers", "more than 1,000 customers"."""
    if number > MOST_COUNTED:
        return _("more than %(things)s") % {"things": one.entity.numbered(MOST_COUNTED)}
    return one.entity.numbered(number)


def _names(uses: Iterable[ListUse]) -> set[str]:
    return {use.field for use in uses}


def _uses(row: ChoiceList) -> list[ListUse]:
    from guanxi.engine.models.choicelist import ListUse

    return list(ListUse._base_manager.filter(list=row.pk).order_by("position"))


def _entries(row: ChoiceList) -> list[ListEntry]:
    from guanxi.engine.models.choicelist import ListEntry

    return list(ListEntry._base_manager.filter(list=row.pk).order_by("position"))


def _keys(row: ChoiceList) -> list[str]:
    return [entry.key for entry in _entries(row)]


def _gone(before: Any, after: Any) -> set[str]:
    """The keys that a change took away."""
    return {line["key"] for line in before or ()} - {line["key"] for line in after or ()}


def _refuse_second_list(row: ChoiceList, uses: list[ListUse]) -> None:
    from guanxi.engine.models.choicelist import ListUse

    others = ListUse._base_manager.filter(list__deleted_at__isnull=True, field__in=_names(uses)).exclude(list=row.pk)
    other = others.select_related("list").first()
    if other is not None:
        found = place(other.field)
        told = {"field": found.label if found else other.field, "list": other.list.name}
        raise Invalid({"uses": [_("%(field)s has a list already: “%(list)s”.") % told]})


def _refuse_stray(uses: list[ListUse], entries: list[ListEntry]) -> None:
    """A choice can only be tied to fields that the list depends on."""
    led = tuple(f"{use.by}=" for use in uses if use.by)
    wrong = {
        f"entries.{at}.only_for": [_("Say first, at the field, on which other field this list depends.")]
        for at, entry in enumerate(entries)
        if not all(one.startswith(led) for one in entry.only_for)
    }
    if wrong:
        raise Invalid(wrong)


def _refuse_against_code(uses: list[ListUse], entries: list[ListEntry], gone: set[str]) -> None:
    wrong: dict[str, list[str]] = {}
    for use in uses:
        found = place(use.field)
        if found is None:
            continue
        kind, declared = found.kind, dict(found.kind.declared)
        custom, drawn = getattr(kind, "is_custom", False), getattr(kind, "drawn", False)
        if drawn and entries and all(entry.retired for entry in entries):
            wrong["entries"] = [_("New records begin at the first stage: leave one.")]
        for at, entry in enumerate(entries):
            if kind.fixed and entry.key not in declared:
                wrong[f"entries.{at}.key"] = [
                    _("%(field)s takes no further choices: the program goes by those it has.") % {"field": found.label}
                ]
            if entry.retired and kind.fixed:
                wrong[f"entries.{at}.retired"] = [_("The program goes by this choice: it stays.")]
            elif entry.retired and not drawn and kind.has_default() and kind.get_default() == entry.key:
                wrong[f"entries.{at}.retired"] = [_("New records begin with this choice: it stays.")]
        for key in sorted(gone & set(declared)) if not custom else ():
            wrong["entries"] = [
                _("“%(choice)s” came with the program. It can be called otherwise or retired, not removed.")
                % {"choice": declared[key]}
            ]
    if wrong:
        raise Invalid(wrong)


def _refuse_in_use(places: Iterable[Place], keys: set[str], former: dict[str, Any]) -> None:
    """Raise Invalid when records have one of these choices, which their field would know no more."""
    for one in places:
        known = dict(one.kind.declared)
        for key in sorted(keys - set(known)):
            number = stand(one, key)
            if number:
                line = former.get(key) or {}
                words = Words(*(line.get(language) or "" for language in ("en", "hans", "hant")))
                told = {
                    "choice": words.any() or key,
                    "things": told_number(one, number),
                }
                raise Invalid(
                    {
                        "entries": [
                            _("“%(choice)s” stands in %(things)s. Replace it first, or mark it as no longer offered.")
                            % told
                        ]
                    }
                )
