"""An import that happens by the clock: from where, by which recipe, in whose name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.errors import NotAllowed
from guanxi.engine.models.clocked import NEW, ON, PAUSED, STOPPED, Clocked
from guanxi.engine.models.recipe import Recipe
from guanxi.engine.record import Identified, Record

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

FOLDER, URL, DATABASE, MAILBOX = "folder", "url", "database", "mailbox"
SOURCES = (
    (FOLDER, gettext_lazy("a folder of the server")),
    (URL, gettext_lazy("a web address")),
    (DATABASE, gettext_lazy("another database")),
    (MAILBOX, gettext_lazy("a mailbox with business cards")),
)
POSTGRESQL, MYSQL, SQLSERVER, ORACLE, SQLITE = "postgresql", "mysql", "sqlserver", "oracle", "sqlite"
SYSTEMS = (
    (POSTGRESQL, "PostgreSQL"),
    (MYSQL, "MySQL, MariaDB"),
    (SQLSERVER, "Microsoft SQL Server"),
    (ORACLE, "Oracle"),
    (SQLITE, gettext_lazy("SQLite (a file)")),
)
CONNECT = "connect"
"""The right to say from where."""
MATTERS = ("recipe_id", "owner_id", "source", "folder", "pattern", "url", "account", "secret")
MATTERS_TOO = ("system", "server", "database", "query")
"""What must have been tried out, as it stands, before it happens by itself."""


class RegularImport(Clocked):
    """Files, or rows, taken from somewhere again and again; each becomes an import of its owner's."""

    name = fields.Text(gettext_lazy("name"), max_length=100)
    recipe = fields.Link(Recipe, gettext_lazy("recipe"), related_name="+")
    source = fields.Choice(gettext_lazy("source"), options=SOURCES, default=FOLDER, fixed=True, right=CONNECT)
    folder = fields.Text(
        gettext_lazy("folder"),
        max_length=500,
        blank=True,
        right=CONNECT,
        asked_when="source == 'folder'",
        help_text=gettext_lazy("Its whole path, below a folder that the settings of the server allow."),
    )
    pattern = fields.Text(
        gettext_lazy("files"),
        max_length=100,
        blank=True,
        default="*.csv",
        right=CONNECT,
        asked_when="source == 'folder'",
        help_text=gettext_lazy("Such as *.csv or orders-*.xlsx; * stands for anything."),
    )
    url = fields.Url(gettext_lazy("web address"), blank=True, right=CONNECT, asked_when="source == 'url'")
    system = fields.Choice(
        gettext_lazy("kind of database"),
        options=SYSTEMS,
        default=POSTGRESQL,
        fixed=True,
        right=CONNECT,
        asked_when="source == 'database'",
    )
    server = fields.Text(
        gettext_lazy("server"),
        max_length=260,
        blank=True,
        right=CONNECT,
        asked_when="(source == 'database' and system <> 'sqlite') or source == 'mailbox'",
        help_text=gettext_lazy(
            "Such as db.example.com, db.example.com:5433 or imap.example.com. With tls:// in front a database must be "
            "encrypted, and its certificate must hold; a mailbox always must."
        ),
    )
    database = fields.Text(
        gettext_lazy("database"),
        max_length=500,
        blank=True,
        right=CONNECT,
        asked_when="source == 'database'",
        help_text=gettext_lazy(
            "Its name; for Oracle that of the service; for SQLite the path of the file, below an allowed folder."
        ),
    )
    query = fields.LongText(
        gettext_lazy("query"),
        blank=True,
        right=CONNECT,
        asked_when="source == 'database'",
        help_text=gettext_lazy("One SELECT. It runs read-only."),
    )
    mailbox = fields.Text(
        gettext_lazy("mail folder"),
        max_length=200,
        blank=True,
        default="INBOX",
        right=CONNECT,
        asked_when="source == 'mailbox'",
        help_text=gettext_lazy(
            "Each vCard that a message there carries is imported once; the messages stay as they are."
        ),
    )
    account = fields.Text(
        gettext_lazy("account"),
        max_length=200,
        blank=True,
        right=CONNECT,
        asked_when="source in ('url', 'database', 'mailbox')",
    )
    secret = fields.Encrypted(
        gettext_lazy("password or token"),
        blank=True,
        right=CONNECT,
        asked_when="source in ('url', 'database', 'mailbox')",
        help_text=gettext_lazy("Kept encrypted. At a web address without an account it is a bearer token."),
    )

    is_tried = fields.YesNo(
        gettext_lazy("tried out as it stands"), editable=False, help_text=gettext_lazy("Only then it can be activated.")
    )

    memory = models.JSONField(default=dict, editable=False)
    """What was seen the last time: files that may still be written, the mark of what an address gave."""
    tried = models.CharField(max_length=64, default="", editable=False)
    """The mark of what was tried out."""
    tried_at = models.DateTimeField(null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = gettext_lazy("regular import")
        verbose_name_plural = gettext_lazy("regular imports")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["next_at"], name="regularimport_due", condition=models.Q(state=ON, deleted_at=None)),
        ]

    @property
    def mark(self) -> str:
        """What stands for all that must have been tried out."""
        names = (*MATTERS, *MATTERS_TOO, *(("mailbox",) if self.source == MAILBOX else ()))
        told = [str(getattr(self, name) or "") for name in names]
        return salted_hmac("guanxi.engine.regular", json.dumps(told), algorithm="sha256").hexdigest()

    def clean(self) -> None:
        """What was changed isn't what was tried out: it waits for a trial, and for its owner, again."""
        self.is_tried = bool(self.tried) and self.tried == self.mark
        if self.state == ON and not self.is_tried:
            self.state = NEW
        super().clean()

    @action(
        gettext_lazy("Try out"),
        icon="checklist",
        help=gettext_lazy("Fetch what is there and check it, without writing anything."),
    )
    def try_out(self) -> None:
        """In the background, in the owner's name."""

    @action(
        gettext_lazy("Activate"),
        on=(NEW, PAUSED, STOPPED),
        to=ON,
        when="is_tried",
        icon="player-play",
        help=gettext_lazy(
            "From now on by the clock, with the rights of the owner. It must have been tried out as it stands."
        ),
    )
    def activate(self) -> None:
        self.begin()

    @action(
        gettext_lazy("Pause"),
        on=(ON,),
        to=PAUSED,
        icon="player-pause",
        help=gettext_lazy("Nothing is fetched until it is activated again."),
    )
    def pause(self) -> None:
        self.state = PAUSED

    @action(
        gettext_lazy("Run now"),
        on=(ON,),
        icon="refresh",
        help=gettext_lazy("Fetch and import at once, besides the times it has anyway."),
    )
    def run_now(self) -> None:
        """In the background, in the owner's name."""

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Only its owner sets it going: it runs with their rights."""
        if verb == "activate" and actor.pk is not None and actor.pk != self.owner_id:  # type: ignore[attr-defined]
            raise NotAllowed(_("It runs with the rights of its owner, so only the owner can activate it."))

    def set_going(self, owner: Any) -> None:
        from guanxi.engine.regular import jobs

        jobs.ask(self, owner=owner)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.engine.regular import jobs

        if verb == "try_out":
            jobs.ask(self, is_trial=True)
        elif verb == "run_now":
            self.go_now()


class Fetched(Identified):
    """A file that was taken, or a result; each becomes one import, however often a worker dies."""

    regular = models.ForeignKey(RegularImport, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    work = models.UUIDField(null=True)
    """The import; none where the file couldn't be understood."""
    state = models.CharField(max_length=10, default="open")
    error = models.CharField(max_length=500, default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regular", "digest"], name="fetched_once")]

    def __str__(self) -> str:
        return self.name
