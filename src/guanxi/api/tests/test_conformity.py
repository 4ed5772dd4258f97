"""Requests made by a machine from the description: every answer is one that the description knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from guanxi.api import endpoint
from guanxi.api.tests.world import World
from guanxi.people.models import Role

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 4


@contextmanager
def kept_connection() -> Iterator[None]:
    """A server gives up its connection after each request; this one is the test's own transaction."""
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["admin", "owner"])
def test_every_operation_answers_as_described(world: World, who: str) -> None:
    known = {"customers": world.api.make("owner", "customers", name="There", region="here")["id"]}
    known["contacts"] = world.api.make("owner", "contacts", name="There")["id"]
    known["users"] = str(world.users["owner"].pk)
    known["departments"] = str(world.users["owner"].department_id)
    known["regions"] = world.api("admin", "POST", "regions", {"name": "There"}).json()["id"]
    known["roles"] = str(Role._base_manager.get(key="clerk").pk)
    rule = {"name": "All", "entity": "customers", "role": known["roles"]}
    pool = {"name": "There", "entity": "customers", "members": [{"person": known["users"]}]}
    known["pools"] = world.api("admin", "POST", "pools", pool).json()["id"]
    falls = {"name": "Quiet", "entity": "customers", "pool": known["pools"]}
    known["recycle-rules"] = world.api("admin", "POST", "recycle-rules", falls).json()["id"]
    most = {"name": "Many", "entity": "customers", "most": 500}
    known["holding-limits"] = world.api("admin", "POST", "holding-limits", most).json()["id"]
    known["sharing-rules"] = world.api("admin", "POST", "sharing-rules", rule).json()["id"]
    schema = schemathesis.openapi.from_dict(world.api(who, "GET", "openapi.json").json())
    schema.app = get_wsgi_application()
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 30
    statuses: dict[str, set[int]] = {}
    with kept_connection():
        for operation in operations:
            statuses[operation.label] = exercise(operation, world.api.tokens[who], known)
    reached = [label for label, seen in statuses.items() if any(status < 400 for status in seen)]
    assert len(reached) > len(operations) / 3, statuses


def exercise(operation: Any, token: str, known: dict[str, str]) -> set[int]:
    """Some requests of one operation, each undone; the statuses that came back."""
    seen: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        endpoint.limits = endpoint.Local()
        entity = operation.path.split("/")[3]
        if entity in known and "key" in (case.path_parameters or {}):
            case.path_parameters["key"] = known[entity]
        with transaction.atomic():
            answer = case.call(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})
            transaction.set_rollback(True)
        seen.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    one()
    return seen
