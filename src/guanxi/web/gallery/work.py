"""Samples for imports, jobs, mail and a person's settings."""

from typing import Any

from django.utils.html import format_html

from guanxi.web.gallery import cells
from guanxi.web.gallery.records import Sample
from guanxi.web.templatetags.gx import field

Context = dict[str, Any]
LABELS = ("选文件", "对应列", "检查", "导入")


def _import(step: int) -> Context:
    states = ["done"] * step + ["on"] + [""] * (3 - step)
    return {
        "crumbs": [{"label": "客户", "url": "/gallery/list/"}, {"label": "导入"}],
        "title": "导入客户",
        "title_file": "华东展会名单.xlsx，第 1 张表，2,318 行" if step else "",
        "steps": [{"label": label, "state": state} for label, state in zip(LABELS, states, strict=True)],
        "form_url": "#",
        "back_url": "#",
    }


def import_file() -> Context:
    """Step 1."""
    earlier = {"label": "老客户.csv", "url": "#", "meta": "11-12，林知夏，860 行", "status": "已导入", "tone": "ok"}
    return _import(0) | {"max_bytes": 52428800, "max_text": "50 MB", "template_url": "#", "earlier": [earlier]}


def import_map() -> Context:
    """Step 2."""
    choices = [{"value": "name", "label": "客户名称", "chosen": True}, {"value": "", "label": "不导入这一列"}]
    column = {"title": "公司名称", "sample": "宁波澜屿精工机械有限公司", "choices": choices}
    encodings = [{"value": "gb18030", "label": "GB18030", "chosen": True}, {"value": "utf-8", "label": "UTF-8"}]
    return _import(1) | {
        "columns_note": "4 列里有 3 列会导入",
        "columns": [
            column | {"name": "c0", "tone": "ok", "verdict": "名称相同"},
            column
            | {"place": 1, "after": "+8613800006120"}
            | {"name": "c1", "title": "手机", "sample": "138 0000 6120", "tone": "ok", "verdict": "看内容像手机号"},
            column | {"name": "c2", "title": "级别", "sample": "重点", "tone": "warn", "verdict": "4 种写法要对应"},
            column | {"name": "c3", "title": "备注2", "sample": "老板姓邱", "tone": "off", "verdict": "不导入"},
        ],
        "matching": [
            {"value": "fill", "label": "只补空的字段", "chosen": True},
            {"value": "overwrite", "label": "用表格里的覆盖"},
            {"value": "skip", "label": "跳过，不导入"},
        ],
        "match_by": [{"value": "", "label": "客户名称、税号", "chosen": True}],
        "further": [{"value": "source", "title": "来源", "source": "固定文字", "after": "展会"}],
        "addable": [{"value": "note", "label": "备注"}],
        "recipes": {
            "suggested": [{"value": "erp", "label": "ERP 客户表"}],
            "known": [{"value": "erp", "label": "ERP 客户表"}],
            "may_keep": True,
            "may_share": True,
        },
        "reading": [{"name": "encoding", "label": "编码", "choices": encodings}],
    }


def import_check() -> Context:
    """Step 3."""
    bad = {"html": "1380013", "problem": "手机少 4 位", "tone": "err"}
    empty = {"html": "（空）", "problem": "没有联系人", "tone": "wrn"}
    good = [{"html": "浙江澜舟阀门有限公司"}, {"html": "潘嘉树"}, {"html": "138****2051"}]
    return _import(2) | {
        "figures": [
            {"label": "新建", "value": "2,046", "tone": "ok"},
            {"label": "补到已有客户", "value": "231", "tone": "acc"},
            {"label": "能导入，但要留意", "value": "18", "tone": "warn"},
            {"label": "有问题，不导入", "value": "23", "tone": "bad"},
        ],
        "filters": [{"label": "全部 2,318", "url": "#", "active": True}, {"label": "有问题 23", "url": "#"}],
        "problems_url": "#",
        "problems_count": 23,
        "columns": ["客户名称", "联系人", "手机"],
        "rows": [
            {"number": 2, "cells": good, "tone": "ok", "verdict": "新建"},
            {"number": 7, "cells": [*good[:2], bad], "tone": "bad", "verdict": "不导入"},
            {"number": 16, "cells": [good[0], empty, good[2]], "tone": "warn", "verdict": "能导入"},
        ],
        "more_rows": 2315,
        "undo_note": "导入后 7 天内可以整批撤回",
        "submit_label": "导入 2,295 行，跳过 23 行",
        "can_start": True,
    }


