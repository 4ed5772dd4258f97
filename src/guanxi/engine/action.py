"""A verb on a noun: declared once, offered as button, bulk operation, endpoint and step."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from guanxi.engine.fields.base import Kind


@dataclass(frozen=True)
class Action:
    """What the engine knows of a verb."""

    name: str
    label: str | Promise
    run: Callable[..., Any]
    on: tuple[str, ...] = ()
    to: str = ""
    asks: tuple[str, ...] = ()
    inputs: dict[str, Kind] = field(default_factory=dict)
    right: str = ""
    icon: str = ""
    danger: bool = False
    help: str | Promise = ""
    when: str = ""
    undo: bool = False
    preview: str = ""
    foresee: str = ""
    aside: bool = False
    """Whether it is done seldom enough to stand in the menu rather than as a button."""
    takes_actor: bool = False
    """Whether the method wants to know who does it, as its argument `actor`."""

    @property
    def verb(self) -> str:
        """The right that is needed."""
        return self.right or self.name


def action(
    label: str | Promise,
    *,
    on: str | tuple[str, ...] = (),
    to: str = "",
    asks: tuple[str, ...] = (),
    inputs: dict[str, Kind] | None = None,
    right: str = "",
    icon: str = "",
    danger: bool = False,
    help: str | Promise = "",
    when: str = "",
    undo: bool = False,
    preview: str = "",
    foresee: str = "",
    aside: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a method of a model as a verb.

    `on`: the stages, or kinds of stage, it starts from (empty: any). `to`: the stage, or kind of stage, it leads to, so
    that a card can be drawn there (empty: it doesn't move the record, or not to one place). `asks`: fields of the model
    it asks for; `inputs`: further questions that are no fields of it. `right`: the verb whose right is needed (its own
    name by default). `when`: the name of a boolean property that says whether the verb is offered for this record.
    `undo`: the verb only changes fields of the record, so that putting their old values back takes it back.
    `preview`: the name of a method that tells an actor, line by line, what the verb touches besides.
    `aside`: it is done seldom enough to stand in the menu. A method with an argument `actor` is told who does it.
    `foresee`: the same, told with the answers to what it asks, so that they are seen before it is done.
    """

    def mark(method: Callable[..., Any]) -> Callable[..., Any]:
        stages = (on,) if isinstance(on, str) else tuple(on)
        known = {name: _named(kind, name) for name, kind in (inputs or {}).items()}
        spec = Action(
            name=method.__name__,
            label=label,
            run=method,
            on=stages,
            to=to,
            asks=tuple(asks),
            inputs=known,
            right=right,
            icon=icon,
            danger=danger,
            help=help or (method.__doc__ or "").strip(),
            when=when,
            undo=undo,
            preview=preview,
            foresee=foresee,
            aside=aside,
            takes_actor="actor" in inspect.signature(method).parameters,
        )
        method.guanxi_action = spec  # type: ignore[attr-defined]
        return method

    return mark


def _named(kind: Kind, name: str) -> Kind:
    kind.set_attributes_from_name(name)  # type: ignore[attr-defined]
    return kind


def actions_of(model: type) -> dict[str, Action]:
    """The verbs a model declares, by name: its own first, then the inherited."""
    found: dict[str, Action] = {}
    for cls in model.__mro__:
        for name, member in vars(cls).items():
            spec = getattr(member, "guanxi_action", None)
            if isinstance(spec, Action):
                found.setdefault(name, spec)
    return found
