"""Files brought in: what comes of each row, and what is said about it."""

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine.errors import Invalid, WrongStage
from guanxi.engine.imports import error_file, preview, working
from guanxi.engine.imports.planning import Planner
from guanxi.engine.imports.running import Foreground
from guanxi.engine.models import Event, Import, PendingLink
from guanxi.engine.registry import registry
from guanxi.kit.tables import csv_pieces
from tests.engine.importing import bring, column, data, events, rows, take, told

pytestmark = pytest.mark.django_db
COUNTED = ("total", "created", "updated", "skipped", "failed", "warned")


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


def counts(work):
    return tuple(work.counts[name] for name in COUNTED)


# --- a real file ---------------------------------------------------------------------------------------------------


def test_the_accounts_of_a_real_crm_come_in_whole(clerk):
    work = bring(clerk, "customers", data("maven_crm/accounts.csv"))
    assert work.mapping == {
        "account": "name",
        "sector": "industry",
        "year_established": "founded",
        "revenue": "annual_revenue",
        "employees": "employees",
        "office_location": "region",
        "subsidiary_of": "parent",
    }
    assert counts(work) == (85, 85, 0, 0, 0, 12)
    assert {(name, text) for _row, name, text, _bad in told(work)} == {
        ("sector", "“technolgy” was read as “Technology”.")
    }
    made = {row["name"]: row for row in rows(clerk, "customers")}
    assert sum(row["parent"] is not None for row in made.values()) == 15
    assert made["Bluth Company"]["parent"] == "Acme Corporation"
    assert (made["Bluth Company"]["industry"], made["Bluth Company"]["founded"]) == ("technology", 1993)
    assert str(made["Bluth Company"]["annual_revenue"]) == "1242.32"
    assert not PendingLink.objects.exists()
    assert len({row["number"] for row in made.values()}) == 85


def test_the_same_file_again_changes_nothing(clerk):
    bring(clerk, "customers", data("maven_crm/accounts.csv"))
    before = Event.objects.filter(via="import").count()
    assert counts(bring(clerk, "customers", data("maven_crm/accounts.csv"))) == (85, 0, 0, 85, 0, 0)
    assert counts(bring(clerk, "customers", data("maven_crm/accounts.csv"), on_match="update"))[:5] == (85, 0, 0, 85, 0)
    assert Event.objects.filter(via="import").count() == before


def test_each_record_is_told_with_the_import_that_made_it(clerk):
    work = bring(clerk, "customers", "name,phone\n甲公司,13800006120\n乙公司,13900006121\n")
    assert events(work) == 2
    event = Event.objects.filter(request=work.pk.hex).first()
    assert (event.verb, event.actor, event.entity) == ("create", clerk.pk, "customers")
    verbs = list(Event.objects.filter(record=work.pk).order_by("version").values_list("verb", flat=True))
    assert verbs == ["create", "map", "check", "run", "finish"]


# --- what can be wrong with a row -----------------------------------------------------------------------------------


def test_rows_with_problems_stay_out_and_the_others_come_in(clerk):
    text = (
        "customer name,phone,industry,employees,founded\n"
        "Good,13800006120,software,5,1998\n"
        ",13800006121,,,\n"
        "Short,1380000612,,,\n"
        "Odd,,gardening,,\n"
        "Less,,,-4,\n"
        "Old,,,,998\n"
        "Worse,12,gardening,many,\n"
        "Good too,,softwear,,\n"
    )
    work = bring(clerk, "customers", text)
    assert counts(work) == (8, 2, 0, 0, 6, 1)
    assert column(clerk, "customers", "name") == ["Good", "Good too"]
    said = [(row, name) for row, name, _text, bad in told(work) if bad]
    assert said == [
        (3, "customer name"), (4, "phone"), (5, "industry"), (6, "employees"), (7, "founded"),
        (8, "phone"), (8, "industry"), (8, "employees"),
    ]  # fmt: skip
    texts = {(row, name): text for row, name, text, _bad in told(work)}
    assert texts[3, "customer name"] == "Fill this in."
    assert "Agriculture" in texts[5, "industry"]
    assert texts[9, "industry"] == "“softwear” was read as “Software”."


def test_a_ragged_row_is_told_and_a_broken_one_refused(clerk):
    work = bring(clerk, "customers", "name,region,note\nA,x\nB,x,y,z\nC,x,y\n")
    assert counts(work) == (3, 2, 0, 0, 1, 1)
    assert column(clerk, "customers", "name") == ["A", "C"]


