"""Values for each kind of field: good ones by number, those at the edge, and those nobody may store."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from guanxi.engine.fields.base import Kind
from guanxi.kit.uuids import uuid7

HOSTILE = (
    'O\'Brien "&" <b onclick=alert(1)>',
    "'; DROP TABLE x; -- %s %% {{ 7*7 }} ${7}",
    "=cmd|' /C calc'!A0",
    "a\u202egpj.exe\x00\x1b[31m",
    "宁波澜屿精工 𠮷 👩‍👩‍👧 Ǆ ﬁ",
    "\\N \\x00 \\u0000",
    "javascript:alert(1)",
)
"""Texts that broke others."""

FIRST_DAY = dt.date(2026, 1, 5)
FIRST_MOMENT = dt.datetime(2026, 1, 5, 3, 4, 5, tzinfo=dt.UTC)

Make = Callable[[Any, int], Any]
GOOD: dict[str, Make] = {
    "text": lambda kind, n: f"{kind.name.replace('_', '')[: kind.max_length - 4]}{n:03}"[: kind.max_length],
    "long_text": lambda kind, n: f"{kind.name} {n}\n第二行",
    "encrypted": lambda kind, n: f"{kind.name} {n:03}",
    "rich_text": lambda kind, n: f"<p>{kind.name} <strong>{n}</strong></p><ul><li>第二行</li></ul>",
    "anchor": lambda _kind, n: f"{uuid.UUID(int=n)}/users",
    "pointer": lambda _kind, n: f"{uuid.UUID(int=n)}/users",
    "phone": lambda kind, n: f"+86138{n:08}",
    "email": lambda kind, n: f"{kind.name}{n:03}@example.com",
    "url": lambda kind, n: f"https://example.com/{kind.name}/{n}",
    "address": lambda kind, n: f"山东/聊城/东昌府区|兴华西路 {n} 号|{252000 + n}",
    "file": lambda kind, n: f"{kind.name}{n}.pdf|{uuid.UUID(int=n)}",
    "picture": lambda kind, n: f"{kind.name}{n}.jpg|{uuid.UUID(int=n)}|{uuid.UUID(int=n + 1)}",
    "signature": lambda kind, n: f"{kind.name}{n}.png|{uuid.UUID(int=n)}|{uuid.UUID(int=n + 1)}",
    "integer": lambda kind, n: 1900 + n,
    "decimal": lambda kind, n: Decimal(n) + Decimal(1).scaleb(-kind.decimal_places),
    "money": lambda kind, n: Decimal(n * 100) + Decimal("0.25"),
    "date": lambda kind, n: FIRST_DAY + dt.timedelta(days=n),
    "datetime": lambda kind, n: FIRST_MOMENT + dt.timedelta(hours=n),
    "time": lambda _kind, n: dt.time(n // 60 % 24, n % 60),
    "choice": lambda kind, n: kind.options[n % len(kind.options)][0],
    "stage": lambda kind, n: kind.options[n % len(kind.options)][0],
    "choices": lambda kind, n: sorted({kind.options[n % len(kind.options)][0], kind.options[0][0]}),
    "tags": lambda kind, n: [f"{kind.name}{n:03}", "常客"],
    "yes_no": lambda kind, n: bool(n % 2),
    "conditions": lambda _kind, n: {"field": "id", "op": "eq", "value": str(uuid.UUID(int=n))},
}
"""The n-th good value, different from the ones before it wherever the kind allows."""

MOST_CHOICES = 40


def spread(keys: Sequence[str]) -> list[str]:
    """All of a list, or forty from its beginning to its end: some lists are of everything that is installed."""
    step = max(1, (len(keys) - 1) / (MOST_CHOICES - 1))
    return [keys[round(place * step)] for place in range(min(len(keys), MOST_CHOICES))]


EDGES: dict[str, Make] = {
    "text": lambda kind, _n: [*HOSTILE, "界" * kind.max_length, "x" * kind.max_length, " a \n b ", ""],
    "long_text": lambda kind, _n: [*HOSTILE, "界" * kind.limit, "a\r\nb\rc\n", ""],
    "encrypted": lambda kind, _n: [*HOSTILE, "界" * kind.limit, " a \n b ", ""],
    "rich_text": lambda _kind, _n: [*HOSTILE, "a\r\nb\rc\n", "<p>", "<div>a &amp; b</div>", "5 < 6 & 7 > 2", ""],
    "anchor": lambda _kind, _n: [None],
    "pointer": lambda _kind, _n: [None],
    "phone": lambda _kind, _n: ["138 0000 6120", "+1 (212) 555-0187", "010-66668888-12", ""],
    "email": lambda _kind, _n: ["a.b+c@xn--fsq.example", "O'Brien@example.org", ""],
    "url": lambda _kind, _n: ["HTTP://Example.COM", "https://例子.example/路?q=1&b=2#x", ""],
    "address": lambda _kind, _n: ["上海市浦东新区世纪大道 1 号", "Germany/Berlin|Unter den Linden 5|10117", "|x|", ""],
    "file": lambda _kind, _n: [f"O'Brien & Söhne <b onclick=x> 报价.pdf|{uuid.UUID(int=1)}", ""],
    "picture": lambda _kind, _n: [f"“照片” <b onclick=x>.png|{uuid.UUID(int=1)}|{uuid.UUID(int=2)}", ""],
    "signature": lambda _kind, _n: [f"O'Brien <b onclick=x> 10.30.png|{uuid.UUID(int=1)}|{uuid.UUID(int=2)}", ""],
    "integer": lambda _kind, _n: [0, -1, 1, 2**31 - 1, -(2**31), None],
    "decimal": lambda kind, _n: [Decimal(0), Decimal(10) ** (kind.max_digits - kind.decimal_places) - 1, Decimal(-1)],
    "money": lambda kind, _n: [Decimal("0.01"), Decimal(10) ** (kind.max_digits - 2) - 1, Decimal("-0.01"), None],
    "date": lambda _kind, _n: [dt.date(1000, 1, 1), dt.date(9999, 12, 30), dt.date(2024, 2, 29), None],
    "datetime": lambda _kind, _n: [FIRST_MOMENT.replace(year=1000), FIRST_MOMENT.replace(year=9999, day=3), None],
    "time": lambda _kind, _n: [dt.time(0), dt.time(23, 59, 59), dt.time(12, 30), None],
    "choice": lambda kind, _n: ["", *spread([key for key, _label in kind.options])],
    "stage": lambda kind, _n: [key for key, _label in kind.options],
    "choices": lambda kind, _n: [[], [key for key, _label in kind.options]],
    "tags": lambda _kind, _n: [
        [],
        ["a"],
        ["A", "a "],
        [*HOSTILE[:1], *HOSTILE[3:]],
        [f"{n}" for n in range(30)],
        ["界" * 40],
    ],
    "yes_no": lambda _kind, _n: [True, False],
    "conditions": lambda _kind, _n: [
        None,
        {"all": [{"field": "name", "op": "contains", "value": word} for word in HOSTILE]},
        {"not": {"any": [{"field": "annual_revenue", "op": "gt", "value": 1.5}]}},
    ],
}
"""Values at the edge of what a kind holds; an entity's own rules may still refuse them."""

