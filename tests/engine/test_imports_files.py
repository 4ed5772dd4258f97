"""Files as they come: each is brought in or refused with a reason, nothing in between, whatever is in it."""

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine.errors import Invalid
from guanxi.engine.imports import working
from guanxi.engine.imports.running import Foreground
from guanxi.engine.testing.tables import hashes
from tests.engine.importing import DATA, bring, column, data, rows, take

pytestmark = pytest.mark.django_db
FOLDERS = ("csv_torture", "xlsx", "vcards", "contact_headers", "record_linkage")
FILES = sorted(
    path.relative_to(DATA).as_posix()
    for folder in FOLDERS
    for path in (DATA / folder).rglob("*")
    if path.is_file() and path.stat().st_size < 1_000_000
)


@pytest.fixture
def clerk(db):
    with translation.override("en"):
        yield found().users["clerk"]


def outcome(step):
    """What a step gives, or why the file was refused."""
    try:
        return step(), ""
    except Invalid as refused:
        return None, " ".join(refused.errors.pop("file")) if set(refused.errors) == {"file"} else ""


@pytest.mark.parametrize("name", FILES or ["csv_torture"])
def test_any_file_is_brought_in_or_refused(clerk, name):
    before = hashes()
    work, why = outcome(lambda: take(clerk, "contacts", data(name)))
    if work is None:
        assert why
        assert hashes() == before
        return
    mapping = {column: target for column, target in work.mapping.items() if target != "name"}
    named = next((column for column, target in work.mapping.items() if target == "name"), work.columns[0])
    mapping[named] = "name"
    working.set_mapping(work, clerk, mapping, {"on_match": "create"})
    checked, why = outcome(lambda: working.check(work, Foreground(clerk)))
    if checked is None:
        assert why
        return
    expected = {name: count for name, count in checked.checked.items() if name != "alike"}
    working.run(work, Foreground(clerk))
    assert work.state == "done"
    assert work.counts == expected
    assert work.counts["created"] + work.counts["failed"] == work.counts["total"] > 0
    assert len(rows(clerk, "contacts", "id")) == min(work.counts["created"], 500)
    for row, place, text, _is_problem in work.marks:
        assert row >= 1
        assert text
        assert place is None or place < len(work.columns)


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        ("csv_torture/derived-encodings/areas.gbk.csv", 2_978, "东城区"),
        ("csv_torture/derived-encodings/cities.utf16le-bom.csv", 342, None),
    ],
)
def test_chinese_in_other_encodings_arrives_whole(clerk, name, count, first):
    work = take(clerk, "customers", data(name))
    working.set_mapping(work, clerk, {"name": "name"}, {"on_match": "create"})
    working.run(work, Foreground(clerk))
    assert (work.counts["created"], work.counts["failed"]) == (count, 0)
    assert first is None or first in [row["name"] for row in rows(clerk, "customers", "name", sort=("number",))]


def test_cards_become_contacts(clerk):
    work = bring(clerk, "contacts", data("vcards/chinese-qp-vcard21-a.vcf"))
    assert (work.format, work.counts["created"], work.counts["failed"]) == ("vcard", 1, 1)
    assert work.marks == [[1, 6, "“1234567890” is not a telephone number.", True]]
    assert (work.mapping["name"], work.mapping["organisation"]) == ("name", "affiliations.customer")
    assert column(clerk, "contacts", "name") == ["测试N"]


def test_a_workbook_comes_in_from_the_sheet_that_was_chosen(clerk):
    path = data("xlsx/plotly_supermarket_sales.xlsx")
    work = take(clerk, "customers", path)
    sheets = working.table_of(work).sheets
    assert len(sheets) == 3
    first = list(work.columns)
    working.reopen(work, clerk, sheet=sheets[1])
    assert work.sheet == sheets[1]
    with pytest.raises(Invalid):
        working.reopen(work, clerk, sheet="none such")
    assert first
