"""Columns and order: chosen, kept for whoever chose them, in the words of the data; never more than one may see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.web.lists.arranging import Arrangement, Shown
from guanxi.web.tests.world import World, text

NAMES = st.sampled_from(["name", "kind", "rating", "owner", "owner.department", "phone"])


@pytest.fixture
def partners(world: World) -> World:
    world.make("owner", "partners", name="Alpha", rating=5, phone="13800006120", kind="dealer", note="a remark")
    world.make("owner", "partners", name="Beta", rating=5, kind="factory")
    world.make("owner", "partners", name="Gamma", rating=7, kind="dealer")
    return world


def heads(world: World, who: str, url: str = "/partners/") -> list[str]:
    page = world.get(who, url).content.decode()
    return [part.split('"')[0] for part in page.split('<th scope="col" data-name="')[1:]]


def change(world: World, who: str, do: str, **more: object) -> str:
    return world.post(who, "/partners/columns/", {"do": do, **more}).headers["Location"]


@given(
    st.lists(NAMES, unique=True, max_size=6), st.integers(0, 3), st.lists(st.integers(60, 800), min_size=6, max_size=6)
)
def test_an_arrangement_is_read_as_it_was_written(names: list[str], frozen: int, widths: list[int]) -> None:
    columns = tuple(Shown(name, width if width % 2 else 0) for name, width in zip(names, widths, strict=False))
    told = Arrangement(columns, min(frozen, max(len(columns) - 1, 0)))
    assert Arrangement.read(str(told)) == told


def test_columns_are_chosen_and_ordered_by_each_for_themselves(partners: World) -> None:
    assert heads(partners, "owner") == ["name", "kind", "rating", "owner"]
    change(partners, "owner", "set", c=["rating", "name", "phone"], frozen="1")
    assert heads(partners, "owner") == ["rating", "name", "phone"]
    assert "138 0000 6120" in text(partners.get("owner", "/partners/"))
    assert heads(partners, "manager") == ["name", "kind", "rating", "owner"]
    change(partners, "owner", "reset")
    assert heads(partners, "owner") == ["name", "kind", "rating", "owner"]


@pytest.mark.parametrize(
    ("do", "after"),
    [
        ("hide:kind", ["name", "rating", "owner"]),
        ("left:rating", ["name", "rating", "kind", "owner"]),
        ("right:rating", ["name", "kind", "owner", "rating"]),
        ("right:owner", ["name", "kind", "rating", "owner"]),
        ("hide:nothing", ["name", "kind", "rating", "owner"]),
    ],
)
def test_the_menu_of_a_head_changes_its_column(partners: World, do: str, after: list[str]) -> None:
    change(partners, "owner", do)
    assert heads(partners, "owner") == after


def test_widths_are_kept_and_what_stays_in_sight_is_marked(partners: World) -> None:
    change(partners, "owner", "widths", widths="name:300,kind:9999,nothing:5")
    change(partners, "owner", "pin:kind")
    page = partners.get("owner", "/partners/").content.decode()
    assert '<col width="300">' in page
    assert '<col width="800">' in page
    assert page.count('class="gx-pin"') >= 2
    change(partners, "owner", "narrower:name")
    assert '<col width="260">' in partners.get("owner", "/partners/").content.decode()


def test_columns_in_the_address_come_first_and_stay_there(partners: World) -> None:
    change(partners, "owner", "set", c=["name", "phone"])
    assert heads(partners, "owner", "/partners/?columns=name,note") == ["name", "note"]
    back = change(partners, "owner", "hide:note", columns="name,note,kind")
    assert heads(partners, "owner", back) == ["name", "kind"]
    assert heads(partners, "owner") == ["name", "phone"]


def test_a_linked_record_s_field_is_a_column_as_far_as_one_may_see_it(partners: World) -> None:
    page = partners.get("owner", "/partners/?columns=name,owner.department,owner.username")
    assert "East" in text(page)
    assert heads(partners, "owner", "/partners/?columns=name,owner.department,owner.username") == [
        "name",
        "owner.department",
    ]
    assert heads(partners, "admin", "/partners/?columns=name,owner.username") == ["name", "owner.username"]


def test_hidden_fields_are_no_columns(world: World) -> None:
    world.make("owner", "quotes", name="Big deal", amount="1234.50", secret="confidential")
    page = world.get("marketer", "/quotes/?columns=name,secret,lines")
    assert "confidential" not in text(page)
    assert 'data-name="secret"' not in page.content.decode()
    panel = world.get("marketer", "/quotes/columns/").content.decode()
    assert 'value="secret"' not in panel
    assert 'value="valid_until"' in panel


def test_up_to_four_orders_each_in_the_words_of_its_data(partners: World) -> None:
    page = text(partners.get("owner", "/partners/?sort=-rating&sort=-name&sort="))
    assert page.index("Gamma") < page.index("Beta") < page.index("Alpha")
    assert "Order: Rating and Name" in page or "Order: Rating, Name" in page
    panel = text(partners.get("owner", "/partners/sort/?sort=-rating"))
    assert "Rating: Largest first" in panel
    assert "Name: A to Z" in panel
    assert partners.get("owner", "/partners/?sort=name,kind,rating,phone,email").status_code == 400


def test_a_head_offers_a_second_order_and_the_filter(partners: World) -> None:
    menu = partners.get("owner", "/partners/head/?column=rating&sort=name", HX_Request="true").content.decode()
    assert "sort=name%2Crating" in menu
    assert "/partners/filter/?sort=name&amp;field=rating" in menu
    assert partners.get("owner", "/partners/head/?column=nothing").status_code == 400
