"""Help: the tour, what people come for first, the keys."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.engine.permissions import Access
from guanxi.web import addresses, keys, places
from guanxi.web.guard import Asking, page
from guanxi.web.lists.emptiness import may_import


@page()
def help_page(request: Asking) -> HttpResponse:
    """Everything about finding one's way, on one page."""
    access = request.user.access
    context = {"title": _("Help and keys"), "topics": _topics(access), "sections": keys.by_heading(access)}
    return render(request, "web/help.html", context)


def _topics(access: Access) -> list[dict[str, Any]]:
    """What people come for, each leading to the page where it is done."""
    topics = []
    for face in places.readable(access):
        if may_import(face, access) and places.is_business(face):
            label = _("Bring in %(things)s") % {"things": face.label_plural}
            text = _("Choose a spreadsheet; problems are told before anything is written.")
            topics.append(
                {"label": label, "text": text, "icon": "upload", "url": addresses.page_url("import", face.name)}
            )
            break
    if access.may("custom-fields", "create"):
        label, text = _("Fields of your own"), _("What your company wants to know and no field asks yet.")
        url = addresses.list_url("custom-fields")
        topics.append({"label": label, "text": text, "icon": "forms", "url": url})
    text = _("Language, light or dark, row height, single-letter keys.")
    topics.append({"label": _("Settings"), "text": text, "icon": "settings", "url": addresses.page_url("profile")})
    text = _("A second factor or a passkey, so that a stolen password is not enough.")
    url = addresses.named_url("mfa_index")
    topics.append({"label": _("Sign-in and security"), "text": text, "icon": "shield-check", "url": url})
    return topics
