"""Samples for the small parts: buttons, chips, marks, cards, steps, empty states."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guanxi.web.gallery import cells
from guanxi.web.icons import icon

Context = dict[str, Any]
TONES = ("", "acc", "ok", "warn", "bad")
URL = "#"


def buttons() -> dict[str, Context]:
    """Weights and sizes."""
    plain = {"label": "Export", "url": URL}
    return {
        "plain": {"action": plain},
        "with a sign": {"action": plain | {"icon": "download"}},
        "main": {"action": plain | {"label": "New customer", "icon": "plus", "primary": True}},
        "dangerous": {"action": plain | {"label": "Delete", "icon": "trash", "danger": True}},
        "small": {"action": plain, "small": True},
        "small, main": {"action": plain | {"primary": True}, "small": True},
        "posts": {"action": plain | {"label": "Return to pool", "method": "post"}},
        "long": {"action": plain | {"label": "转给别的部门的同事处理", "icon": "user-share"}},
    }


def chips() -> dict[str, Context]:
    """Every tone, with and without a sign."""
    shown = {tone or "neutral": {"tone": tone, "label": "Frame contract"} for tone in (*TONES, "line")}
    return shown | {"with a sign": {"tone": "bad", "label": "超期 5 天", "icon_name": "alarm"}}


def statuses() -> dict[str, Context]:
    """Shape and word."""
    words = {"": "draft", "off": "closed", "acc": "running", "ok": "won", "warn": "due soon", "bad": "overdue"}
    return {word: {"tone": tone, "label": word} for tone, word in words.items()}


def marks() -> Context:
    """Grades, people, records and values as they stand in cells."""
    names = (("Lin Zhixia", 1), ("陈牧野", 2), ("Sun Ruolan", 3), ("赵予安", 4), ("Gu Qinghe", 5), ("许文博", 6))
    grades = ("A", "B", "C", "D")
    rows = [
        {
            "cells": [
                cells.title("Northwind Precision"),
                cells.grade(grades[place % 4]),
                cells.person(name, colour),
                cells.contact("12 天前", place),
                cells.money("128,400.00" if place else "0.00"),
                cells.plain("2026-11-23" if place else ""),
            ]
        }
        for place, (name, colour) in enumerate(names)
    ]
    heads = ("Name", "Grade", "Owner", "Last contact", "Due (CNY)", "Next")
    return {"columns": [{"label": label, "numeric": label.startswith("Due")} for label in heads], "rows": rows}


def alike() -> dict[str, Context]:
    """Records that look like the one in a form: one's own, another's, and what is said of too many questions."""
    rows = [
        {"title": "宁波澜屿精工机械有限公司", "url": URL, "owner": "陈牧野", "why": "名称相同、电话相同"},
        {"title": "Northwind Precision Ltd", "url": URL, "owner": "Lin Zhixia", "why": "name alike 0.93"},
        {"text": "There is such a record, owned by Sun Ruolan."},
    ]
    return {
        "told": {"alike": {"rows": rows}},
        "before it is saved": {"alike": {"rows": rows[:1], "asks": True}},
        "asked too often": {"alike": {"again_at": "14:05"}},
    }


def progress() -> dict[str, Context]:
    """Known, unknown and failed."""
    bar = {"done": 1204, "total": 2295, "label": "Import"}
    return {
        "half": {"progress": bar},
        "unknown": {"progress": {"label": "Import"}},
        "failed": {"progress": bar | {"failed": True}},
    }


def steps() -> dict[str, Context]:
    """The second of four."""
    told = (("File", "done"), ("Columns", "on"), ("Check", ""), ("Import", ""))
    return {"second": {"steps": [{"label": label, "state": state} for label, state in told]}}


def pagers() -> dict[str, Context]:
    """First and last batch."""
    summed = format_html("Due in all <b class='gx-b'>¥ {}</b>", "6,418,220.50")
    text = "50 shown, 186 in all"
    return {
        "first": {"pager": {"text": text, "previous_url": "", "next_url": URL}, "summary": summed},
        "last": {"pager": {"text": text, "previous_url": URL, "next_url": ""}},
    }


def drops() -> dict[str, Context]:
    """For files: large, slim, refused."""
    return {
        "large": {"name": "large", "limit": "50 MB", "hint": "CSV, XLSX or vCard."},
        "slim": {"name": "slim", "limit": "20 MB", "slim": True, "multiple": True},
        "refused": {"name": "refused", "limit": "20 MB", "errors": ["This file is empty."]},
    }


def problems() -> dict[str, Context]:
    """Three mistakes at once."""
    told = (
        ("Customer name", "Fill this in."),
        ("Telephone", "4 digits missing."),
        ("Founded in", "A year, like 1998."),
    )
    return {"three": {"problems": [{"id": "list", "label": label, "text": text} for label, text in told]}}


def empties() -> dict[str, Context]:
    """Nothing found, nothing yet."""
    show = {"label": "Show all customers", "url": URL, "icon": "x"}
    bring = {"label": "Import a file", "url": URL, "icon": "upload", "primary": True}
    new = {"label": "New customer", "url": URL, "icon": "plus"}
    found = {"title": "No customer matches", "text": "Try fewer conditions or another word.", "actions": [show]}
    first = {"title": "还没有客户", "text": "先放进来几家。", "first": True, "actions": [bring, new]}
    return {"nothing found": {"empty": found}, "nothing yet": {"empty": first}}


def board() -> Context:
    """Three columns; the last is empty."""
    columns = (("Qualified", "12", "¥ 1.9m", 2), ("Quoted", "3", "¥ 356k", 1), ("Negotiating", "0", "", 0))
    return {
        "title": "Opportunities",
        "columns": [
            {
                "place": place,
                "key": label.lower(),
                "label": label,
                "count": count,
                "sum": total,
                "cards": _cards(cards),
                "more_url": "",
                "all_url": URL,
                "add": URL,
            }
            for place, (label, count, total, cards) in enumerate(columns)
        ],
    }


def _cards(number: int) -> SafeString:
    rotting = format_html('<span class="gx-c gx-warn">{}停滞 34 天</span>', icon("clock", "s"))
    shown = (("Two measuring machines", "Northwind Precision", "¥ 890,000", ""), ("校准服务", "澜屿精工", "", rotting))
    card = (
        '<article class="gx-card"><a class="gx-ttl" href="#">{}</a><div class="gx-t2">{}</div>'
        '<div class="gx-ft"><span class="gx-b gx-tn">{}</span><span class="gx-ml">{}</span></div></article>'
    )
    return format_html_join("", card, shown[:number])


def choices() -> Context:
    """What a board goes by."""
    told = ("Kind", "Industry", "Owner")
    return {"choices_label": "By", "choices": [{"label": label, "url": URL, "on": label == "Kind"} for label in told]}


def files() -> Context:
    """A file with an earlier version, and a picture one may not remove."""
    one = {"url": URL, "preview_url": URL, "meta": "182 KB, Lin Zhixia, 2026-11-20", "restore_url": URL, "earlier": []}
    quote = one | {"name": "BJ-2026-0318.pdf", "number": 2, "icon": "file-type-pdf", "remove_url": URL}
    picture = one | {"name": "霞浦厂区.jpg", "number": 1, "icon": "photo", "remove_url": ""}
    limits = {"url": URL, "upload_url": URL, "max_bytes": 20971520, "max_text": "20 MB"}
    return limits | {"items": [quote | {"earlier": [one | {"number": 1}]}, picture]}


def preview() -> Context:
    """A text, of which there is more."""
    text = "三坐标测量机\nTwo machines, one service contract.\n"
    shown = {"name": "offer.txt", "size": "12 KB", "look": "text", "text": text * 3, "cut": True, "alone": True}
    return shown | {"url": URL, "next_url": URL, "place": 1, "count": 3}


def found() -> Context:
    """Two kinds of results, and what can be done."""
    name = format_html("Northwind <mark>Prec</mark>ision{}", "")
    rows = [{"label": name, "url": URL, "icon": "building", "meta": "Lin Zhixia", "acts_url": URL, "keys": []}]
    acts = [{"label": "New customer", "url": URL, "icon": "plus", "keys": ["N", "C"]}]
    groups = [{"label": "Customers", "more_url": URL, "rows": rows}, {"label": "Commands", "rows": acts}]
    return {"groups": groups, "told": "2", "query": "prec", "all_url": URL}
