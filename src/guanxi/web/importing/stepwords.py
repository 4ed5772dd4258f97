"""What steps and their parameters are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Word = str | Promise

STEPS: dict[str, Word] = {
    "trim": _("Cut blanks at both ends"),
    "spaces": _("One blank instead of several"),
    "case": _("Capital or small letters"),
    "width": _("Full-width letters and figures to half-width"),
    "characters": _("Simplified or traditional characters"),
    "replace": _("Replace a text"),
    "split": _("Take one part"),
    "rest": _("Take everything behind a part"),
    "name": _("Family name or given name"),
    "map": _("Replace by a table"),
    "date": _("Read as a date"),
    "number": _("Read as a number"),
    "phone": _("Read as a telephone number"),
    "default": _("When it is empty"),
    "when": _("If … then …"),
    "constant": _("A fixed text"),
}
PARAMETERS: dict[tuple[str, str], Word] = {
    ("case", "to"): _("how"),
    ("characters", "to"): pgettext_lazy("letters", "into"),
    ("replace", "old"): _("this"),
    ("replace", "new"): _("by this"),
    ("split", "by"): _("parts are separated by"),
    ("split", "part"): _("which part (-1 is the last)"),
    ("rest", "by"): _("parts are separated by"),
    ("rest", "part"): _("behind which part"),
    ("name", "part"): _("which part of the name"),
    ("map", "table"): _("one pair a line: what the file says = what it becomes"),
    ("map", "other"): _("what isn't in the table"),
    ("date", "order"): _("03/04/05 has first"),
    ("number", "decimal"): _("decimals stand behind"),
    ("phone", "country"): _("country, by its two letters: CN, TW, US, DE"),
    ("default", "value"): _("this text"),
    ("default", "column"): _("else what stands in"),
    ("when", "column"): _("what stands in"),
    ("when", "is"): pgettext_lazy("condition", "is"),
    ("when", "than"): _("what it is compared with"),
    ("when", "value"): _("then the field gets"),
    ("constant", "value"): _("text"),
}
CHOICES: dict[str, Word] = {
    "upper": _("CAPITALS"),
    "lower": _("small letters"),
    "title": _("First Letter Of Each Word"),
    "simplified": _("simplified"),
    "traditional": _("traditional"),
    "family": _("family name"),
    "given": _("given name"),
    "keep": _("stays as it is"),
    "empty": _("becomes empty"),
    "refuse": _("is a problem"),
    "day": _("the day"),
    "month": _("the month"),
    "year": _("the year"),
    "republic": _("the year of the Republic: 113/3/5"),
    "point": _("a point: 1,234.56"),
    "comma": _("a comma: 1.234,56"),
}
COMPARISONS: dict[str, Word] = {
    "equals": pgettext_lazy("comparison", "is"),
    "differs": pgettext_lazy("comparison", "is not"),
    "contains": pgettext_lazy("comparison", "contains"),
    "lacks": pgettext_lazy("comparison", "doesn't contain"),
    "starts": pgettext_lazy("comparison", "begins with"),
    "empty": pgettext_lazy("comparison", "is empty"),
    "filled": pgettext_lazy("comparison", "isn't empty"),
    "more": pgettext_lazy("comparison", "is more than"),
    "less": pgettext_lazy("comparison", "is less than"),
}
SEPARATORS: dict[str, Word] = {
    " ": _("a blank"),
    "": _("nothing"),
    ", ": _("a comma"),
    "，": _("a Chinese comma"),
    "-": _("a hyphen"),
    "/": _("a slash"),
    "; ": _("a semicolon"),
    "name": _("as a person's name, given name first"),
}


def choice(step: str, parameter: str, value: str) -> Word:
    """One choice of a parameter."""
    return COMPARISONS[value] if (step, parameter) == ("when", "is") else CHOICES[value]
