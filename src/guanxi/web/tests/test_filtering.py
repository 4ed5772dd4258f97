"""The filter builder: what its rows mean, that nothing is lost on the way, that it names only what one may read."""

from __future__ import annotations

import datetime as dt
import json
import string
from decimal import Decimal
from urllib.parse import quote, urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine.filters import compile_filter
from guanxi.engine.permissions import Access, Grant, Scope
from guanxi.engine.registry import registry
from guanxi.web.filtering import drafts, operators
from guanxi.web.filtering.drafts import ALL, ANY, NONE, Block, Draft, Row, Whole
from guanxi.web.filtering.paths import offered, reach
from guanxi.web.tests.world import World, text

EVERYTHING = Access([Grant("*", frozenset({"*"}), Scope.ALL, role="r")])
WORD = st.text(string.ascii_letters, min_size=1, max_size=8)
VALUES = {
    "integer": st.integers(-999, 999).map(str),
    "decimal": st.decimals(-9, 9, places=2).map(lambda value: format(value, "f")),
    "money": st.decimals(0, 999, places=2).map(lambda value: format(value, "f")),
    "date": st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)).map(dt.date.isoformat),
    "datetime": st.tuples(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.times()).map(
        lambda at: f"{at[0].isoformat()}T{at[1]:%H:%M}"
    ),
    "time": st.times().map(lambda at: f"{at:%H:%M}"),
    "link": st.uuids(version=4).map(str),
    "phone": st.integers(0, 9_999_999).map(lambda number: f"138 {number // 10_000 + 1000:04} {number % 10_000:04}"),
    "email": WORD.map(lambda name: f"{name.lower()}@example.com"),
    "url": WORD.map(lambda name: f"https://example.com/{name}"),
}


def value(kind: object) -> st.SearchStrategy[str]:
    options = getattr(kind, "options", None)
    return st.sampled_from([key for key, _ in options]) if options else VALUES.get(kind.kind, WORD)


@st.composite
def row(draw: st.DrawFn, entity: str) -> Row:
    face = registry[entity]
    paths = [path for _label, fields in offered(face, EVERYTHING) for path, _said in fields]
    path = draw(st.sampled_from(paths))
    kind = reach(face, path, EVERYTHING).kind
    operator = draw(st.sampled_from(operators.operators_of(kind)))
    if operator.takes == operators.NOTHING:
        return Row(path, operator.name)
    if operator.takes == operators.SPAN:
        return Row(path, operator.name, (draw(st.sampled_from(["today", "last_week", "this_quarter", "next_year"])),))
    if operator.takes == operators.COUNT:
        return Row(path, operator.name, (str(draw(st.integers(1, 99))), draw(st.sampled_from(operators.UNITS))))
    inside = WORD if operator.name in ("contains", "not_contains", "startswith") and not kind.several else value(kind)
    most = {operators.ONE: (1, 1), operators.TWO: (2, 2)}.get(operator.takes, (1, 3))
    values = draw(st.lists(inside, min_size=most[0], max_size=most[1], unique_by=str.casefold))
    return Row(path, operator.name, ("; ".join(values),) if operator.takes == operators.LIST else tuple(values))


@st.composite
def draft(draw: st.DrawFn, entity: str) -> Draft:
    block = st.builds(
        Block, st.sampled_from([ALL, ANY, NONE]), st.lists(row(entity), min_size=1, max_size=3).map(tuple)
    )
    members = draw(st.lists(st.one_of(row(entity), block), min_size=0, max_size=4).map(tuple))
    return Draft(draw(st.sampled_from([ALL, ANY])) if len(members) > 1 else ALL, members)


def sent(told: Draft) -> QueryDict:
    return QueryDict(urlencode(drafts.write(told)))


@pytest.mark.django_db
@pytest.mark.parametrize("entity", ["quotes", "partners"])
@given(data=st.data())
def test_a_form_and_its_filter_lead_back_to_each_other(entity: str, data: st.DataObject) -> None:
    told = data.draw(draft(entity))
    face = registry[entity]
    assert drafts.read(sent(told)) == told
    filter = drafts.filter_of(face, told, EVERYTHING)
    compile_filter(face, filter, EVERYTHING)
    assert json.loads(json.dumps(filter)) == filter
    again = drafts.draft_of(face, filter, EVERYTHING)
    assert again == told
    assert drafts.filter_of(face, again, EVERYTHING) == filter


@pytest.mark.parametrize(
    "filter",
    [
        {"not": {"field": "name", "op": "startswith", "value": "A"}},
        {"all": [{"field": "rating", "op": "eq", "value": 1}, {"any": [{"all": [{"field": "name", "value": "x"}]}]}]},
        {"any": []},
        {"field": "id", "op": "in", "value": ["01890000-0000-7000-8000-000000000000"]},
    ],
)
def test_what_the_builder_can_t_take_apart_is_kept(filter: dict) -> None:
    face = registry["partners"]
    told = drafts.draft_of(face, filter, EVERYTHING)
    assert any(isinstance(member, Whole) for member in told.members)
    assert drafts.filter_of(face, drafts.read(sent(told)), EVERYTHING) == filter


