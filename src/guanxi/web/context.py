"""What every page's shell needs: where one can go, what one can make, how one likes it."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.registry import registry
from guanxi.messaging import waiting
from guanxi.web import addresses, keys, marks, panels, places

Item = dict[str, Any]


APPOINTMENTS, POOLS = "appointments", "pools"
"""Appointments are at home in the calendar, pools where their members find what waits; the lists are a step further."""
HOMES = {APPOINTMENTS: "calendar", POOLS: "pools"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the shell; before sign-in only the language switch."""
    outside = {"language_url": addresses.page_url("language")}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return outside
    if panels.in_panel(request):
        return outside | {"shell_template": panels.shell_template(request), "theme": user.theme}
    access, reach = user.access, places.reach(user.access)
    here = _here(request)
    return outside | {
        "shell_key": reach.key,
        "here": here,
        "brand": _("Guanxi"),
        "home_url": addresses.page_url("home"),
        "search_url": addresses.page_url("search"),
        "profile_url": addresses.page_url("profile"),
        "tokens_url": addresses.page_url("tokens"),
        "substitutes_url": addresses.page_url("substitutes"),
        "preferences_url": addresses.page_url("preferences"),
        "palette_url": addresses.page_url("palette"),
        "keys": partial(keys.table, access),
        "visit": _visit(request),
        "navigation": partial(_navigation, reach, here),
        "navigation_end": partial(_ends, reach, here),
        "phone_tabs": partial(_tabs, reach, here),
        "creatable": partial(_creatable, reach),
        "person": marks.person(user.pk, user.name),
        "notifications_enabled": True,
        "notifications_url": addresses.page_url("notifications"),
        "notices_read_url": addresses.page_url("notifications-read"),
        "wishes_url": addresses.page_url("wishes"),
        "live_url": addresses.page_url("live-ticket"),
        "waiting": waiting.waiting(user),
        "theme": user.theme,
        "density": user.density,
        "single_keys_off": not user.single_keys,
    }


def _here(request: HttpRequest) -> str:
    """Which entry of the navigation this page stands under: an entity's name, or a page's; "-" for none."""
    entity = request.resolver_match.kwargs.get("entity", "") if request.resolver_match else ""
    for name, home in HOMES.items():
        if request.path.startswith(addresses.page_url(home)):
            return name
    own = next((name for name, url in _own_pages() if _stands(request.path, url)), "-")
    return entity if own == "-" and entity in registry else own


@cache
def _own_pages() -> tuple[tuple[str, str], ...]:
    fixed = ("home", "profile", "help", "outbox", "configuration")
    return tuple(
        (name, addresses.page_url(name)) for name in (*fixed, *(one.name for one in places.pages() if one.group))
    )


def _stands(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def _page(label: str, icon: str, name: str, here: str) -> Item:
    return _item(label, icon, addresses.page_url(name), active=here == name)


def _navigation(reach: places.Reach, here: str) -> list[Item]:
    """Home, and the entities by the heading they stand under, in the order of the registry."""
    groups: dict[str, list[Item]] = {}
    for entity in map(registry.__getitem__, reach.lists):
        groups.setdefault(str(entity.group), []).append(_entity_item(entity, here))
    for one in places.pages():
        if one.group and one.name in reach.pages:
            groups.setdefault(str(one.group), []).append(_page(str(one.label), one.icon, one.name, here))
    home = {"label": "", "items": [_page(_("Home"), "home", "home", here)]}
    return [home, *({"label": label, "items": items} for label, items in groups.items())]


def _ends(reach: places.Reach, here: str) -> list[Item]:
    """What stands below the groups."""
    ends = [
        _page(_("Settings"), "settings", "profile", here),
        _page(_("Help and keys"), "help-circle", "help", here),
    ]
    if "outbox" in reach.pages:
        ends.insert(0, _page(_("Outbox"), "mail", "outbox", here))
    if "configuration" in reach.pages:
        ends.insert(0, _page(_("Configuration"), "arrows-exchange", "configuration", here))
    return ends


def _tabs(reach: places.Reach, here: str) -> list[Item]:
    """The phone's bar: the first list of the business and the calendar, else what comes first."""
    business = [name for name in reach.lists if places.is_business(registry[name])]
    wanted = (*business[:1], *(name for name in reach.lists if name == APPOINTMENTS), *business[1:], *reach.lists)
    first = [_entity_item(registry[name], here) for name in tuple(dict.fromkeys(wanted))[:2]]
    return [_page(_("Home"), "home", "home", here), *first, _page(_("Me"), "user", "profile", here)]


def _creatable(reach: places.Reach) -> list[Item]:
    return [_new_item(registry[name]) for name in reach.makes]


def _visit(request: HttpRequest) -> str:
    """What opening this page is put down as among what one opened last; "" for what isn't worth it."""
    match = request.resolver_match
    if match is None or request.method != "GET" or match.namespace not in ("", "web"):
        return ""
    if match.url_name == "record":
        return f"{match.kwargs['entity']}:{match.kwargs['key']}"
    if match.url_name == "list":
        return str(match.kwargs["entity"])
    return next((f"@{one.name}" for one in places.pages() if one.kept and one.address_ends(match.url_name)), "")


def _entity_item(entity: Entity, here: str) -> Item:
    label, url = capfirst(entity.label_plural), addresses.list_url(entity.name)
    if entity.name == APPOINTMENTS:
        label = _("Calendar")
    if entity.name in HOMES:
        url = addresses.page_url(HOMES[entity.name])
    return _item(label, entity.icon, url, active=entity.name == here)


def _new_item(entity: Entity) -> Item:
    return _item(capfirst(entity.label), entity.icon, addresses.page_url("new", entity.name))


def _item(label: str, icon: str, url: str, *, active: bool = False) -> Item:
    return {"label": label, "icon": icon, "url": url, "active": active}
