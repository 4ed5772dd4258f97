"""Refusals as problem details (RFC 9457), each naming its fields."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from guanxi.api import likeness
from guanxi.api.encoding import encode
from guanxi.api.refusals import Changed, NoSuchMethod, NotSignedIn, ScopeMissing
from guanxi.engine.duplicates.finding import LooksAlike
from guanxi.engine.errors import Conflict, EngineError, Invalid, MergedInto, TooMany

MEDIA_TYPE = "application/problem+json"
TITLES = {
    "bad_query": _("The query can't be understood"),
    "bad_request": _("The request can't be understood"),
    "conflict": _("Changed in the meantime"),
    "csrf": _("Not sent by a page of ours"),
    "error": _("Something went wrong here"),
    "invalid": _("Values can't be saved"),
    "key_reused": _("Idempotency key used before"),
    "length_required": _("Length missing"),
    "merged": _("Merged into another record"),
    "method_not_allowed": _("Method not allowed"),
    "not_allowed": _("Not allowed"),
    "not_found": _("Not found"),
    "not_signed_in": _("Not signed in"),
    "precondition_failed": _("Changed in the meantime"),
    "possible_duplicates": _("There may be such a record already"),
    "refused": _("Refused"),
    "scope_missing": _("Not allowed to this token"),
    "too_large": _("Too large"),
    "too_many": _("Too many requests"),
    "unsupported_media_type": _("Not JSON"),
    "wrong_stage": _("Not possible at this stage"),
}


def details(refused: EngineError, request: str = "") -> dict[str, Any]:
    """The problem as an object."""
    told: dict[str, Any] = plain(refused.code, refused.status, refused.message, request)
    if isinstance(refused, Invalid):
        told["errors"] = [{"field": name, "messages": texts} for name, texts in refused.errors.items()]
    if isinstance(refused, Conflict):
        told |= {"conflicts": refused.fields, "version": refused.version}
    if isinstance(refused, LooksAlike):
        told[likeness.ANSWER] = likeness.told(refused.found)
    if isinstance(refused, MergedInto):
        told["merged_into"] = {"entity": refused.entity, "id": refused.survivor}
    if isinstance(refused, Changed):
        told["version"] = refused.version
    return told


def plain(code: str, status: int, detail: str, request: str = "") -> dict[str, Any]:
    """A problem without particulars."""
    told = {
        "type": f"urn:guanxi:problem:{code}",
        "title": str(TITLES.get(code, TITLES["refused"])),
        "status": status,
        "detail": detail,
        "code": code,
    }
    return {**told, "request": request} if request else told


def response_for(refused: EngineError, request: str = "") -> HttpResponse:
    """The answer that tells a refusal."""
    response = answer(details(refused, request))
    if isinstance(refused, NotSignedIn):
        response.headers["WWW-Authenticate"] = 'Bearer realm="guanxi"'
    elif isinstance(refused, ScopeMissing):
        response.headers["WWW-Authenticate"] = (
            f'Bearer realm="guanxi", error="insufficient_scope", scope="{refused.scope}"'
        )
    elif isinstance(refused, NoSuchMethod):
        response.headers["Allow"] = refused.allowed
    elif isinstance(refused, TooMany):
        response.headers["Retry-After"] = str(refused.wait)
    return response


def answer(told: dict[str, Any]) -> HttpResponse:
    """A problem as a response."""
    return HttpResponse(encode(told), status=told["status"], content_type=MEDIA_TYPE)
