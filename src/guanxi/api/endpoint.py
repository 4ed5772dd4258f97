"""The way of every request: who, how often, in which language, once only; then the work; then its answer."""

from __future__ import annotations

import logging
import uuid
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from guanxi.api import body, problems
from guanxi.api.callers import SAFE, Caller, identify
from guanxi.api.encoding import encode
from guanxi.api.refusals import BadRequest, NoSuchMethod, NotSignedIn
from guanxi.engine import idempotency
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, NotFound, TooMany
from guanxi.engine.limits import Left, Local, Rate
from guanxi.engine.reading.query import refuse_nul
from guanxi.engine.registry import registry
from guanxi.people.models import User

log = logging.getLogger(__name__)
limits = Local()
_TYPE = "application/json"
TRIES_UNKNOWN = Rate(60, 60)
"""Requests a minute and address that name nobody we know."""


@dataclass(slots=True)
class Call:
    """One request as the work sees it."""

    request: HttpRequest
    caller: Caller
    place: dict[str, str]

    @property
    def actor(self) -> User:
        return self.caller.user

    @property
    def entity(self) -> Entity:
        """The entity of the address; raises NotFound."""
        found = registry.get(self.place["entity"])
        if found is None:
            raise NotFound(_("There are no records of this name."))
        return found

    @property
    def key(self) -> uuid.UUID:
        """The record's key in the address; raises NotFound."""
        text = self.place["key"]
        try:
            if len(text) == 36:
                return uuid.UUID(text)
        except ValueError:
            pass
        raise NotFound()

    def parameters(self, *known: str) -> dict[str, str]:
        """The parameters of the query; raises BadRequest for others and for repeated ones."""
        for name, values in self.request.GET.lists():
            if name not in known:
                raise BadRequest(_("There is no parameter “%(name)s” here.") % {"name": name[:40]})
            if len(values) > 1:
                raise BadRequest(_("“%(name)s” is given more than once.") % {"name": name})
        return self.request.GET.dict()

    def object(self) -> dict[str, Any]:
        """The body; raises BadRequest, NotJson, TooLarge."""
        return body.read_object(self.request)


@dataclass(slots=True)
class Answer:
    """What the work gives back; `data` None is an empty body."""

    data: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> HttpResponseBase:
        return _response(None if self.data is None else encode(self.data), self.status, self.headers)


def _response(content: bytes | str | None, status: int, headers: dict[str, str]) -> HttpResponse:
    response = HttpResponse(content or b"", status=status, headers=headers, content_type=_TYPE)
    if content is None:
        del response.headers["Content-Type"]
    return response


Work = Callable[[Call], Answer]


def endpoint(**methods: Work) -> Callable[..., HttpResponseBase]:
    """A view that answers these methods; HEAD comes with GET, OPTIONS by itself."""
    allowed = [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]

    @csrf_exempt
    def view(request: HttpRequest, **place: str) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        with translation.override(_asked_language(request) or settings.LANGUAGE_CODE):
            try:
                work = methods.get("GET" if request.method == "HEAD" else str(request.method))
                if work is None:
                    raise NoSuchMethod(allowed)
                response: HttpResponseBase = _serve(request, work, place)
            except EngineError as refused:
                response = _refuse(request, refused)
            response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Language"))
        return _without_content(response) if request.method == "HEAD" else response

    view.guanxi_methods = methods  # type: ignore[attr-defined]
    return view


def _without_content(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer for HEAD, which has everything but the content."""
    if isinstance(response, StreamingHttpResponse):
        response.close()
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _serve(request: HttpRequest, work: Work, place: dict[str, str]) -> HttpResponseBase:
    caller = identify(request)
    rate = Rate(settings.GUANXI_API_RATE, 60)
    left = limits.spend(caller.bucket, rate)
    with speaking(request, caller):
        if left.allowed:
            try:
                if "entity" in place or request.method not in SAFE:
                    caller.demand("read" if request.method in SAFE else "write", place.get("entity", ""))
                refuse_nul(request.META.get("QUERY_STRING", ""))
                response = _work(Call(request, caller, place), work)
            except EngineError as refused:
                response = _refuse(request, refused, caller)
        else:
            response = _refuse(request, TooMany(left.wait), caller)
        _tell_limit(response, rate, left)
    return response


def _work(call: Call, work: Work) -> HttpResponseBase:
    key = call.request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None or call.request.method in SAFE:
        return work(call).response()

    def told() -> dict[str, Any]:
        answer = work(call)
        text = None if answer.data is None else encode(answer.data).decode()
        return {"status": answer.status, "body": text, "headers": answer.headers}

    answer, again = idempotency.once(call.actor, key, body.asked(call.request), told)
    response = _response(answer["body"], answer["status"], answer["headers"])
    if again:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _refuse(request: HttpRequest, refused: EngineError, caller: Caller | None = None) -> HttpResponse:
    """The answer to a refusal; who is refused for want of rights stands in the log."""
    if isinstance(refused, NotSignedIn):
        left = limits.spend(f"unknown:{request.META.get('REMOTE_ADDR', '')}", TRIES_UNKNOWN)
        refused = refused if left.allowed else TooMany(left.wait)
    if refused.status in (401, 403):
        who = caller.user.pk if caller else request.META.get("REMOTE_ADDR", "")
        log.info("refused %s %r to %s: %s", request.method, request.path[:200], who, refused.code)
    return problems.response_for(refused, getattr(request, "request_id", ""))


def _tell_limit(response: HttpResponseBase, rate: Rate, left: Left) -> None:
    response.headers["RateLimit-Limit"] = str(rate.times)
    response.headers["RateLimit-Remaining"] = str(left.times)
    response.headers["RateLimit-Reset"] = str(int(left.full_in) + 1)


@contextmanager
def speaking(request: HttpRequest, caller: Caller) -> Iterator[None]:
    """In the caller's language and time zone; a program may ask for a language by Accept-Language."""
    asked = _asked_language(request) if caller.scopes is not None else None
    translation.activate(asked or caller.user.language)
    try:
        zone = zoneinfo.ZoneInfo(caller.user.time_zone or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    with timezone.override(zone):
        yield


def _asked_language(request: HttpRequest) -> str | None:
    for code, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")[:200]):
        if code != "*":
            try:
                return translation.get_supported_language_variant(code)
            except LookupError:
                continue
    return None