def running() -> Context:
    """Step 4, under way."""
    job = {
        "title": "华东展会名单.xlsx",
        "running": True,
        "state_url": "/gallery/import-run/",
        "tone": "acc",
        "status": "正在导入",
        "progress": {"done": 1204, "total": 2295, "label": "导入进度"},
        "text": "1,204 / 2,295 行",
        "who": "林知夏",
        "started": "10:42",
        "cancel_url": "#",
    }
    return _import(3) | {"job": job}


def done() -> Context:
    """A job that ended, with its results."""
    job = {
        "title": "华东展会名单.xlsx",
        "tone": "ok",
        "status": "已导入",
        "text": "用了 3 秒",
        "figures": [
            {"label": "新建", "value": "2,046", "tone": "ok"},
            {"label": "补到已有客户", "value": "231", "tone": "acc"},
            {"label": "跳过", "value": "23", "tone": "bad"},
        ],
        "who": "林知夏",
        "started": "10:42",
        "ended": "10:42",
        "results": [
            {"label": "看这批客户", "url": "#", "icon": "building", "primary": True},
            {"label": "下载有问题的 23 行", "url": "#", "icon": "download"},
        ],
    }
    return {
        "crumbs": [{"label": "后台任务", "url": "#"}, {"label": "导入"}],
        "job": job,
        "log": "10:42:01 read 2,318 rows",
    }


def jobs() -> Context:
    """Background work."""
    columns = [{"name": "kind", "label": "任务"}, {"name": "state", "label": "状态"}, {"name": "when", "label": "开始"}]
    link = {"html": format_html('<a href="{}">{}</a>', "/gallery/job/", "导入客户"), "slot": "title", "css": "gx-first"}
    rows = [
        {
            "id": "1",
            "label": "导入客户",
            "cells": [link, cells.status("acc", "正在跑", "right"), cells.plain("10:42", "a")],
        },
        {
            "id": "2",
            "label": "导出客户",
            "cells": [link, cells.status("bad", "搁置", "right"), cells.plain("09:10", "a")],
        },
    ]
    filters = [{"label": "全部", "url": "#", "active": True}, {"label": "搁置 1", "url": "#"}]
    pager = {"text": "共 2 项", "previous_url": "", "next_url": ""}
    return {"title": "后台任务", "columns": columns, "rows": rows, "filters": filters, "quick": None, "pager": pager}


def mail() -> Context:
    """One mail of the outbox."""
    text = "林知夏：\n\n用这个链接设置新密码，24 小时内有效：\nhttps://crm.example/reset/abc\n"
    shown = {"subject": "重设密码", "sender": "crm@chengyan.example", "to": "lin.zhixia@chengyan.example", "text": text}
    return {"crumbs": [{"label": "发件箱", "url": "/gallery/outbox/"}, {"label": "重设密码"}], "mail": shown}


def profile() -> Context:
    """A person's own page."""
    facts = [{"label": "角色", "html": "销售代表"}, {"label": "部门", "html": "华东一组"}]
    fields = [field(bound)["field"] for bound in Sample(initial={"name": "林知夏"})][:3]
    return {"title": "个人资料", "facts": facts, "form_url": "#", "fields": fields}


def tokens() -> Context:
    """Access tokens, one of them just made."""
    token = {
        "name": "报表脚本",
        "scopes": "customers:read",
        "expires": "2027-02-01",
        "last_used": "",
        "revoke_url": "#",
    }
    return {
        "title": "访问令牌",
        "created": {"name": "报表脚本", "token": "gx_0123456789abcdef"},
        "tokens": [token, token | {"name": "旧脚本", "expired": True, "last_used": "2026-10-02"}],
        "form_url": "#",
        "fields": [field(bound)["field"] for bound in Sample()][:1],
    }
