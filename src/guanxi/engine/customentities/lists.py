"""What records of a company's own kind lead to several of: lines with a link each, and how it is linked."""

from __future__ import annotations

from typing import Any

from django.apps import apps as every_app
from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.utils import truncate_name
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.customentities.said import Kind, Relation
from guanxi.engine.customentities.words import when_shown
from guanxi.engine.fields.tags import LONGEST
from guanxi.engine.record import Line
from guanxi.engine.registry import registry

_there: dict[tuple[str, str], tuple[Relation, Any, Any]] = {}
"""By kind and name: what was said, the model of the kind, the model of the lines."""


class Way(fields.Choice):
    """How a record is linked: one of the company's words. One that was taken off the list stays where it is."""

    def find(self, text: str) -> str:
        try:
            return super().find(text)
        except ValidationError:
            word = text.strip()
            if not self.model._base_manager.filter(way=word).exists():
                raise
            return word


def refresh(kinds: dict[str, Kind], models_of: dict[str, Any]) -> set[str]:
    """Put on the models of the living kinds the lists they have, and take off the others; the kinds that changed."""
    wanted = {
        (key, one.name): one
        for key, kind in kinds.items()
        for one in kind.relations
        if one.several and one.target in registry
    }
    gone = [place for place, there in _there.items() if not _stands(there, wanted.get(place), models_of.get(place[0]))]
    for place in gone:
        _take_off(place)
    new = wanted.keys() - _there.keys()
    for place in new:
        parent = models_of[place[0]]
        _there[place] = wanted[place], parent, make_model(parent, wanted[place], every_app, managed=False)
    if gone or new:
        every_app.clear_cache()
    return {key for key, _name in (*gone, *new)}


def _stands(there: tuple[Relation, Any, Any], said: Relation | None, parent: Any) -> bool:
    return there[:2] == (said, parent) and there[2].to.field.remote_field.model is registry[there[0].target].model


def clear() -> None:
    """Take all of them off."""
    for place in list(_there):
        _take_off(place)
    every_app.clear_cache()


def told() -> list[tuple[str, Relation]]:
    """Every list, and on which kind of record it stands."""
    return [(key, said) for (key, _name), (said, _parent, _model) in _there.items()]


def make_model(parent: Any, said: Relation, apps: Apps, *, managed: bool) -> Any:
    """The model of the lines of one list."""
    table = table_of(parent._meta.db_table, said)
    other = when_shown(lambda: registry[said.target].label)
    ways = [(word, word) for word in said.ways]
    members = {
        "__module__": parent.__module__,
        "__doc__": f"What records lead to as {said.name}.",
        "parent": fields.Parent(parent, said.name, db_constraint=False),
        "to": fields.Link(
            registry[said.target].model, other, related_name="+", db_constraint=False, on_delete=models.CASCADE
        ),
        "way": Way(gettext_lazy("linked as"), options=ways, max_length=LONGEST, blank=True, editable=bool(ways)),
        "note": fields.Text(gettext_lazy("remark"), max_length=200, blank=True),
    }
    meta = {
        "app_label": parent._meta.app_label,
        "db_table": table,
        "apps": apps,
        "managed": managed,
        "verbose_name": said.label or other,
        "verbose_name_plural": said.label or when_shown(lambda: registry[said.target].label_plural),
        "constraints": [
            models.UniqueConstraint(
                fields=["parent", "to", "way"],
                name=f"{table}_once",
                violation_error_message=gettext_lazy("The same record stands here twice."),
            )
        ],
    }
    members["Meta"] = type("Meta", (Line.Meta,), meta)
    return type(table, (Line,), members)


def table_of(parent: str, said: Relation) -> str:
    """The table of a list's lines, called by the kind, the key and the target; it stays when the list is taken away."""
    return truncate_name(f"{parent}_{said.column}", 50, 8)


def _take_off(place: tuple[str, str]) -> None:
    said, parent, model = _there.pop(place)
    every_app.all_models[parent._meta.app_label].pop(model._meta.model_name, None)
    if said.name in vars(parent):
        delattr(parent, said.name)