@pytest.fixture
def partners(world: World) -> World:
    for name, rating in (("Beta", 3), ("Alpha", 5), ("Gamma", None)):
        world.make("owner", "partners", name=name, rating=rating, kind="dealer" if rating else "")
    world.make("stranger", "partners", name="Foreign", rating=5)
    return world


def rows(**told: str) -> str:
    return urlencode([(name.replace("_", "."), value) for name, value in told.items()])


def test_rows_lead_to_the_list_they_mean(partners: World) -> None:
    asked = "/partners/filter/?" + rows(j="all", f_0="rating", o_0="gte", v_0="4", f_1="owner", o_1="me") + "&do=show"
    answer = partners.get("owner", asked)
    assert answer.status_code == 302
    page = text(partners.get("owner", answer.headers["Location"]))
    assert "Alpha" in page
    assert "Beta" not in page
    assert "Foreign" not in page
    assert "Rating not less than 4" in page


def test_a_group_holds_when_one_of_it_does(partners: World) -> None:
    asked = rows(j="all", j_0="any", f_0_0="rating", o_0_0="empty", f_0_1="kind", o_0_1="in") + "&v.0.1=factory"
    page = partners.get("owner", f"/partners/filter/?{asked}&do=show")
    found = text(partners.get("owner", page.headers["Location"]))
    assert "Gamma" in found
    assert "Alpha" not in found


def test_the_builder_counts_what_the_finished_rows_let_through(partners: World) -> None:
    asked = rows(j="all", f_0="rating", o_0="filled", f_1="name", o_1="contains", v_1="")
    assert "2 match" in text(partners.get("owner", f"/partners/filter/?{asked}"))
    assert "1 match" in text(partners.get("stranger", f"/partners/filter/?{asked}"))


def test_an_unfinished_row_is_told_beside_it_and_nothing_is_lost(partners: World) -> None:
    asked = rows(j="all", f_0="rating", o_0="gte", v_0="many", f_1="name", o_1="contains", v_1="kept") + "&do=show"
    refused = partners.get("owner", f"/partners/filter/?{asked}", HX_Request="true", HX_Target="list")
    assert refused.status_code == 422
    assert "“many” is not a number." in text(refused)
    assert 'value="kept"' in refused.content.decode()
    assert refused.headers["HX-Retarget"] == "#fb"


def test_buttons_add_remove_and_clear(partners: World) -> None:
    base = rows(j="all", f_0="rating", o_0="gte", v_0="4")
    added = partners.get("owner", f"/partners/filter/?{base}&do=add").content.decode()
    assert 'name="f.1"' in added
    grouped = partners.get("owner", f"/partners/filter/?{base}&do=group").content.decode()
    assert 'name="f.1.1"' in grouped
    removed = partners.get("owner", f"/partners/filter/?{base}&f.1=name&o.1=eq&v.1=x&do=remove:0").content.decode()
    assert 'value="x"' in removed
    assert 'name="f.1"' not in removed
    assert 'value="4"' not in partners.get("owner", f"/partners/filter/?{base}&do=clear").content.decode()


def test_a_chip_opens_its_own_row(partners: World) -> None:
    told = quote(json.dumps({"all": [{"field": "rating", "op": "gte", "value": 4}, {"field": "owner", "value": "me"}]}))
    page = partners.get("owner", f"/partners/?filter={told}").content.decode()
    assert "focus=1" in page
    opened = partners.get("owner", f"/partners/filter/?filter={told}&focus=1", HX_Request="true").content.decode()
    assert opened.count("autofocus") == 1
    assert opened.index('id="fb-o-1"') < opened.index("autofocus")


def test_hidden_fields_are_neither_offered_nor_taken(world: World) -> None:
    world.make("owner", "quotes", name="Big deal", amount="1234.50", secret="confidential")
    page = world.get("marketer", "/quotes/filter/").content.decode()
    assert 'value="partner.name"' in page
    for name in ("secret", "amount", "lines", "lines.price"):
        assert f'value="{name}"' not in page
        asked = rows(j="all", f_0=name, o_0="filled") + "&do=show"
        assert world.get("marketer", f"/quotes/filter/?{asked}").status_code == 422
    assert 'value="secret"' in world.get("owner", "/quotes/filter/").content.decode()


@pytest.mark.parametrize(
    "asked", ["j=all&k.0=[", "j=x&f.0=&o.0=&v.0=", "j=all&j.0=x&f.0.0=name&o.0.0=zz", "do=remove:9", "focus=99"]
)
def test_nonsense_shows_the_builder_again(partners: World, asked: str) -> None:
    assert partners.get("owner", f"/partners/filter/?{asked}").status_code == 200


def test_amounts_stay_exact() -> None:
    told = operators.condition(registry["quotes"].fields["amount"], "amount", "gte", ("1,234.50",))
    assert Decimal(told["value"]) == Decimal("1234.50")