def test_what_only_the_database_knows_is_told_too(clerk, world):
    """A unique value that somebody else has, and one that stands in the file twice."""
    admin = world.users["admin"]
    text = "username,name,email\nnova,Nova,a@example.com\nteammate,Other,b@example.com\nluna,Luna,A@EXAMPLE.COM\n"
    work = bring(admin, "users", text, on_match="create")
    assert counts(work) == (3, 1, 0, 0, 2, 0)
    assert told(work) == [
        (3, "username", "Somebody has this sign-in name already.", True),
        (4, "email", "Somebody has this e-mail address already.", True),
    ]


def test_the_rows_with_problems_can_be_corrected_and_brought_in_again(clerk):
    work = bring(clerk, "customers", "name,phone\nGood,\n=cmd()|x,12\n@odd,13800006120\n")
    content = b"".join(csv_pieces(error_file.header(work), error_file.rows(work))).decode("utf-8-sig")
    lines = content.splitlines()
    assert lines[0] == "name,phone,Row,Problem"
    assert lines[1].startswith("'=cmd()|x,12,3,phone: ")
    again = bring(clerk, "customers", content.replace(",12,", ",13800006121,"))
    assert counts(again) == (1, 1, 0, 0, 0, 0)
    assert sorted(column(clerk, "customers", "name")) == ["=cmd()|x", "@odd", "Good"]


def test_dates_are_read_as_the_column_writes_them(clerk):
    work = bring(clerk, "contacts", "name,birthday\nA,03/04/1990\nB,25/12/1991\n")
    assert counts(work)[:2] == (2, 2)
    assert [str(day) for day in column(clerk, "contacts", "birthday")] == ["1990-04-03", "1991-12-25"]
    doubtful = bring(clerk, "contacts", "name,birthday\nC,03/04/1990\n")
    assert counts(doubtful) == (1, 0, 0, 0, 1, 0)
    assert counts(bring(clerk, "contacts", "name,birthday\nC,03/04/1990\n", day_first=False))[:2] == (1, 1)


# --- records that are there already ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_match", "expected", "region", "phone"),
    [
        ("skip", (2, 1, 0, 1, 0, 0), "宁波", ""),
        ("fill_empty", (2, 1, 1, 0, 0, 0), "宁波", "+8613800006120"),
        ("update", (2, 1, 1, 0, 0, 0), "上海", "+8613800006120"),
        ("create", (2, 2, 0, 0, 0, 0), "宁波", ""),
    ],
)
def test_a_record_that_is_there(clerk, on_match, expected, region, phone):
    bring(clerk, "customers", "name,region\n澜屿,宁波\n")
    work = bring(clerk, "customers", "name,region,phone\n 澜屿 ,上海,13800006120\nNew,,\n", on_match=on_match)
    assert counts(work) == expected
    old = next(row for row in rows(clerk, "customers", sort=("number",)) if row["name"] == "澜屿")
    assert (old["region"], old["phone"]) == (region, phone)


@pytest.mark.parametrize(
    ("on_match", "expected", "region"),
    [
        ("skip", (3, 1, 0, 2, 0, 0), "a"),
        ("fill_empty", (3, 1, 2, 0, 0, 0), "a"),
        ("update", (3, 1, 2, 0, 0, 0), "b"),
        ("create", (3, 3, 0, 0, 0, 0), "a"),
    ],
)
def test_the_same_record_twice_in_the_file(clerk, on_match, expected, region):
    text = "name,region,phone\nTwice,a,\ntwice,b,\nTWICE,,13800006120\n"
    assert counts(bring(clerk, "customers", text, on_match=on_match)) == expected
    first = rows(clerk, "customers", sort=("number",))[0]
    assert first["region"] == region
    assert bool(first["phone"]) is (on_match in ("fill_empty", "update"))


def test_records_made_ahead_are_those_made_when_their_turn_comes(clerk, monkeypatch):
    """What is there already or wrong, comes twice or needs the database: it is the same, whoever makes it when."""
    lines = ["name,region,phone,website"]
    lines += [f"{{}} N{n % 9},R{n % 4},{13800006000 + n},{'no address' if n == 5 else ''}" for n in range(20)]
    prepare_ahead, shapes, made = Planner.prepare_ahead, [], []

    def ahead(planner, plans):
        prepare_ahead(planner, plans)
        made.append(sum(plan.prepared is not None for plan in plans))

    def asks(record, before):
        assert type(record)._base_manager.filter(name="nobody").first() is None

    def nothing(planner, plans):
        made.append(0)

    monkeypatch.setattr("guanxi.engine.imports.running.CHUNK", 4)
    for place, replaced in enumerate((ahead, nothing, ahead)):
        monkeypatch.setattr(Planner, "prepare_ahead", replaced)
        if place == 2:
            monkeypatch.setattr(registry["customers"].model, "before_change", asks)
        work = bring(clerk, "customers", "\n".join(lines).format(*[f"{place}x"] * 20), on_match="update")
        told = [row for row in rows(clerk, "customers") if row["name"].startswith(f"{place}x")]
        shapes.append((counts(work), sorted((row["name"][2:], row["region"], row["phone"]) for row in told)))
        assert (sum(made) > 0) is (place == 0)
        made.clear()
    assert shapes[0] == shapes[1] == shapes[2]


