"""Provinces, towns and districts, several of them, chosen by name."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanxi.engine import fields
from guanxi.engine.fields.base import EMPTY_CELL
from guanxi.kit import addresses, divisions

MOST_SHOWN = 8
"""In a cell of a list."""


class Divisions(fields.Choices):
    """Each is kept by its way from the province down: 山东/聊城/东昌府区. It takes whatever an address could say."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("base_field", models.CharField(max_length=80))
        super().__init__(verbose_name, **kwargs)

    @property
    def options(self) -> tuple[tuple[str, str | Promise], ...]:  # type: ignore[override]
        return _labels(get_language() or "en")

    @options.setter
    def options(self, _given: Iterable[object]) -> None:
        pass

    @property
    def labels(self) -> dict[str, str | Promise]:
        return _by_key(get_language() or "en")

    def find(self, text: str) -> str:
        text = text.strip()
        if text in _by_key("en"):
            return text
        told = addresses.read(text)
        steps = divisions.settled(told.region)
        if not steps or told.street or len(steps) < len(told.region):
            raise ValidationError(
                _("“%(text)s” is no province, town or district that is known, or there are several of this name.")
                % {"text": text[:40]},
                code="choice",
            )
        return divisions.STEP.join(steps)

    def nearest(self, text: str) -> tuple[str, str]:
        return self.find(text), ""

    def _spellings(self) -> dict[str, str]:
        return {}

    def cell(self, value: Any) -> SafeString:
        if not value:
            return EMPTY_CELL
        labels = self.labels
        shown = format_html_join(
            " ", '<span class="gx-c">{}</span>', ((labels.get(key, key),) for key in value[:MOST_SHOWN])
        )
        return format_html("{} +{}", shown, len(value) - MOST_SHOWN) if len(value) > MOST_SHOWN else shown

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        chosen, labels = value if isinstance(value, list) else [], self.labels
        return format_html(
            '<select class="form-select" name="{}" id="{}" multiple data-controller="select" '
            'data-select-url-value="{}" data-select-empty-value="{}" data-select-clear-label-value="{}"{}>{}</select>',
            name,
            ident,
            "/options/divisions/",
            _("Nothing found"),
            _("Clear"),
            attrs,
            format_html_join(
                "", '<option value="{}" selected>{}</option>', ((key, labels.get(key, key)) for key in chosen)
            ),
        )

    def schema(self) -> dict[str, Any]:
        told = "From the province down, with / between: 山东/聊城/东昌府区."
        return {"type": "array", "items": {"type": "string", "maxLength": 80}, "description": told}


def label(steps: tuple[str, ...], language: str) -> str:
    """A division in the reader's language: 山东·聊城, Shandong · Liaocheng."""
    return addresses.Address(steps).words(language)


@functools.cache
def _labels(language: str) -> tuple[tuple[str, str | Promise], ...]:
    return tuple((divisions.STEP.join(steps), label(steps, language)) for steps in divisions.everything())


@functools.cache
def _by_key(language: str) -> dict[str, str | Promise]:
    return dict(_labels(language))
