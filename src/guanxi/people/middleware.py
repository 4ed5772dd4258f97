"""What every request of a signed-in person passes: their language, their last click, a password that is due."""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guanxi.people import passwords

Respond = Callable[[HttpRequest], HttpResponse]
SEEN = "guanxi_seen"
NOTED_EVERY = 60
"""Seconds."""
UNREMEMBERED_MINUTES = 12 * 60
NO_CLICKS = ("/live/",)
"""What open pages ask by themselves: no sign that anybody is there."""
OPEN_PATHS = ("/static/", "/i18n/", "/healthz", "/readyz")


class Preferences:
    """Speaks the user's language; before sign-in the one of the cookie, then the browser's."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):  # It knows its callers by tokens too, and asks no session for them.
            return self.respond(request)
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        with translation.override(language), timezone.override(_zone(user)):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
            response.headers.setdefault("Content-Language", language)
        return response


def _zone(user: object) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(getattr(user, "time_zone", "") or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class LastClick:
    """Ends a session nobody used for too long; tells the list of sessions when each was last used, to the minute."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_session(request) and request.user.is_authenticated:
            now, seen = int(time.time()), request.session.get(SEEN)
            limit = passwords.idle_minutes() or _without_remembering(request)
            if limit and seen and now - seen > limit * 60:
                logout(request)
                messages.info(request, _("You were signed out, since nothing happened for a while."))
            elif not request.path_info.startswith(NO_CLICKS) and (not seen or now - seen >= NOTED_EVERY):
                request.session[SEEN] = now
                _note_click(request)
        return self.respond(request)


class PasswordDue:
    """Leads to the page where the password is changed, and nowhere else, once the policy asks for a new one."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _has_session(request) or request.path_info.startswith(OPEN_PATHS):
            return self.respond(request)
        if not request.user.is_authenticated or not passwords.is_due(request.user):
            return self.respond(request)
        page = reverse("account_change_password")
        if request.path_info in (page, reverse("account_logout")):
            return self.respond(request)
        if request.path_info.startswith("/api/"):
            problem = {"type": "about:blank", "title": str(_("Change your password first.")), "status": 403}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": page})
        messages.warning(request, _("Your password is due for a change. Choose a new one to go on."))
        return HttpResponseRedirect(page)


def _has_session(request: HttpRequest) -> bool:
    """Whether a browser's session speaks; a token needs none, and a request without a cookie has none to load."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and "HTTP_AUTHORIZATION" not in request.META


def _without_remembering(request: HttpRequest) -> int:
    """Minutes after which a session ends that nobody asked to be remembered: browsers keep theirs open for weeks."""
    return UNREMEMBERED_MINUTES if request.session.get_expire_at_browser_close() else 0


def _note_click(request: HttpRequest) -> None:
    from allauth.usersessions.models import UserSession

    address = request.META.get("REMOTE_ADDR") or None
    told = {"last_seen_at": timezone.now(), **({"ip": address} if address else {})}
    UserSession.objects.filter(session_key=request.session.session_key).update(**told)
