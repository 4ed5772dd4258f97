"""Records taken out: only what the actor may, safe for a spreadsheet, exact for a program, noted."""

import csv
import io
import json

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine import exports
from guanxi.engine.errors import BadQuery, NotAllowed, NotFound
from guanxi.engine.exports import Wanted
from guanxi.engine.files import open_for, path_of
from guanxi.engine.imports.columns import unprotected
from guanxi.engine.models import Event
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.kit.tables import open_table
from guanxi.kit.tables.writing import protected
from tests.engine.importing import bring, column, rows

pytestmark = pytest.mark.django_db
HOSTILE = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "＝1+1", '"=1', "'=1", "''=1", "\u3000=1", "=\u200b1", "|calc", "%0A", "normal",
    "-12", "say \"hi\", they said", "first; second", "a'b", "'quoted'", "=HYPERLINK(\"http://x\",\"y\")",
]  # fmt: skip


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield found()


@pytest.fixture
def clerk(world):
    return world.users["clerk"]


def text_of(wanted, actor):
    return b"".join(exports.take(wanted, actor)).decode("utf-8-sig")


def table(wanted, actor):
    return list(csv.reader(io.StringIO(text_of(wanted, actor), newline="")))


def hostile_file():
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["name", "note"], *([f"{text} {n}", text] for n, text in enumerate(HOSTILE))])
    return buffer.getvalue()


def test_what_is_exported_can_be_imported_again(clerk):
    bring(clerk, "customers", "name,phone,industry,annual_revenue\n甲公司,13800006120,software,12.50\n")
    head, row = table(Wanted("customers", fields=("name", "phone", "industry", "annual_revenue", "owner")), clerk)
    assert head == ["customer name", "telephone", "industry", "annual revenue", "owner"]
    assert row == ["甲公司", "138 0000 6120", "Software", "12.50", "Clerk"]
    text = text_of(Wanted("customers"), clerk)
    assert bring(clerk, "customers", text, on_match="update").counts["skipped"] == 1
    with translation.override("zh-hans"):
        chinese = text_of(Wanted("customers"), clerk)
        assert bring(clerk, "customers", chinese, on_match="update").counts["skipped"] == 1


def test_no_cell_of_an_export_is_a_formula_and_nothing_is_lost(clerk):
    bring(clerk, "customers", hostile_file(), on_match="create")
    notes = sorted(column(clerk, "customers", "note"))
    cells = [row[0] for row in table(Wanted("customers", fields=("note",)), clerk)[1:]]
    assert [cell for cell in cells if cell[0] in "=+-@＝|%\u3000"] == ["-12"]
    assert cells == [protected(unprotected(cell)) for cell in cells]
    assert sorted(map(unprotected, cells)) == notes
    names = sorted(column(clerk, "customers", "name"))
    again = bring(
        clerk,
        "customers",
        text_of(Wanted("customers"), clerk),
        {"customer name": "name", "note": "note"},
        on_match="create",
    )
    assert again.counts["created"] == len(HOSTILE)
    assert sorted(column(clerk, "customers", "note")) == sorted(notes * 2)
    assert sorted(column(clerk, "customers", "name")) == sorted(names * 2)


def test_for_a_program_everything_is_exact(clerk):
    bring(clerk, "customers", hostile_file(), on_match="create")
    head, *cells = table(Wanted("customers", fields=("note", "kind"), safe=False), clerk)
    assert head == ["note", "kind"]
    assert sorted(row[0] for row in cells) == sorted(column(clerk, "customers", "note"))
    assert {row[1] for row in cells} == {"company"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_record_with_lines_takes_several_rows_and_comes_back_whole(clerk, tmp_path, form):
    bring(clerk, "customers", "name\nA公司\nB公司\n")
    bring(clerk, "contacts", "姓名,手机,公司,职务\n沈,13800006120,A公司,经理\n沈,13800006120,B公司,\n潘,,,\n")
    path = tmp_path / f"out.{form}"
    path.write_bytes(b"".join(exports.take(Wanted("contacts", format=form), clerk)))
    head = open_table(path, filename=path.name).columns
    assert {"customers / customer", "customers / job title"} <= set(head)
    assert sum(1 for _row in open_table(path, filename=path.name).rows()) == 3
    lines = {
        row["name"]: [(str(line["customer"]), line["job_title"]) for line in row["affiliations"]]
        for row in rows(clerk, "contacts")
    }
    assert lines == {"沈": [("A公司", "经理"), ("B公司", "")], "潘": []}
    work = bring(clerk, "contacts", path, on_match="update")
    assert (work.counts["skipped"], work.counts["failed"]) == (3, 0)


def test_json_lines_and_cards(world, clerk):
    bring(clerk, "customers", "name\nA公司\n")
    bring(clerk, "contacts", '姓名,手机,公司,备注\n沈嘉禾,13800006120,A公司,"一,二;三\n四"\n')
    (line,) = text_of(Wanted("contacts", format="json"), clerk).splitlines()
    assert json.loads(line)["affiliations"][0]["customer"]["label"] == "A公司"
    card = text_of(Wanted("contacts", format="vcf"), clerk)
    assert "TEL;TYPE=CELL:+8613800006120\r\n" in card
    assert "ORG:A公司\r\n" in card
    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))
    work = bring(clerk, "contacts", card, on_match="update")
    assert (work.format, work.counts["total"], work.counts["failed"]) == ("vcard", 1, 0)
    assert column(clerk, "contacts", "note") == ["一,二;三\n四"]
    with pytest.raises(BadQuery):
        exports.count(Wanted("roles", format="vcf"), world.users["admin"])


