"""What a recipe does to a file: steps, look-ups, new linked records, conditions; kept, shared and taken again."""

import io
import json

import pytest
from django.utils import translation

from guanxi.api.tests.world import fingerprint, found
from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.imports import error_file, preview, recipes, spool, working
from guanxi.engine.imports.instructions import Instructions
from guanxi.engine.imports.running import Foreground
from guanxi.engine.models import Event, Import, Recipe
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from tests.engine.importing import column, rows, take, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return found()


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def clerk(world):
    return world.users["clerk"]


def kept(work):
    return [(one.row, one.outcome, one.marks) for one in spool.read(work.spool, work.spool_bytes)]


def bring(actor, entity, file, made=None, mapping=None, **options):
    """A file brought in; the check before it must say the same of every row."""
    work = take(actor, entity, file)
    working.set_mapping(work, actor, mapping or {}, options, made or {})
    return carry_out(work, actor)


def values(actor, entity, *names):
    """What the actor sees, sorted."""
    return sorted(tuple(row[name] for name in names) for row in rows(actor, entity, *names))


def carry_out(work, actor):
    working.check(work, Foreground(actor))
    expected = (dict(work.checked), list(work.marks), kept(work))
    working.run(work, Foreground(actor))
    assert (work.counts, work.marks, kept(work)) == expected
    return Import._base_manager.get(pk=work.pk)


def test_fields_are_made_of_several_columns_and_through_steps(clerk):
    text = (
        "Firma;Vorname;Nachname;Umsatz;Gründung;Ort;Art;Tel\n"
        " ＡＣＭＥ  GmbH ;Ada;Lovelace;1.234.567,80 €;5.3.1998;Köln, NRW;Händler;030 901820\n"
        "海川有限公司;小明;王;12万;2004年3月5日;山东, 聊城;?;\n"
    )
    made = {
        "name": {"from": ["Firma"], "steps": [{"do": "width"}, {"do": "spaces"}]},
        "short_name": {"from": ["Vorname", "Nachname"], "joined": "name"},
        "annual_revenue": {"from": ["Umsatz"], "steps": [{"do": "number", "decimal": "comma"}]},
        "founded": {"from": ["Gründung"], "steps": [{"do": "date"}, {"do": "split", "by": "-", "part": 1}]},
        "region": {"from": ["Ort"], "steps": [{"do": "split", "by": ",", "part": 2}]},
        "kind": {"from": ["Art"], "steps": [{"do": "map", "table": {"händler": "Partner"}, "other": "empty"},
                                             {"do": "default", "value": "Company"}]},
        "phone": {"from": ["Tel"], "steps": [{"do": "phone", "country": "DE"}]},
        "source": {"steps": [{"do": "constant", "value": "Exhibition"}]},
    }  # fmt: skip
    work = bring(clerk, "customers", text, made)
    assert (work.created, work.failed) == (2, 0)
    names = ("name", "short_name", "annual_revenue", "founded", "region", "kind", "phone", "source")
    assert [tuple(map(str, row)) for row in values(clerk, "customers", *names)] == [
        ("ACME GmbH", "Ada Lovelace", "1234567.80", "1998", "NRW", "partner", "+4930901820", "exhibition"),
        ("海川有限公司", "王小明", "120000.00", "2004", "聊城", "company", "", "exhibition"),
    ]


def test_what_a_step_cannot_read_is_told_at_its_column(clerk):
    made = {
        "founded": {"from": ["since"], "steps": [{"do": "date"}]},
        "kind": {"from": ["kind"], "steps": [{"do": "map", "table": {"a": "Partner"}, "other": "refuse"}]},
    }
    work = bring(clerk, "customers", "name,since,kind\nA,soon,a\nB,,b\n", made, {"name": "name"})
    assert (work.created, work.failed) == (0, 2)
    assert told(work) == [
        (2, "since", "“soon” is not a date.", True),
        (3, "kind", "“b” is not in the table of this step.", True),
    ]


def test_the_preview_shows_what_fields_are_made_of_and_where_they_fail(clerk):
    made = {"founded": {"from": ["since"], "steps": [{"do": "date"}, {"do": "split", "by": "-", "part": 1}]}}
    work = take(clerk, "customers", "name,since\nA,5.3.1998\nB,soon\n")
    working.set_mapping(work, clerk, {"name": "name"}, None, made)
    shown = preview(work, clerk)
    assert (shown.columns, shown.targets) == (["name", "Founded in"], ["name", "founded"])
    assert [(line.cells, line.outcome) for line in shown.lines] == [(["A", "1998"], "created"), (["B", ""], "failed")]
    assert shown.lines[1].marks[1].text == "“soon” is not a date."


