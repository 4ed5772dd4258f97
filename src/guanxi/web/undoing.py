"""The way back that a message offers: what this request did is taken back by the button beside it."""

from __future__ import annotations

from guanxi.engine import gate, origin
from guanxi.engine.entity import Entity
from guanxi.web import addresses
from guanxi.web.templatetags.gx import UNDO


def offer(face: Entity, verb: str, *, back: str = "") -> str:
    """`extra_tags` of the message that tells what was done in this request; nothing where it can't be taken back."""
    request = origin.current().request
    if not request or not gate.may_be_undone(face, verb):
        return ""
    return f"{UNDO}{addresses.page_url('undo', face.name, request, next=back)}"
