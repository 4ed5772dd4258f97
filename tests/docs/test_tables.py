"""The tables that name entities, kinds of field and roles name all of them, and no others."""

import re

from guanxi.engine import fields
from guanxi.engine.fields.base import Kind
from guanxi.engine.permissions.policies import presets
from guanxi.engine.registry import registry
from tests.docs.reading import ROOT


def first_cells(path: str, heading: str) -> list[str]:
    """The words in code type in the first cells of the table under a heading."""
    text = (ROOT / "docs" / path).read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2]
    table = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert table, f"{path} has no table under {heading}"
    rows = table.group().splitlines()[2:]
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])]


def test_every_kind_of_field_is_in_the_table() -> None:
    kinds = {name for name in fields.__all__ if issubclass(getattr(fields, name), Kind)} - {"Kind", "Parent"}
    assert sorted(first_cells("developers/adding-an-entity.md", "Kinds of field")) == sorted(kinds)


def test_every_entity_is_in_the_table() -> None:
    shipped = {entity.name for entity in registry if entity.model.__module__.startswith("guanxi.")}
    assert sorted(first_cells("developers/entities.md", "Entities")) == sorted(shipped)


def test_every_role_is_in_the_tables_of_both_languages() -> None:
    for language, heading in (("en", "Roles"), ("zh", "角色")):
        assert sorted(first_cells(f"guide/{language}/administrators.md", heading)) == sorted(presets)
