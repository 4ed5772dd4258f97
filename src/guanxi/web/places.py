"""Where one can go and what one can make: the one list behind the palette, the keys and what one opened last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access
from guanxi.engine.quality.measures import is_readable
from guanxi.engine.registry import registry
from guanxi.grading.segments import is_readable as has_segments
from guanxi.ownership.protecting import may_protect
from guanxi.web import addresses

OURS, MODULES = "guanxi.", "guanxi.modules."
OWN = "custom"
"""The application of the company's own kinds of records."""
LAST = ("ownership", "grading", "privacy", "people", "engine", "web")
FIGURES = pgettext_lazy("navigation", "Figures")
"""Applications whose nouns serve the running of the product; they stand below those of the business."""


@dataclass(frozen=True)
class Page:
    """A page that is no entity's list: its name in addresses, and the right that shows it, if one is needed."""

    name: str
    label: str | Promise
    icon: str
    key: str = ""
    """The letter after G that leads there."""
    right: tuple[str, str] | None = None
    """An entity and a verb."""
    address: str = ""
    """The full name of the address where it is no page of the web room."""
    kept: bool = True
    """Whether it stands among what one opened last."""
    when: Callable[[Access], bool] | None = None
    """Whom it is for, where no one right says so."""
    group: str | Promise = ""
    """Under which heading of the navigation it stands; none when empty."""

    def is_for(self, access: Access) -> bool:
        """Whether somebody may go there."""
        return (self.right is None or access.may(*self.right)) and (self.when is None or self.when(access))

    @property
    def url(self) -> str:
        return addresses.named_url(self.address or f"web:{self.name}")

    def address_ends(self, name: str | None) -> bool:
        """Whether an address of this short name is its own."""
        return name == (self.address.rpartition(":")[2] or self.name)


@dataclass(frozen=True)
class Place:
    """Something to go to, in the language of who asks: `words` are other names it is found by."""

    name: str
    label: str
    icon: str
    url: str
    key: str
    words: str
    new: bool = False
    """Whether it is a form for something new."""


_pages: dict[str, Page] = {}


def page(one: Page) -> None:
    """Declare a page that people go to."""
    _pages[one.name] = one


page(Page("home", gettext_lazy("Home"), "home", "h", kept=False))
page(Page("profile", gettext_lazy("Settings"), "settings", "s"))
page(Page("help", gettext_lazy("Help and keys"), "help-circle", kept=False))
page(Page("calendar", gettext_lazy("Calendar"), "calendar-event", "a", right=("appointments", "read")))
page(Page("calendar-settings", gettext_lazy("Calendar feed"), "rss", kept=False))
page(Page("configuration", gettext_lazy("Configuration"), "arrows-exchange", right=("configuration-moves", "read")))
page(Page("outbox", gettext_lazy("Outbox"), "mail", right=("outbox", "read")))
page(Page("pools", gettext_lazy("Public pools"), "ripple", "k"))
page(Page("requests", gettext_lazy("Requests for protection"), "shield-lock", when=may_protect))
page(Page("entry-lag", gettext_lazy("Entry lag"), "clock", right=("notes", "read"), group=FIGURES))
page(Page("market", gettext_lazy("Regions at a glance"), "map-pin", right=("regions", "read"), group=FIGURES))
page(Page("segments", pgettext_lazy("page", "Segments"), "layout-dashboard", when=has_segments, group=FIGURES))
page(Page("qualities", gettext_lazy("Data quality"), "shield-check", when=is_readable, group=FIGURES))
page(Page("ownerless", gettext_lazy("Without an owner"), "user-question", right=("users", "hand_over")))
page(Page("traces", gettext_lazy("Who saw what"), "eye-check", right=("traces", "read")))
page(Page("tokens", gettext_lazy("Access tokens"), "key"))
page(Page("substitutes", gettext_lazy("Substitutes"), "users"))
page(Page("security", gettext_lazy("Sign-in and security"), "shield-check", address="mfa_index"))
page(Page("sessions", gettext_lazy("Sessions"), "device-desktop", address="usersessions_list"))
page(Page("password", gettext_lazy("Password"), "lock", address="account_change_password"))


