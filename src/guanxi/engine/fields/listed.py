"""What fields share that offer a list of choices."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from guanxi.engine.fields.base import Kind, escaped
from guanxi.engine.wording import listed

if TYPE_CHECKING:
    from guanxi.engine.tailoring.lists import CompanyList

AT_A_GLANCE = 40
"""So many choices are looked through; among more one searches by typing."""
_CLOSE = 0.84
_SHORTEST_MISSPELT = 4


class Listed(Kind):
    """What fields with a list of choices share: reading a key or any language's label."""

    fixed: bool = False
    """Whether code goes by the keys: they can be called otherwise then, and stay those they are."""
    company: CompanyList | None = None
    """What the company made of the list, if it did."""
    declared: tuple[tuple[str, str | Promise], ...] = ()
    """The choices that the field came with."""

    @property
    def options(self) -> tuple[tuple[str, str | Promise], ...]:
        """What can be chosen."""
        return self.company.options(self.declared) if self.company else self.declared

    @options.setter
    def options(self, given: Iterable[tuple[str, str | Promise]]) -> None:
        self.declared = tuple(given)

    @property
    def labels(self) -> dict[str, str | Promise]:
        """Every choice that a record may have, in the order of the list; those no longer offered among them."""
        return self.company.labels(self.declared) if self.company else dict(self.options)

    def find(self, text: str) -> str:
        """The key that a text means: a key, or a label in any of the product's languages."""
        text = text.strip()
        if text in self.labels:
            return text
        key = self._spellings().get(text.casefold())
        if key is None:
            shown = [str(label) for label in self.labels.values()]
            known = listed([*shown[:12], "…"] if len(shown) > 12 else shown)
            raise ValidationError(
                _("“%(text)s” is not in the list. Choose one of: %(known)s.") % {"text": text[:40], "known": known},
                code="choice",
            )
        return key

    def nearest(self, text: str) -> tuple[str, str]:
        """The key that a text means, also when it is slightly misspelt, and then a remark that says so."""
        try:
            return self.find(text), ""
        except ValidationError:
            spellings = self._spellings()
            close = difflib.get_close_matches(text.strip().casefold(), spellings, n=4, cutoff=_CLOSE)
            meant = {spellings[form] for form in close}
            if len(text.strip()) < _SHORTEST_MISSPELT or len(meant) != 1:
                raise
            key = meant.pop()
        remark = _("“%(text)s” was read as “%(label)s”.") % {"text": text.strip()[:40], "label": self.labels[key]}
        return key, remark

    def _spellings(self) -> dict[str, str]:
        known: dict[str, str] = {}
        for language in ("en", "zh-hans", "zh-hant"):
            with override(language):
                for key, label in (*self.labels.items(), *self.declared):
                    known.setdefault(str(label).casefold(), key)
                    known.setdefault(key.casefold(), key)
        return known

    def offered(self, chosen: Collection[str]) -> Iterable[tuple[str, Any]]:
        """What can be chosen, where these are chosen now."""
        options = self.options
        if self.company is None:
            return options
        kept = set(chosen) - dict(options).keys()
        return (*options, *((key, label) for key, label in self.labels.items() if key in kept))

    def chip(self, key: str) -> SafeString:
        """A choice in the colour that the company gave it; its word alone without one."""
        text, colour = str(self.labels.get(key, key)), self.company.colour(key) if self.company else ""
        return format_html('<span class="gx-c gx-tag" data-c="{}">{}</span>', colour, text) if colour else escaped(text)

    def select(self, chosen: set[str], *, name: str, ident: str, attrs: SafeString, multiple: bool) -> SafeString:
        first = () if multiple or (self.needed and chosen - {""}) else (("", "—"),)
        offered = (*first, *self.offered(chosen))
        options = format_html_join(
            "",
            '<option value="{}"{}{}>{}</option>',
            ((key, SafeString(" selected") if key in chosen else "", self._fits(key), label) for key, label in offered),
        )
        return format_html(
            '<select class="form-select" name="{}" id="{}"{}{}{}>{}</select>',
            name,
            ident,
            self._controllers(searched=multiple or len(offered) > AT_A_GLANCE),
            SafeString(" multiple") if multiple else "",
            attrs,
            options,
        )

    def _fits(self, key: str) -> SafeString:
        """With which choices of the field it depends on a choice is offered."""
        only = self.company.only_for(key) if self.company else ()
        return format_html(' data-only-for="{}"', json.dumps(sorted(only))) if only else SafeString("")

    def _controllers(self, *, searched: bool) -> SafeString:
        """What the control does by script: find what is typed, and offer what goes with the field it depends on."""
        by = self.company.by if self.company else ""
        names = " ".join(name for name, there in (("select", searched), ("depends", by)) if there)
        told = format_html(' data-controller="{}"', names) if names else SafeString("")
        if searched:
            words = _("Nothing found"), _("Clear")
            told += format_html(' data-select-empty-value="{}" data-select-clear-label-value="{}"', *words)
        if by:
            told += format_html(' data-depends-name-value="{}" data-depends-on-value="{}"', self.name, by)
        return told
