"""Why two records may be the same, in words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.kit.likeness import Likeness, Reason

_SAME: dict[str, Callable[[], str]] = {
    "name": lambda: _("same name"),
    "phone": lambda: _("same telephone"),
    "email": lambda: _("same e-mail"),
    "domain": lambda: _("same domain"),
    "number": lambda: _("same number"),
    "address": lambda: _("same address"),
}


def reasons(likeness: Likeness) -> str:
    """What they have in common, the surest first."""
    return pgettext("between reasons", ", ").join(map(_said, likeness.reasons))


def _said(reason: Reason) -> str:
    if reason.degree < 1:
        return _("name alike %(degree)s") % {"degree": number_format(reason.degree, 2)}
    return _SAME[reason.kind]()
