"""Fields of several kinds of records to choose from; a form offers those of the records that it says."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanxi.engine.fields.choice import Choices
from guanxi.engine.fields.noun import FromAmong

CHOOSER = (
    '<select class="form-select" name="{}" id="{}" multiple data-controller="select depends" '
    'data-select-empty-value="{}" data-select-clear-label-value="{}" '
    'data-depends-on-value="entity" data-depends-top-value="true"{}>{}</select>'
)


class FieldsOfRecords(FromAmong, Choices):  # type: ignore[misc]
    """Several fields, each as `entity.field`; the field `entity` beside it says of which records."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("base_field", models.CharField(max_length=130))
        super().__init__(verbose_name, **kwargs)

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        chosen = set(value or ())
        picked = SafeString(" selected")
        options = format_html_join(
            "",
            '<option value="{}"{} data-only-for="{}">{}</option>',
            (
                (key, picked if key in chosen else "", json.dumps([key.partition(".")[0]]), label)
                for key, label in self.labels.items()
            ),
        )
        return format_html(CHOOSER, name, ident, _("Nothing found"), _("Clear"), attrs, options)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}}
