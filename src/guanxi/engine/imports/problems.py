"""What is wrong with a file or a row of it, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.kit.tables import TableError
from guanxi.kit.values import BadValue

_FILES: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "no_rows": _("The file has a header but no rows below it."),
    "not_a_table": _("This is a file of the kind %(kind)s, not a table. CSV, XLSX and vCard can be read."),
    "unknown_encoding": _("There is no encoding “%(encoding)s”. Choose another, such as UTF-8 or GB18030."),
    "bad_delimiter": _("The delimiter must be a single character."),
    "unknown_sheet": _("The file has no sheet “%(sheet)s”."),
    "password": _("The file is protected by a password. Save it without one."),
    "damaged": _("The file is damaged or not a spreadsheet. Save it anew as XLSX or CSV."),
    "bomb": _("The file unpacks to more than can be read. Save it anew as CSV."),
    "too_large": _("The file is larger than %(limit)d bytes. Split it, or save it as CSV."),
    "too_many_columns": _("The file has %(count)d columns; at most %(limit)d can be read."),
    "too_many_rows": _("The file has more than %(limit)d rows. Split it."),
    "cell_too_large": _("A cell at line %(line)d is too large."),
    "line_too_long": _("Line %(line)d is longer than %(limit)d characters."),
}
_REFUSING: dict[str, Promise] = {
    "too_many_cells": _("This row has more cells than the header."),
    "undecodable": _("Some characters can't be read. Choose another encoding."),
    "open_quote": _("A quotation mark is never closed."),
}
_REMARKS: dict[str, Promise] = {
    "too_few_cells": _("This row has fewer cells than the header."),
    "control_characters": _("Control characters were taken out."),
    "cell_error": _("A cell holds an error of the spreadsheet; it was left empty."),
}


_STEPS: dict[str, Promise] = {
    "not_in_table": _("“%(text)s” is not in the table of this step."),
    "not_a_number": _("“%(text)s” is not a number."),
    "not_a_date": _("“%(text)s” is not a date."),
    "ambiguous_date": _("“%(text)s” could be two dates; say in the step which comes first."),
    "two_digit_year": _("“%(text)s” needs a year of four digits."),
    "no_such_date": _("“%(text)s” is not a day of the calendar."),
    "no_such_time": _("“%(text)s” is not a time of day."),
    "too_large": _("“%(text)s” has more digits than can be kept."),
    "too_long": _("The steps make this too long."),
}
_PHONE = _("“%(text)s” is not a telephone number of the country that the step names.")


class _Known(dict[str, object]):
    def __missing__(self, name: str) -> object:
        return "?"


def of_file(problem: TableError) -> str:
    """Why a file can't be read."""
    told = _FILES.get(problem.code)
    return str(told) % _Known(problem.params) if told is not None else str(problem)


def of_step(problem: BadValue) -> str:
    """Why a step can't do with a text what it should."""
    told = _PHONE if "phone" in problem.code else _STEPS.get(problem.code, _STEPS["not_a_number"])
    return str(told) % _Known({**problem.params, "text": str(problem.params.get("text", ""))[:60]})


def of_row(code: str) -> tuple[str, bool]:
    """What is wrong with a row as such, and whether it can't be imported therefore."""
    if code in _REMARKS:
        return str(_REMARKS[code]), False
    return str(_REFUSING.get(code, code)), True
