"""The company's own list behind one choice field or several."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.fields.choice import STAGE_KINDS
from guanxi.engine.record import Kept, Line
from guanxi.engine.tailoring.places import Keys, ListedName, place
from guanxi.engine.tailoring.words import Words
from guanxi.kit.naming import identifier

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

COLOURS: tuple[tuple[str, str | Promise], ...] = (
    ("1", gettext_lazy("Indigo")),
    ("2", gettext_lazy("Amber")),
    ("3", gettext_lazy("Teal")),
    ("4", gettext_lazy("Rust")),
    ("5", gettext_lazy("Violet")),
    ("6", gettext_lazy("Grey")),
)
"""The hues of tags, by their number in the design."""


class ChoiceList(Kept):
    """What some fields offer: the choices as the company calls, colours and orders them.

    In the recycle bin its fields offer again what they came with.
    """

    name = fields.Text(gettext_lazy("name"), max_length=100)
    note = fields.LongText(gettext_lazy("description"), blank=True)

    class Meta(Kept.Meta):
        verbose_name = gettext_lazy("choice list")
        verbose_name_plural = gettext_lazy("choice lists")

    @action(
        gettext_lazy("Replace a choice"),
        inputs={
            "choice": fields.Text(gettext_lazy("choice"), max_length=60),
            "by": fields.Text(gettext_lazy("replace by"), max_length=60),
        },
        right="update",
        icon="arrows-exchange",
    )
    def replace(self, choice: str, by: str) -> None:
        """Give every record that has a choice another one of this list, in the background; then it can be removed."""
        from guanxi.engine.tailoring.replacing import resolve

        self.replacing = resolve(self, choice, by)

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """What is in use, or named by code, isn't taken away; a field has one list."""
        from guanxi.engine.tailoring import guarding, replacing

        if verb == "replace":
            replacing.begin(self, *self.replacing, actor)
            return
        guarding.check(self, verb, changes)
        if verb == "create" and not changes.get("entries"):
            self._begin(actor)

    def _begin(self, actor: Actor) -> None:
        """Fill a list that was made empty with what its first field offers."""
        from guanxi.engine import gate
        from guanxi.engine.registry import registry
        from guanxi.engine.tailoring.beginning import entries_of

        use = self.uses.order_by("position").first()  # type: ignore[attr-defined]
        found = place(use.field) if use else None
        if found is not None and (entries := entries_of(found)):
            filled = gate.update(registry.for_model(ChoiceList), self.pk, {"entries": entries}, actor=actor)
            self.version, self.head = filled.version, filled.head

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """In every process with its next request."""
        from guanxi.engine.tailoring import living

        living.announce(ChoiceList)
        transaction.on_commit(partial(living.refresh))


class ListUse(Line):
    """A field that offers the list."""

    list = fields.Parent(ChoiceList, "uses")
    field = ListedName(gettext_lazy("field"), max_length=120)
    by = ListedName(
        gettext_lazy("depends on"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("Another field of the same record; each choice then says with what it is offered."),
    )

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("field with this list")
        verbose_name_plural = gettext_lazy("fields with this list")
        constraints = [
            models.UniqueConstraint(
                fields=["list", "field"],
                name="list_use_once",
                violation_error_message=gettext_lazy("This field stands here already."),
            )
        ]

    def clean(self) -> None:
        """A list depends on a field of the same records."""
        if self.by and (self.by == self.field or self.by.rpartition(".")[0] != self.field.rpartition(".")[0]):
            raise ValidationError({"by": _("Choose another field of the same records.")})


class ListEntry(Line):
    """One choice."""

    list = fields.Parent(ChoiceList, "entries")
    en = fields.Text(gettext_lazy("in English"), max_length=60, blank=True)
    hans = fields.Text(gettext_lazy("in simplified Chinese"), max_length=60, blank=True)
    hant = fields.Text(gettext_lazy("in traditional Chinese"), max_length=60, blank=True)
    colour = fields.Choice(gettext_lazy("colour"), options=COLOURS, max_length=1, blank=True, fixed=True)
    only_for = Keys(
        gettext_lazy("only with"),
        base_field=models.CharField(max_length=200),
        help_text=gettext_lazy("Where the list depends on a field: the choices of it with which this one is offered."),
    )
    means = fields.Choice(
        gettext_lazy("means"),
        options=STAGE_KINDS,
        max_length=8,
        blank=True,
        fixed=True,
        help_text=gettext_lazy("Of a stage: whether a record goes on there, or has ended well or badly."),
    )
    retired = fields.YesNo(gettext_lazy("no longer offered"), help_text=gettext_lazy("Records that have it keep it."))
    key = fields.Text(
        gettext_lazy("key"), max_length=40, blank=True, help_text=gettext_lazy("Made from the name when empty.")
    )

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("choice")
        verbose_name_plural = gettext_lazy("choices")
        constraints = [
            models.UniqueConstraint(
                fields=["list", "key"],
                name="list_entry_once",
                violation_error_message=gettext_lazy("Two choices have the same key."),
            )
        ]

    @property
    def words(self) -> Words:
        """What it is called by language."""
        return Words(self.en, self.hans, self.hant)

    def clean(self) -> None:
        """A name in some language, and a key of its own."""
        if not self.words:
            raise ValidationError({"en": _("Give it a name in one language at least.")})
        self.key = self.key or (identifier(self.en or self.hans or self.hant) or self.words.any())[:40]