_NO_TEXT: tuple[Any, ...] = (5, True, 1.5, [], {}, ["a"], {"id": 1})
BAD: dict[str, Make] = {
    "text": lambda kind, _n: [*_NO_TEXT, "x" * (kind.max_length + 1)],
    "long_text": lambda kind, _n: [*_NO_TEXT, "x" * (kind.limit + 1)],
    "encrypted": lambda kind, _n: [*_NO_TEXT, "x" * (kind.limit + 1)],
    "rich_text": lambda kind, _n: [*_NO_TEXT, "x" * (2 * kind.limit + 1)],
    "anchor": lambda _kind, _n: [5, True, [], "customers", f"{uuid.UUID(int=1)}/a b", "x" * 200],
    "pointer": lambda _kind, _n: [5, True, [], "customers", f"{uuid.UUID(int=1)}/a b", "x" * 200],
    "phone": lambda _kind, _n: [*_NO_TEXT, "call me", "12", "1" * 41],
    "email": lambda _kind, _n: [*_NO_TEXT, "a@", "a b@example.com", "a@example.com\nBcc: b@example.com", "a" * 255],
    "url": lambda _kind, _n: [*_NO_TEXT, "javascript:alert(1)", "ftp://example.com", "//example.com", "https://a b.c"],
    "address": lambda _kind, _n: [5, True, [], {"city": "x"}, {"region": 5}, "|a|?", "x" * 301],
    "file": lambda _kind, _n: [5, True, [], "offer.pdf", {"id": 5}, "offer.pdf|no key", "x" * 301],
    "picture": lambda _kind, _n: [5, True, [], "me.jpg", {"id": 5}, "data:image/png;base64,AAAA", "x" * 301],
    "signature": lambda _kind, _n: [5, True, [], "me.jpg", {"id": 5}, "data:image/png;base64,AAAA", "x" * 301],
    "integer": lambda _kind, _n: ["many", 1.5, True, 2**31, -(2**31) - 1, "9" * 400, [], {}, [1]],
    "decimal": lambda kind, _n: [
        "many",
        True,
        "NaN",
        "Infinity",
        "9" * 400,
        str(Decimal(10) ** kind.max_digits),
        [],
        {},
    ],
    "money": lambda _kind, _n: ["many", True, "NaN", "-Infinity", "1.005", 1e308, [], {}],
    "date": lambda _kind, _n: ["2026-02-30", "soon", 5, True, "0999-01-01", [], {}],
    "datetime": lambda _kind, _n: ["2026-02-30 10:00", "soon", 5, True, "0001-01-01T00:00:00Z", [], {}],
    "time": lambda _kind, _n: ["24:00", "soon", 5, True, "08:30Z", "08:30+02:00", [], {}],
    "choice": lambda _kind, _n: ["no such key", 5, True, [], {}],
    "choices": lambda _kind, _n: [["no such key"], "no such key", 5, True, {}, [5], [[]]],
    "tags": lambda _kind, _n: [5, True, {}, [5], [[]], ["x" * 41], "y" * 41, [f"{n}" for n in range(31)]],
    "yes_no": lambda _kind, _n: ["maybe", 5, [], {}],
    "conditions": lambda _kind, _n: [
        5,
        True,
        [],
        ["all"],
        "{",
        {"all": 5},
        {"op": "eq"},
        {"field": "id", "op": "like"},
    ],
    "link": lambda _kind, _n: ["nobody has this name", str(uuid7()), {"id": 5}, 5, True, [], [str(uuid.UUID(int=1))]],
    "stage": lambda kind, _n: ["no such key", 5, *(list(kind.steps)[1:] if kind.only_by_verb else [])],
    "auto_number": lambda _kind, _n: ["X-1", 5, []],
}
"""What a program might send and must be refused."""


def good(kind: Kind, n: int) -> Any:
    return _of(GOOD, kind)(kind, n)


def edges(kind: Kind) -> list[Any]:
    return list(_of(EDGES, kind)(kind, 0))


def bad(kind: Kind) -> list[Any]:
    return list(_of(BAD, kind)(kind, 0))


def plain(value: Any) -> Any:
    """A value as it comes out of JSON at the other end."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _of(table: dict[str, Make], kind: Kind) -> Make:
    if kind.kind not in table:
        raise NotImplementedError(f"guanxi.engine.testing.values knows no values for fields of kind {kind.kind!r}")
    return table[kind.kind]
