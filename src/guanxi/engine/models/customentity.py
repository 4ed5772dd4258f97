"""A kind of record that a company added: what it is called, how it is numbered, its stages, what it leads to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.customentities.icons import ICONS
from guanxi.engine.customfields.numbers import check_rule
from guanxi.engine.errors import Invalid
from guanxi.engine.fields.choice import STAGE_KINDS
from guanxi.engine.models.customfield import Noun
from guanxi.engine.record import Kept, Line
from guanxi.kit.naming import identifier

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

LONGEST_KEY = 40
LONGEST_RULE = 30
MOST = 100
"""Kinds of records of the company's own, those in the recycle bin among them."""
TONES = (
    ("acc", gettext_lazy("blue")),
    ("ok", gettext_lazy("green")),
    ("warn", gettext_lazy("yellow")),
    ("bad", gettext_lazy("red")),
    ("off", gettext_lazy("grey")),
)
LANGUAGES = (("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English"))


def shipped_headings() -> list[str | Promise]:
    """The headings of the navigation that come with the product."""
    from guanxi.engine.registry import registry

    shipped = (entity.group for entity in registry if entity.model._meta.app_label != "custom" and entity.group)
    return list({str(group): group for group in shipped}.values())


class CustomEntity(Kept):
    """One kind of record.

    In the recycle bin it is nowhere to be seen; its records, and what other records held of it, come back with it.
    """

    label = fields.Text(gettext_lazy("name (singular)"), max_length=60)
    label_plural = fields.Text(
        gettext_lazy("name (plural)"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("As in the navigation; the same as the singular when empty."),
    )
    icon = fields.Choice(gettext_lazy("icon"), options=ICONS, default="box")
    group = fields.Text(
        gettext_lazy("heading"),
        max_length=60,
        blank=True,
        shipped=shipped_headings,
        help_text=gettext_lazy("Under which it stands in the navigation, such as Customers."),
    )
    hint = fields.Text(
        gettext_lazy("hint"), max_length=200, blank=True, help_text=gettext_lazy("What it is good for, in a sentence.")
    )
    title_label = fields.Text(
        gettext_lazy("name field is called"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("What the name of a record is called, such as “sample”; “name” when empty."),
    )
    numbering = fields.Text(
        gettext_lazy("numbering"),
        max_length=LONGEST_RULE,
        blank=True,
        help_text=gettext_lazy("Such as SS-{year}-{0000}; no numbers when empty."),
    )
    key = fields.Text(
        gettext_lazy("key"),
        max_length=LONGEST_KEY,
        blank=True,
        lasting=True,
        help_text=gettext_lazy("As in addresses and for programs. Made from the name when empty."),
    )

    class Meta(Kept.Meta):
        verbose_name = gettext_lazy("kind of record")
        verbose_name_plural = gettext_lazy("kinds of records")
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="custom_entity_once",
                violation_error_message=gettext_lazy("There is, or was, a kind of record with this key."),
            )
        ]

    def clean(self) -> None:
        """Names for people and for programs, and numbers that can be made."""
        self.key = self.key or identifier(self.label_plural or self.label).replace("_", "-")[:LONGEST_KEY].strip("-")
        wrong: dict[str, Any] = {}
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", self.key):
            wrong["key"] = _("Begin with a small letter, and use small letters, digits and - only.")
        if self.numbering:
            try:
                check_rule(self.numbering)
            except ValidationError as bad:
                wrong["numbering"] = bad
        if wrong:
            raise ValidationError(wrong)

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """There is an end to the kinds of records, and their names are those of no other pages."""
        from guanxi.engine.customentities.living import is_free

        if verb == "create" and CustomEntity._base_manager.count() > MOST:
            raise Invalid({"": [_("There are %(most)d kinds of records, and can't be more.") % {"most": MOST}]})
        if verb in ("create", "restore") and not is_free(self.key):
            raise Invalid({"key": [_("Something else has this key; choose another one.")]})

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """The table in the same transaction; the kind in every process with its next request."""
        from guanxi.engine.customentities.tables import provide

        provide(self, verb)


