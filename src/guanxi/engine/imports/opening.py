"""The table of an import's file, opened the same way each time, and its columns with their fields."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.imports import problems, storage
from guanxi.engine.imports.columns import Column, day_first_of
from guanxi.engine.imports.guessing import SAMPLE_ROWS
from guanxi.engine.imports.options import Options
from guanxi.engine.imports.targets import targets
from guanxi.engine.models.imports import Import
from guanxi.engine.permissions.access import Access
from guanxi.kit.tables import Table, TableError, open_table


def table_of(work: Import) -> Table:
    """The table as it was first understood; raises Invalid when the file is gone or can't be read."""
    if work.file is None or not storage.path_of(work.file).exists():
        raise Invalid({"file": [_("The file was removed 30 days after the import. Choose it again.")]})
    try:
        return open_table(
            storage.path_of(work.file),
            filename=work.file_name,
            encoding=work.encoding or None,
            delimiter=work.delimiter or None,
            sheet=work.sheet or None,
            header_row=work.header_row if work.format not in ("", "vcard") else None,
        )
    except TableError as bad:
        raise Invalid({"file": [problems.of_file(bad)]}) from bad


def checked_mapping(entity: Entity, access: Access, columns: list[str], given: Mapping[str, Any]) -> dict[str, str]:
    """A mapping that this person may use; raises Invalid. A field that may not be written looks unknown."""
    known = targets(entity, access)
    errors: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    for column, target in given.items():
        if not target:
            continue
        if column not in columns:
            errors[f"mapping.{column[:80]}"] = [_("The file has no column “%(column)s”.") % {"column": column[:80]}]
        elif not isinstance(target, str) or target not in known:
            errors[f"mapping.{column}"] = [_("There is no field “%(field)s”.") % {"field": str(target)[:80]}]
        elif target in taken:
            errors[f"mapping.{column}"] = [
                _("“%(other)s” goes to this field already.") % {"other": taken[target]},
            ]
        else:
            taken[target] = column
    if not errors and not any(not known[target].only_finds for target in taken):
        errors["mapping"] = [_("Choose a field for at least one column.")]
    if errors:
        raise Invalid(errors)
    return {column: target for target, column in taken.items()}


def columns_of(work: Import, table: Table, entity: Entity, access: Access, options: Options) -> list[Column]:
    """The mapped columns, for these rights; raises Invalid when a field may not be written any more."""
    mapping = checked_mapping(entity, access, table.columns, work.mapping)
    known = targets(entity, access)
    samples: dict[int, list[str]] = {}
    dated = [place for place, name in enumerate(table.columns) if _is_date(known, mapping.get(name))]
    if dated and options.day_first is None:
        for row in islice(table.rows(), 5 * SAMPLE_ROWS):
            for place in dated:
                samples.setdefault(place, []).append(row.cells[place])
    columns = []
    for place, name in enumerate(table.columns):
        if name in mapping:
            target = known[mapping[name]]
            said = day_first_of(target.kind.kind, options.day_first, samples.get(place, ()))
            columns.append(Column(place, name, target, said))
    return columns


def _is_date(known: Mapping[str, Any], name: str | None) -> bool:
    return name is not None and known[name].kind.kind in ("date", "datetime")
