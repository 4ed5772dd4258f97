"""Samples for one record: its page, form, history, decisions, conflicts."""

from typing import Any

from django import forms
from django.utils.html import format_html

from guanxi.web.icons import icon
from guanxi.web.templatetags.gx import field

Context = dict[str, Any]
CRUMBS = [{"label": "客户", "url": "/gallery/list/"}, {"label": "澜屿精工"}]


def timeline() -> list[Context]:
    """Two days of events."""
    change = {"label": "阶段", "before": "成交", "after": "复购"}
    return [
        {
            "day": "今天，11 月 23 日",
            "events": [
                _event("顾清和", "接手工单 GD-4471 主轴温升报警", "10:42", "headset", human=True),
                _event("系统", "提醒：联系已超过 7 天周期，3 天后退回公海", "08:00", "robot"),
            ],
        },
        {
            "day": "11 月 20 日 周五",
            "events": [
                _event("林知夏", "改了 2 处，从网页", "15:03", "edit", changes=[change, change | {"before": ""}]),
                _event("林知夏", "建了这家客户，从导入", "09:30", "plus"),
            ],
        },
    ]


def _event(who: str, text: str, time: str, symbol: str, **more: Any) -> Context:
    return {"who": who, "text": text, "time": time, "stamp": "2026-11-23T10:42:00+08:00", "icon": symbol, **more}


def record() -> Context:
    """A customer's page."""
    pool = format_html('<span class="gx-bad">{} 剩 3 天</span>', icon("hourglass-low", "s"))
    return {
        "crumbs": CRUMBS,
        "record": {
            "label": "宁波澜屿精工机械有限公司",
            "mark": "宁",
            "subtitle": "客户号 KH-20388，2024-03-18 建立",
            "chips": [
                {"label": "机床与刀具"},
                {"label": "年框客户"},
                {"label": "联系超期 5 天", "tone": "bad", "icon_name": "alarm"},
            ],
        },
        "actions": [
            {"label": "建任务", "url": "#", "icon": "checkbox"},
            {"label": "编辑", "url": "/gallery/form/", "icon": "pencil", "primary": True},
        ],
        "more_actions": [
            {"label": "转给同事", "url": "#", "icon": "user-share"},
            {"label": "删除", "url": "#", "icon": "trash", "danger": True, "method": "post"},
        ],
        "path": [
            {"label": "线索", "state": "done"},
            {"label": "意向", "state": "done"},
            {"label": "复购 · 第 214 天", "state": "now"},
            {"label": "沉睡", "state": ""},
        ],
        "facts": [
            {"label": "负责人", "html": "林知夏"},
            {"label": "最近联系", "html": "12 天前"},
            {"label": "距公海", "html": pool},
            {"label": "今年成交", "html": "¥ 1,862,400"},
        ],
        "arrangement": "record:gallery",
        "columns": {"left": [_group("基本资料"), _group("更多")], "middle": [], "right": [*_related(), FILES]},
        "tabs": [
            {"key": "time", "label": "往来"},
            {"key": "facts", "label": "资料"},
            {"key": "related-contacts", "label": "联系人", "count": 2},
            {"key": "related-contracts", "label": "合同"},
            {"key": "files", "label": "附件"},
        ],
        "history_url": "/gallery/history/",
        "timeline": timeline(),
        "files": {
            "url": "#",
            "upload_url": "#",
            "max_bytes": 20971520,
            "max_text": "20 MB",
            "items": [_file(2, earlier=[_file(1)])],
        },
    }


def _file(number: int, earlier: list[Context] | None = None) -> Context:
    return {
        "name": "BJ-2026-0318.pdf",
        "number": number,
        "icon": "file-type-pdf",
        "url": "#",
        "preview_url": "#",
        "meta": "182 KB，林知夏，2026-11-20",
        "remove_url": "#",
        "restore_url": "#",
        "earlier": earlier or [],
    }


FILES = {"key": "files", "tab": "files", "title": "附件", "template": "web/parts/files.html"}


def _related() -> list[Context]:
    shape = {"template": "web/records/related.html", "add_url": "#", "url": "#"}
    people = [
        {"label": "沈嘉禾", "url": "#", "meta": "采购经理", "mark": "沈"},
        {"label": "韩以宁", "url": "#", "meta": "设备部主任", "mark": "韩"},
    ]
    contacts = {"key": "related-contacts", "title": "联系人", "count": 2, "rows": people}
    contracts = {"key": "related-contracts", "title": "合同", "count": 0, "rows": [], "folded": True}
    return [shape | panel | {"tab": panel["key"]} for panel in (contacts, contracts)]


