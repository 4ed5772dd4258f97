"""Class H: nothing that a request says becomes SQL. Every statement is looked at, on every address that takes words.

Whatever is asked carries a mark; a statement in whose text the mark stands was put together from what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import exports, mass
from guanxi.engine.errors import BadQuery, EngineError
from guanxi.engine.filters.tree import OPERATORS, parse
from guanxi.engine.reading import Query, buckets, groups, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from tests.security.callers import NOISE, World

MARK = "zqsql"
PAYLOADS = (
    "{m}' OR '1'='1",
    '{m}" OR ""="',
    "{m}') OR ('1'='1' --",
    "{m}; DROP TABLE people_user; --",
    "{m}' AND 1=CAST(version() AS int)--",
    "{m}' UNION SELECT password FROM people_user--",
    "{m}'||pg_sleep(9)||'",
    "(SELECT 1 FROM pg_sleep(9)) {m}",
    "{m}%%",
    "%s {m} %(x)s",
    "{m}\x00",
    "{m}\\",
    "{m}\\'",
    "{m}$$;SELECT 1$$",
    "{m}/**/OR/**/1=1",
    "{m}`x`",
    "{m}::int",
    "T1.{m}",
    "people_user.{m}",
    "{m}__startswith",
    "{m}) FROM people_user --",
    "{m}{{}}",
    "{m} DESC NULLS LAST",
    "{m},(CASE WHEN 1=1 THEN name ELSE id END)",
    "{m}\u02bc OR 1=1",
    "{m}＇ OR 1=1",
    "{m}\nUNION ALL SELECT NULL",
    "{m}' ESCAPE '",
    "{m}_%",
    "E'{m}\\x27'",
)
API, ONE = "/api/v1/quotes", "/quotes/{key}/"
ENDPOINTS = (
    f"{API}?sort={{x}}",
    f"{API}?sort=-{{x}},name",
    f"{API}?fields={{x}}",
    f"{API}?q={{x}}",
    f"{API}?cursor={{x}}",
    f"{API}?limit={{x}}",
    f"{API}?filter={{x}}",
    f"{API}?filter={{f}}",
    f"{API}?filter={{v}}",
    f"{API}?filter={{o}}",
    f"{API}?{{x}}=1",
    f"{API}?count={{x}}",
    f"{API}/{{x}}",
    f"{API}/{{x}}/history",
    f"{API}/{{key}}/history?cursor={{x}}",
    f"{API}/{{key}}/{{x}}",
    f"{API}/{{key}}/files/{{x}}",
    f"{API}/export?sort={{x}}",
    f"{API}/export?q={{x}}",
    f"{API}/export?filter={{v}}",
    f"{API}/export?format={{x}}",
    f"{API}/{{key}}/who?cursor={{x}}",
    "/api/v1/{x}",
    "/api/v1/{x}/export",
    "/api/v1/schema/{x}",
    "/api/v1/search?q={x}",
    "/api/v1/imports/{x}",
    "/api/v1/exports/{x}/file",
    "/api/v1/users/{self}/rights?entity={x}",
    "/api/v1/users/{self}/rights?entity=quotes&record={x}",
    "/api/v1/roles/changes?before={x}",
    "/api/v1/roles/compare?one={x}&other={x}",
    "/api/v1/traces?verb={x}",
    "/api/v1/notifications?only={x}",
    "/quotes/?sort={x}",
    "/quotes/?filter={f}",
    "/quotes/?filter={v}",
    "/quotes/?q={x}",
    "/quotes/?cursor={x}",
    "/quotes/?columns={x}",
    "/quotes/?layout={x}",
    "/quotes/?layout=board&layout_by={x}",
    "/quotes/?layout=groups&layout_by={x}",
    "/quotes/?layout=map&layout_by={x}",
    "/quotes/?layout=calendar&layout_by={x}&layout_day={x}",
    "/quotes/?view={x}",
    "/quotes/column/?column={x}",
    "/quotes/group/?group={x}&layout_by=owner",
    "/quotes/group/?group={x}&layout_by=updated_at",
    "/quotes/group/?group={x}&layout_by={x}",
    "/quotes/entries/?start={x}&end={x}",
    "/quotes/filter/?j=all&f.0={x}&o.0=eq&v.0={x}&do=show",
    "/quotes/filter/?field={x}",
    "/quotes/head/?column={x}",
    "/quotes/sort/?sort={x}",
    "/quotes/columns/?columns={x}",
    "/quotes/new/?name={x}&partner={x}",
    f"{ONE}history/?field={{x}}&verb={{x}}&person={{x}}&from={{x}}",
    f"{ONE}around/?sort={{x}}",
    f"{ONE}around/?q={{x}}",
    "/search/?q={x}",
    "/palette/?q={x}",
    "/options/quotes/?q={x}",
    "/options/any/?q={x}",
    "/options/partners/tags/?q={x}",
    "/talk/quotes/{key}/?what={x}&before={x}",
    "/talk/quotes/{key}/people/?q={x}",
    "/calendar/entries/?start={x}&end={x}",
    "/calendar/colleagues/?q={x}",
    "/calendar/year/?year={x}",
    "/roles/changes/?before={x}",
    "/roles/compare/?one={x}&other={x}",
    "/traces/?verb={x}&entity={x}&who={x}&before={x}",
    "/users/{self}/rights/?entity={x}&record={x}",
    "/notifications/?tab={x}&before={x}",
)
"""Where words of a request narrow, order, group or find; `f`, `o`, `v`: in a filter as field, operator, value."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """The text of every statement, without its values, as it is sent."""
    told: list[str] = []

    def look(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        told.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield told


def asked(template: str, payload: str, known: dict[str, str]) -> str:
    filters = {
        "f": {"field": payload, "op": "eq", "value": "a"},
        "o": {"field": "name", "op": payload, "value": "a"},
        "v": {
            "any": [
                {"field": "name", "op": "contains", "value": payload},
                {"field": "amount", "op": "eq", "value": payload},
            ]
        },
    }
    words = {name: quote(json.dumps(told)) for name, told in filters.items()} | {"x": quote(payload, safe="")}
    return template.format(**known, **words)


@pytest.mark.parametrize("template", ENDPOINTS)
def test_no_word_of_a_request_is_in_a_statement(world: World, template: str) -> None:
    caller = world.caller("admin")
    known = {"key": str(world.seeds.keys["quotes", "owner"]), "self": str(world.house.keys["admin"])}
    for payload in PAYLOADS:
        url = asked(template, payload.format(m=MARK), known)
        with statements() as told:
            answer = caller.get(url)
        assert answer.status in (200, 302, 400, 404, 405, 422), (url, answer.status)
        assert not [sql for sql in told if MARK in sql], url
        assert not [word for word in ("psycopg", "SQLSTATE", "syntax error at") if word in answer.text], url


def test_what_no_text_can_hold_is_refused_wherever_an_address_says_it(world: World) -> None:
    caller, key = world.caller("admin"), world.seeds.keys["quotes", "owner"]
    for url in (f"{API}?q=a%00b", f"{API}/export?q=%00", f"{API}/{key}/history?verb=%00", "/quotes/?q=a%00b"):
        with unchanged(*NOISE):
            assert caller.get(url).status == 400, url
    assert caller.get(f"/quotes/{key}/history/?verb=update%00").status == 400


@pytest.mark.parametrize("wish", [exports.Wanted, partial(mass.Wish, verb="delete")])
def test_what_no_text_can_hold_is_left_out_where_a_search_is_kept(wish: Any) -> None:
    assert wish("quotes", q="a\0b\ud800 𠮷").q == "ab 𠮷"


@pytest.mark.parametrize("value", ["a\0", "\ud800", ["a", "b\0"]])
def test_what_no_text_can_hold_is_no_condition(value: Any) -> None:
    with pytest.raises(BadQuery):
        parse({"not": {"field": "name", "op": "in" if isinstance(value, list) else "eq", "value": value}})


def test_they_are_many() -> None:
    assert len(set(ENDPOINTS)) >= 30
    assert len(set(PAYLOADS)) >= 30


def test_no_word_of_a_change_is_in_a_statement(world: World) -> None:
    """What is written, too: names of fields, of verbs and of records, and what they should hold."""
    caller, key = world.caller("admin"), world.seeds.keys["quotes", "owner"]
    for payload in (text.format(m=MARK) for text in PAYLOADS):
        clean = payload.replace("\x00", "")
        bodies: list[tuple[str, Any]] = [
            (f"{API}/bulk", {"ids": [clean], "verb": "update", "values": {"name": "a"}}),
            (f"{API}/bulk", {"ids": [str(key)], "verb": clean, "values": {}}),
            (f"{API}/bulk", {"ids": [str(key)], "verb": "update", "values": {clean: "a"}}),
            (f"{API}/bulk", {"filter": {"field": clean, "op": "eq", "value": clean}, "verb": "delete"}),
            (API, {"name": clean, "partner": clean, "owner": clean, clean: clean}),
            (f"{API}/export?{urlencode({'sort': clean})}", None),
            (f"{API}/export?{urlencode({'filter': json.dumps({'field': clean, 'op': 'eq', 'value': clean})})}", None),
        ]
        with unchanged(*NOISE):
            for url, body in bodies:
                with statements() as told:
                    sent = json.dumps(body) if body is not None else ""
                    answer = caller.program.post(url, sent, content_type="application/json")
                assert answer.status_code in (200, 400, 404, 422), (url, body, answer.status_code)
                assert not [sql for sql in told if MARK in sql], (url, body)
    with statements() as told:
        made = caller.program.post(API, json.dumps({"name": f"{MARK}' OR 1=1 --"}), content_type="application/json")
    assert made.status_code == 201
    assert not [sql for sql in told if MARK in sql]


FIELDS = sorted((face.name, name) for face in registry for name in (*face.fields, *face.lines))
TRICKS = st.sampled_from([text.format(m=MARK) for text in PAYLOADS]) | st.text(max_size=10).map(
    lambda text: f"{MARK}{text}"
)
PATHS = st.builds(
    lambda name, join, trick, after: f"{name}{join}{trick}" if after else f"{trick}{join}{name}",
    st.sampled_from([name for _face, name in FIELDS]),
    st.sampled_from(["", ".", "__", " ", "'", '"', "--"]),
    TRICKS,
    st.booleans(),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(FIELDS), op=st.sampled_from(sorted(OPERATORS)), trick=TRICKS, path=PATHS)
def test_any_field_of_any_record_takes_any_word_as_a_value(
    world: World, place: tuple[str, str], op: str, trick: str, path: str
) -> None:
    """Where a field can't be asked so, it is refused in words; where it can, the word is a value and no statement."""
    face, actor = registry[place[0]], world.house["admin"]
    name = place[1]
    several = [trick, trick] if op in ("in", "between") else trick
    asks: list[Callable[[], Any]] = [
        lambda: read_page(face, actor, Query(filter={"field": name, "op": op, "value": several}, sort=(name,))),
        lambda: read_page(face, actor, Query(filter={"field": path, "op": op, "value": several})),
        lambda: read_page(face, actor, Query(sort=(path,))),
        lambda: groups(face, actor, Query(), path),
        lambda: groups(face, actor, Query(), face.title, [path]),
        lambda: buckets(face, actor, Query(), name, [trick.replace("\0", "")]),
        lambda: read_page(face, actor, Query(q=trick, fields=(path,))),
    ]
    for ask in asks:
        with statements() as told, suppress(EngineError):
            ask()
        assert not [sql for sql in told if MARK in sql]
