"""The page around one record: arranged by whom it serves, on through a list, along its stages, on paper."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guanxi.engine import files
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.world import World, text

LOOKING = ("django_session",)


def keys(html: str, column: str) -> list[str]:
    """The panels of a column, from above."""
    inside = html.split(f'data-column="{column}"')[1].split("data-column=")[0]
    return re.findall(r'data-panel-key="([^"]+)"', inside)


@pytest.fixture
def partner(world: World) -> str:
    return f"/partners/{world.make('owner', 'partners', name='Lanyu', rating=3).pk}/"


def remember(world: World, who: str, value: object) -> int:
    data = {"name": "record:partners", "value": json.dumps(value)}
    return world.post(who, "/settings/remembered/", data).status_code


def test_panels_stand_where_their_person_put_them(world: World, partner: str) -> None:
    html = world.get("owner", partner).content.decode()
    assert keys(html, "left") == ["facts-name"]
    assert keys(html, "right") == ["related-quotes-partner", "files"]
    kept = {"left": ["files", "facts-name"], "right": [], "folded": ["files"], "closed": ["right"]}
    assert remember(world, "owner", kept) == 204
    html = world.get("owner", partner).content.decode()
    assert keys(html, "left") == ["files", "facts-name"]
    assert keys(html, "right") == ["related-quotes-partner"]
    assert re.search(r'data-panel-key="files"[^>]*data-folded', html)
    assert 'data-closed="right"' in html
    assert keys(world.get("manager", partner).content.decode(), "left") == ["facts-name"]


def test_an_arrangement_of_another_shape_is_refused(world: World, partner: str) -> None:
    with unchanged(*LOOKING):
        for wrong in ([], {"left": "x"}, {"left": [1]}, {"up": []}, {"left": ["x" * 200]}):
            assert remember(world, "owner", wrong) == 400
    assert remember(world, "owner", {"left": ["gone", "files", "lines-x"]}) == 204
    assert keys(world.get("owner", partner).content.decode(), "left") == ["files", "facts-name"]


def test_empty_facts_wait_behind_a_button(world: World, partner: str) -> None:
    html = world.get("owner", partner).content.decode()
    assert re.search(r"Show ([5-9]|1[0-9]) more", html)
    shown, away = html.split('<details class="gx-morefacts">')
    assert 'id="fact-rating"' in shown
    assert 'id="fact-email"' in away
    assert 'id="fact-email"' not in shown


def test_lines_show_columns_in_which_one_of_them_says_something(world: World) -> None:
    key = world.make("owner", "quotes", name="First", lines=[{"product": "Gauge"}, {"product": "Dial"}]).pk

    def columns() -> list[str]:
        page = world.get("owner", f"/quotes/{key}/").content.decode()
        panel = page[page.index("<h2>Lines</h2>") :].partition("</thead>")[0]
        return re.findall(r"<th[^>]*>([^<]*)</th>", panel)

    assert columns() == ["Product", "Quantity"]
    priced = [{"product": "Gauge"}, {"product": "Dial", "price": "0.00"}]
    world.change("owner", "quotes", key, lines=priced)
    assert len(columns()) == 3


def test_one_goes_on_in_the_list_one_came_from(world: World) -> None:
    made = {name: str(world.make("owner", "partners", name=name, rating=n).pk) for n, name in enumerate("ABCD")}
    world.make("stranger", "partners", name="BB")

    def around(name: str, query: str = "") -> list[str]:
        html = world.get("owner", f"/partners/{made[name]}/around/{query}").content.decode()
        return re.findall(r'title="([^"]*)"', html)

    assert around("B") == ["A", "C"]
    assert around("A") == ["B"]
    assert around("D") == ["C"]
    assert around("B", "?sort=-rating") == ["C", "A"]
    assert around("C", '?filter={"field":"rating","op":"ne","value":1}') == ["A", "D"]
    assert around("C", "?cursor=whatever&q=A") == ["A"]
    assert world.get("stranger", f"/partners/{made['B']}/around/").content.decode().count("<a ") == 0
    assert world.get("owner", f"/partners/{made['B']}/around/?sort=nothing").status_code == 400


def test_it_costs_one_query_for_each_side(world: World, django_assert_max_num_queries) -> None:
    key = [world.make("owner", "partners", name=name).pk for name in "ABC"][1]
    world.get("owner", f"/partners/{key}/around/")
    with django_assert_max_num_queries(6):  # two of them are the session and its person, one finds the record's place
        world.get("owner", f"/partners/{key}/around/")


def test_the_stage_says_for_how_long_and_who_may_move_it(world: World) -> None:
    url = f"/quotes/{world.make('owner', 'quotes', name='First').pk}/"
    page = world.get("owner", url)
    assert "draft · day 1" in text(page)
    html = page.content.decode().split('class="gx-path"')[1].split("</ol>")[0]
    links = re.findall(r'href="([^"]*)"', html)
    for link in links:
        assert link.startswith(f"{url}do/")
        with unchanged(*LOOKING):
            assert world.get("owner", link).status_code == 200
    stranger = world.get("marketer", url).content.decode().split('class="gx-path"')[1].split("</ol>")[0]
    assert "href" not in stranger


def test_on_paper_stands_what_one_may_see_and_nothing_to_press(world: World) -> None:
    partner = world.make("owner", "partners", name="Lanyu").pk
    lines = [{"product": "Gauge", "quantity": "2"}]
    quote = world.make(
        "owner", "quotes", name="First", amount="199.00", secret="s3cret", partner=str(partner), lines=lines
    )
    paper = world.get("owner", f"/quotes/{quote.pk}/print/")
    for told in ("First", "Q-00001", "199.00", "Lanyu", "Gauge", "s3cret", "Printed by Owner"):
        assert told in text(paper), told
    assert "First" in text(world.get("owner", f"/partners/{partner}/print/"))
    for shell in ("gx-side", "gx-tabbar", "hx-get", "gx-pen"):
        assert shell not in paper.content.decode(), shell
    closed = world.get("marketer", f"/quotes/{quote.pk}/print/").content.decode()
    for hidden in ("s3cret", "Gauge", "199.00"):
        assert hidden not in closed, hidden
    assert world.get("stranger", f"/quotes/{quote.pk}/print/").status_code == 404


LONG = "The buyer wants two machines before the end of the year, and a certificate with each of them."


def test_the_history_tells_a_long_text_word_by_word(world: World) -> None:
    key = world.make("owner", "partners", name="Lanyu", note=LONG, rating=1).pk
    world.change("manager", "partners", key, note=LONG.replace("two", "three"), rating=2)
    html = world.get("owner", f"/partners/{key}/history/").content.decode()
    assert "<del>two</del><ins>three</ins>" in html
    change = html.split("</article>")[0]
    assert re.search(r"<del>1</del>.*<ins>2</ins>", change, re.DOTALL)


def test_the_history_is_narrowed_by_field_person_verb_and_time(world: World) -> None:
    key = world.make("owner", "partners", name="Lanyu", rating=1).pk
    world.change("manager", "partners", key, rating=2, note="x")
    world.change("owner", "partners", key, phone="13800138000")
    url = f"/partners/{key}/history/"

    def events(query: str) -> list[str]:
        page = world.get("owner", url + query)
        assert page.status_code == 200
        return re.findall(r'<b class="gx-b">([^<]*)</b>', page.content.decode().split("gx-column")[1])

    manager = world.users["manager"].pk
    assert events("") == ["Owner", "Manager", "Owner"]
    assert events("?field=rating") == ["Manager", "Owner"]
    assert events(f"?person={manager}") == ["Manager"]
    assert events("?verb=create") == ["Owner"]
    assert events("?from=2020-01-01&to=2020-12-31") == []
    assert len(events("?from=2020-01-01")) == 3
    narrowed = world.get("owner", f"{url}?field=rating").content.decode()
    assert '<option value="rating" selected>' in narrowed
    assert "<dt>Note</dt>" not in narrowed
    for wrong in ("?field=nothing", "?person=x", "?from=yesterday", "?from=0001-01-01"):
        assert world.get("owner", url + wrong).status_code == 400, wrong


def test_the_history_hides_what_a_role_may_not_see(world: World) -> None:
    key = world.make("owner", "quotes", name="First", secret="s3cret-old", amount="199.00").pk
    world.change("owner", "quotes", key, secret="s3cret-new")
    html = world.get("marketer", f"/quotes/{key}/history/").content.decode()
    assert "s3cret" not in html
    assert 'value="secret"' not in html
    assert "put-back" not in html
    for closed in ("secret", "amount", "lines"):
        assert world.get("marketer", f"/quotes/{key}/history/?field={closed}").status_code == 400, closed


def test_a_former_value_comes_back_from_the_history(world: World) -> None:
    partner = world.make("owner", "partners", name="Lanhai").pk
    key = world.make("owner", "quotes", name="First", amount="5", partner=str(partner), tags=["urgent"]).pk
    world.change("owner", "quotes", key, amount="7", partner=None, tags=[])
    url = f"/quotes/{key}/history/"
    html = world.get("owner", url).content.decode()
    ways = [way.replace("&amp;", "&") for way in re.findall(r'action="([^"]*put-back[^"]*)"', html)]
    assert len(ways) == 3
    for way in ways:
        response = world.post("owner", way)
        assert (response.status_code, response.headers["Location"]) == (302, url)
    told = text(world.get("owner", f"/quotes/{key}/"))
    assert "5.00" in told
    assert "Lanhai" in told
    assert "put-back" not in world.get("owner", f"/quotes/{key}/history/?verb=create").content.decode()


def test_the_history_tells_of_files_and_lines_too(world: World) -> None:
    key = world.make("owner", "quotes", name="First", lines=[{"product": "Gauge"}]).pk
    files.attach(
        registry["quotes"], key, SimpleUploadedFile("plan.txt", b"a plan", "text/plain"), actor=world.users["owner"]
    )
    told = text(world.get("owner", f"/quotes/{key}/history/"))
    assert "plan.txt" in told
    assert "Gauge" in told
    assert "plan.txt" not in text(world.get("owner", f"/quotes/{key}/history/?field=name")).split("Show everything")[1]
