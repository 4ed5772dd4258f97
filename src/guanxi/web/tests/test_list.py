"""Lists: who sees what, in which order, how much of it, at what cost."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest

from guanxi.engine import gate
from guanxi.engine.registry import registry
from guanxi.web.tests.world import World, text


@pytest.fixture
def partners(world: World) -> World:
    for name, rating in (("Beta", 3), ("Alpha", 5), ("Gamma", None)):
        world.make("owner", "partners", name=name, rating=rating, phone="13800006120", kind="dealer")
    world.make("stranger", "partners", name="Foreign")
    return world


def order(page: str, *names: str) -> list[str]:
    return sorted((name for name in names if name in page), key=page.index)


def test_everybody_sees_their_own_and_what_they_answer_for(partners: World) -> None:
    assert {"Alpha", "Beta", "Gamma"} <= set(text(partners.get("owner", "/partners/")).split())
    assert "Foreign" not in text(partners.get("owner", "/partners/"))
    assert "Alpha" in text(partners.get("manager", "/partners/"))
    assert "Alpha" not in text(partners.get("teammate", "/partners/"))
    stranger = text(partners.get("stranger", "/partners/"))
    assert "Foreign" in stranger
    assert "1 partner" in stranger


def test_a_column_s_head_sorts_and_turns_the_order_round(partners: World) -> None:
    page = text(partners.get("owner", "/partners/"))
    assert order(page, "Alpha", "Beta", "Gamma") == ["Alpha", "Beta", "Gamma"]
    page = text(partners.get("owner", "/partners/?sort=-rating"))
    assert order(page, "Alpha", "Beta", "Gamma") == ["Alpha", "Beta", "Gamma"]
    page = text(partners.get("owner", "/partners/?sort=-name"))
    assert order(page, "Alpha", "Beta", "Gamma") == ["Gamma", "Beta", "Alpha"]
    raw = partners.get("owner", "/partners/?sort=name").content.decode()
    assert 'aria-sort="ascending"' in raw
    assert "sort=-name" in raw


def test_search_and_filter_stand_in_the_address_and_as_chips(partners: World) -> None:
    assert order(text(partners.get("owner", "/partners/?q=alp")), "Alpha", "Beta") == ["Alpha"]
    told = quote(json.dumps({"all": [{"field": "rating", "op": "gte", "value": 4}, {"field": "owner", "value": "me"}]}))
    page = text(partners.get("owner", f"/partners/?filter={told}"))
    assert "Rating not less than 4" in page
    assert "Owner is me" in page
    assert order(page, "Alpha", "Beta") == ["Alpha"]
    nothing = text(partners.get("owner", "/partners/?q=zzzz"))
    assert "No partner matches" in nothing
    assert "Show all partners" in nothing


@pytest.mark.parametrize(
    "query",
    [
        "sort=nothing",
        "sort=password",
        "filter={",
        "filter=[]",
        'filter={"field":"secret2"}',
        "cursor=abc",
        "q=" + "x" * 300,
    ],
)
def test_what_can_t_be_understood_is_refused_in_words(partners: World, query: str) -> None:
    response = partners.get("owner", f"/partners/?{query}")
    assert response.status_code == 400
    assert "To the list" in text(response)


def test_pages_follow_one_another_both_ways(world: World) -> None:
    for number in range(53):
        world.make("owner", "partners", name=f"P{number:03}")
    first = world.get("owner", "/partners/")
    assert "50 shown, 53 in all" in text(first)
    assert "P049" in text(first)
    assert "P050" not in text(first)
    second = world.get("owner", _link(first.content.decode(), "next-batch"))
    assert "P050" in text(second)
    assert "3 shown, 53 in all" in text(second)
    again = world.get("owner", _link(second.content.decode(), "previous-batch"))
    assert "P000" in text(again)


def _link(html: str, ident: str) -> str:
    start = html.index(f'id="{ident}"')
    at = html.index('href="', start) + 6
    return html[at : html.index('"', at)].replace("&amp;", "&")


def test_htmx_gets_the_table_alone(partners: World) -> None:
    part = partners.get("owner", "/partners/", HX_Request="true", HX_Target="list").content.decode()
    assert part.lstrip().startswith('<div class="gx-list" id="list"')
    assert "<html" not in part
    refused = partners.get("owner", "/partners/?sort=nothing", HX_Request="true", HX_Target="list")
    assert refused.status_code == 400
    assert refused.headers["HX-Retarget"] == "#main"
    assert "<html" not in refused.content.decode()


def test_the_recycle_bin_is_a_list_too(partners: World) -> None:
    key = partners.make("owner", "partners", name="Gone").pk
    gate.delete(registry["partners"], key, actor=partners.users["owner"])
    assert "Gone" not in text(partners.get("owner", "/partners/"))
    page = text(partners.get("owner", "/partners/?deleted=1"))
    assert "Gone" in page
    assert "Restore" in page
    assert "Gone" not in text(partners.get("stranger", "/partners/?deleted=1"))


def test_hidden_fields_leave_no_trace_and_masked_ones_show_an_outline(world: World) -> None:
    world.make("owner", "quotes", name="Big deal", amount="1234.50", secret="confidential")
    page = world.get("marketer", "/quotes/")
    assert "Big deal" in text(page)
    assert "1,234.50" not in text(page)
    assert "***" in text(page)
    assert b"confidential" not in page.content
    assert world.get("marketer", "/quotes/?sort=amount").status_code == 400
    assert world.get("marketer", "/quotes/?filter=%7B%22field%22%3A%22secret%22%7D").status_code == 400


def test_an_entity_one_may_not_read_looks_like_none(world: World) -> None:
    missing = world.get("owner", "/no-such-thing/")
    closed = world.get("owner", "/roles/")
    assert missing.status_code == closed.status_code == 404
    told = [
        re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(url, "")
        for answer, url in ((missing, "/no-such-thing/"), (closed, "/roles/"))
    ]
    assert told[0] == told[1]


def test_an_empty_list_says_how_to_begin(world: World) -> None:
    page = text(world.get("owner", "/quotes/"))
    assert "No quotes yet" in page
    assert "New quote" in page
    assert "New quote" not in text(world.get("marketer", "/quotes/"))


def test_a_list_costs_few_queries_however_many_rows(world: World, django_assert_max_num_queries) -> None:
    for number in range(20):
        other = world.make("owner", "partners", name=f"P{number}")
        lines = [{"product": "a", "partner": str(other.pk)}]
        world.make("owner", "quotes", name=f"Q{number}", partner=str(other.pk), lines=lines)
    world.get("owner", "/quotes/")
    with django_assert_max_num_queries(8):
        assert world.get("owner", "/quotes/").status_code == 200
    with django_assert_max_num_queries(12):  # some of them only speak to the planner
        assert world.get("owner", "/partners/?q=p1").status_code == 200


def test_amounts_are_added_up_as_far_as_one_sees_them(world: World) -> None:
    for number in range(52):
        world.make("owner", "quotes", name=f"Q{number:02}", amount="10.25")
    world.make("stranger", "quotes", name="Foreign", amount="1000")
    foot = text(world.get("owner", "/quotes/")).split("50 shown")[0]
    assert "533.00" in foot
    assert "10.25" in text(world.get("owner", "/quotes/?q=Q01")).split("1 shown")[0].split("Total")[1]
    found = text(world.get("owner", "/quotes/?q=Q"))
    assert "533.00" in found
    assert "52 in all" in found
    assert 'data-bulk-target="sum"' not in world.get("marketer", "/quotes/").content.decode()


def test_too_many_are_not_added_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from guanxi.engine.reading import counting

    for number in range(52):
        world.make("owner", "quotes", name=f"Q{number:02}", amount="10.25")
    told, sums = counting.count_with_sums(
        registry["quotes"], world.users["owner"], counting.Query(), ["amount"], bound=51
    )
    assert (str(told), sums) == ("51+", {})
