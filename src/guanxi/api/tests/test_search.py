"""A text looked for in everything the caller may see, and why each record was found."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.api.tests.world import Api, World
from guanxi.engine.errors import BadQuery, NotFound
from guanxi.engine.search.everywhere import search


@pytest.fixture
def stocked(api: Api) -> Api:
    api.make("owner", "customers", name="宁波澜屿精工机械有限公司", phone="13800136120", address="江北区澜屿路 8 号")
    api.make("owner", "customers", name="青岛海风", address="澜屿街 1 号")
    api.make("owner", "contacts", name="沈澜屿", mobile="13800136120")
    return api


@pytest.mark.parametrize(
    ("q", "found"),
    [
        (
            "澜屿",
            [
                ("customers", "宁波澜屿精工机械有限公司", "name"),
                ("customers", "青岛海风", "address"),
                ("contacts", "沈澜屿", "name"),
            ],
        ),
        (
            "lanyu",
            [
                ("customers", "宁波澜屿精工机械有限公司", "name"),
                ("customers", "青岛海风", "address"),
                ("contacts", "沈澜屿", "name"),
            ],
        ),
        ("qdhf", [("customers", "青岛海风", "name")]),
        ("6120", [("customers", "宁波澜屿精工机械有限公司", "phone"), ("contacts", "沈澜屿", "mobile")]),
        ("nothing", []),
        ("", []),
        ("%", []),
    ],
)
def test_found_and_why(stocked: Api, q: str, found: list[tuple[str, str, str]]) -> None:
    hits = stocked.items("owner", "search", q=q)
    assert [(hit["entity"], hit["label"], hit["field"]) for hit in hits] == found
    for hit in hits:
        assert all(0 <= start < end <= len(hit["text"]) for start, end in hit["spans"])
        assert hit["spans"]


def test_a_title_comes_before_any_other_field(api: Api, world: World) -> None:
    for number in range(5):
        api.make("owner", "customers", name=f"Other {number}", address="Baker Street")
    api.make("owner", "customers", name="Street Baker")
    api.make("owner", "customers", name="Baker")
    labels = [hit.label for hit in search(world.users["owner"], "baker", ["customers"], 3)]
    assert labels[:2] == ["Baker", "Street Baker"]


def test_a_long_text_is_cut_around_the_spot(api: Api) -> None:
    api.make("owner", "customers", name="A", address="x" * 150 + " Needle " + "y" * 100)
    (hit,) = api.items("owner", "search", q="needle")
    assert len(hit["text"]) < 130
    ((start, end),) = hit["spans"]
    assert hit["text"][start:end] == "Needle"


def test_limits_and_names(world: World, stocked: Api) -> None:
    user = world.users["owner"]
    assert [hit.entity for hit in search(user, "澜屿", limit=1)] == ["customers", "contacts"]
    assert {hit.entity for hit in search(user, "澜屿", ["contacts"])} == {"contacts"}
    with pytest.raises(BadQuery):
        search(user, "x" * 201)
    with pytest.raises(BadQuery):
        search(user, "x", limit=0)
    for name in ("nope", "roles"):
        with pytest.raises(NotFound):
            search(user, "x", [name])


def test_one_query_for_each_entity(world: World, stocked: Api, django_assert_num_queries: Any) -> None:
    user = world.users["clerk"]
    search(user, "澜屿", ["customers", "contacts"])
    with django_assert_num_queries(2):
        search(user, "澜屿", ["customers", "contacts"])
