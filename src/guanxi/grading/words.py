"""Why a rating is what it is, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guanxi.engine.fields.numbers import Money
from guanxi.engine.wording import labelled, strung
from guanxi.grading.measuring import today
from guanxi.grading.rules import BEST_POINTS


def told(model: Any, axis: str, why: Mapping[str, Any]) -> str:
    """A reason as it was kept, in the reader's language, with days counted until today."""
    if "hand" in why:
        return labelled(_("Set by hand"), why["hand"])
    if "asked" in why:
        return _("The rules are being asked; what was set by hand stays until they answer.")
    happened = strung(_happened(why))
    rating = model._meta.get_field(axis).to_text(why["to"])
    if "by" not in why:
        return _("%(happened)s; %(rating)s, since no step fits") % {"happened": happened, "rating": rating}
    bars = strung(_bars(why["by"]))
    if not bars:
        return _("%(happened)s; %(rating)s for all others") % {"happened": happened, "rating": rating}
    return _("%(happened)s; %(rating)s for %(bars)s") % {"happened": happened, "rating": rating, "bars": bars}


def money(amount: Any) -> str:
    """An amount with its currency, without cents where there are none."""
    number = Decimal(amount)
    shown = f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}"
    return _("%(amount)s %(currency)s") % {"amount": shown, "currency": Money().unit}


def _happened(why: Mapping[str, Any]) -> Iterator[str]:
    number, months = why.get("n", 0), {"m": why["m"]}
    if number and why.get("rfm"):
        yield _by_points(why)
    elif number:
        within = ngettext(
            "%(n)d purchase for %(sum)s in %(m)d months", "%(n)d purchases for %(sum)s in %(m)d months", number
        )
        yield within % {"n": number, "sum": money(why["sum"]), **months}
    else:
        yield _("no purchase in %(m)d months") % months
    if why.get("last") and not why.get("rfm"):
        yield _("last purchase %(ago)s") % {"ago": ago(why["last"])}
    if "f" in why:
        yield _("last follow-up %(ago)s") % {"ago": ago(why["f"])} if why["f"] else _("never followed up")
    if "score" in why:
        yield _("RFM score %(n)d") % {"n": why["score"]}


def _by_points(why: Mapping[str, Any]) -> str:
    """How lately, how often and for how much, each with its points."""
    recency, frequency, amount = why["rfm"]
    often = ngettext("once", "%(n)d times", why["n"]) % {"n": why["n"]}
    told = _("bought %(ago)s (%(r)s of 5), %(often)s (%(f)s), for %(sum)s (%(a)s) in %(m)d months")
    return told % {
        "ago": ago(why["last"]),
        "often": often,
        "sum": money(why["sum"]),
        "m": why["m"],
        "r": recency,
        "f": frequency,
        "a": amount,
    }


def ago(day: str) -> str:
    """How long ago a day is."""
    days = (today() - dt.date.fromisoformat(day)).days
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days} if days > 0 else _("today")


def _bars(by: Mapping[str, Any]) -> Iterator[str]:
    """What the step takes."""
    if "amount" in by:
        yield _("at least %(sum)s") % {"sum": money(by["amount"])}
    if "count" in by:
        yield ngettext("at least %(n)d purchase", "at least %(n)d purchases", by["count"]) % {"n": by["count"]}
    if "days" in by:
        yield ngettext("bought within %(n)d day", "bought within %(n)d days", by["days"]) % {"n": by["days"]}
    if "followed" in by:
        told = ngettext("followed up within %(n)d day", "followed up within %(n)d days", by["followed"])
        yield told % {"n": by["followed"]}
    if "share" in by:
        yield _("the best %(n)d%% by amount") % {"n": by["share"]}
    if "score" in by:
        yield _("an RFM score of at least %(n)d") % {"n": by["score"]}
    for name, label in (
        ("recency", _("recency")),
        ("frequency", _("frequency")),
        ("amount", pgettext("points for purchases", "amount")),
    ):
        if told := _span(by.get(f"{name}_from"), by.get(f"{name}_to")):
            yield _("%(what)s %(points)s") % {"what": label, "points": told}


def _span(least: int | None, most: int | None) -> str:
    """From how many to how many points."""
    if least is None and most is None:
        return ""
    if most is None and least != BEST_POINTS:
        return _("at least %(n)d") % {"n": least}
    if least is None and most != 1:
        return _("at most %(n)d") % {"n": most}
    if least is None or most is None or least == most:
        return pgettext("points for purchases", "%(n)d") % {"n": most if least is None else least}
    return _("%(least)d to %(most)d") % {"least": least, "most": most}
