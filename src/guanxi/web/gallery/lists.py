"""Samples for lists, search, the recycle bin and the outbox."""

from typing import Any

from django.utils.html import format_html

from guanxi.web.gallery import cells

Context = dict[str, Any]

CUSTOMERS = (
    (
        "宁波澜屿精工机械有限公司",
        "A",
        ("ok", "复购"),
        ("林知夏", 1),
        ("12 天前", 5),
        "2026-12-02",
        "128,400.00",
        "宁波",
    ),
    ("苏州栖禾医疗器械有限公司", "A", ("ok", "成交"), ("林知夏", 1), ("今天", 0), "2026-11-25", "0.00", "苏州"),
    ("东莞市钧沃电子有限公司", "A", ("ok", "成交"), ("林知夏", 1), ("8 天前", 1), "2026-11-23", "356,000.00", "东莞"),
    (
        "武汉楚岚光电技术有限公司",
        "B",
        ("acc", "谈判"),
        ("陈牧野", 3),
        ("5 天前", 0),
        "2026-11-23",
        "890,000.00",
        "武汉",
    ),
    ("佛山市澜锦陶瓷新材有限公司", "B", ("acc", "意向"), ("孙若岚", 5), ("26 天前", 12), "", "18,600.00", "佛山"),
    ("青岛海稷冷链物流有限公司", "C", ("off", "潜在"), ("林知夏", 1), ("3 天前", 0), "2026-12-10", "0.00", "青岛"),
    (
        "Northwind Precision Instruments Ltd",
        "D",
        ("off", "沉睡"),
        ("赵予安", 4),
        ("97 天前", 7),
        "",
        "5,400.00",
        "London",
    ),
)
COLUMNS = (
    ("name", "客户", False),
    ("grade", "等级", False),
    ("stage", "阶段", False),
    ("owner", "负责人", False),
    ("contacted", "最近联系", False),
    ("next", "下次跟进", False),
    ("due", "未收款（元）", True),
    ("city", "城市", False),
)


def customers() -> Context:
    """The customer list of the design."""
    return {
        "title": "客户",
        "title_note": "本组 186 家",
        "views": [
            {"label": "我的客户", "url": "#", "count": 48},
            {"label": "本组客户", "url": "#", "count": 186, "active": True},
            {"label": "快退回公海", "url": "#", "count": 5, "edited": True},
            {"label": "全部", "url": "#", "count": "1,286"},
        ],
        "actions": [
            {"label": "导入", "url": "/gallery/import-file/", "icon": "upload"},
            {"label": "新建客户", "url": "/gallery/form/", "icon": "plus", "primary": True},
        ],
        "list_url": "/gallery/list/",
        "layout": {"icon": "table", "label": "表格"},
        "quick": "",
        "query_hidden": [("view", "team")],
        "conditions": [
            {"label": "负责人", "operator": "属于", "value": "华东一组", "remove_url": "/gallery/list/"},
            {"label": "状态", "operator": "不是", "value": "已停用", "remove_url": "/gallery/list/"},
        ],
        "filter_url": "#",
        "sorted_label": "排序：等级",
        "columns": [_column(*column) for column in COLUMNS],
        "rows": [_row(str(number), *row) for number, row in enumerate(CUSTOMERS * 3)],
        "bulk_url": "/gallery/confirm/",
        "bulk_actions": [
            {"label": "转给同事", "icon": "user-share", "name": "assign"},
            {"label": "导出", "icon": "download", "name": "export"},
            {"label": "删除", "icon": "trash", "name": "delete", "danger": True},
        ],
        "bulk_more": [{"label": "移入公海", "icon": "ripple", "name": "to_pool"}],
        "summary": format_html("合计未收款 <b class='gx-b'>¥ {}</b>", "6,418,220.50"),
        "pager": {"text": "本批 50 家，共 186 家", "previous_url": "", "next_url": "/gallery/list/"},
    }


def short() -> Context:
    """Three of them, where the page has other lists and feet besides."""
    sample = customers()
    return sample | {"rows": sample["rows"][:3], "pager": sample["pager"] | {"next_url": ""}}


def _column(name: str, label: str, numeric: bool) -> Context:
    order = "descending" if name == "grade" else ""
    return {
        "name": name,
        "label": label,
        "numeric": numeric,
        "sortable": name != "city",
        "sort_url": "/gallery/list/",
        "sorted": order,
    }


def _row(
    key: str, name: str, grade: str, stage: Any, owner: Any, seen: Any, following: str, due: str, city: str
) -> Any:
    drawn = [
        cells.title(name),
        cells.grade(grade),
        cells.status(stage[0], stage[1], "d"),
        cells.person(owner[0], owner[1], "c"),
        cells.contact(*seen),
        cells.plain(following),
        cells.money(due),
        cells.plain(city),
    ]
    return {"id": key, "url": "/gallery/record/", "label": name, "cells": drawn}


def nothing_found() -> Context:
    """No record fits the conditions."""
    sample = customers() | {"rows": []}
    actions = [{"label": "去掉“负责人”，看 12 家", "url": "#", "icon": "x"}]
    return sample | {"empty": {"title": "没有符合条件的客户", "text": "条件太窄了，去掉一条再看。", "actions": actions}}


def nothing_yet() -> Context:
    """Nothing was ever there."""
    actions = [
        {"label": "导入表格", "url": "#", "icon": "upload", "primary": True},
        {"label": "新建一家", "url": "#", "icon": "plus"},
    ]
    text = "先放进来几家，系统会提醒您按周期联系，不让客户被忘掉。"
    empty = {"title": "还没有客户，从这里开始", "text": text, "first": True, "actions": actions}
    return {"title": "客户", "quick": None, "rows": [], "empty": empty}


def search() -> Context:
    """Results by kind."""
    found = format_html("宁波<mark>{}</mark>屿精工机械有限公司", "澜")
    return {
        "title": "搜索",
        "query": "澜",
        "search_query": "澜",
        "groups": [
            {
                "label": "客户",
                "icon": "building",
                "count": "2",
                "url": "#",
                "rows": [
                    {"label": found, "url": "#", "meta": "林知夏，12 天前联系"},
                    {"label": "佛山市澜锦陶瓷新材有限公司", "url": "#", "meta": "林知夏，26 天前联系"},
                ],
            },
            {
                "label": "联系人",
                "icon": "user",
                "count": "1",
                "rows": [{"label": "景安澜", "url": "#", "meta": "常州恒屿电机，设备科长"}],
            },
        ],
    }


def recycle_bin() -> Context:
    """Deleted records and how long they stay."""
    row = {
        "label": "昆明滇笙花卉供应链有限公司",
        "url": "#",
        "kind": "客户",
        "who": "林知夏",
        "when": "2026-11-20 09:12",
    }
    return {
        "title": "回收站",
        "note": "删除后 30 天内可以找回",
        "filters": [{"label": "全部 2", "url": "#", "active": True}, {"label": "客户 2", "url": "#"}],
        "rows": [row | {"left": "还留 27 天", "restore_url": "#"}, row | {"left": "还留 3 天", "restore_url": ""}],
        "pager": {"text": "共 2 条", "previous_url": "", "next_url": ""},
    }


def outbox() -> Context:
    """Mail that stayed here."""
    row = {"subject": "重设密码", "url": "/gallery/mail/", "to": "lin.zhixia@chengyan.example", "when": "11-23 10:42"}
    return {
        "title": "发件箱",
        "rows": [row | {"status": "留在这里", "tone": "off"}, row | {"status": "没有发出", "tone": "bad"}],
        "pager": {"text": "共 2 封", "previous_url": "", "next_url": ""},
    }
