"""A piece of background work, as people see it: what, for whom, how far, with what end."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Kept

WAITING, RUNNING, DONE, FAILED, PARKED, CANCELLED = "waiting", "running", "done", "failed", "parked", "cancelled"
STEPS = (
    fields.Step(WAITING, _("waiting"), "open"),
    fields.Step(RUNNING, _("running"), "open"),
    fields.Step(DONE, _("done"), "done"),
    fields.Step(FAILED, _("failed"), "bad"),
    fields.Step(PARKED, _("parked"), "bad"),
    fields.Step(CANCELLED, _("cancelled"), "closed"),
)
ALIVE = (WAITING, RUNNING)


def shipped_titles() -> list[str | Promise]:
    """What the kinds of work are called."""
    from guanxi.engine.exports.jobs import titled
    from guanxi.engine.imports.undoing import TAKEN_BACK
    from guanxi.engine.jobs.registry import declared
    from guanxi.engine.models.imports import TITLE
    from guanxi.engine.registry import registry

    later = lazy(titled, str)
    exports = [later(entity) for entity in registry if "export" in entity.verbs]
    undone = lazy(lambda: str(TAKEN_BACK) % {"title": TITLE}, str)()
    return [undone, TITLE, *exports, *(spec.label for spec in declared.values())]


class Job(Kept):
    """One piece of background work; a scheduled one keeps a single row over all its runs.

    State and progress are the worker's own writes, guarded by the fence; what people do with it passes the gate.
    """

    title = fields.Text(_("work"), max_length=200, editable=False, shipped=shipped_titles)
    name = fields.Text(_("kind"), max_length=100, editable=False)
    state = fields.Stage(_("state"), steps=STEPS, editable=False)
    owner = fields.Link(
        settings.AUTH_USER_MODEL, _("asked by"), null=True, blank=True, editable=False, related_name="+", db_index=False
    )
    done = fields.Integer(_("steps done"), default=0, editable=False)
    total = fields.Integer(_("steps in all"), default=0, editable=False)
    message = fields.Text(_("progress"), max_length=200, blank=True, editable=False)
    error = fields.Text(_("what went wrong"), max_length=500, blank=True, editable=False)
    detail = fields.LongText(_("details for administrators"), blank=True, editable=False)
    attempts = fields.Integer(_("attempts"), default=0, editable=False)
    is_stopping = fields.YesNo(_("being cancelled"), editable=False)
    due_at = fields.DateTime(_("not before"), null=True, blank=True, editable=False)
    started_at = fields.DateTime(_("started"), null=True, blank=True, editable=False)
    finished_at = fields.DateTime(_("finished"), null=True, blank=True, editable=False)

    entity = models.CharField(max_length=60, default="", blank=True, editable=False)
    record = models.UUIDField(null=True, editable=False)
    payload = models.JSONField(default=dict, editable=False)
    payload_version = models.PositiveSmallIntegerField(default=1, editable=False)
    signature = models.BinaryField(default=b"", editable=False)
    result = models.JSONField(null=True, editable=False)
    memory = models.JSONField(default=dict, editable=False)
    """What the work has to remember, to go on where it was interrupted."""
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    """Rises with each attempt; who comes with an older one may not write any more."""
    ticket = models.BigIntegerField(null=True, editable=False)
    """The queue's number of the attempt that is waiting or running."""
    queue = models.CharField(max_length=60, default="default", editable=False)
    lock = models.CharField(max_length=200, default="", editable=False)
    key = models.CharField(max_length=120, null=True, unique=True, editable=False)
    """The name of a scheduled job, of which there is one row."""

    class Meta(Kept.Meta):
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            *Kept.Meta.indexes,
            models.Index(fields=["created_at", "id"], name="job_by_creation"),
            models.Index(fields=["owner", "created_at", "id"], name="job_own_by_creation"),
            models.Index(fields=["ticket"], name="job_alive", condition=models.Q(state__in=ALIVE)),
            models.Index(fields=["record", "created_at"], name="job_about"),
        ]

    @action(_("Cancel"), on=ALIVE, danger=True)
    def cancel(self) -> None:
        """Stop the work: at once when it waits, after its present step when it runs."""
        if self.state == WAITING:
            self.state = CANCELLED
        else:
            self.is_stopping = True

    @action(_("Try again"), on=(FAILED, PARKED, CANCELLED))
    def retry(self) -> None:
        """Do the work once more, from where it was interrupted."""
        self.state, self.error = WAITING, ""
        self.attempts, self.is_stopping, self.finished_at = 0, False, None

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.engine.jobs import queue

        if verb == "retry":
            queue.again(self)
        elif verb == "cancel" and self.state == CANCELLED:
            queue.withdraw(self)
