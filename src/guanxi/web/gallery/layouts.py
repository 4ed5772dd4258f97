"""Samples of the ways to show a list that are drawn by the server: in groups, on a map, and as a flow."""

from __future__ import annotations

from typing import Any

from guanxi.kit.provinces import PROVINCES
from guanxi.web.gallery import lists, pieces
from guanxi.web.layouts.flow import bar
from guanxi.web.layouts.map import draw

Context = dict[str, Any]
URL = "/gallery/list/"
COUNTS = {"SH": 486, "ZJ": 301, "GD": 220, "BJ": 96, "JS": 64, "HB": 12, "XZ": 1}


def groups() -> Context:
    """Two groups with their sums, folded, and the total."""
    told = (("成交", "12", "356,000.00"), ("谈判", "3", "890,000.00"), ("没有填写", "1", ""))
    return {
        "title": "客户",
        "columns": [column | {"sortable": False} for column in lists.short()["columns"]],
        "span": 6,
        "groups": [
            {
                "place": f"sample-{place}",
                "label": label,
                "count": count,
                "rows_url": URL,
                "all_url": URL,
                "sums": [{"told": amount, "css": "gx-num", "label": "未收款（元）"}, {"told": "", "css": ""}],
            }
            for place, (label, count, amount) in enumerate(told)
        ],
        "totals": [{"told": "1,246,000.00", "css": "gx-num", "label": "未收款（元）"}, {"told": "", "css": ""}],
        "total": "16",
    } | pieces.choices()


def rows() -> Context:
    """What a group shows when it is opened, and more of it to come."""
    return {"rows": lists.short()["rows"], "width": len(lists.COLUMNS), "more_url": URL}


def places() -> Context:
    """Provinces with many and few, and what lies elsewhere."""
    named = [province for province in PROVINCES if province.code in COUNTS]
    tiles: dict[str, Context] = {
        province.code: {
            "name": province.name("zh-hans"),
            "count": f"{COUNTS[province.code]:,}",
            "sum": "",
            "tile": str(COUNTS[province.code]),
            "value": COUNTS[province.code],
            "url": URL,
        }
        for province in named
    }
    regions = sorted(tiles.values(), key=lambda tile: -tile["value"])
    elsewhere = {"name": "London", "count": "7", "sum": "", "url": URL}
    return {"title": "客户", "field": "城市", "measure": "", "map": draw(tiles), "regions": [*regions, elsewhere]}


def flow() -> dict[str, Context]:
    """Two stages, one where somebody is stuck, and one through which nobody has come."""
    passed = (("接触中", 18, "24", "9", "77%", "6 天", "34 天", "3"), ("已签约", 4, "7", "0", "", "", "", ""))
    stages = [
        {
            "label": label,
            "cell": label,
            "bar": bar(now, 18),
            "now": str(now),
            "now_url": URL,
            "entered": entered,
            "entered_url": URL,
            "left": left,
            "left_url": URL if on else "",
            "on": on,
            "on_title": "7 / 9",
            "median": median,
            "ninety": ninety,
            "stuck": late,
            "stuck_url": URL if late else "",
            "limit": "超过 30 天",
        }
        for label, now, entered, left, on, median, ninety, late in passed
    ]
    stuck = [{"url": URL, "label": "Northwind Precision", "stage": "接触中", "since": "2026-09-02", "owner": "林知夏"}]
    told = {"summary": "最近 30 天进入最多的是“接触中”：24 家客户。", "note": "", "limited": True} | pieces.choices()
    return {
        "somebody stuck": told | {"stages": stages, "stuck": stuck, "stuck_url": URL},
        "nobody stuck": told | {"stages": stages[1:], "stuck": [], "stuck_url": ""},
    }
