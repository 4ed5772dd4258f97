"""The tables of a company's own kinds of records: made with the row that asks for them, and kept up by migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import OperationalError, ProgrammingError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import stagedates
from guanxi.engine.column_sql import columns_of, has_rows, has_table, put_links_into_lines
from guanxi.engine.customentities.lists import make_model
from guanxi.engine.customentities.making import make_blueprint
from guanxi.engine.customentities.said import relation
from guanxi.engine.customfields import living
from guanxi.engine.customfields.kinds import Said, make
from guanxi.engine.errors import Invalid
from guanxi.engine.models.customentity import CustomEntity, CustomRelation
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.registry import registry
from guanxi.engine.sql import add_column

UNDONE = {
    "55P03": gettext_lazy("These records are being worked on. Nothing was changed; try again in a moment."),
    "42501": gettext_lazy("Guanxi’s account in the database may not make tables; ask who runs the database."),
}
"""What can keep the database from it, by its own code, and what to tell."""


def provide(row: CustomEntity, verb: str) -> None:
    """Make the table and the columns of links that a kind lacks; every process follows once this is committed."""
    model = make_blueprint(row.key)
    with _told():
        if verb == "create":
            with connection.schema_editor() as editor:
                editor.create_model(model)
        for line in CustomRelation._base_manager.filter(entity=row.pk).order_by("position"):
            _refuse_twice(row, line)
            if line.target not in registry:  # in the recycle bin; what it needs is there since the relation was made
                continue
            if line.several:
                _provide_list(model, line)
            else:
                _refuse_several(model, line)
                add_column(model, link(model, row.key, line))
    living.changed.send(sender=CustomEntity)
    transaction.on_commit(partial(living.refresh))


def link(model: Any, entity: str, line: CustomRelation) -> Any:
    """The link that a line describes, on this model."""
    kind = make(Said(entity, line.name, "link", line.label, target=line.target, column=line.column))
    kind.set_attributes_from_name(line.name)
    kind.model = model
    return kind


def lines_of(model: Any, line: CustomRelation) -> Any:
    """The model of the lines that a relation to several describes, where nobody sees it."""
    target = registry[line.target].model
    apart = model._meta.apps
    apart.all_models[target._meta.app_label][target._meta.model_name] = target
    return make_model(model, relation(line), apart, managed=True)


def _provide_list(model: Any, line: CustomRelation) -> None:
    """A table for the lines; what records led to when it was one only is the first of them."""
    lines = lines_of(model, line)
    if has_table(lines):
        return
    with connection.schema_editor() as editor:
        editor.create_model(lines)
    if line.column in columns_of(model):
        put_links_into_lines(model, line.column, lines)


def _refuse_several(model: Any, line: CustomRelation) -> None:
    """What leads to several can't lead to one again."""
    lines = lines_of(model, line)
    if has_table(lines) and has_rows(lines):
        text = _("Records lead to several already; add another relation for one of them.")
        raise Invalid({f"relations.{line.position}.several": [text]})


def after_migration(**_signal: Any) -> None:
    """What a newer version's records have, older tables are given: columns, indexes, constraints."""
    if CustomEntity._meta.db_table not in connection.introspection.table_names():
        return
    for key, row in CustomEntity._base_manager.values_list("key", "pk"):
        model = make_blueprint(key)
        if stagedates.COLUMN in keep_up(model):
            stagedates.rebuild(key, "stage", model)
        for line in CustomRelation._base_manager.filter(entity=row, several=True):
            if line.target in registry and has_table(lines := lines_of(model, line)):
                keep_up(lines)


def keep_up(model: Any) -> set[str]:
    """Add to a table what its model has and it lacks; the names of the fields that were added."""
    table, added = model._meta.db_table, set[str]()
    columns = columns_of(model)
    with connection.cursor() as cursor:
        known = connection.introspection.get_constraints(cursor, table)
    with connection.schema_editor() as editor:
        for field in model._meta.local_fields:
            if field.column not in columns:
                editor.add_field(model, field)
                added.add(field.name)
        for index in model._meta.indexes:
            if index.name not in known:
                editor.add_index(model, index)
        for constraint in model._meta.constraints:
            if constraint.name not in known:
                editor.add_constraint(model, constraint)
    return added


def _refuse_twice(row: CustomEntity, line: CustomRelation) -> None:
    """A link and a field of the company's own share their names."""
    if CustomField._base_manager.filter(entity=row.key, key=line.key).exists():
        raise Invalid({f"relations.{line.position}.key": [_("These records have, or had, a field with this key.")]})


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OperationalError, ProgrammingError) as failed:
        code = getattr(failed.__cause__, "sqlstate", "")
        if code not in UNDONE:
            raise
        raise Invalid({"": [str(UNDONE[code])]}) from failed