# --- rights ---------------------------------------------------------------------------------------------------------


def test_everybody_takes_out_what_they_may_see_and_no_more(world):
    users = world.users
    bring(users["clerk"], "customers", "name,owner\nMine,Owner\nTheirs,Stranger\n")
    names = {
        who: [row[0] for row in table(Wanted("customers", fields=("name",)), users[who])[1:]]
        for who in ("owner", "teammate", "manager", "stranger", "admin")
    }
    assert names == {
        "owner": ["Mine"], "teammate": [], "manager": ["Mine"], "stranger": ["Theirs"], "admin": ["Mine", "Theirs"],
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        exports.take(Wanted("customers"), users["keeper"])
    with pytest.raises((NotAllowed, NotFound)):
        exports.take(Wanted("roles"), users["clerk"])


def test_masked_fields_stay_masked_and_hidden_ones_are_not_there(world):
    clerk, marketer = world.users["clerk"], world.users["marketer"]
    bring(clerk, "contacts", "name,mobile,birthday\nA,13800006120,1990-01-02\n")
    bring(clerk, "customers", "name,tax_number\nA公司,91330200MA2AF1234X\n")
    for form in ("csv", "json", "vcf"):
        for safe in (True, False):
            text = text_of(Wanted("contacts", format=form, safe=safe), marketer)
            assert "13800006120" not in text.replace(" ", "")
            assert "1990" not in text
            assert "91330200MA2AF1234X" not in text_of(Wanted("customers", format=form, safe=safe), marketer)
    assert "138****6120" in text_of(Wanted("contacts"), marketer).replace(" ", "")


@pytest.mark.parametrize(
    "more",
    [
        {"fields": ("birthday",)}, {"sort": ("birthday",)}, {"sort": ("mobile",)}, {"fields": ("password",)},
        {"filter": {"field": "mobile", "op": "eq", "value": "+8613800006120"}},
        {"filter": {"field": "birthday", "op": "empty", "value": False}},
        {"format": "exe"},
    ],
)  # fmt: skip
def test_what_may_not_be_read_cant_be_asked_for(world, more):
    with pytest.raises(BadQuery):
        exports.take(Wanted("contacts", **more), world.users["marketer"])
    assert not Event.objects.filter(verb="export").exists()


# --- large ones -----------------------------------------------------------------------------------------------------


def test_it_is_noted_who_took_out_what(clerk):
    bring(clerk, "customers", "name,region\nA,x\nB,y\nC,x\n")
    condition = {"field": "region", "op": "eq", "value": "x"}
    text_of(Wanted("customers", filter=condition, fields=("name",)), clerk)
    event = Event.objects.get(verb="export")
    assert (event.actor, event.entity, event.record) == (clerk.pk, "customers", None)
    assert (event.changes["count"], event.changes["filter"], event.changes["fields"]) == (2, condition, ["name"])


def test_every_record_comes_once_however_many_chunks(clerk, monkeypatch):
    monkeypatch.setattr("guanxi.engine.exports.reading.CHUNK", 3)
    bring(clerk, "customers", "name,employees\n" + "".join(f"N{n:02},{n % 3 or ''}\n" for n in range(20)))
    for sort in ((), ("-name",), ("employees",), ("-employees", "name")):
        names = [row[0] for row in table(Wanted("customers", fields=("name",), sort=sort), clerk)[1:]]
        assert sorted(names) == [f"N{n:02}" for n in range(20)]


def test_a_large_export_is_made_in_the_background_for_its_asker_alone(world):
    clerk, admin = world.users["clerk"], world.users["admin"]
    bring(clerk, "customers", "name\nA\nB\n")
    exports.begin(Wanted("customers", fields=("name",)), clerk)
    (job,) = run_jobs_now()
    assert (job.state, job.result["count"]) == ("done", 2)
    file = open_for(job.result["file"], clerk)
    assert path_of(file).read_bytes().decode("utf-8-sig").split() == ['"customer', 'name"', '"A"', '"B"']
    with pytest.raises(NotFound):
        open_for(job.result["file"], admin)
    assert Event.objects.filter(verb="export", actor=clerk.pk).count() == 1
