"""Where each target begins: small things of every kind that it reads, from which others are made."""

from __future__ import annotations

import json
from typing import Any

from fuzz.targets import BOOK, PARTS


def _json(*told: Any) -> list[bytes]:
    return [json.dumps(one, ensure_ascii=False).encode() for one in told]


TABLE = '名称,电话,日期\n华东科技,13812342051,2026-11-29\n"a\nb",,\n'
TABLES = [
    *(TABLE.encode(name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030")),
    "名稱;電話\n臺北貿易;1\n".encode("big5"),
    "会社名\tb\nトヨタ\t1\n".encode("cp932"),
    "Müller|Köln\nJosé|5 €\n".encode("cp1252"),
    b"sep=;\r\na;b\r\n1;2\r\n",
    b'a,b\r\n"x""y","\r\n"\r\n',
    b"Title\n\n,,\na,b,c\n1,2,3\n",
    b'a,b\n1,"open\n',
    b"a\0b,c\n1,2\n",
    b"a\r1\r2\r",
    b"a,a,,a (2)\n1,2,3,4,5\n",
    b"\xef\xbb\xbf",
    b"<html><table>",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"=1+1,@a\n1,2\n",
]
STEPS = [
    {"do": "trim"},
    {"do": "spaces"},
    {"do": "case", "to": "title"},
    {"do": "width"},
    {"do": "characters", "to": "traditional"},
    {"do": "replace", "old": "a", "new": "bb"},
    {"do": "split", "by": ",", "part": -1},
    {"do": "rest", "by": " ", "part": 1},
    {"do": "name", "part": "given"},
    {"do": "map", "table": {"y": "是"}, "other": "refuse"},
    {"do": "date", "order": "republic"},
    {"do": "number", "decimal": "comma"},
    {"do": "phone", "country": "DE"},
    {"do": "constant", "value": "x"},
    {"do": "default", "value": "x", "column": "B"},
    {"do": "when", "is": "more", "than": "1万", "value": "large"},
]
TEXTS = (
    "１２万",
    "1.234,56 €",
    "(12)",
    "-5%",
    "1e9",
    "¥1,234.50",
    "2024年3月5日",
    "民國113年3月5日",
    "5.3.2024 14:30",
    "03/04/24",
    "45356.5",
    "2026-11-29T14:30:00+08:00",
    "下午3:05",
    "138 1234 2051",
    "+49 (0)30 901820 ext. 5",
    "0635-8241234转801",
    "是",
    "No",
    "山东省聊城市东昌府区兴华西路12号",
    "Main St 1, Bonn 53111, Germany",
    "王小明",
    "Ada King Lovelace",
    "司马相如",
)
HTML = (
    "<p>a <b>b</b></p>",
    "<script>a()</script>",
    "<a href='javascript:a()'>x</a>",
    "<img src=/files/0190b7a0-0000-7000-8000-000000000000/>",
    "a < b & c",
    "<svg><style><img src=x onerror=a()>",
    "<math><mtext></p><style>",
    "Zhāng sān's O'Brien",
    "海川·聊城 13812342051",
)
EXPRESSIONS = (
    "amount * 0.13",
    "ROUND(amount / 3, 2)",
    "IF（amount ＝ 1000， “一千”， “别的”）",
    "'urgent' in traits",
    "ADD_MONTHS(valid_until, 1)",
    "100 < amount <= 1000",
    "name & ' / ' & number",
    "not EMPTY(partner) or approved = no",
    "valid_until - DATE(2026, 1, 1)",
    "().__class__.__bases__[0]",
    "__import__('os')",
    "custom.size",
    "f'{name}'",
    "lambda: 1",
    "{{ 7*7 }}",
)
CONDITIONS = (
    {"field": "name", "op": "contains", "value": "海"},
    {"field": "amount", "op": "between", "value": ["1", "2.5"]},
    {
        "any": [
            {"field": "stage", "op": "in", "value": ["draft"]},
            {"not": {"field": "owner.name", "op": "empty", "value": True}},
        ]
    },
    {"field": "updated_at", "op": "within", "value": "last_30_days"},
    {"field": "lines.product", "op": "startswith", "value": "a"},
    {"field": "id", "op": "eq", "value": "0190b7a0-0000-7000-8000-000000000000"},
    {"field": "owner", "op": "eq", "value": "me"},
    {},
    [],
    {"all": []},
)
MARKS = (
    "WyIrc29yK2lkIiwwLFsiYSIseyJ1IjoiMDE5MGI3YTAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwIn1dXQ",
    "W10",
    "bnVsbA",
    "",
    "%%%",
    "WyIrIiwwLFtdXQ",
)
RECIPES = (
    {
        "fields": {"name": {"from": ["A", "B"], "joined": "name", "steps": STEPS[:3]}},
        "options": {"on_match": "update", "match_by": ["name"]},
    },
    {
        "fields": {"affiliations.customer": {"from": ["C"], "create": True, "find_by": "phone"}},
        "reading": {"encoding": "gbk", "header_row": 2},
    },
    {
        "fields": {"name": {"from": ["A"]}},
        "options": {"leave_out": [{"column": "A", "is": "equals", "than": "x"}], "day_first": True},
    },
)
CARDS = (
    "VERSION:3.0\r\nFN:张三\r\nTEL;TYPE=cell:138\r\n 12342051\r\nEND:VCARD\r\n",
    "VERSION:2.1\r\nN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=D5=C5;=C8=FD\r\nEND:VCARD",
    "FN:a\r\nPHOTO;ENCODING=b:/9j/\r\n SkZ\r\nNOTE:a\\nb\\;c\r\nBDAY:19900305\r\nitem1.EMAIL:a@b.c\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nORG:x;y\r\nEND:VCARD",
)

SEEDS: dict[str, list[bytes]] = {
    "tables": [bytes([number % 5]) + text for number, text in enumerate(TABLES)],
    "cards": [text.encode() for text in CARDS],
    "workbooks": [bytes([place]) + BOOK[name].encode() for place, name in enumerate(PARTS)]
    + [
        bytes([5]) + b"PK\x05\x06" + b"\0" * 18,
        bytes([6]) + b"<office:body><table:table table:name='a'><table:table-row>",
    ],
    "steps": [one + b"\n" + text.encode() for one in _json(*([step] for step in STEPS)) for text in TEXTS[::5]],
    "values": [text.encode() for text in TEXTS],
    "words": [text.encode() for text in (*HTML, *TEXTS[-4:])],
    "expressions": [text.encode() for text in EXPRESSIONS],
    "filters": _json(*CONDITIONS),
    "marks": [text.encode() for text in MARKS],
    "recipes": _json(*RECIPES),
}
