"""Every file of the collection that others' programs were broken with, through a recipe that was kept.

The recipe is made of one reading of the file and followed for the next; its check tells of every row what the run does.
"""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.text import tidy
from guanxi.engine.imports import error_file, recipes, spool, working
from guanxi.engine.imports.instructions import Instructions
from guanxi.engine.imports.running import Foreground
from guanxi.engine.models import Import, Recipe
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import hashes
from guanxi.kit.tables import csv_pieces
from tests.engine.importing import data, rows, take
from tests.engine.test_imports_files import FILES
from tests.engine.test_known_files import header

pytestmark = pytest.mark.django_db
TORTURE = [name for name in FILES if not name.startswith("record_linkage")]
CONTACTS = registry["contacts"]


@pytest.fixture
def clerk(db: None) -> Any:
    with translation.override("en"):
        yield found().users["clerk"]


def making(columns: list[str]) -> dict[str, Any]:
    """How contacts are made of whatever columns there are: with steps, of several columns, with a customer to each."""
    first, *others = columns
    made: dict[str, Any] = {
        "name": {"from": [first], "steps": [{"do": "trim"}, {"do": "spaces"}]},
        "note": {
            "from": columns[:3],
            "joined": " / ",
            "steps": [{"do": "width"}, {"do": "replace", "old": "  ", "new": " "}, {"do": "default", "value": "none"}],
        },
    }
    if others:
        last = others[-1]
        made["affiliations.job_title"] = {
            "from": [last],
            "steps": [{"do": "split", "by": " "}, {"do": "case", "to": "title"}],
        }
        made["affiliations.customer"] = {"from": [others[0]], "steps": [{"do": "spaces"}], "create": True}
        made["affiliations.customer/note"] = {"steps": [{"do": "constant", "value": "from a file"}]}
    return made


def outcome(step: Any) -> tuple[Any, str]:
    """What a step gives, or why the file was refused."""
    try:
        return step(), ""
    except Invalid as refused:
        return None, " ".join(refused.errors.pop("file")) if set(refused.errors) == {"file"} else ""


def told(work: Import) -> Any:
    return [(one.row, one.outcome, one.marks) for one in spool.read(work.spool, work.spool_bytes)]


def followed(actor: Any, recipe: Recipe, path: Path, **table: Any) -> Import | None:
    """A file brought in by a recipe: what its check said of each row is what came of it. None where it was refused."""
    work, notes = recipes.begun(actor, CONTACTS, io.BytesIO(path.read_bytes()), path.name, recipe, **table)
    assert notes == []
    assert Instructions.of(work).fields == recipe.says.fields
    checked, why = outcome(lambda: working.check(work, Foreground(actor)))
    if checked is None:
        assert why
        return None
    expected = (dict(work.checked or {}), list(work.marks), told(work))
    working.run(work, Foreground(actor))
    assert (work.counts, work.marks, told(work)) == expected
    assert work.state == "done"
    return work


@pytest.mark.parametrize("name", TORTURE or ["csv_torture"])
def test_every_file_comes_in_by_a_kept_recipe_or_is_refused(clerk: Any, name: str) -> None:
    path, before = data(name), hashes()
    first, why = outcome(lambda: take(clerk, "contacts", path))
    if first is None:
        assert why
        assert hashes() == before
        return
    working.set_mapping(first, clerk, {}, {"on_match": "create"}, making(list(first.columns)))
    recipe = recipes.keep(first, clerk, "Torture")
    assert Recipe.objects.visible_to(clerk).get(pk=recipe.pk).says == Instructions.of(first)
    work = followed(clerk, recipe, path)
    if work is None:
        return
    assert work.counts["total"] > 0
    assert work.counts["created"] + work.counts["failed"] + work.counts["skipped"] == work.counts["total"]
    names = Counter(row["name"] for row in rows(clerk, "contacts", "name"))
    meant = Counter(tidy(" ".join(row.cells[0].split())) for row in working.table_of(work).rows())
    if work.counts["created"] <= 500:
        assert not names - meant
        assert sum(names.values()) <= work.counts["created"]  # rows of one name, one after another, are one contact
    corrected(clerk, recipe, work)


def corrected(actor: Any, recipe: Recipe, work: Import) -> None:
    """The rows with problems come back as a file that the same recipe takes, the check of which holds, too."""
    if not work.counts["failed"]:
        return
    name, text = "again.csv", b"".join(csv_pieces(error_file.header(work), error_file.rows(work), safe=False))
    again, why = outcome(lambda: recipes.begun(actor, CONTACTS, io.BytesIO(text), name, recipe)[0])
    if again is None:
        assert why
        return
    working.check(again, Foreground(actor))
    expected = dict(again.checked or {})
    working.run(again, Foreground(actor))
    assert again.counts == expected


@pytest.mark.parametrize("name", TORTURE or ["csv_torture"])
def test_the_same_file_again_changes_nothing(clerk: Any, name: str) -> None:
    """Matched by the name that the recipe makes; rows of one name in the file itself are one contact."""
    path = data(name)
    first, _why = outcome(lambda: take(clerk, "contacts", path))
    if first is None or not first.total or first.total > 400:
        return
    made = {"name": making(list(first.columns))["name"]}
    working.set_mapping(first, clerk, {}, {"on_match": "fill_empty", "match_by": ["name"]}, made)
    recipe = recipes.keep(first, clerk, "Matched")
    once = followed(clerk, recipe, path)
    if once is None:
        return
    people = hashes().get("customers_contact")
    twice = followed(clerk, recipe, path)
    assert twice is not None
    assert twice.counts["created"] == 0
    assert twice.counts["failed"] == once.counts["failed"]
    assert hashes().get("customers_contact") == people


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        (
            "google_contacts_2010s.header.csv",
            {"Given Name": "小明", "Family Name": "王", "Phone 1 - Value": "13800006120"},
            "王小明",
        ),
        (
            "outlook.header.csv",
            {"First Name": "Ada", "Last Name": "King", "E-mail Address": "ada@example.com"},
            "Ada King",
        ),
    ],
)
def test_headers_of_other_programs_make_a_recipe_that_their_next_export_follows(
    clerk: Any, tmp_path: Path, name: str, line: dict[str, str], expected: str
) -> None:
    columns = header(name)
    path = tmp_path / "export.csv"
    path.write_bytes(b"".join(csv_pieces(columns, [[line.get(column, "") for column in columns]], safe=False)))
    first = take(clerk, "contacts", path)
    working.set_mapping(first, clerk)
    recipe = recipes.keep(first, clerk, "Other program")
    work = followed(clerk, recipe, path)
    assert work is not None
    assert (work.counts["created"], work.counts["failed"]) == (1, 0)
    assert [row["name"] for row in read_page(CONTACTS, clerk, Query(fields=("name",))).rows] == [expected]


@pytest.mark.parametrize("sheet", [0, 1, 2])
def test_each_sheet_of_a_workbook_by_a_recipe_of_its_own(clerk: Any, sheet: int) -> None:
    path = data("xlsx/plotly_supermarket_sales.xlsx")
    first = take(clerk, "contacts", path)
    working.reopen(first, clerk, sheet=working.table_of(first).sheets[sheet])
    working.set_mapping(first, clerk, {}, {"on_match": "create"}, {"name": making(list(first.columns))["name"]})
    recipe = recipes.keep(first, clerk, "Sheet")
    assert recipe.says.reading["sheet"] == first.sheet
    work = followed(clerk, recipe, path, sheet=first.sheet)
    assert work is not None
    assert work.counts["created"] + work.counts["failed"] == work.counts["total"] == first.total
