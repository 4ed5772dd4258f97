"""A field that a company added: what it is called, what it holds, on which records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, ProgrammingError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.customfields.parameters import FieldOf, Formula, ListOf, StageOf
from guanxi.engine.customfields.vocabulary import (
    FILES,
    GIVEN_BY_ITSELF,
    KINDS,
    LINKS,
    RESULTS,
    SEARCHED,
    TELLING_APART,
    WAYS,
    WITHOUT_INDEX,
)
from guanxi.engine.errors import Invalid
from guanxi.engine.record import Kept, Line
from guanxi.kit.naming import identifier

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.permissions import Actor

LONGEST_KEY = 40
MOST = 200
"""Fields of the company's own on one kind of record, retired ones among them."""
FEW_LOST: dict[str, Any] = {
    "null": True,
    "blank": True,
    "help_text": gettext_lazy("None when empty. The change stops, with nothing done, when it would be more."),
}
UNDONE = {
    "55P03": gettext_lazy("These records are being worked on. Nothing was added; try again in a moment."),
    "42501": gettext_lazy("Guanxi’s account in the database may not add columns; ask who runs the database."),
}
"""What can keep the database from adding a column, by its own code, and what to tell."""


class Noun(fields.Noun):
    """One of the entities that can have fields of the company's own."""

    def nouns(self) -> Iterable[Entity]:
        from guanxi.engine.customfields.living import extensible

        return extensible()


