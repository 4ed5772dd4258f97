"""The noun: a layout of one kind of record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.errors import Invalid
from guanxi.engine.record import Kept, Line
from guanxi.engine.registry import registry
from guanxi.engine.tailoring import living
from guanxi.engine.tailoring.words import Words
from guanxi.engine.wording import listed
from guanxi.web.ownlayouts.names import FieldNames, KeyName, Laid

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor

LISTS = ("key_facts", "columns", "quick", "aside")


class Layout(Kept):
    """What stands where on forms, pages and lists. It hides nothing for good: rights do that."""

    name = fields.Text(gettext_lazy("name"), max_length=100)
    entity = Laid(gettext_lazy("records"), max_length=60)
    role = fields.Link(
        "people.Role",
        gettext_lazy("for the role"),
        null=True,
        blank=True,
        related_name="+",
        help_text=gettext_lazy("For everybody when empty."),
    )
    when = KeyName(
        gettext_lazy("for records with"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("For one kind of them; for all when empty."),
    )
    key_facts = FieldNames(
        gettext_lazy("key facts"), help_text=gettext_lazy("Under the title of the page; as shipped when empty.")
    )
    columns = FieldNames(
        gettext_lazy("columns"),
        help_text=gettext_lazy("Of lists that nobody arranged for themselves; as shipped when empty."),
    )
    quick = FieldNames(
        gettext_lazy("asked in the side panel"),
        help_text=gettext_lazy("Of a record made in passing; everything when empty. What is required is asked anyway."),
    )
    aside = FieldNames(
        gettext_lazy("set aside"),
        help_text=gettext_lazy("Left out of forms and pages; what stands nowhere is found under “More”."),
    )

    class Meta(Kept.Meta):
        verbose_name = gettext_lazy("layout")
        verbose_name_plural = gettext_lazy("layouts")

    def clean(self) -> None:
        """Fields of these records, and none set aside that must be filled in."""
        wrong: dict[str, Any] = {}
        for name in LISTS:
            if _strange(self.entity, getattr(self, name)):
                wrong[name] = _("Choose fields of these records only.")
        if self.when and _strange(self.entity, [self.when]):
            wrong["when"] = _("Choose fields of these records only.")
        if needed := [name for name in self.aside if _is_needed(name)]:
            labels = listed(str(_kind(name).verbose_name) for name in needed)
            wrong["aside"] = _("A record can't be saved without: %(fields)s.") % {"fields": labels}
        if wrong:
            raise ValidationError(wrong)

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Each field stands in one section, and is one of these records."""
        seen: set[str] = set()
        lines = LayoutSection._base_manager.filter(layout=self.pk).order_by("position")
        for at, section in enumerate(lines):
            where = f"sections.{at}.holds"
            if _strange(self.entity, section.holds):
                raise Invalid({where: [_("Choose fields of these records only.")]})
            if twice := seen & set(section.holds):
                labels = listed(str(_kind(name).verbose_name) for name in sorted(twice))
                raise Invalid({where: [_("It stands in another section already: %(fields)s.") % {"fields": labels}]})
            seen |= set(section.holds)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """In every process with its next request."""
        living.announce(Layout)
        transaction.on_commit(partial(living.refresh))


class LayoutSection(Line):
    """One group of fields."""

    layout = fields.Parent(Layout, "sections")
    en = fields.Text(gettext_lazy("heading in English"), max_length=60, blank=True)
    hans = fields.Text(gettext_lazy("in simplified Chinese"), max_length=60, blank=True)
    hant = fields.Text(gettext_lazy("in traditional Chinese"), max_length=60, blank=True)
    holds = FieldNames(gettext_lazy("fields"))

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("section")
        verbose_name_plural = gettext_lazy("sections")

    @property
    def words(self) -> Words:
        """The heading by language."""
        return Words(self.en, self.hans, self.hant)

    def clean(self) -> None:
        """A heading in some language."""
        if not self.words:
            raise ValidationError({"en": _("Give it a heading in one language at least.")})


def _strange(entity: str, names: list[str]) -> bool:
    return not all(name.startswith(f"{entity}.") for name in names)


def _kind(name: str) -> Any:
    entity, _dot, field = name.partition(".")
    return registry[entity].fields[field]


def _is_needed(name: str) -> bool:
    kind = _kind(name)
    return bool(kind.needed and not kind.has_default())
