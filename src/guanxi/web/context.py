"""What every page's shell needs: where one can go, what one can make, how one likes it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.messaging import waiting
from guanxi.web import addresses, keys, marks, panels, places

Item = dict[str, Any]


APPOINTMENTS = "appointments"
"""They are at home in the calendar; their list is one step further."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the shell; before sign-in only the language switch."""
    outside = {"language_url": addresses.page_url("language")}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return outside
    if panels.in_panel(request):
        return outside | {"shell_template": panels.shell_template(request), "theme": user.theme}
    access = user.access
    here = request.resolver_match.kwargs.get("entity", "") if request.resolver_match else ""
    here = APPOINTMENTS if request.path.startswith(addresses.page_url("calendar")) else here
    listed = places.readable(access)
    home = _item(_("Home"), "home", addresses.page_url("home"), active=request.path == "/")
    profile = _item(_("Me"), "user", addresses.page_url("profile"), active=request.path.startswith("/settings/"))
    return outside | {
        "brand": _("Guanxi"),
        "home_url": home["url"],
        "search_url": addresses.page_url("search"),
        "profile_url": profile["url"],
        "tokens_url": addresses.page_url("tokens"),
        "preferences_url": addresses.page_url("preferences"),
        "palette_url": addresses.page_url("palette"),
        "keys": keys.table(access),
        "visit": _visit(request),
        "navigation": [{"label": "", "items": [home]}, *_groups(listed, here)],
        "navigation_end": _ends(request, profile),
        "phone_tabs": [home, *(_entity_item(entity, here) for entity in listed[:2]), profile],
        "creatable": [_new_item(entity) for entity in listed if access.may(entity.name, "create")],
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


def _ends(request: HttpRequest, profile: Item) -> list[Item]:
    """What stands below the groups."""
    help_url = addresses.page_url("help")
    ends = [
        _item(_("Settings"), "settings", profile["url"], active=profile["active"]),
        _item(_("Help and keys"), "help-circle", help_url, active=request.path == help_url),
    ]
    if request.user.access.may("outbox", "read"):  # type: ignore[union-attr]
        url = addresses.page_url("outbox")
        ends.insert(0, _item(_("Outbox"), "mail", url, active=request.path.startswith(url)))
    return ends


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


def _groups(entities: list[Entity], here: str) -> list[Item]:
    """The entities by the heading they stand under, in the order of the registry."""
    groups: dict[str, list[Item]] = {}
    for entity in entities:
        groups.setdefault(str(entity.group), []).append(_entity_item(entity, here))
    return [{"label": label, "items": items} for label, items in groups.items()]


def _entity_item(entity: Entity, here: str) -> Item:
    label, url = capfirst(entity.label_plural), addresses.list_url(entity.name)
    if entity.name == APPOINTMENTS:
        label, url = _("Calendar"), addresses.page_url("calendar")
    return _item(label, entity.icon, url, active=entity.name == here)


def _new_item(entity: Entity) -> Item:
    return _item(capfirst(entity.label), entity.icon, addresses.page_url("new", entity.name))


def _item(label: str, icon: str, url: str, *, active: bool = False) -> Item:
    return {"label": label, "icon": icon, "url": url, "active": active}
