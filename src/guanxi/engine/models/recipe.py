"""How files of one kind are brought in, kept under a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.errors import Invalid
from guanxi.engine.record import Record

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity
    from guanxi.engine.imports.instructions import Instructions

ME, EVERYBODY = "me", "everybody"
AUDIENCES = (
    (ME, pgettext_lazy("audience", "only me")),
    (EVERYBODY, pgettext_lazy("audience", "everybody who imports")),
)


class Importable(fields.ShippedNoun):
    """One of the entities that files can be brought into."""

    def nouns(self) -> Iterable[Entity]:
        return (entity for entity in super().nouns() if "import" in entity.verbs)


class Recipe(Record):
    """What to do with the columns of a file: made on the page that maps them, and taken again for the next file."""

    name = fields.Text(_("name"), max_length=100)
    entity = Importable(_("records"), max_length=60)
    audience = fields.Choice(_("for whom"), options=AUDIENCES, default=ME, right="share")
    about = fields.Text(_("what it is for"), max_length=200, blank=True)
    instructions = fields.LongText(
        _("instructions"),
        help_text=_("As programs read them (JSON). People change them by taking the recipe for a file."),
    )

    class Meta(Record.Meta):
        verbose_name = _("import recipe")
        verbose_name_plural = _("import recipes")
        indexes = [*Record.Meta.indexes, models.Index(fields=["entity", "sort_key"], name="recipe_by_entity")]

    @property
    def says(self) -> Instructions:
        """The instructions, read; raises Invalid when somebody broke them."""
        from guanxi.engine.imports.instructions import Instructions

        return Instructions.written(self.instructions)

    def clean(self) -> None:
        """Instructions that can be followed."""
        try:
            said = self.says
        except Invalid as bad:
            told = [f"{name}: {text}".removeprefix(": ") for name, texts in bad.errors.items() for text in texts]
            raise ValidationError({"instructions": told[:10]}) from bad
        self.instructions = said.text