def _group(title: str) -> Context:
    def row(name: str, label: str, html: str) -> Context:
        return {"name": f"{title}-{name}", "label": label, "html": html, "edit_url": "#"}

    rows = [
        row("short", "简称", "澜屿精工"),
        row("industry", "行业", "通用设备制造"),
        row("tax", "税号", "91330206****4K"),
        row("address", "地址", "宁波市北仑区霞浦街道云岙路 88 号"),
    ]
    more = [row(name, label, "—") for name, label in (("with", "协同人"), ("fax", "传真"), ("web", "网站"))]
    key = f"facts-{title}"
    shape = {"key": key, "tab": "facts", "template": "web/records/facts.html", "edit_url": "#"}
    return shape | {"title": title, "rows": rows, "more": more}


class Sample(forms.Form):
    """A form with one field of each look."""

    name = forms.CharField(label="客户名称")
    industry = forms.ChoiceField(label="行业", required=False, choices=[("", "—"), ("machines", "通用设备制造")])
    phone = forms.CharField(label="手机", help_text="座机请带区号。")
    close = forms.DateField(label="预计成交", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    grade = forms.ChoiceField(label="等级", choices=[("A", "A 级"), ("B", "B 级")], widget=forms.RadioSelect)
    keep = forms.BooleanField(label="不退回公海", required=False)
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_phone(self) -> str:
        """Eleven digits."""
        phone: str = self.cleaned_data["phone"]
        if len(phone) < 11:
            raise forms.ValidationError(f"手机少 {11 - len(phone)} 位")
        return phone


def form() -> Context:
    """A refused form."""
    sample = Sample({"name": "宁波澜屿精工机械有限公司", "phone": "1380013", "industry": "machines", "close": "x"})
    rows = [field(bound)["field"] for bound in sample]
    owner = format_html(
        '<select class="form-select" id="id_owner" name="owner" data-controller="select" data-select-empty-value="{}" '
        'data-select-clear-label-value="{}"><option value=""></option><option value="1" selected>林知夏</option>'
        '<option value="2">陈牧野</option></select>',
        "没有符合的",
        "清除",
    )
    rows.insert(2, {"id": "id_owner", "label": "负责人", "control": owner})
    problems = [{"id": row["id"], "label": row["label"], "text": row["errors"][0]} for row in rows if row.get("errors")]
    return {
        "crumbs": [*CRUMBS[:1], {"label": "编辑"}],
        "title": "编辑客户",
        "form_url": "/gallery/form/",
        "form_hidden": [("version", "7")],
        "groups": [{"title": "基本资料", "fields": rows}],
        "lines": [_lines()],
        "problems": problems,
        "submit_label": "保存",
        "cancel_url": "/gallery/record/",
    }


def _lines() -> Context:
    def row(prefix: str, name: str, amount: str) -> Context:
        box = '<input class="gx-cell {}" name="{}-{}" value="{}" aria-label="{}">'
        cells = [
            {"html": format_html(box, "", prefix, "product", name, "产品")},
            {"html": format_html(box, "gx-num", prefix, "amount", amount, "数量"), "css": "gx-num"},
        ]
        return {"cells": cells, "hidden": [(f"{prefix}-id", prefix)], "delete_name": f"{prefix}-DELETE"}

    return {
        "title": "报价明细",
        "prefix": "lines",
        "total": 2,
        "initial": 2,
        "columns": [{"label": "产品"}, {"label": "数量", "numeric": True}],
        "rows": [row("lines-0", "三坐标测量机", "2"), row("lines-1", "校准服务", "1")],
        "blank": row("lines-__prefix__", "", ""),
    }


def history() -> Context:
    """Every change."""
    filters = [{"label": "全部", "url": "#", "active": True}, {"label": "改动", "url": "#"}]
    return {"crumbs": CRUMBS, "title": "澜屿精工：历史", "filters": filters, "timeline": timeline(), "more_url": "#"}


def confirm() -> Context:
    """A decision."""
    return {
        "crumbs": CRUMBS,
        "title": "删除 3 家客户",
        "text": "删除后 30 天内可以找回。",
        "items": ["宁波澜屿精工机械有限公司", "苏州栖禾医疗器械有限公司"],
        "items_more": 1,
        "form_url": "#",
        "submit_label": "删除 3 家",
        "cancel_url": "/gallery/list/",
        "danger": True,
    }


def conflict() -> Context:
    """Two people changed one record."""
    mine = format_html('北仑区霞浦街道云岙路 <b class="gx-mk">{}</b>', "88 号")
    theirs = format_html('北仑区霞浦街道云岙路 <b class="gx-mk">{}</b>', "86 号 2 幢")
    return {
        "crumbs": CRUMBS,
        "who": "赵予安",
        "when": "14:40",
        "record_url": "/gallery/record/",
        "form_url": "#",
        "differences": [
            {"name": "address", "label": "地址", "mine": mine, "theirs": theirs, "chosen": "mine"},
            {"name": "size", "label": "规模", "mine": "320 人", "theirs": "350 人", "chosen": "theirs"},
        ],
    }
