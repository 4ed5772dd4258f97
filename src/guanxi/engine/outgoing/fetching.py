"""A file fetched over HTTP: every address is looked at in the moment of connecting, also after a redirect."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpcore
from django.utils.translation import gettext as _

from guanxi.engine.errors import EngineError
from guanxi.engine.outgoing.addresses import Refused, reachable
from guanxi.engine.outgoing.trusting import trust

CONNECTING, SILENCE, LONGEST = 10.0, 30.0, 600.0
"""Seconds: to connect, without a byte, and for the whole."""
MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_SAFE = "/%:@!$&'()*+,;=~-._?"


class Unreachable(EngineError):
    """A server that doesn't give what was asked for."""

    code = "unreachable"


@dataclass(frozen=True)
class Answer:
    """What a server answered; the pieces are read while the connection is open."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]
    url: str


@contextmanager
def fetch(url: str, headers: Mapping[str, str]) -> Iterator[Answer]:
    """GET of an address, redirects followed; raises Refused and Unreachable, also while the pieces are read.

    `Authorization` goes to the server that was named, and to no other.
    """
    until = time.monotonic() + LONGEST
    first = _origin(url)
    with _told(url), httpcore.ConnectionPool(ssl_context=trust(), network_backend=_Watched()) as pool:
        for _turn in range(MOST_REDIRECTS + 1):
            given = {name: text for name, text in headers.items() if name != "Authorization" or _origin(url) == first}
            with pool.stream("GET", _plain(url), headers=_sent(given), extensions=_TIMES) as response:
                told = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in response.headers}
                if response.status in _REDIRECTS and "location" in told:
                    url = _redirected(url, told["location"])
                    continue
                _must_be_plain(told)
                yield Answer(response.status, told, _timely(response.iter_stream(), until), url)
                return
        raise Unreachable(_("“%(host)s” leads on and on to other addresses.") % {"host": _host(url)})


_TIMES = {"timeout": {"connect": CONNECTING, "read": SILENCE, "write": SILENCE, "pool": CONNECTING}}


class _Watched(httpcore.SyncBackend):
    """A network in which only some addresses are there."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = reachable(host, port)
        except (OSError, UnicodeError) as unknown:
            raise httpcore.ConnectError(str(unknown)) from unknown
        for last, address in enumerate(addresses, 1 - len(addresses)):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last == 0:
                    raise
        raise httpcore.ConnectError(host)


@contextmanager
def _told(url: str) -> Iterator[None]:
    """What went wrong on the way, in words."""
    try:
        yield
    except httpcore.TimeoutException as slow:
        raise Unreachable(_("“%(host)s” didn't answer in time.") % {"host": _host(url)}) from slow
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as bad:
        told = {"host": _host(url), "why": str(bad)[:200] or type(bad).__name__}
        raise Unreachable(_("“%(host)s” can't be reached: %(why)s") % told) from bad


def _origin(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as bad:
        raise Refused(_("This is not an address that Guanxi fetches from; use https:// and a host name.")) from bad
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise Refused(_("This is not an address that Guanxi fetches from; use https:// and a host name."))
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80)


def _redirected(url: str, location: str) -> str:
    try:
        there = urljoin(url, location.strip())
    except ValueError as bad:
        raise Refused(_("“%(host)s” leads to an address that is none.") % {"host": _host(url)}) from bad
    if _origin(url)[0] == "https" and _origin(there)[0] != "https":
        raise Refused(_("“%(host)s” leads from https to http.") % {"host": _host(url)})
    return there


def _plain(url: str) -> httpcore.URL:
    """The address in the letters that the network knows."""
    scheme, host, port = _origin(url)
    parts = urlsplit(url)
    try:
        name = host if ":" in host else host.encode("idna").decode()
    except UnicodeError as bad:
        raise Refused(_("This is not an address that Guanxi fetches from; use https:// and a host name.")) from bad
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return httpcore.URL(scheme=scheme.encode(), host=name.encode(), port=port, target=target.encode())


def _sent(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    told = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "Guanxi", **headers}
    return [(name.encode("ascii"), text.encode("utf-8")) for name, text in told.items()]


def _must_be_plain(headers: Mapping[str, str]) -> None:
    """What unpacks to any size is not taken."""
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise Unreachable(_("The server packs what it sends, though it was asked not to."))


def _timely(pieces: Iterable[bytes], until: float) -> Iterator[bytes]:
    for piece in pieces:
        if time.monotonic() > until:
            raise httpcore.ReadTimeout
        yield piece


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "")[:100]
