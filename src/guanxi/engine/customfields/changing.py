"""What a custom field holds is changed: what stands against it, what it would do, and how it begins and ends."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.customfields.carrying import Carrying, Counted, carrying, goes_back, tried
from guanxi.engine.customfields.checking import refuse_used
from guanxi.engine.customfields.converting import BECOMES, in_house
from guanxi.engine.customfields.kinds import initial_of
from guanxi.engine.customfields.mentions import mentions, named
from guanxi.engine.customfields.vocabulary import KINDS, LISTS, SEARCHED, WITHOUT_INDEX
from guanxi.engine.errors import Invalid
from guanxi.engine.jobs import enqueue
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.wording import About, labelled, listed

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

DAYS_KEPT = 30
MOST_SHOWN = 20
SAID = ("searched", "indexed", "required", "initial")
"""What is said of a field and may not fit another kind."""


def becomes(row: CustomField) -> tuple[str, ...]:
    """What the field can hold instead, what it held before among it while that is kept."""
    back = (row.was,) if goes_back(row, row.was) else ()
    return tuple(dict.fromkeys((*BECOMES.get(row.kind, ()), *back)))


def refuse(row: CustomField, to: str) -> None:
    """Raise Invalid where the field can't become this kind, or something would stop fitting that gives rights."""
    labels = dict(KINDS)
    told = {"from": labels[row.kind], "to": labels.get(to, to)}
    if to not in becomes(row):
        can = listed(str(labels[kind]) for kind in BECOMES.get(row.kind, ()))
        more = _("It can become: %(kinds)s.") % {"kinds": can} if can else _("Fields of this kind stay what they are.")
        raise Invalid({"to": [_("“%(from)s” can't become “%(to)s”.") % told, more]})
    if row.alone:
        raise Invalid({"": [_("No two records hold the same in this field; such a field stays what it is.")]})
    kind = registry[row.entity].fields.get(row.name)
    if kind is not None and getattr(kind, "company", None) is not None:
        raise Invalid({"": [_("The field offers a choice list. Take it off that list first.")]})
    refuse_used(row)
    binding = [str(found.entity.label_plural) for found in mentions(row) if found.binding]
    if binding:
        told = {"where": listed(binding)}
        raise Invalid({"": [_("Conditions of these speak of it: %(where)s. Change those first.") % told]})


def begin(row: CustomField, most_lost: int) -> None:
    """Ask for the work, for whoever asked for the change."""
    beside = row.was_column if goes_back(row, row.becoming) else f"held_{row.version}_{row.key}"
    CustomField._base_manager.filter(pk=row.pk).update(beside=beside)
    told = {"field": str(row.pk), "to": row.becoming, "beside": beside, "most_lost": most_lost}
    lock = f"customfields:{row.entity}"
    enqueue("customfields.carry", told, actor=row.updated_by, entity="custom-fields", record=row.pk, lock=lock)


def stop(row: CustomField) -> None:
    """Have what was carried over already cleared away; the field is as it was."""
    beside = CustomField._base_manager.values_list("beside", flat=True).get(pk=row.pk)
    CustomField._base_manager.filter(pk=row.pk).update(beside="")
    told = {"field": str(row.pk), "beside": beside}
    enqueue("customfields.clear", told, actor=None, entity="custom-fields", record=row.pk)


def check_loss(row: CustomField, to: str, most_lost: int) -> None:
    """Raise Invalid when more would be lost than somebody accepts."""
    refuse(row, to)
    refuse_loss(tried(carrying(row, to)).lost, most_lost)


def refuse_loss(lost: int, most_lost: int) -> None:
    """The same of a number that was found."""
    if lost > most_lost:
        told = ngettext(
            "%(n)s value would be lost. Nothing was changed. Write %(n)s here to accept that.",
            "%(n)s values would be lost. Nothing was changed. Write %(n)s here to accept that.",
            lost,
        ) % {"n": lost}
        raise Invalid({"most_lost": [told]}, told)


def adapt(row: CustomField, to: str, work: Carrying) -> None:
    """Say of the field what it is now; what doesn't fit is dropped, and comes back with the kind it fitted."""
    then = row.was_said if work.forth is not None else {}
    row.was_said = {name: getattr(row, name) for name in SAID}
    row.was, row.kind, row.becoming = row.kind, to, ""
    row.back_until = timezone.now() + dt.timedelta(days=DAYS_KEPT)
    for name in SAID:
        setattr(row, name, getattr(row, name) or then.get(name, getattr(row, name)))
    for name in unfit(row, to, work):
        setattr(row, name, "" if name == "initial" else False)


