"""The table of an import's file, opened the same way each time, and its columns with their fields."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.imports import problems, storage
from guanxi.engine.imports.columns import Column, MadeColumn, day_first_of
from guanxi.engine.imports.guessing import SAMPLE_ROWS
from guanxi.engine.imports.making import Making, checked_made, finders, made_targets
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
            heading_rows=work.heading_rows,
        )
    except TableError as bad:
        raise Invalid({"file": [problems.of_file(bad)]}) from bad


def checked_mapping(
    entity: Entity,
    access: Access,
    columns: list[str],
    given: Mapping[str, Any],
    given_made: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[dict[str, str], dict[str, Making]]:
    """Plain and made fields that this person may use; raises Invalid. What may not be written looks unknown."""
    known = targets(entity, access)
    made = checked_made(entity, access, columns, known, given_made)
    errors: dict[str, list[str]] = {}
    taken: dict[str, str] = {name: ", ".join(making.sources) for name, making in made.items()}
    mapping: dict[str, str] = {}
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
            mapping[column] = target
    everything = made_targets(entity, access, known, made)
    if not errors and all(everything[target].only_finds or everything[target].extra_of for target in taken):
        errors["mapping"] = [_("Choose a field for at least one column.")]
    if errors:
        raise Invalid(errors)
    return mapping, made


def checked_options(entity: Entity, access: Access, columns: list[str], given: Mapping[str, Any]) -> Options:
    """Options that fit the file and these rights; raises Invalid."""
    options = Options.read(given)
    known = targets(entity, access)
    errors: dict[str, list[str]] = {}
    for name in options.match_by:
        if name not in known or name not in finders(entity, access):
            errors["match_by"] = [_("There is no field “%(field)s”.") % {"field": name[:80]}]
    for one in options.leave_out:
        if one.column not in columns:
            errors["leave_out"] = [_("The file has no column “%(column)s”.") % {"column": one.column[:80]}]
    if errors:
        raise Invalid(errors)
    return options


def columns_of(work: Import, table: Table, entity: Entity, access: Access, options: Options) -> list[Column]:
    """The mapped columns, for these rights; raises Invalid when a field may not be written any more."""
    mapping, made = checked_mapping(entity, access, table.columns, work.mapping, work.made)
    known = made_targets(entity, access, targets(entity, access), made)
    places = {name: place for place, name in enumerate(table.columns)}
    columns = [Column(places[name], name, known[target], None) for name, target in mapping.items()]
    columns.sort(key=lambda column: column.places)
    columns += [MadeColumn(making, places, known[name], None) for name, making in made.items()]
    _settle_dates(columns, table, options)
    return columns


def _settle_dates(columns: list[Column], table: Table, options: Options) -> None:
    """How each column of dates writes them: as the person said, or as its own cells tell."""
    dated = [column for column in columns if column.kind.kind in ("date", "datetime")]
    samples: dict[int, list[str]] = {}
    if dated and options.day_first is None:
        for row in islice(table.rows(), 5 * SAMPLE_ROWS):
            for number, column in enumerate(dated):
                samples.setdefault(number, []).append(column.text_of(row.cells))
    for number, column in enumerate(dated):
        column.day_first = day_first_of(column.kind.kind, options.day_first, samples.get(number, ()))
