"""Samples of talking about a record."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html

Context = dict[str, Any]
URL = "#"
PERSON = {"name": "Lin Zhixia", "initial": "LZ", "colour": 1}


def region() -> Context:
    """A comment with a quotation and signs, a call, and a change."""
    signs = [
        {"sign": "+1", "icon": "thumb-up", "label": "Agreed", "count": 2, "mine": True},
        {"sign": "!", "icon": "confetti", "label": "Well done", "count": 0, "mine": False},
    ]
    acts = {"react_url": URL, "edit_url": URL, "delete_url": URL, "quote_text": "…"}
    comment = _event("Lin Zhixia", "", "10:42", human=True) | acts
    comment |= {"key": "c1", "kind": "comment", "person": PERSON, "signs": signs, "edited": True}
    comment |= {"body": format_html("<p>{}</p>", "They want the offer before Friday."), "quote": _quote()}
    call = _event("顾清和", "打了电话", "09:10", human=True, icon="phone") | {"key": "n1", "kind": "note"}
    call |= {
        "body": format_html("<p>{}</p>", "付款方式谈到 3-6-1。"),
        "chips": [{"label": "6 min", "icon_name": "clock"}],
    }
    change = _event("System", "moved it back to the pool", "08:00", icon="robot")
    filters = [{"label": label, "url": URL, "active": label == "All"} for label in ("All", "Contact", "Changes")]
    return {
        "url": URL,
        "what": "all",
        "filters": filters,
        "days": [{"day": "Today, 23 November", "events": [comment, call, change]}],
        "more_url": URL,
        "whole_url": URL,
    }


def _quote() -> Context:
    return {"who": "Chen Muye", "text": "When do they need it?"}


def _event(who: str, text: str, time: str, *, human: bool = False, icon: str = "message-2") -> Context:
    return {"who": who, "text": text, "time": time, "stamp": f"2026-11-23T{time}+08:00", "human": human, "icon": icon}


def composer() -> Context:
    """Three things to write."""
    told = (("comment", "Comment", "message-2", "Send"), ("call", "Call", "phone", "Save call"))
    return {
        "url": URL,
        "people_url": URL,
        "draft_key": "gallery",
        "tabs": [dict(zip(("kind", "label", "icon", "button"), tab, strict=True)) for tab in told],
        "outcomes": [("reached", "reached")],
        "lengths": [5, 15],
        "today": "2026-11-23T10:42",
        "once": ("once", "gallery"),
    }


def follow() -> dict[str, Context]:
    """Heard of; there is one such button on a page."""
    return {"following": {"follow": {"url": URL, "follows": True}}}
