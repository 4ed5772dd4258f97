"""Why a relationship is as deep as it is, and why a step is suggested, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.wording import strung
from guanxi.grading.words import ago


def of_depth(why: Mapping[str, Any]) -> str:
    """A depth's reason as it was kept, with days counted until today."""
    return strung(_depth(why))


def _depth(why: Mapping[str, Any]) -> Iterator[str]:
    yield _people(why["known"], why.get("there", 0))
    if why.get("there"):
        if not why.get("who"):
            yield _("nobody noted who decides")
        elif not why.get("met"):
            yield _("none who decides")
        else:
            yield ngettext("%(n)d of them decides", "%(n)d of them decide", why["met"]) % {"n": why["met"]}
    yield _("last talk %(ago)s") % {"ago": ago(why["last"])} if why.get("last") else _("no talk yet")
    if ways := why.get("ways"):
        yield ngettext("by %(n)d way of contact", "by %(n)d ways of contact", ways) % {"n": ways}
    if theirs := why.get("theirs"):
        yield ngettext("they came to us %(n)d time", "they came to us %(n)d times", theirs) % {"n": theirs}
    else:
        yield _("they never came to us")
    if bought := why.get("bought"):
        yield ngettext("%(n)d purchase", "%(n)d purchases", bought) % {"n": bought}


def _people(known: int, there: int) -> str:
    if not there:
        return _("nobody is noted there yet")
    told = ngettext("spoke with %(n)d of %(all)d person", "spoke with %(n)d of %(all)d people", there)
    return told % {"n": known, "all": there}


def of_step(why: Mapping[str, Any]) -> str:
    """A step's reason: the company's own words, or what speaks for the step."""
    return str(why["own"]) if why.get("own") else strung(_step(why))


def _step(why: Mapping[str, Any]) -> Iterator[str]:
    step, there = why.get("step", ""), why.get("people_there", 0)
    if step in ("begin", "find_decider", "meet_second") or step not in KNOWN:
        yield _people(why["known"], there)
    if step == "find_decider" and there:
        yield _("none who decides")
    if step == "win_decider":
        yield _("somebody who decides is against us")
    if step == "answer_rival" and why.get("rivals"):
        yield ngettext("%(n)d competitor is there", "%(n)d competitors are there", why["rivals"]) % {"n": why["rivals"]}
    if step == "thank" and why.get("last_bought"):
        yield _("bought %(ago)s, and nobody talked since") % {"ago": ago(why["last_bought"])}
    if step in ("visit", "answer_rival"):
        told = why.get("last_visit")
        yield _("last visit %(ago)s") % {"ago": ago(told)} if told else _("no visit yet")
    if step == "call" and why.get("contact_due"):
        yield _("contact due %(ago)s") % {"ago": ago(why["contact_due"])}
    if step == "ask_back":
        yield _("they never came to us")
    if step in ("call", "begin", "ask_back") or step not in KNOWN:
        yield _("last talk %(ago)s") % {"ago": ago(why["last_talk"])} if why.get("last_talk") else _("no talk yet")


KNOWN = frozenset(
    "begin find_decider win_decider answer_rival thank visit call meet_second ask_back".split()  # noqa: SIM905
)
"""The steps that come with the product; of others the usual figures are told."""
