"""Samples of what opens over a page, of a record's panels and of the first page's tiles."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.utils.html import format_html

from guanxi.engine import fields
from guanxi.web.forms.fields import attributes

Context = dict[str, Any]
URL = "#"


def builder() -> dict[str, Context]:
    """Two conditions and a group; none yet."""
    names = [{"value": name.lower(), "label": name, "chosen": name == "Grade"} for name in ("Grade", "Owner", "City")]
    words = {"groups": [{"label": "", "fields": names}], "operators": [{"value": "eq", "label": "is", "chosen": True}]}

    def row(place: int, lead: str = "and", **more: Any) -> Context:
        box = '<input class="form-control" name="v.{}" id="fb-v-{}" value="A" aria-label="Value">'
        return words | {"place": place, "lead": lead, "control": format_html(box, place, place), "chosen": True} | more

    rows = [row(3, "where", first=True), row(4, "or")]
    joins = [{"value": "any", "label": "any of", "chosen": True}]
    members = [
        row(1, "where"),
        row(2, pick_join=True),
        {"place": 5, "lead": "and", "block": 1, "joins": joins, "rows": rows},
    ]
    told = {"url": URL, "list_url": URL, "hidden": [], "join": "all", "members": members, "count": "186"}
    return {"a group": {"fb": told, "floats": False}}


def order() -> Context:
    """Two fields to order by."""
    ways = [{"value": "name", "label": "Name, A to Z", "chosen": True}, {"value": "-name", "label": "Name, Z to A"}]
    orders = [{"label": label, "groups": [{"label": "Name", "orders": ways}]} for label in ("by", "then by")]
    return {"list_url": URL, "form_hidden": [], "orders": orders}


def columns() -> Context:
    """Which columns are shown."""
    shown = [{"name": "name", "label": "Name"}, {"name": "grade", "label": "Grade"}]
    linked = [{"label": "Owner", "columns": [{"name": "owner.department", "label": "Department"}]}]
    rest = [{"name": "city", "label": "City"}]
    choice = {"frozen": 1, "freezable": [0, 1, 2], "usual": False, "columns_url": URL, "list_url": URL}
    return choice | {"form_hidden": [], "shown": shown, "rest": rest, "linked": linked}


def head() -> Context:
    """The menu of a column."""
    sorts = [{"label": "A to Z", "icon": "arrow-up", "url": URL}, {"label": "Z to A", "icon": "arrow-down", "url": URL}]
    shown = {"column": {"name": "grade", "label": "Grade", "width": 120}, "sorts": sorts, "filter_url": URL}
    return shown | {"columns_url": URL, "form_hidden": [], "list_url": URL, "pinnable": True, "hideable": True}


def notices() -> Context:
    """What waits, what is new, what was read."""
    told = {"person": None, "icon": "bell", "stamp": "2026-11-23T10:42+08:00", "time": "10:42"}
    person = {"name": "Chen Muye", "initial": "CM", "colour": 2}
    words = "Can you call them before Friday?"
    named = format_html("<b class='gx-b'>{}</b> named you at <a href='#'>{}</a>", "Chen Muye", "Northwind")
    first = told | {"key": "1", "unread": True, "person": person, "html": named, "words": words, "reply_url": URL}
    late = told | {"key": "2", "waits": True, "icon": "alarm", "tone": "bad", "html": "2 visits are overdue"}
    old = told | {"key": "3", "icon": "download", "tone": "ok", "html": "Your export is ready"}
    tabs = [{"label": "For me", "count": 2, "url": URL, "active": True}, {"label": "All", "url": URL}]
    days = [{"day": "Today", "items": [first, late]}, {"day": "Yesterday", "items": [old]}]
    return {"tabs": tabs, "days": days, "more_url": URL, "read_url": URL, "here": URL}


def toasts() -> dict[str, Context]:
    """What happened, with and without a way back."""
    plain = Message(constants.SUCCESS, "Saved")
    undo = Message(constants.SUCCESS, "Moved 3 customers to Chen Muye", extra_tags="undo=/gallery/list/")
    return {"plain": {"messages": [plain]}, "with a way back": {"messages": [undo]}}


def facts() -> Context:
    """A panel of facts, some of them empty."""
    rows = [
        {"name": "short", "label": "Short name", "html": "Northwind", "edit_url": URL},
        {"name": "tax", "label": "Tax number", "html": "91330206****4K"},
        {"name": "address", "label": "Address", "html": "宁波市北仑区霞浦街道云岙路 88 号", "edit_url": URL},
    ]
    more = [{"name": "fax", "label": "Fax", "html": format_html('<span class="gx-t3">{}</span>', "—")}]
    return {"panel": {"title": "Facts", "edit_url": URL, "rows": rows, "more": more}}


def key_facts() -> Context:
    """Under the title."""
    told = (("Owner", "Lin Zhixia"), ("Due", "¥ 128,400"), ("Region", "宁波"))
    return {"facts": [{"label": label, "html": html} for label, html in told]}


def related() -> dict[str, Context]:
    """Records that lead here; none yet."""
    row = {"label": "Shen Jiahe", "url": URL, "meta": "Purchasing", "mark": "S", "html": ""}
    full = {"key": "x-contacts", "entity": "contacts", "title": "Contacts", "count": 5, "url": URL, "add_url": URL}
    empty = full | {"key": "x-contracts", "title": "Contracts", "count": 0, "rows": []}
    return {"two": {"panel": full | {"rows": [row, row | {"label": "韩以宁", "mark": "韩"}]}}, "none": {"panel": empty}}


def in_place() -> dict[str, Context]:
    """A value opened where it stands: as it was, refused, changed by somebody else."""
    kind = fields.Text("Short name")
    kind.set_attributes_from_name("short_name")

    def one(name: str, **more: Any) -> Context:
        control = kind.widget("Northwind", name="short_name", ident=f"edit_{name}", attrs=attributes(required=False))
        return {"name": name, "label": "Short name", "form_url": URL, "version": 7, "control": control} | more

    theirs = {"who": "Zhao Yu'an", "when": "14:40", "html": "Northwind Ltd", "keep_url": URL}
    return {
        "opened": one("opened"),
        "refused": one("refused", errors=["Fill this in."]),
        "changed meanwhile": one("meanwhile", theirs=theirs),
    }


def tiles() -> dict[str, Context]:
    """Rows, figures, nothing."""
    row = {"label": "Call Northwind back", "url": URL, "note": "Customers", "told": "5 days overdue", "tone": "bad"}
    figure = {"icon": "building", "label": "Customers", "url": URL, "count": "1,286", "bars": "", "note": "12 new"}
    tile = {"name": "due", "label": "What is due", "icon": "alarm", "template": "web/tiles/rows.html", "rows": [row]}
    more = {"count": 5, "more": ("Show all", URL)}
    figures = {"name": "figures", "label": "Figures", "template": "web/tiles/figures.html", "figures": [figure, figure]}
    return {
        "rows": {"tile": tile | more},
        "nothing": {"tile": tile | {"name": "none", "rows": [], "empty": "Nothing is due today."}},
        "figures": {"tile": figures},
        "later": {"tile": {"name": "later", "label": "Changed", "template": "web/tiles/later.html", "url": URL}},
    }
