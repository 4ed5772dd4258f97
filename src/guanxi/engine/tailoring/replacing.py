"""One choice in place of another, on every record that has it: in the background, through the gate."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import gate
from guanxi.engine.errors import EngineError
from guanxi.engine.gate import BulkResult
from guanxi.engine.jobs import Run, enqueue, job
from guanxi.engine.mass.changing import CHUNK, put_down
from guanxi.engine.tailoring.places import Place, place

if TYPE_CHECKING:
    from guanxi.engine.models.choicelist import ChoiceList
    from guanxi.engine.permissions.access import Actor


def resolve(row: ChoiceList, choice: str, by: str) -> tuple[str, str]:
    """The keys that two names mean, in this list; raises ValidationError by the field that is wrong."""
    wrong: dict[str, str] = {}
    entries = list(row.entries.order_by("position"))  # type: ignore[attr-defined]
    found = {name: _key(entries, text) for name, text in (("choice", choice), ("by", by))}
    for name, text in (("choice", choice), ("by", by)):
        if not found[name]:
            wrong[name] = _("There is no “%(text)s” in this list.") % {"text": text[:40]}
    if not wrong and found["choice"] == found["by"]:
        wrong["by"] = _("Choose another one.")
    if not wrong and any(entry.key == found["by"] and entry.retired for entry in entries):
        wrong["by"] = _("“%(choice)s” isn't offered any more.") % {"choice": by[:40]}
    if wrong:
        raise ValidationError(wrong)
    return found["choice"], found["by"]


def _key(entries: list[Any], text: str) -> str:
    plain = text.strip().casefold()
    forms = ({form.casefold() for form in (one.key, one.en, one.hans, one.hant) if form} for one in entries)
    return next((one.key for one, known in zip(entries, forms, strict=True) if plain in known), "")


def begin(row: ChoiceList, choice: str, by: str, actor: Actor) -> None:
    """Have it done for each field that offers the list, as this actor; each is told on its own job's page."""
    words = {entry.key: entry.words.any() for entry in row.entries.all()}  # type: ignore[attr-defined]
    title = _("Replace “%(choice)s” by “%(other)s”") % {"choice": words[choice], "other": words[by]}
    for use in row.uses.order_by("position"):  # type: ignore[attr-defined]
        found = place(use.field)
        if found is not None:
            payload = {"place": use.field, "choice": choice, "by": by}
            enqueue("choicelists.replace", payload, actor=actor, title=title[:200], entity=found.entity.name)


@job("choicelists.replace", label=gettext_lazy("Replace a choice"), retries=1)
def replace(run: Run, *, place: str, choice: str, by: str) -> dict[str, Any]:
    """Go through the records that have it, in the order of their keys."""
    one = _place(place)
    rows = one.entity.manager().filter(_has(one, choice), deleted_at__isnull=True)
    total = run.memory.setdefault("total", rows.distinct().count())
    while True:
        run.check()
        ahead = rows.filter(pk__gt=uuid.UUID(run.memory["last"])) if "last" in run.memory else rows
        keys = list(ahead.order_by("pk").distinct().values_list("pk", flat=True)[:CHUNK])
        if not keys:
            return _outcome(run, one)
        with run.transaction():
            put_down(run, _change(one, keys, choice, by, run.actor), total)
            run.memory["last"] = str(keys[-1])


def _place(name: str) -> Place:
    found = place(name)
    if found is None or found.kind is None:
        raise LookupError(name)
    return found


def _has(one: Place, key: str) -> Q:
    path = f"{one.lines.name}__{one.kind.name}" if one.lines else one.kind.name
    return Q(**{f"{path}__contains": [key]}) if one.kind.several else Q(**{path: key})


def _change(one: Place, keys: list[uuid.UUID], choice: str, by: str, actor: Actor) -> BulkResult:
    """A chunk of them; where a record has several choices or lines, the others stay."""
    if not one.lines and not one.kind.several:
        return gate.bulk(one.entity, keys, "update", {one.kind.name: by}, actor=actor)
    result = BulkResult()
    for key in keys:
        try:
            gate.update(one.entity, key, dict(_values(one, key, choice, by)), actor=actor)
        except EngineError as refused:
            result.refused[key] = refused
        else:
            result.done.append(key)
    return result


def _values(one: Place, key: uuid.UUID, choice: str, by: str) -> Iterator[tuple[str, Any]]:
    name = one.kind.name

    def instead(value: Any) -> Any:
        if one.kind.several:
            return list(dict.fromkeys(by if item == choice else item for item in value or ()))
        return by if value == choice else value

    if one.lines is None:
        yield name, instead(one.entity.manager().filter(pk=key).values_list(name, flat=True).get())
    else:
        lines = one.lines.model._base_manager.filter(**{one.lines.parent: key}).order_by("position")
        yield one.lines.name, [{"id": pk, name: instead(value)} for pk, value in lines.values_list("pk", name)]


def _outcome(run: Run, one: Place) -> dict[str, Any]:
    memory = run.memory
    told = {"done": memory.get("done", 0), "refusals": memory.get("refusals", 0), "refused": memory.get("refused", [])}
    return {"entity": one.entity.name, "verb": "update", **told}
