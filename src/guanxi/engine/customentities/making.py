"""From what the rows say of a kind to its model and its face."""

from __future__ import annotations

from typing import Any

from django.apps import apps as every_app
from django.apps.registry import Apps
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from guanxi.engine import fields
from guanxi.engine.customentities.base import CustomRecord
from guanxi.engine.customentities.said import Kind
from guanxi.engine.customentities.words import in_language, when_shown
from guanxi.engine.customfields.kinds import Said
from guanxi.engine.entity import Entity
from guanxi.engine.models.customentity import CustomEntity
from guanxi.engine.registry import registry

ROOM = "custom"
STAGED = ("stage", "stage_since")
"""What shows of records that have stages."""


def model_name(key: str) -> str:
    """The name of a kind's model; its table and its indexes are called by it."""
    return f"custom_{key.replace('-', '_')}"


def make_model(key: str) -> Any:
    """The model of a kind as this process works with it; its table is none of Django's migrations' business."""
    return _model(key, every_app, managed=False)


def make_blueprint(key: str) -> Any:
    """The same model where nobody sees it, to make the table by: the transaction may still be taken back."""
    apart = Apps()
    user = every_app.get_model(settings.AUTH_USER_MODEL)
    apart.all_models[user._meta.app_label][user._meta.model_name] = user
    return _model(key, apart, managed=True)


def _model(key: str, apps: Apps, *, managed: bool) -> Any:
    name = model_name(key)
    options = {"app_label": ROOM, "db_table": name, "apps": apps, "managed": managed}
    meta = type("Meta", (CustomRecord.Meta,), options)
    return type(name, (CustomRecord,), {"__module__": ROOM, "__doc__": f"Records of the kind {key}.", "Meta": meta})


def make_face(key: str, model: Any) -> Entity:
    """The face of a kind, with nothing on it yet."""
    face = type(f"{model.__name__}_face", (Entity,), {"model": model, "name": key})
    return face()


def dress(entity: Entity, kind: Kind) -> None:
    """Put on a model and its face what the rows say; the kind stays the same, so nobody who holds it is left behind."""
    meta = entity.model._meta
    meta.verbose_name, meta.verbose_name_plural = in_language(*kind.label), in_language(*kind.label_plural)
    named = {field.name: field for field in meta.local_fields}
    title, number, stage = named["name"], named["number"], named["stage"]
    title.verbose_name = in_language(*kind.title_label) if any(kind.title_label) else gettext_lazy("name")
    number.written = kind.numbering  # type: ignore[attr-defined]
    steps = [(fields.Step(one.key, one.label, one.kind, one.tone), one.retired) for one in kind.stages]
    stage.give(  # type: ignore[attr-defined]
        tuple(step for step, retired in steps if not retired), tuple(step for step, retired in steps if retired)
    )
    numbered, staged = ("number",) if kind.numbering else (), STAGED if kind.stages else ()
    leading = [one for one in kind.relations if one.target in registry]
    single = [one.name for one in leading if not one.several]
    columns = ("name", *numbered, *staged[:1], *(one.name for one in leading), "owner", "updated_at")
    said = {
        "icon": kind.icon,
        "group": when_shown(lambda: _heading(kind.group)),
        "hint": in_language(*kind.hint),
        "concealed": tuple({"number", *STAGED}.difference(numbered, staged)),
        "merges": True,
        "columns": columns,
        "key_facts": (*staged[:1], *numbered, *single[:3], "owner"),
        "search": ("name", *numbered),
        "keys": (*numbered, "name"),
        "keys_": (*numbered, "name"),
    }
    vars(entity).update(said)


def links_of(kind: Kind) -> list[Said]:
    """The links of a kind as fields of the company's own."""
    return [
        Said(
            kind.key,
            one.name,
            "link",
            one.label or when_shown(lambda target=one.target: registry[target].label),  # type: ignore[misc,arg-type]
            required=one.required,
            target=one.target,
            column=one.column,
        )
        for one in kind.relations
        if not one.several
    ]


def _heading(written: str) -> str:
    """The heading in the reader's language, where it is one that comes with the product."""
    kind: Any = CustomEntity._meta.get_field("group")
    return str(kind.told(written)) if written else gettext("Further records")