def pages() -> tuple[Page, ...]:
    """Every declared page."""
    return tuple(_pages.values())


def is_last(entity: Entity) -> bool:
    """Whether it serves the running of the product."""
    return entity.model._meta.app_label in LAST


def is_business(entity: Entity) -> bool:
    """Whether a module or the company declares it: what one works with, rather than what helps one to."""
    room = entity.model._meta.app_config.name  # type: ignore[union-attr]
    return not room.startswith(OURS) or room.startswith(MODULES) or entity.model._meta.app_label == OWN


def readable(access: Access) -> list[Entity]:
    """The entities with a place in the navigation that may be read, those of the business first."""
    return [entity for entity in listed() if access.may(entity.name, "read")]


def listed() -> tuple[Entity, ...]:
    """The entities with a place in the navigation, in its order."""
    return _listed(registry.edition)


@lru_cache(maxsize=1)
def _listed(edition: int) -> tuple[Entity, ...]:
    del edition  # The key only.
    return tuple(sorted((entity for entity in registry if entity.group), key=is_last))


class Reach(NamedTuple):
    """What somebody can go to and make, by name: two people with the same see the same shell."""

    lists: tuple[str, ...]
    makes: tuple[str, ...]
    pages: tuple[str, ...]
    edition: int
    """What the lists were called then."""

    @property
    def key(self) -> str:
        """Short, and the same for the same."""
        return _key(self)


@lru_cache(maxsize=200)
def _key(reach: Reach) -> str:
    return sha256(repr(tuple(reach)).encode()).hexdigest()[:16]


def reach(access: Access) -> Reach:
    """How far somebody's rights reach."""
    lists = readable(access)
    makes = tuple(e.name for e in lists if "create" in e.verbs and access.may(e.name, "create"))
    shown = tuple(one.name for one in _pages.values() if one.is_for(access))
    return Reach(tuple(e.name for e in lists), makes, shown, registry.edition)


def places(access: Access) -> tuple[Place, ...]:
    """Everything there is for somebody: lists, pages, then forms for something new."""
    return _told(get_language() or "", *reach(access))


@lru_cache(maxsize=200)
def _told(
    language: str, lists: tuple[str, ...], makes: tuple[str, ...], shown: tuple[str, ...], edition: int
) -> tuple[Place, ...]:
    del language, edition  # Parts of the key only: labels are told by them.
    letter = letters()
    pages = {str(_pages[name].label) for name in shown}
    found = []
    for name in lists:
        entity = registry[name]
        url, words = addresses.list_url(name), f"{name} {entity.label}"
        label = capfirst(entity.label_plural)
        if label in pages:
            label = _("All %(things)s") % {"things": entity.label_plural}
        found.append(Place(name, label, entity.icon, url, letter.get(name, ""), words))
    for name in shown:
        one = _pages[name]
        found.append(Place(f"@{name}", str(one.label), one.icon, one.url, one.key, name))
    for name in makes:
        entity = registry[name]
        label = _("New %(thing)s") % {"thing": entity.label}
        url = addresses.page_url("new", name)
        found.append(Place(name, label, "plus", url, letter.get(name, ""), f"new {name}", new=True))
    return tuple(found)


def letters() -> dict[str, str]:
    """The letter of each entity in the navigation: the declared one, else the first of its name that is free."""
    taken = {one.key for one in _pages.values()} | {entity.key for entity in listed()}
    found = {}
    for entity in listed():
        letter = entity.key or next((sign for sign in entity.name if sign.isalpha() and sign not in taken), "")
        taken.add(letter)
        found[entity.name] = letter
    return found
