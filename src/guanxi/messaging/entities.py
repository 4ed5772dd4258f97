"""The faces of notes and comments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Section, Talk
from guanxi.engine.registry import register
from guanxi.messaging.models import Comment, Note
from guanxi.messaging.models.note import CALL, MESSAGE, THEIRS, VISIT


@register
class NoteEntity(Entity):
    model = Note
    icon = "note"
    group = _("My work")
    title = "title"
    columns = ("title", "kind", "about", "owner", "updated_at")
    layout = (
        Section(_("Note"), ("title", "body")),
        Section(_("Call or visit"), ("kind", "happened_at", "direction", "outcome", "minutes", "place", "owner")),
    )
    key_facts = ("kind", "about", "happened_at", "direction", "outcome", "minutes", "owner")
    search = ("title", "body", "place")
    orders = ("-updated_at", "title")
    verbs = ("read", "create", "update", "delete", "restore", "export")
    follow_up = "happened_at"
    talk = Talk(
        "kind",
        (CALL, VISIT, MESSAGE),
        visits=(VISIT,),
        came=("direction", THEIRS),
        missed=("outcome", ("no_answer", "left_message")),
    )
    offline = ("kind", "body", "happened_at", "direction", "outcome", "minutes", "place")
    personal = ("title", "about", "happened_at", "outcome", "place", "body", "owner", "tags")
    impersonal = ("kind", "direction", "minutes")
    hint = _("Write down what you must not forget. A note belongs to a record, or to you alone.")


@register
class CommentEntity(Entity):
    model = Comment
    lent = False
    icon = "message-2"
    title = "summary"
    columns = ("summary", "about", "owner", "created_at")
    layout = (Section(_("Comment"), ("body", "about", "owner")),)
    key_facts = ("about", "owner", "created_at")
    search = ("summary", "body")
    orders = ("-created_at", "updated_at")
    verbs = ("read", "update", "delete", "restore", "export")
    personal = ("summary", "body", "about", "owner")
    hint = _("What people say about records.")
