"""Whether the process lives, and whether it can work."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and its tables are up to date."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("The database doesn't answer.", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("Migrations are waiting; run: guanxi migrate", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")