class CustomField(Kept):
    """One field on one kind of record.

    In the recycle bin it is retired: it is nowhere to be seen, and what it held comes back with it.
    """

    label = fields.Text(gettext_lazy("name"), max_length=60)
    entity = Noun(gettext_lazy("records"), max_length=60, lasting=True)
    kind = fields.Choice(gettext_lazy("holds"), options=KINDS, default="text", lasting=True, fixed=True)
    target = Noun(
        gettext_lazy("leads to"),
        max_length=60,
        blank=True,
        lasting=True,
        asked_when="kind == 'link'",
    )
    pattern = fields.Text(
        gettext_lazy("numbers look like"),
        max_length=40,
        blank=True,
        lasting=True,
        asked_when="kind == 'auto_number'",
        help_text=gettext_lazy(
            "A-{year}-{0000} makes A-2026-0001. With {year}, {yy}, {month} or {day} they begin anew; "
            "the zeros are the digits."
        ),
    )
    formula = Formula(
        gettext_lazy("formula"),
        blank=True,
        asked_when="kind == 'computed'",
        help_text=gettext_lazy("Like in a spreadsheet, with the keys of fields: ROUND(amount * 0.13, 2)."),
    )
    gives = fields.Choice(
        gettext_lazy("its result is"),
        options=[(key, label) for key, label in KINDS if key in RESULTS],
        blank=True,
        lasting=True,
        asked_when="kind == 'computed'",
    )
    over = ListOf(
        gettext_lazy("of which list"), max_length=130, blank=True, lasting=True, asked_when="kind == 'rollup'"
    )
    rolled = fields.Choice(
        gettext_lazy("what is told"), options=WAYS, blank=True, lasting=True, asked_when="kind == 'rollup'"
    )
    rolled_field = FieldOf(
        gettext_lazy("of which field"),
        max_length=130,
        blank=True,
        lasting=True,
        asked_when="kind == 'rollup' and rolled <> 'count'",
    )
    only = Formula(
        gettext_lazy("only those where"),
        blank=True,
        asked_when="kind == 'rollup'",
        help_text=gettext_lazy("A condition on the other records, such as stage = 'won'. Without one, all count."),
    )
    hint = fields.Text(
        gettext_lazy("hint"), max_length=200, blank=True, help_text=gettext_lazy("A sentence shown under the field.")
    )
    required = fields.YesNo(
        gettext_lazy("required"),
        asked_when="not kind in ('auto_number', 'computed', 'rollup', 'yes_no')",
        help_text=gettext_lazy("Records that exist already are asked when they are changed."),
    )
    asked_when = Formula(
        gettext_lazy("asked only when"),
        blank=True,
        asked_when="not kind in ('auto_number', 'computed', 'rollup')",
        help_text=gettext_lazy(
            "A formula that holds or doesn't, such as amount > 10000. Forms ask for the field while it holds."
        ),
    )
    needed_from = StageOf(
        gettext_lazy("required from the stage"),
        max_length=100,
        blank=True,
        asked_when="not kind in ('auto_number', 'computed', 'rollup', 'yes_no')",
        help_text=gettext_lazy("For records that go through stages."),
    )
    searched = fields.YesNo(
        gettext_lazy("found by search"),
        asked_when=f"kind in {SEARCHED!r}",
        help_text=gettext_lazy("A search finds records by what stands in this field."),
    )
    initial = fields.Text(
        gettext_lazy("to begin with"),
        max_length=250,
        blank=True,
        asked_when=f"not kind in {(*GIVEN_BY_ITSELF, *LINKS, *FILES)!r}",
        help_text=gettext_lazy("What a new record has in it; several choices are separated by ;."),
    )
    alone = fields.YesNo(
        gettext_lazy("no two alike"),
        lasting=True,
        asked_when="kind in ('text', 'integer', 'phone', 'email', 'url')",
        help_text=gettext_lazy(
            "Two records can't hold the same. For text, whole numbers, telephone, e-mail and web address."
        ),
    )
    indexed = fields.YesNo(gettext_lazy("with an index"), editable=False)
    becoming = fields.Choice(gettext_lazy("is becoming"), options=KINDS, blank=True, editable=False, fixed=True)
    was = fields.Choice(gettext_lazy("held before"), options=KINDS, blank=True, editable=False, fixed=True)
    back_until = fields.DateTime(gettext_lazy("can be changed back until"), null=True, blank=True, editable=False)
    column = models.CharField(max_length=63, default="", editable=False)
    """Where what it holds is kept; named as the field when empty."""
    beside = models.CharField(max_length=63, default="", editable=False)
    """Where it is carried over to while its kind changes."""
    was_column = models.CharField(max_length=63, default="", editable=False)
    """Where what it held before is kept, for as long as it can be changed back."""
    was_said = models.JSONField(default=dict, editable=False)
    """What else was said of it then."""
    accepted = 0
    """How many values may be lost in the change that begins."""
    key = fields.Text(
        gettext_lazy("key"),
        max_length=LONGEST_KEY,
        blank=True,
        lasting=True,
        help_text=gettext_lazy("As programs call it: small letters and digits. Made from the name when empty."),
    )

    class Meta(Kept.Meta):
        verbose_name = gettext_lazy("custom field")
        verbose_name_plural = gettext_lazy("custom fields")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "key"],
                name="custom_field_once",
                violation_error_message=gettext_lazy("These records have, or had, a field with this key."),
            )
        ]

    @property
    def name(self) -> str:
        """What the field is called on the model, in filters and in the database."""
        return f"custom_{self.key}"

    @property
    def may_be_indexed(self) -> bool:
        """Whether an index would help lists."""
        return not self.indexed and (self.gives or self.kind) not in WITHOUT_INDEX

    @action(gettext_lazy("Build an index"), right="update", icon="arrows-sort", when="may_be_indexed")
    def build_index(self) -> None:
        """Make long lists fast that are ordered or narrowed by this field. People work on while it is built."""
        self.indexed = True

    @property
    def may_become_another(self) -> bool:
        """Whether what it holds can be read as something else, and isn't being read so already."""
        from guanxi.engine.customfields.converting import BECOMES

        return self.kind in BECOMES and not self.becoming

    @property
    def becomes(self) -> tuple[str, ...]:
        """What it can hold instead."""
        from guanxi.engine.customfields.changing import becomes

        return becomes(self)

    @property
    def may_go_back(self) -> bool:
        """Whether what it held before is still kept."""
        from guanxi.engine.customfields.carrying import goes_back

        return not self.becoming and goes_back(self, self.was)

    @property
    def is_changing(self) -> bool:
        """Whether its values are being carried over."""
        return bool(self.becoming)

    @action(
        gettext_lazy("Change what it holds"),
        right="update",
        icon="replace",
        inputs={
            "to": fields.Choice(gettext_lazy("will hold"), options=KINDS, fixed=True, required=True, leaves="becomes"),
            "most_lost": fields.Integer(gettext_lazy("values that may be lost"), **FEW_LOST),
        },
        when="may_become_another",
        foresee="foresee_change",
    )
    def change_kind(self, to: str, most_lost: int | None = None) -> None:
        """Have it hold something else. The values are carried over in the background while people work on."""
        from guanxi.engine.customfields.changing import check_loss

        check_loss(self, to, most_lost or 0)
        self.becoming, self.accepted = to, most_lost or 0

    def foresee_change(self, actor: Actor, to: str, most_lost: int | None = None) -> list[str]:
        """How many values can be carried over and how many would be lost, the first of them, and what speaks of it."""
        from guanxi.engine.customfields.changing import foreseen

        return foreseen(self, to, actor)

    @action(
        gettext_lazy("Change back"),
        right="update",
        icon="arrow-back-up",
        inputs={"most_lost": fields.Integer(gettext_lazy("values that may be lost"), **FEW_LOST)},
        when="may_go_back",
        foresee="foresee_back",
    )
    def change_back(self, most_lost: int | None = None) -> None:
        """Have it hold again what it held before. What was lost comes back where nobody filled the field in since."""
        self.change_kind(self.was, most_lost)

    def foresee_back(self, actor: Actor, most_lost: int | None = None) -> list[str]:
        """The same for the way back."""
        return self.foresee_change(actor, self.was)

    @action(gettext_lazy("Stop the change"), right="update", icon="player-stop", when="is_changing")
    def stop_change(self) -> None:
        """Leave the field as it is. What was carried over already is cleared away."""
        self.becoming = ""

    def clean(self) -> None:
        """A key that programs can use, and a target where there is one to have."""
        from guanxi.engine.customfields.checking import contradictions

        self.key = self.key or identifier(self.label)[:LONGEST_KEY].strip("_")
        wrong: dict[str, Any] = contradictions(self)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.key):
            wrong["key"] = _("Begin with a small letter, and use small letters, digits and _ only.")
        if self.kind == "link" and not self.target:
            wrong["target"] = _("Say which records it leads to.")
        if self.kind != "link" and self.target:
            wrong["target"] = _("Only a link leads to records.")
        if self.alone and self.kind not in TELLING_APART:
            wrong["alone"] = _("This kind of field can't tell records apart.")
        if self.initial and (self.alone or self.kind in (*LINKS, *FILES, *GIVEN_BY_ITSELF, "encrypted")):
            wrong["initial"] = _("This field begins empty in every record.")
        if wrong:
            raise ValidationError(wrong)

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """There is an end to what one record can hold, and each field has a name of its own."""
        from guanxi.engine.registry import registry

        if verb == "create" and CustomField._base_manager.filter(entity=self.entity).count() > MOST:
            raise Invalid(
                {
                    "entity": [
                        _("These records have %(most)d fields of their own, and can't have more.") % {"most": MOST}
                    ]
                }
            )
        if verb == "create" and self.name in registry[self.entity].fields:
            raise Invalid({"key": [_("These records have, or had, a field with this key.")]})

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """The column in the same transaction; the field in every process with its next request."""
        from guanxi.engine.customfields import changing, living
        from guanxi.engine.customfields.checking import check_expressions, refuse_used, rewriting
        from guanxi.engine.jobs import enqueue

        try:
            living.check_initial(self)
        except ValidationError as bad:
            raise Invalid({"initial": list(bad.messages)}) from bad
        living.changed.send(sender=CustomField)  # first: whoever changes another field waits here, and is seen below
        if verb == "delete":
            refuse_used(self)
        else:
            check_expressions(self)
        if verb == "create":
            try:
                living.add_column(self)
            except (OperationalError, ProgrammingError) as failed:
                code = getattr(failed.__cause__, "sqlstate", "")
                if code not in UNDONE:
                    raise
                raise Invalid({"": [str(UNDONE[code])]}) from failed
        if verb == "build_index":
            enqueue("customfields.index", {"field": str(self.pk)}, actor=None, entity="custom-fields", record=self.pk)
        if self.becoming and "becoming" in changes:
            changing.begin(self, self.accepted)
        elif verb == "stop_change":
            changing.stop(self)
        for name in rewriting(self, verb, changes):
            told: dict[str, Any] = {"field": str(self.pk)}
            lock = f"customfields:{self.entity}"
            enqueue(name, told, actor=None, entity="custom-fields", record=self.pk, lock=lock)
        transaction.on_commit(partial(living.refresh))


class CustomChoice(Line):
    """One choice of a field that holds one of a list."""

    field = fields.Parent(CustomField, "choices")
    label = fields.Text(gettext_lazy("choice"), max_length=60)
    key = fields.Text(
        gettext_lazy("key"), max_length=60, blank=True, help_text=gettext_lazy("Made from the name when empty.")
    )
    retired = fields.YesNo(gettext_lazy("no longer offered"), help_text=gettext_lazy("Records that have it keep it."))

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("choice")
        verbose_name_plural = gettext_lazy("choices of a list")
        constraints = [
            models.UniqueConstraint(
                fields=["field", "key"],
                name="custom_choice_once",
                violation_error_message=gettext_lazy("Two choices have the same key."),
            )
        ]

    def clean(self) -> None:
        """A key of its own."""
        self.key = self.key or identifier(self.label) or self.label
