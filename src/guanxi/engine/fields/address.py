"""An address: a region, from the province down to the district, with street and postcode, in one column."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanxi.engine.fields.base import EMPTY_CELL, Kind, escaped
from guanxi.engine.fields.text import given_text, tidy, within
from guanxi.kit import addresses
from guanxi.kit.provinces import PROVINCES, Province

LONGEST = 300
NO_REGION = addresses.PART
"""What stands for the region of an address that has none."""
PARTS = ("region", "street", "postcode")
_TEXT = models.TextField()


class Address(Kind, models.CharField):
    """An address, kept as one text from large to small; so it is in order by region, and what lies in one begins alike.

    To programs it is an object of `region` (山东/聊城/东昌府区), `street` and `postcode`; a line of text is taken, too.
    """

    kind = "address"
    operators = ("within", "contains", "eq", "ne", "in", "empty")
    inputs = 5
    input_required = False
    json_type = "object"
    json_identity = False

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault("db_collation", "C")  # so that one index serves the order and what lies in a region
        if kwargs.get("blank"):
            kwargs.setdefault("default", "")
        super().__init__(verbose_name, **kwargs)

    @property
    def needed(self) -> bool:
        return self._required if self._required is not None else bool(self.editable and not self.blank)

    # --- values in -------------------------------------------------------------------------------------------------

    def from_text(self, text: str) -> str:
        return addresses.read(tidy(text)).kept

    def from_inputs(self, given: list[str]) -> str:
        """What a form's controls say: province, town, district, street, postcode."""
        if len(given) != self.inputs:
            return " ".join(given)
        *region, street, postcode = (tidy(part) for part in given)
        return addresses.made(region, street, postcode).kept

    def from_json(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return super().from_json(value)
        if not value.keys() <= set(PARTS) or not all(isinstance(part, str | None) for part in value.values()):
            raise ValidationError(_("An address has a region, a street and a postcode; all are texts."), code="type")
        region, street, postcode = (tidy(value.get(part) or "") for part in PARTS)
        return addresses.made([region], street, postcode).kept

    def checked(self, value: Any) -> Any:
        told = addresses.read(tidy(given_text(value)))
        if told.postcode and not addresses.POSTCODE.fullmatch(told.postcode):
            raise ValidationError(_("“%(text)s” is not a postcode.") % {"text": told.postcode[:40]}, code="postcode")
        return super().checked(within(told.kept, self.max_length))

    # --- values out ------------------------------------------------------------------------------------------------

    def to_json(self, value: Any) -> Any:
        if not value:
            return None
        told = addresses.read(value)
        return {"region": addresses.STEP.join(told.region), "street": told.street, "postcode": told.postcode}

    def to_text(self, value: Any) -> str:
        if value == NO_REGION:
            return _("without a region")
        return addresses.read(value).words(get_language() or "en") if value else ""

    def to_exact(self, value: Any) -> str:
        return value or ""

    def detail(self, value: Any) -> SafeString:
        """Region and street on lines of their own, as on an envelope."""
        if not value:
            return EMPTY_CELL
        told, language = addresses.read(value), get_language() or "en"
        region = addresses.Address(told.region).words(language)
        lines = [line for line in (region, told.street, told.postcode) if line]
        return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))

    def cell(self, value: Any) -> SafeString:
        return escaped(self.to_text(value)) if value else EMPTY_CELL

    def index_text(self, value: Any) -> str:
        if not value:
            return ""
        told = addresses.read(value)
        return " ".join(part for part in (addresses.names_of(told.region), told.street, told.postcode) if part)

    def schema(self) -> dict[str, Any]:
        parts: dict[str, Any] = {part: {"type": "string"} for part in PARTS}
        parts["region"]["description"] = "From large to small, with / between: 山东/聊城/东昌府区."
        return {"type": ["object", "null"], "properties": parts, "additionalProperties": False}

    # --- the database ----------------------------------------------------------------------------------------------

    def filter_value(self, value: Any) -> Any:
        return value if value == NO_REGION else super().filter_value(value)

    def lies_in(self, column: str, value: Any) -> Q:
        """The condition that an address lies in a region; one that isn't known by name may stand at any step."""
        if value == NO_REGION:
            return Q(**{f"{column}__startswith": addresses.PART})
        told = addresses.read(tidy(given_text(value)))
        where = addresses.STEP.join(told.region) or told.street.strip(addresses.STEP)
        if not where:
            raise ValidationError(_("Name a province, a town or a district."), code="region")
        found = Q()
        for end in (addresses.STEP, addresses.PART):
            found |= Q(**{f"{column}__startswith": f"{where}{end}"})
            if not told.region:
                found |= Q(**{f"{column}__contains": f"{addresses.STEP}{where}{end}"})
        return found

    def grouped(self) -> Func:
        """Province and town, by which records are put into groups; the text before a street where there is neither."""
        return Func(F(self.attname), Value("^(?:[|]|[^/|]+(?:/[^/|]+)?)"), function="substring", output_field=_TEXT)

    # --- the form --------------------------------------------------------------------------------------------------

    def widget(self, value: Any, *, name: str, ident: str, attrs: SafeString) -> SafeString:
        told = addresses.read(str.__str__(value)) if value else addresses.Address()
        known = addresses.province(told.region[0]) if told.region else None
        town, *rest = (told.region[1:] if known else told.region) or ("",)
        return format_html(
            '<span class="gx-address" data-controller="region">{}{}{}{}{}</span>',
            _part(_("Province"), self._provinces(known, name, ident, attrs)),
            _part(_("Town"), self._towns(town, name, ident)),
            _part(_("District"), _input(name, addresses.STEP.join(rest), "address-level3", 80)),
            _part(_("Street and number"), _input(name, told.street, "street-address", 200), "gx-street"),
            _part(_("Postcode"), _input(name, told.postcode, "postal-code", 12)),
        )

    def _provinces(self, known: Province | None, name: str, ident: str, attrs: SafeString) -> SafeString:
        language = get_language() or "en"
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((one.hans, SafeString(" selected") if one is known else "", one.name(language)) for one in PROVINCES),
        )
        return format_html(
            '<select class="form-select" name="{}" id="{}" data-region-target="province" '
            'data-action="change->region#narrow"{}><option value="">—</option>{}</select>',
            name,
            ident,
            attrs,
            options,
        )

    def _towns(self, town: str, name: str, ident: str) -> SafeString:
        """A text with the towns that are known; any other can be written."""
        offered = format_html_join(
            "",
            '<option value="{}" data-in="{}"></option>',
            ((one, where) for where, names in addresses.towns().items() for one in names),
        )
        return format_html(
            '<input class="form-control" type="text" name="{0}" value="{1}" maxlength="80" list="{2}-towns" '
            'autocomplete="off"><datalist id="{2}-towns" data-region-target="towns">{3}</datalist>',
            name,
            town,
            ident,
            offered,
        )


def _part(label: str, control: SafeString, css: str = "") -> SafeString:
    return format_html('<label class="gx-part {}"><span>{}</span>{}</label>', css, label, control)


def _input(name: str, value: str, hint: str, most: int) -> SafeString:
    return format_html(
        '<input class="form-control" type="text" name="{}" value="{}" maxlength="{}" autocomplete="{}">',
        name,
        value,
        most,
        hint,
    )
