"""A file that is brought in, as people see it: what of it, how far, with what end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Identified, Kept

UPLOADED, MAPPED, CHECKED = "uploaded", "mapped", "checked"
WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
UNDOING, UNDONE = "undoing", "undone"
STEPS = (
    fields.Step(UPLOADED, _("file chosen"), "open"),
    fields.Step(MAPPED, _("columns mapped"), "open"),
    fields.Step(CHECKED, _("checked"), "open"),
    fields.Step(WAITING, _("waiting"), "open"),
    fields.Step(RUNNING, _("running"), "open"),
    fields.Step(DONE, _("done"), "done"),
    fields.Step(FAILED, _("failed"), "bad"),
    fields.Step(CANCELLED, _("cancelled"), "closed"),
    fields.Step(UNDOING, _("being taken back"), "open"),
    fields.Step(UNDONE, pgettext_lazy("import", "taken back"), "closed"),
)
PREPARING = (UPLOADED, MAPPED, CHECKED)
ALIVE = (WAITING, RUNNING)
ENDED = (DONE, FAILED, CANCELLED)
"""Ends of a run, from which it can be taken back as far as it went."""
KEPT_FOR = dt.timedelta(days=30)
"""How long the file and the rows with problems stay."""
COUNTS = ("total", "created", "updated", "skipped", "failed", "warned")


TITLE = _("Import %(file)s")


def shipped_titles() -> list[str | Promise]:
    """What an import is called."""
    return [TITLE]


class Import(Kept):
    """One file on its way into one entity.

    Position and counts are the worker's own writes, in the transaction of the rows they count; a change of state is
    told in the event log.
    """

    title = fields.Text(_("import"), max_length=200, editable=False, shipped=shipped_titles)
    entity = fields.Text(_("records"), max_length=60, editable=False)
    state = fields.Stage(_("state"), steps=STEPS, editable=False)
    owner = fields.Link(
        settings.AUTH_USER_MODEL,
        _("started by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    regular = fields.Link(
        "engine.RegularImport", _("regular import"), null=True, blank=True, editable=False, related_name="+"
    )
    file_name = fields.Text(_("file"), max_length=200, editable=False)
    total = fields.Integer(_("rows"), default=0, editable=False)
    created = fields.Integer(pgettext_lazy("count", "created"), default=0, editable=False)
    updated = fields.Integer(_("updated"), default=0, editable=False)
    skipped = fields.Integer(_("skipped"), default=0, editable=False)
    failed = fields.Integer(_("with problems"), default=0, editable=False)
    warned = fields.Integer(_("with remarks"), default=0, editable=False)
    error = fields.Text(_("what went wrong"), max_length=500, blank=True, editable=False)
    started_at = fields.DateTime(_("started"), null=True, blank=True, editable=False)
    finished_at = fields.DateTime(_("finished"), null=True, blank=True, editable=False)

    format = models.CharField(max_length=20, default="", editable=False)
    encoding = models.CharField(max_length=40, default="", editable=False)
    delimiter = models.CharField(max_length=4, default="", editable=False)
    sheet = models.CharField(max_length=200, default="", editable=False)
    header_row = models.PositiveIntegerField(default=0, editable=False)
    heading_rows = models.PositiveIntegerField(default=1, editable=False)
    """How many rows the heading has, the first of them `header_row`."""
    columns = models.JSONField(default=list, editable=False)
    mapping = models.JSONField(default=dict, editable=False)
    """Column of the file to the name of a field, or of a line's field as `lines.field`; columns left out stay out."""
    made = models.JSONField(default=dict, editable=False)
    """The fields that are more than one column as it stands, and how each is made."""
    recipe = models.UUIDField(null=True, editable=False)
    """The recipe that was taken."""
    options = models.JSONField(default=dict, editable=False)
    checked = models.JSONField(null=True, editable=False)
    """The counts of the last dry run, as long as neither mapping nor options changed since."""
    marks = models.JSONField(default=list, editable=False)
    """The first problems and remarks: row, column, text, level."""
    file = models.UUIDField(null=True, editable=False)
    spool = models.UUIDField(null=True, editable=False)
    """The file of the rows with problems or remarks."""
    spool_bytes = models.BigIntegerField(default=0, editable=False)
    position = models.BigIntegerField(default=0, editable=False)
    """How many rows of the file are done."""
    job = models.UUIDField(null=True, editable=False)

    class Meta(Kept.Meta):
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            *Kept.Meta.indexes,
            models.Index(fields=["created_at", "id"], name="import_by_creation"),
            models.Index(fields=["owner", "created_at", "id"], name="import_own_by_creation"),
        ]

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in COUNTS}

    @action(_("Cancel"), on=(UPLOADED, MAPPED, CHECKED, WAITING, RUNNING), danger=True)
    def cancel(self) -> None:
        """Stop the import: at once when it waits, after the present rows when it runs; what came in stays."""
        if self.state != RUNNING:
            self.state = CANCELLED

    @property
    def brought_something(self) -> bool:
        return self.created + self.updated > 0

    @action(
        _("Take back"),
        on=ENDED,
        to=UNDOING,
        danger=True,
        when="brought_something",
        icon="arrow-back-up",
        help=_(
            "What the file made goes to the recycle bin, what it changed becomes as it was. What people have worked on "
            "since stays as it is."
        ),
    )
    def undo(self) -> None:
        self.state = UNDOING

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        if verb == "cancel" and self.job is not None:
            from guanxi.engine.imports.working import stop_job

            stop_job(self)
        if verb == "undo":
            from guanxi.engine.imports.undoing import begin

            begin(self)


class PendingLink(Identified):
    """A link to a record that may come later in the same file."""

    work = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="pending", db_index=False)
    record = models.UUIDField()
    field = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    row = models.PositiveIntegerField()
    column = models.PositiveIntegerField()
    is_told = models.BooleanField(default=False)
    """Whether the row counts among those with remarks already."""

    class Meta:
        indexes = [models.Index(fields=["work", "id"], name="pending_link_work")]

    def __str__(self) -> str:
        return self.text
