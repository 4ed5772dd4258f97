"""The face of background work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Section
from guanxi.engine.models.job import Job
from guanxi.engine.registry import register


@register
class JobEntity(Entity):
    model = Job
    lent = False
    icon = "clock"
    group = _("Administration")
    title = "title"
    columns = ("title", "state", "done", "total", "owner", "created_at", "finished_at")
    layout = (
        Section(_("Work"), ("title", "state", "message", "done", "total", "error")),
        Section(
            _("Progress"), ("owner", "name", "attempts", "due_at", "started_at", "finished_at", "is_stopping", "detail")
        ),
    )
    key_facts = ("state", "owner", "created_at", "finished_at")
    search = ("title", "name")
    orders = ("-created_at", "title", "updated_at")
    verbs = ("read", "export")
    personal = ("title", "message", "error", "detail", "owner")
    impersonal = ("name", "state", "done", "total", "attempts", "is_stopping", "due_at", "started_at", "finished_at")
    hint = _("What runs in the background: imports, exports, clean-ups.")
