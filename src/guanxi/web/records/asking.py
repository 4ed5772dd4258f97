"""What a verb asks before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from guanxi.engine.action import Action
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.choice import Choice
from guanxi.web.forms.fields import field_row
from guanxi.web.forms.lines import default_of
from guanxi.web.forms.values import Submitted, tidy, titles_for, to_shown
from guanxi.web.guard import Asking
from guanxi.web.records.actions import as_record


@dataclass(frozen=True)
class Questions:
    """A sentence, and the fields to fill in."""

    text: str
    fields: list[dict[str, Any]]


def kinds_of(face: Entity, action: Action) -> dict[str, Kind]:
    """The fields a verb asks for, by name."""
    return {**{name: face.fields[name] for name in action.asks}, **action.inputs}


def _as_offered(face: Entity, kind: Kind, row: dict[str, Any] | None) -> Kind:
    """The field with the choices that this record leaves."""
    if row is None or not isinstance(kind, Choice) or not kind.leaves:
        return kind
    return kind.only(getattr(as_record(face, row), kind.leaves))


def answers(face: Entity, action: Action, data: QueryDict) -> dict[str, Submitted]:
    """What was answered, for the gate."""
    return {name: tidy(kind.from_inputs(data.getlist(name))) for name, kind in kinds_of(face, action).items()}


def questions(
    face: Entity, action: Action, request: Asking, row: dict[str, Any] | None, bad: Invalid | None
) -> Questions:
    """The fields as they stand in the record; after a refusal, as they were answered."""
    kinds = {name: _as_offered(face, kind, row) for name, kind in kinds_of(face, action).items()}
    if bad is None:
        values = {name: (row or {}).get(name, default_of(kind)) for name, kind in kinds.items()}
    else:
        typed = answers(face, action, request.POST)
        titles = titles_for([(kind, typed[name]) for name, kind in kinds.items()], request.user.access)
        values = {name: to_shown(kind, typed[name], titles) for name, kind in kinds.items()}
    errors = bad.errors if bad else {}
    fields = [
        field_row(
            kind,
            values[name],
            name=name,
            errors=errors.get(name),
            focus=bad is None and not place,
            needed=name in action.asks or kind.needed,
        )
        for place, (name, kind) in enumerate(kinds.items())
    ]
    others = [text for name, texts in errors.items() if name not in kinds for text in texts]
    said = str(action.help) if isinstance(action.help, Promise) else ""  # a docstring speaks to developers
    return Questions(" ".join([*others, said]).strip(), fields)
