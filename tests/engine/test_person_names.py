"""A contact's name that stands in two columns: put together by itself, as its language writes it."""

import csv
import io

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine.imports import naming
from tests.engine.importing import bring, column, data, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    with translation.override("en"):
        yield found().users["clerk"]


@pytest.mark.parametrize(
    ("columns", "sources"),
    [
        (("姓", "名", "手机"), ("名", "姓")),
        (("名", "姓"), ("名", "姓")),
        (("姓氏", "名字"), ("名字", "姓氏")),
        (("Family Name", "Given Name"), ("Given Name", "Family Name")),
        (("Last name", "first_name", "Middle Name"), ("first_name", "Middle Name", "Last name")),
        (("Surname (legal)", "Forename（名）"), ("Forename（名）", "Surname (legal)")),
        (("姓",), None),
        (("First Name", "E-mail"), None),
        (("Given Name Yomi", "Family Name Yomi"), None),
        ((), None),
    ],
)
def test_both_sides_of_a_name_are_found(columns, sources):
    making = naming.parted(columns)
    assert (making and making.sources, making and making.joined) == (sources, sources and "name")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("姓,名,手机\n王,小明,13800006120\n欧阳,修,13800006121\n", ["欧阳修", "王小明"]),
        ("名,姓\n小明,王\n,李\n", ["李", "王小明"]),
        ("Last Name,First Name\nLovelace,Ada\nvan Beethoven,Ludwig\n", ["Ada Lovelace", "Ludwig van Beethoven"]),
        ("First Name,Last Name\n小明,王\nAda,King\n", ["Ada King", "王小明"]),
    ],
)
def test_names_come_in_the_order_of_their_language(clerk, text, names):
    bring(clerk, "contacts", text)
    assert sorted(column(clerk, "contacts", "name")) == sorted(names)


def test_a_column_with_the_whole_name_comes_first(clerk):
    work = take(clerk, "contacts", "姓名,姓,名\n王小明,王,小明\n")
    assert (work.mapping, work.made) == ({"姓名": "name"}, {})


def test_what_is_no_person_has_no_parts(clerk):
    work = take(clerk, "customers", "姓,名\n王,小明\n")
    assert (work.mapping, work.made) == ({}, {})


def test_whose_name_may_not_be_written_is_not_guessed(clerk, monkeypatch):
    monkeypatch.setattr("guanxi.engine.imports.guessing.targets", lambda entity, access: {})
    assert take(clerk, "contacts", "姓,名\n王,小明\n").made == {}


@pytest.mark.parametrize("name", ["google_contacts_2010s.header.csv", "outlook.header.csv"])
def test_headers_of_real_programs_with_a_part_of_their_columns(clerk, name):
    """Somebody cut the file down, so it isn't known as that program's any more."""
    header = next(csv.reader(io.StringIO(data(f"contact_headers/{name}").read_text("utf-8-sig"))))
    kept = [column for column in header if column in ("Given Name", "First Name", "Family Name", "Last Name", "Notes")]
    bring(clerk, "contacts", f"{','.join(kept)}\n{','.join(f'{c[0]}.' for c in kept)}\n")
    assert column(clerk, "contacts", "name") in (["G. F."], ["F. L."])


def test_what_somebody_maps_by_hand_takes_the_place_of_the_guess(clerk):
    bring(clerk, "contacts", "姓,名\n王,小明\n", {"名": "name"})
    assert column(clerk, "contacts", "name") == ["小明"]