class CustomStage(Line):
    """One stage of a kind of record."""

    entity = fields.Parent(CustomEntity, "stages")
    label = fields.Text(gettext_lazy("stage"), max_length=40)
    kind = fields.Choice(gettext_lazy("means"), options=STAGE_KINDS, default="open", required=False)
    tone = fields.Choice(gettext_lazy("colour"), options=TONES, blank=True)
    key = fields.Text(
        gettext_lazy("key"), max_length=40, blank=True, help_text=gettext_lazy("Made from the name when empty.")
    )
    retired = fields.YesNo(gettext_lazy("no longer offered"), help_text=gettext_lazy("Records that have it keep it."))

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("stage")
        verbose_name_plural = gettext_lazy("stages")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "key"],
                name="custom_stage_once",
                violation_error_message=gettext_lazy("Two stages have the same key."),
            )
        ]

    def clean(self) -> None:
        """A key of its own; what means nothing else goes on."""
        self.key = self.key or identifier(self.label)[:40] or self.label
        self.kind = self.kind or "open"


class CustomRelation(Line):
    """What a record of this kind leads to."""

    entity = fields.Parent(CustomEntity, "relations")
    target = Noun(gettext_lazy("leads to"), max_length=60)
    label = fields.Text(
        gettext_lazy("is called"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("Such as “recipient”; as what it leads to when empty."),
    )
    required = fields.YesNo(gettext_lazy("required"))
    several = fields.YesNo(
        gettext_lazy("to several"), help_text=gettext_lazy("A record leads to any number of them, each with a remark.")
    )
    ways = fields.Words(
        gettext_lazy("linked as"),
        help_text=gettext_lazy("Of relations to several: what each can be to the record, such as “tester; recipient”."),
    )
    key = fields.Text(
        gettext_lazy("key"),
        max_length=LONGEST_KEY,
        blank=True,
        help_text=gettext_lazy("Made from the name when empty."),
    )

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("relation")
        verbose_name_plural = gettext_lazy("relations")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "key"],
                name="custom_relation_once",
                violation_error_message=gettext_lazy("Two relations have the same key."),
            )
        ]

    @property
    def name(self) -> str:
        """What the link is called on the model, in filters and for programs."""
        return f"custom_{self.key}"

    @property
    def column(self) -> str:
        """Tells the target, so that a key which led elsewhere before doesn't show what it led to then."""
        return f"link_{self.key}_{self.target.replace('-', '_')}"[:63]

    def clean(self) -> None:
        """A key that programs can use."""
        self.key = self.key or identifier(self.label or self._other())[:LONGEST_KEY].strip("_")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.key):
            raise ValidationError({"key": _("Begin with a small letter, and use small letters, digits and _ only.")})
        if self.required and self.several:
            raise ValidationError({"required": _("Only a relation to one record can be required.")})
        if self.ways and not self.several:
            raise ValidationError({"ways": _("Only relations to several have this.")})

    def _other(self) -> str:
        """What programs call one of those it leads to."""
        from guanxi.engine.registry import registry

        model = registry[self.target].model._meta
        return self.target if model.app_label == "custom" else str(model.model_name)


class CustomName(Line):
    """What a kind of record is called in one language."""

    entity = fields.Parent(CustomEntity, "names")
    language = fields.Choice(gettext_lazy("language"), options=LANGUAGES)
    label = fields.Text(gettext_lazy("name (singular)"), max_length=60)
    label_plural = fields.Text(gettext_lazy("name (plural)"), max_length=60, blank=True)
    title_label = fields.Text(gettext_lazy("name field is called"), max_length=60, blank=True)
    hint = fields.Text(gettext_lazy("hint"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("name in a language")
        verbose_name_plural = gettext_lazy("names in other languages")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "language"],
                name="custom_name_once",
                violation_error_message=gettext_lazy("This language is there already."),
            )
        ]