def test_rows_are_left_out_by_conditions(clerk):
    text = "name,state,size\nA,closed,5\nB,Open,500\nC,open,7\nD,OPEN,\n"
    leave_out = [{"column": "state", "is": "equals", "than": "closed"}, {"column": "size", "is": "more", "than": "100"}]
    work = bring(clerk, "customers", text, mapping={"name": "name"}, leave_out=leave_out)
    assert (work.total, work.created, work.skipped) == (4, 2, 2)
    assert sorted(column(clerk, "customers", "name")) == ["C", "D"]


def test_records_are_matched_by_the_field_that_is_said(clerk):
    bring(
        clerk,
        "customers",
        "name,phone,region\nA,13800006120,Old\nB,13800006121,Old\n",
        mapping={"name": "name", "phone": "phone", "region": "region"},
    )
    text = "name,phone,region\nOther name,13800006120,New\nB,13800006122,New\nC,13800006123,New\n"
    plain = {"name": "name", "phone": "phone", "region": "region"}
    work = bring(clerk, "customers", text, mapping=plain, on_match="update", match_by=["phone"], when_new="skip")
    assert (work.updated, work.skipped, work.created) == (1, 2, 0)
    assert values(clerk, "customers", "name", "region") == [
        ("B", "Old"), ("Other name", "New"),
    ]  # fmt: skip


def test_linked_records_are_found_by_any_field(clerk):
    bring(clerk, "customers", "name,tax_number\nA,91X1\nB,91X2\n", mapping={"name": "name", "tax_number": "tax_number"})
    made = {"affiliations.customer": {"from": ["tax"], "find_by": "tax_number"}}
    work = bring(clerk, "contacts", "name,tax\nAda,91x2\nBob,91X9\nCy,A\n", made, {"name": "name"})
    assert work.created == 3
    assert told(work) == [(3, "tax", "“91X9” can't be found.", False), (4, "tax", "“A” can't be found.", False)]
    assert contacts(clerk) == {"Ada": ["B"], "Bob": [], "Cy": []}


def contacts(actor):
    """Each contact with its customers."""
    from guanxi.engine.reading import read_one

    found_ = {}
    for row in rows(actor, "contacts", "id", "name"):
        lines = read_one(registry["contacts"], row["id"], actor)["affiliations"]
        found_[row["name"]] = sorted(line["customer"].label for line in lines)
    return found_


CUSTOMERS_TOO = {
    "affiliations.customer": {"from": ["company"], "create": True},
    "affiliations.customer/region": {"from": ["city"]},
    "affiliations.customer/phone": {"from": ["tel"]},
}
WITH_CUSTOMERS = (
    "name,company,city,tel\nAda,Acme,Hull,13800006120\nBob,ACME,York,\n"
    "Cy,Known,Rome,\nDee,,,\n,Unwanted,,\nEve,Bad,,12\n"
)


def test_customers_and_their_contacts_come_in_one_run(clerk):
    gate.create(registry["customers"], {"name": "Known", "region": "Ulm"}, actor=clerk)
    work = bring(clerk, "contacts", WITH_CUSTOMERS, CUSTOMERS_TOO, {"name": "name"})
    assert (work.created, work.failed) == (4, 2)
    assert contacts(clerk) == {"Ada": ["Acme"], "Bob": ["Acme"], "Cy": ["Known"], "Dee": []}
    made = {row["name"]: (row["region"], row["phone"]) for row in rows(clerk, "customers", "name", "region", "phone")}
    assert made == {"Acme": ("Hull", "+8613800006120"), "Known": ("Ulm", "")}
    assert Event.objects.filter(entity="customers", request=work.pk.hex, verb="create").count() == 1
    assert (2, "company", "“Acme” is new and will be made (customer).", False) in told(work)


def test_linked_records_of_later_chunks_are_the_same(clerk, monkeypatch):
    monkeypatch.setattr("guanxi.engine.imports.running.CHUNK", 2)
    work = bring(clerk, "contacts", WITH_CUSTOMERS, CUSTOMERS_TOO, {"name": "name"})
    assert (work.created, work.failed) == (4, 2)
    assert sorted(column(clerk, "customers", "name")) == ["Acme", "Known"]


def test_taking_back_takes_the_linked_records_that_nobody_needs(clerk):
    work = bring(clerk, "contacts", WITH_CUSTOMERS, CUSTOMERS_TOO, {"name": "name"})
    bring(
        clerk,
        "contacts",
        "name,company\nZoe,Acme\n",
        {"affiliations.customer": {"from": ["company"]}},
        {"name": "name"},
    )
    gate.act(registry["imports"], work.pk, "undo", actor=clerk)
    run_jobs_now()
    assert column(clerk, "contacts", "name") == ["Zoe"]
    assert column(clerk, "customers", "name") == ["Acme"]