def unfit(row: CustomField, to: str, work: Carrying) -> Iterator[str]:
    """What is said of a field and doesn't fit a kind."""
    if row.searched and to not in SEARCHED:
        yield "searched"
    if row.indexed and to in WITHOUT_INDEX:
        yield "indexed"
    if row.required and to == "yes_no":
        yield "required"
    if row.initial and not _can_begin(row.initial, to, work):
        yield "initial"


def _can_begin(initial: str, to: str, work: Carrying) -> bool:
    if to in LISTS:
        return initial.casefold() in {word.casefold() for pair in work.convert.choices.items() for word in pair}
    try:
        initial_of(work.target, initial)
    except ValidationError:
        return False
    return True


# --- told before it is done ------------------------------------------------------------------------------------------


def foreseen(row: CustomField, to: str, actor: Actor) -> list[str]:
    """Line by line what the change would do, with the first values that would be lost; raises Invalid."""
    refuse(row, to)
    work = carrying(row, to)
    counted = tried(work)
    return [*_numbers(counted), *_besides(row, to, work, actor), *_lost(row, work, counted, actor)]


def _numbers(counted: Counted) -> Iterator[str]:
    n = f"{counted.held:,}" if counted.exact else f"{counted.held:,}+"
    yield ngettext("%(n)s record holds a value.", "%(n)s records hold a value.", counted.held) % {"n": n}
    if not counted.exact:
        yield _(
            "Only the first of them were tried. The work itself tries all of them before anything changes, "
            "and stops when more would be lost than you accept."
        )
    carried = ngettext("%(n)s can be carried over.", "%(n)s can be carried over.", counted.carried)
    yield carried % {"n": f"{counted.carried:,}"}
    if counted.returned:
        came = ngettext("%(n)s that was lost comes back.", "%(n)s that were lost come back.", counted.returned)
        yield came % {"n": f"{counted.returned:,}"}
    if counted.lost:
        told = ngettext(
            "%(n)s would be lost. Write the number below to accept that.",
            "%(n)s would be lost. Write the number below to accept that.",
            counted.lost,
        )
        yield told % {"n": f"{counted.lost:,}"}
    else:
        yield _("Nothing would be lost.") if counted.exact else _("Nothing of these would be lost.")


def _besides(row: CustomField, to: str, work: Carrying, actor: Actor) -> Iterator[str]:
    if row.kind == "datetime" and to in ("date", "time"):
        yield _("Of each moment only the day stays.") if to == "date" else _("Of each moment only the time stays.")
    if to in LISTS and work.convert.choices:
        labels = list(work.convert.choices.values())
        n, words = len(labels), listed([*labels[:8], "…"] if len(labels) > 8 else labels)
        told = ngettext("The list has %(n)d choice: %(labels)s", "The list has %(n)d choices: %(labels)s", n)
        yield told % {"n": n, "labels": words}
    fields = registry.for_model(CustomField).fields
    if dropped := list(unfit(row, to, work)):
        words = listed(f"“{fields[name].verbose_name}”" for name in dropped)
        yield _("This doesn't fit any more and is taken off: %(what)s.") % {"what": words}
    if row.was_column and not goes_back(row, to):
        kind = dict(KINDS)[row.was]
        yield _("What it held before that, as “%(kind)s”, can't be brought back any more.") % {"kind": kind}
    for found in mentions(row):
        for key, title in named(found, actor):
            text = _("It is spoken of here; see whether that still fits.")
            yield About(labelled(labelled(found.entity.label, title), text), found.entity.name, key)


def _lost(row: CustomField, work: Carrying, counted: Counted, actor: Actor) -> Iterator[str]:
    """The first values that would be lost, of records that this actor may see."""
    if not actor.access.readable(work.entity, row.name):
        return
    titles: dict[uuid.UUID, str] = titles_of(work.entity.name, [key for key, _held in counted.first_lost], actor.access)
    shown = [(key, held) for key, held in counted.first_lost if key in titles][:MOST_SHOWN]
    with in_house():
        words = [work.source.in_words(held)[:80] for _key, held in shown]
    for (key, _held), word in zip(shown, words, strict=True):
        yield About(labelled(titles[key], _("“%(value)s” would be lost") % {"value": word}), work.entity.name, key)
