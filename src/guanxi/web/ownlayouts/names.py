"""Fields by name, in an order that people choose."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine import fields
from guanxi.engine.customfields.living import extensible
from guanxi.engine.entity import Entity
from guanxi.engine.fields.noun import Installed
from guanxi.engine.tailoring.places import is_listed, places

CHOOSER = (
    '<select class="form-select" name="{}" id="{}" multiple data-controller="select depends" '
    'data-select-ordered-value="true" data-select-empty-value="{}" data-select-clear-label-value="{}" '
    'data-depends-on-value="entity" data-depends-top-value="true"{}>{}</select>'
)
"""Several out of many, in an order that is dragged; only fields of the records that the form says."""


def faces() -> Iterator[Entity]:
    """The kinds of records whose pages can be laid out."""
    return (face for face in extensible() if face.name != "layouts")


class Laid(fields.Noun):
    """One of them."""

    def nouns(self) -> Iterator[Entity]:
        return faces()


class FieldNames(fields.Choices):
    """Fields of one kind of record, each as `customers.name`; their order means something."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("base_field", models.CharField(max_length=120))
        super().__init__(verbose_name, **kwargs)

    @property
    def options(self) -> Any:
        return tuple(self.among(faces()))

    @options.setter
    def options(self, _given: Any) -> None:
        pass

    def among(self, chosen: Iterable[Entity]) -> Iterator[tuple[str, str]]:
        """The fields of these kinds of records."""
        for face in chosen:
            for name, kind in face.fields.items():
                label = capfirst(str(kind.verbose_name))  # type: ignore[attr-defined]
                told = {"field": label, "records": capfirst(face.label_plural)}
                yield f"{face.name}.{name}", _("%(field)s (%(records)s)") % told

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        """The chosen ones come first, as they were put; a form offers those of the records that it says."""
        chosen = list(value or ())
        of = {one.partition(".")[0] for one in chosen}
        picked = SafeString(" selected")
        labels = dict(self.among(face for face in faces() if not of or face.name in of))
        ordered = [*(one for one in chosen if one in labels), *(one for one in labels if one not in chosen)]
        options = format_html_join(
            "",
            '<option value="{}"{} data-only-for="{}">{}</option>',
            (
                (one, picked if one in chosen else "", json.dumps([one.partition(".")[0]]), labels[one])
                for one in ordered
            ),
        )
        return format_html(CHOOSER, name, ident, _("Nothing found"), _("Clear"), attrs, options)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}}


class KeyName(Installed):
    """One choice of one field: `customers.kind=company`."""

    def among(self) -> Iterator[tuple[str, str]]:
        return (
            (f"{one.name}={key}", _("%(field)s: %(choice)s") % {"field": one.label, "choice": label})
            for one in places()
            if is_listed(one) and one.lines is None and not one.kind.several
            for key, label in one.kind.labels.items()
        )