def test_who_may_not_make_customers_makes_none_by_the_way(world):
    manager = world.users["manager"]
    work = take(manager, "contacts", "name,company\nAda,Acme\n")
    may = type(manager.access).may
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(manager.access), "may", lambda a, e, v: (e, v) != ("customers", "create") and may(a, e, v))
        before = fingerprint()
        with pytest.raises(Invalid) as refused:
            working.set_mapping(
                work, manager, {"name": "name"}, None, {"affiliations.customer": {"from": ["company"], "create": True}}
            )
        assert list(refused.value.errors) == ["fields.affiliations.customer.find_by"]
        assert fingerprint() == before


@pytest.mark.parametrize(
    ("made", "where"),
    [
        ({"name": {"from": ["nope"]}}, "fields.name.from"),
        ({"nope": {"from": ["name"]}}, "fields.nope"),
        ({"created_by": {"from": ["name"]}}, "fields.created_by"),
        ({"name": {"from": ["name"], "steps": [{"do": "eval"}]}}, "fields.name.steps.0.do"),
        ({"name": {"from": ["name"], "x": 1}}, "fields.name.x"),
        ({"name": {"from": ["name"], "find_by": "name"}}, "fields.name.find_by"),
        ({"parent": {"from": ["name"], "find_by": "created_at"}}, "fields.parent.find_by"),
        ({"parent": {"from": ["name"], "create": True}}, "fields.parent.find_by"),
        ({"name": ["name"]}, "fields.name"),
    ],
)
def test_what_cannot_be_made_is_refused_with_its_place(clerk, made, where):
    work = take(clerk, "customers", "name,x\nA,1\n")
    with pytest.raises(Invalid) as refused:
        working.set_mapping(work, clerk, {"x": "region"}, None, made)
    assert list(refused.value.errors) == [where]


# --- kept and taken ------------------------------------------------------------------------------------------------

FILE = "公司 名称,城市,状态\n海川,聊城 山东,在\n远山,济南 山东,停\n"
MADE = {"region": {"from": ["城市"], "steps": [{"do": "split", "by": " ", "part": 1}]}}


def a_recipe(actor, audience="me", file=FILE):
    work = take(actor, "customers", file)
    leave_out = [{"column": "状态", "is": "equals", "than": "停"}]
    working.set_mapping(work, actor, {"公司 名称": "name"}, {"leave_out": leave_out}, MADE)
    return recipes.keep(work, actor, "ERP", audience)


def test_a_recipe_is_kept_and_taken_for_the_next_file(clerk):
    recipe = a_recipe(clerk)
    work = take(clerk, "customers", "状态,公司名称,城市\n在,三合,德州 山东\n停,四海,青岛 山东\n")
    assert recipes.fitting(recipes.known(clerk, registry["customers"]), work.columns) == [recipe]
    result = recipes.take(work, clerk, recipe)
    assert result.notes == []
    carry_out(work, clerk)
    assert values(clerk, "customers", "name", "region") == [("三合", "德州")]
    assert Import._base_manager.get(pk=work.pk).recipe == recipe.pk


def test_a_file_without_some_of_the_columns_is_taken_as_far_as_it_goes(clerk):
    recipe = a_recipe(clerk)
    work = take(clerk, "customers", "公司名称\n三合\n")
    assert recipes.fitting([recipe], work.columns) == []
    assert recipes.take(work, clerk, recipe).notes == [
        "The file has no column “城市”.",
        "The file has no column “状态”.",
    ]
    assert (work.mapping, work.made, work.options.get("leave_out")) == ({"公司名称": "name"}, {}, None)
    other = take(clerk, "customers", "x,y\n1,2\n")
    with pytest.raises(Invalid):
        recipes.take(other, clerk, recipe)


def test_a_recipe_knows_how_its_files_are_read(clerk):
    text = "Export of 2026-11-28;;\nCompany;;Remarks\nName;City;\nAcme;Hull;x\n".encode("utf-16")
    work = take(clerk, "customers", text)
    working.reopen(work, clerk, encoding="utf-16", delimiter=";", header_row=2, heading_rows=2)
    assert work.columns == ["Company / Name", "Company / City", "Remarks"]
    working.set_mapping(work, clerk, {"Company / Name": "name", "Company / City": "region"})
    recipe = recipes.keep(work, clerk, "Odd")
    again = take(clerk, "customers", text)
    assert again.columns != work.columns
    recipes.take(again, clerk, recipe)
    carry_out(again, clerk)
    assert values(clerk, "customers", "name", "region") == [("Acme", "Hull")]


