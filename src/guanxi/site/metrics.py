"""Numbers about the running system in Prometheus' form, counted by all web processes together.

Only imported where GUANXI_METRICS is on: the folder must be named before the library is loaded.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from guanxi.engine.events.lag import lags
from guanxi.engine.models.job import ALIVE, Job
from guanxi.engine.sql import connections_by_state
from guanxi.people import tokens


def _folder() -> Path:
    """One folder for the web processes of one start; those of starts that ended are removed."""
    home = Path(settings.DATA_DIR) / "metrics"
    for old in home.glob("*"):
        if old.name.isdigit() and not _lives(int(old.name)):
            shutil.rmtree(old, ignore_errors=True)
    own = home / str(os.getppid())
    own.mkdir(parents=True, exist_ok=True, mode=0o700)
    return own


def _lives(pid: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True


os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_folder()))

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE"})
REQUESTS = Counter("guanxi_requests", "Requests answered.", ("method", "route", "status"))
SECONDS = Histogram(
    "guanxi_request_seconds",
    "How long an answer took.",
    ("method", "route"),
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


class Measured:
    """Counts and times every request by its route, never by its address."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.respond(request)
        method = request.method if request.method in METHODS else "other"
        route = request.resolver_match.route if request.resolver_match else "none"
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        SECONDS.labels(method, route).observe(time.perf_counter() - began)
        return response


class _Now(Collector):
    """What the database knows at this moment."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("guanxi_jobs", "Background work that waits or runs.", labels=("state",))
        alive = Job._base_manager.filter(state__in=ALIVE).values_list("state").annotate(Count("pk"))
        counts = dict.fromkeys(ALIVE, 0) | dict(alive)
        for state, number in counts.items():
            jobs.add_metric([state], number)
        yield jobs
        unread = GaugeMetricFamily("guanxi_events_unread", "Events a reader has yet to read.", labels=("reader",))
        oldest = GaugeMetricFamily("guanxi_events_oldest_seconds", "Age of the oldest of them.", labels=("reader",))
        for lag in lags():
            unread.add_metric([lag.name], lag.unread)
            oldest.add_metric([lag.name], lag.oldest.total_seconds())
        yield unread
        yield oldest
        pool = GaugeMetricFamily("guanxi_database_connections", "Connections to the database.", labels=("state",))
        for state, number in connections_by_state().items():
            pool.add_metric([state], number)
        yield pool


def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, for this machine itself and for administrators' tokens."""
    if not (_from_here(request) or _by_administrator(request)):
        return HttpResponse("Ask from this machine, or with an administrator's token.\n", "text/plain", 403)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Now())
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


def _from_here(request: HttpRequest) -> bool:
    """Whether this machine asks, and not through a proxy on it."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _by_administrator(request: HttpRequest) -> bool:
    scheme, _blank, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = tokens.read(text.strip()) if scheme.lower() == "bearer" else None
    return token is not None and "read" in token.scopes and token.user.access.may("metrics", "read")
