"""Samples of the ways to show a list that are drawn by the server: in groups, and on a map."""

from __future__ import annotations

from typing import Any

from guanxi.kit.provinces import PROVINCES
from guanxi.web.gallery import lists, pieces
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