def test_corrected_rows_come_back_with_the_same_recipe(clerk):
    text = "Firma;Tel\nAcme;030 901820\nBeta;12\n".encode("utf-16")
    made = {"phone": {"from": ["Tel"], "steps": [{"do": "phone", "country": "DE"}]}}
    work = take(clerk, "customers", text)
    working.set_mapping(work, clerk, {"Firma": "name"}, None, made)
    recipe = recipes.keep(work, clerk, "German")
    carry_out(work, clerk)
    stream = io.BytesIO()
    error_file.write_rows(work, stream)
    corrected = stream.getvalue().decode("utf-8-sig").replace("Beta,12", "Beta,030 901821")
    assert "Beta,030 901821" in corrected
    again = take(clerk, "customers", corrected)
    assert recipes.take(again, clerk, recipe).notes == []
    carry_out(again, clerk)
    assert sorted(column(clerk, "customers", "phone")) == ["+4930901820", "+4930901821"]


def test_a_recipe_of_ones_own_is_nobody_elses(world):
    recipe = a_recipe(world.users["clerk"])
    entity = registry["customers"]
    assert [one.pk for one in recipes.known(world.users["admin"], entity)] == [recipe.pk]
    for who in ("manager", "teammate", "stranger"):
        assert recipes.known(world.users[who], entity) == []
        with pytest.raises(NotFound):
            recipes.find(world.users[who], entity, "ERP")
        with pytest.raises((NotFound, NotAllowed)):
            gate.update(registry["recipes"], recipe.pk, {"name": "Mine"}, actor=world.users[who])
    assert Recipe._base_manager.get(pk=recipe.pk).name == "ERP"


def test_a_shared_recipe_is_read_by_who_imports_and_changed_by_its_owner(world):
    recipe = a_recipe(world.users["clerk"], "everybody")
    entity, manager = registry["customers"], world.users["manager"]
    assert recipes.find(manager, entity, "erp").pk == recipe.pk
    assert recipes.find(manager, entity, str(recipe.pk)).pk == recipe.pk
    assert recipes.known(world.users["stranger"], entity) == []
    work = take(manager, "customers", FILE)
    recipes.take(work, manager, recipe)
    before = fingerprint()
    with pytest.raises(NotAllowed):
        recipes.renew(work, manager, recipe)
    assert fingerprint() == before
    mine = take(world.users["clerk"], "customers", FILE)
    working.set_mapping(mine, world.users["clerk"], {"公司 名称": "name"}, {}, {})
    recipes.renew(mine, world.users["clerk"], recipe)
    assert list(Recipe._base_manager.get(pk=recipe.pk).says.fields) == ["name"]
    assert Event.objects.filter(record=recipe.pk, verb="update").count() == 1


def test_a_recipe_names_no_field_to_who_may_not_write_it(world):
    recipe = a_recipe(world.users["clerk"], "everybody")
    text = json.dumps(
        {"fields": {"name": {"from": ["公司名称"]}, "created_by": {"from": ["城市"]}, "number": {"from": ["城市"]}}}
    )
    gate.update(registry["recipes"], recipe.pk, {"instructions": text}, actor=world.users["clerk"])
    work = take(world.users["manager"], "customers", FILE)
    result = recipes.take(work, world.users["manager"], Recipe._base_manager.get(pk=recipe.pk))
    assert result.notes == ["There is no field “created_by”."]
    assert work.mapping == {"公司 名称": "name", "城市": "number"}


NAMED = '"fields": {"name": {"from": ["a"]}}'


@pytest.mark.parametrize(
    "text",
    [
        *("", "5", "[]", "{}", "NaN", "[" * 10_000, '{"fields": {}}', '{"fields": {"name": 5}}'),
        f'{{{NAMED}, "x": 1}}',
        f'{{{NAMED}, "reading": {{"header_row": -1}}}}',
        f'{{{NAMED}, "options": {{"on_match": "explode"}}}}',
    ],
)
def test_instructions_that_cannot_be_followed_are_not_kept(clerk, text):
    with pytest.raises(Invalid) as refused:
        gate.create(registry["recipes"], {"name": "X", "entity": "customers", "instructions": text}, actor=clerk)
    assert list(refused.value.errors) == ["instructions"]
    assert not Recipe._base_manager.exists()


def test_instructions_are_the_same_after_reading(clerk):
    recipe = a_recipe(clerk)
    said = recipe.says
    assert Instructions.read(said.as_json()) == said
    assert json.loads(recipe.instructions) == said.as_json()