@pytest.mark.parametrize("on_match", ["skip", "fill_empty", "update", "create"])
def test_chunks_make_no_difference(clerk, monkeypatch, on_match):
    """What is in the file twice, or refers to later rows, comes out the same however the file is cut."""
    lines = [f"N{n % 7},R{n % 3},{'N' + str((n + 3) % 7) if n % 2 else ''}" for n in range(25)]
    text = "name,region,parent\n" + "\n".join(lines) + "\n"
    outcomes = []
    for size in (1_000, 3, 1):
        monkeypatch.setattr("guanxi.engine.imports.running.CHUNK", size)
        before = {row["id"] for row in rows(clerk, "customers")}
        work = bring(clerk, "customers", text.replace("N", f"{size}x"), on_match=on_match)
        made = [row for row in rows(clerk, "customers", sort=("number",)) if row["id"] not in before]
        shape = [
            (row["name"].removeprefix(f"{size}x"), row["region"], (row["parent"] or "").removeprefix(f"{size}x"))
            for row in made
        ]
        outcomes.append((work.counts["created"], work.counts["failed"], sorted(shape)))
    if on_match == "create":
        outcomes = [(created, failed, [row[:2] for row in shape]) for created, failed, shape in outcomes]
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_a_surer_key_decides_before_a_weaker_one(clerk):
    bring(clerk, "contacts", "name,email,mobile\n张伟,wei@example.com,13800006120\n王芳,,\n")
    text = (
        "name,email,mobile,note\n"
        "张伟,other@example.com,13900006120,another person\n"
        "张小伟,WEI@example.com,,the same person\n"
        "王芳,fang@example.com,,the same person\n"
    )
    assert counts(bring(clerk, "contacts", text, on_match="fill_empty")) == (3, 1, 2, 0, 0, 0)
    notes = {row["email"]: row["note"] for row in rows(clerk, "contacts", "email", "note")}
    assert notes == {
        "wei@example.com": "the same person",
        "other@example.com": "another person",
        "fang@example.com": "the same person",
    }


def test_a_number_finds_a_record_and_is_never_written(clerk):
    bring(clerk, "customers", "name\nOld name\n")
    number = column(clerk, "customers", "number")[0]
    work = bring(clerk, "customers", f"number,name\n{number.lower()},New name\nKH-999999,Third\n", on_match="update")
    assert counts(work) == (2, 1, 1, 0, 0, 0)
    assert sorted(column(clerk, "customers", "name")) == ["New name", "Third"]
    assert "KH-999999" not in column(clerk, "customers", "number")


def test_of_several_records_of_one_name_none_is_changed(clerk):
    bring(clerk, "customers", "name\nSame\nSame\n", on_match="create")
    work = bring(clerk, "customers", "name,region\nSame,x\n", on_match="update")
    assert counts(work) == (1, 0, 0, 0, 1, 0)
    assert column(clerk, "customers", "region") == ["", ""]


# --- links and lines ------------------------------------------------------------------------------------------------


def test_links_are_found_by_name_and_what_is_missing_is_told(clerk):
    text = "name,owner,parent\nChild,Manager,Mother\nMother,,\nOrphan,,Nobody\nOdd,Nobody,\nSelf,,Self\n"
    work = bring(clerk, "customers", text)
    assert counts(work) == (5, 4, 0, 0, 1, 2)
    made = {row["name"]: (row["owner"], row["parent"]) for row in rows(clerk, "customers")}
    assert made == {
        "Child": ("Manager", "Mother"), "Mother": ("Clerk", None), "Orphan": ("Clerk", None), "Self": ("Clerk", None),
    }  # fmt: skip
    assert sorted(told(work)) == [
        (4, "parent", "“Nobody” can't be found.", False),
        (5, "owner", "“Nobody” can't be found.", True),
        (6, "parent", "A customer can't be its own parent company.", False),
    ]


