"""The first look around: a few steps for each role, anchored to what is on the first page.

A room or a module declares a step when its application is ready; a person is shown those of their roles, six at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.engine.permissions import Access, Actor
from guanxi.web.home.shipped import LOOKING_ON
from guanxi.web.remembering import arrangement, recall

NAME = "tour"
MOST = 6
EVERYBODY = ("*",)

arrangement(NAME, lambda value: value is True)


@dataclass(frozen=True)
class Step:
    """One stop: what it points at (the first of the selectors that is seen), and what there is to know."""

    name: str
    anchor: str
    title: str | Promise
    text: str | Promise
    roles: tuple[str, ...] = EVERYBODY
    place: int = 50


_steps: dict[str, Step] = {}


def step(one: Step) -> None:
    """Declare a step."""
    _steps[one.name] = one


def steps(access: Access) -> list[Step]:
    """Those for somebody, in order; the last ones stay when there are too many."""
    roles = {grant.role for grant in access.grants}
    fitting = [one for one in _steps.values() if one.roles == EVERYBODY or roles & set(one.roles)]
    fitting.sort(key=lambda one: one.place)
    return fitting if len(fitting) <= MOST else [*fitting[: MOST - 2], *fitting[-2:]]


def told(actor: Actor, *, asked: bool) -> dict[str, Any]:
    """The tour for the first page: it starts by itself once, and whenever it was asked for."""
    seen = recall(actor, NAME).get(NAME) is True
    return {"steps": steps(actor.access), "start": asked or not seen}


step(
    Step(
        "search",
        ".gx-find, .gx-top .gx-only-m[data-action]",
        _("Find anything from anywhere"),
        _("Press Ctrl K, or here: names, pinyin, initials or a piece of a telephone number."),
        place=10,
    )
)
step(
    Step(
        "navigation",
        ".gx-side .gx-nav, .gx-tabbar",
        _("Everything has its place"),
        _("Here are all the lists you may see. G and a letter lead there too: G, then C."),
        place=20,
    )
)
step(
    Step(
        "create",
        "#tile-create, .gx-top-r details, .gx-tabbar details",
        _("Begin with the first one"),
        _("Create a record here or on any page. What you typed is never lost."),
        ("sales_representative", "sales_manager"),
        30,
    )
)
step(
    Step(
        "import",
        "#tile-create, .gx-top-r details, .gx-tabbar details",
        _("Bring in what you have"),
        _("Choose a spreadsheet: columns are recognised, and problems are told before anything is written."),
        ("administrator", "clerk"),
        35,
    )
)
step(
    Step(
        "changed",
        "#tile-changed",
        _("What happened meanwhile"),
        _("What others changed in your records since you were here last."),
        ("sales_representative", "sales_manager", "clerk"),
        40,
    )
)
step(
    Step(
        "newest",
        "[data-tile^=newest]",
        _("What is new"),
        _("The records that changed last, as far as your role lets you see them."),
        LOOKING_ON,
        40,
    )
)
step(
    Step(
        "people",
        ".gx-side a[href='/users/'], .gx-tabbar",
        _("Invite your colleagues"),
        _("Each gets a link by mail. Their role decides what they see and may do."),
        ("administrator",),
        45,
    )
)
step(
    Step(
        "arrange",
        "[data-tiles-target=start]",
        _("Make this page yours"),
        _("Add, move and remove tiles. They stay as you leave them, on every computer."),
        place=80,
    )
)
step(
    Step(
        "help",
        ".gx-side a[href='/help/'], .gx-tabbar a:last-of-type",
        _("Help is always here"),
        _("All keys, and this tour again. ? shows what works on the page you are on."),
        place=90,
    )
)