def test_rows_that_follow_each_other_make_one_record_with_lines(clerk):
    bring(clerk, "customers", "name\nA公司\nB公司\n")
    text = (
        "姓名,手机,公司,职务\n"
        "沈嘉禾,13800006120,A公司,采购经理\n"
        "沈嘉禾,13800006120,B公司,顾问\n"
        "潘嘉树,13800006121,C公司,\n"
        "沈嘉禾,13800006122,A公司,\n"
    )
    mapping = {
        "姓名": "name", "手机": "mobile", "公司": "affiliations.customer", "职务": "affiliations.job_title"
    }  # fmt: skip
    assert take(clerk, "contacts", text).mapping == mapping
    work = bring(clerk, "contacts", text)
    assert counts(work) == (4, 4, 0, 0, 0, 1)
    assert told(work) == [(4, "公司", "“C公司” can't be found.", False)]
    lines = {
        row["mobile"]: [(str(line["customer"]), line["job_title"]) for line in row["affiliations"]]
        for row in rows(clerk, "contacts", "mobile", "affiliations")
    }
    assert lines == {
        "+8613800006120": [("A公司", "采购经理"), ("B公司", "顾问")],
        "+8613800006121": [],
        "+8613800006122": [("A公司", "")],
    }
    more = "姓名,手机,公司,职务\n沈嘉禾,13800006122,B公司,新\n沈嘉禾,13800006122,A公司,旧\n"
    assert counts(bring(clerk, "contacts", more, on_match="update")) == (2, 0, 2, 0, 0, 0)
    kept = next(row for row in rows(clerk, "contacts") if row["mobile"] == "+8613800006122")
    assert [(str(line["customer"]), line["job_title"]) for line in kept["affiliations"]] == [
        ("A公司", "旧"), ("B公司", "新"),
    ]  # fmt: skip
    assert counts(bring(clerk, "contacts", more, on_match="update")) == (2, 0, 0, 2, 0, 0)


def test_a_line_twice_is_a_problem_of_the_whole_record(clerk):
    bring(clerk, "customers", "name\nA公司\n")
    work = bring(clerk, "contacts", "姓名,公司\n沈嘉禾,A公司\n沈嘉禾,A公司\n潘嘉树,A公司\n")
    assert counts(work) == (3, 1, 0, 0, 2, 0)
    assert column(clerk, "contacts", "name") == ["潘嘉树"]


# --- steps ----------------------------------------------------------------------------------------------------------


def test_a_preview_shows_cells_and_marks(clerk):
    work = take(clerk, "customers", "name,junk,phone\nA,x,13800006120\nB,x,12\n")
    shown = preview(work, clerk)
    assert (shown.columns, shown.targets, shown.counts) == (["name", "phone"], ["name", "phone"], None)
    assert [(line.row, line.cells, line.outcome) for line in shown.lines] == [
        (2, ["A", "13800006120"], "created"), (3, ["B", "12"], "failed"),
    ]  # fmt: skip
    assert list(shown.lines[1].marks) == [1]
    working.check(work, Foreground(clerk))
    assert [line.row for line in preview(work, clerk, only="failed").lines] == [3]
    assert column(clerk, "customers", "name") == []


def test_once_run_it_isnt_run_again(clerk):
    work = bring(clerk, "customers", "name\nA\n")
    for step in (
        lambda: working.set_mapping(work, clerk),
        lambda: working.check(work, Foreground(clerk)),
        lambda: working.reopen(work, clerk),
    ):
        with pytest.raises(WrongStage):
            step()
    assert column(clerk, "customers", "name") == ["A"]


def test_columns_are_understood_by_their_content_too(clerk):
    text = "who,a,b,c\n" + "".join(f"P{n},1380000{n:04},p{n}@example.com,https://x{n}.example.com\n" for n in range(5))
    found = {
        guess.column: (guess.target, guess.reason) for guess in working.guesses(take(clerk, "contacts", text), clerk)
    }
    assert found == {"who": ("", ""), "a": ("mobile", "looks_phone"), "b": ("email", "looks_email"), "c": ("", "")}


def test_a_file_that_is_none_is_refused_and_leaves_nothing(clerk):
    for content in (b"", b"name\n", b"%PDF-1.7", b"PK\x03\x04broken"):
        with pytest.raises(Invalid) as refused:
            take(clerk, "customers", content)
        assert list(refused.value.errors) == ["file"]
    assert not Import._base_manager.exists()


def test_a_file_that_is_too_large_is_refused(clerk, settings):
    settings.GUANXI_MOST_IMPORT_BYTES = 1_000
    with pytest.raises(Invalid):
        take(clerk, "customers", "name\n" + "x\n" * 1_000)
