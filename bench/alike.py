"""Possible duplicates: of a customer that is being entered, and among all there are."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings

from bench.timing import Client, measure
from guanxi.engine.registry import registry
from guanxi.modules.customers.models import Customer

if TYPE_CHECKING:
    from bench.work import Work

NAME = "possible duplicates of a new customer"
SECRET = "k" * 32


def reads(work: Work) -> None:
    """A name and a telephone that are there already; the API refuses and the form tells, nothing is made."""
    entity = registry["customers"]
    known = Customer._base_manager.filter(pk__in=work.dice.sample(work.keys, 200)).values("name", "phone")
    asked = itertools.cycle([{"name": str(one["name"]), "phone": str(one["phone"])} for one in known])

    def bare() -> Any:
        values: dict[str, Any] = next(asked)
        assert entity.identity is not None
        return work.bare.alike(list(entity.identity.known(entity.name, values.get).keys()))

    api = Client(work.server.port, {**work.api, "Content-Type": "application/json"})
    cookies = f"{work.page['Cookie']}; {settings.CSRF_COOKIE_NAME}={SECRET}"
    form = {"Cookie": cookies, "X-CSRFToken": SECRET, "Content-Type": "application/x-www-form-urlencoded"}
    page = Client(work.server.port, form)
    refused, told = "/api/v1/customers?duplicates=refuse", "/customers/alike/"
    work.note(NAME, "sql", measure(bare, work.rounds))
    work.note(
        NAME,
        "api",
        measure(lambda: api.send("POST", refused, json.dumps(next(asked)).encode(), fine=409), work.rounds),
    )
    work.note(NAME, "page", measure(lambda: page.send("POST", told, urlencode(next(asked)).encode()), work.rounds))


RUN, RUNS = "duplicates among all customers", 3
MANY = 300_000
"""Of more customers one run is enough to wait for."""
_MATCH = """
    WITH often AS (SELECT key FROM engine_matchkey GROUP BY key HAVING count(*) BETWEEN 2 AND 60)
    SELECT count(*) FROM (
        SELECT DISTINCT a.record, b.record FROM often JOIN engine_matchkey a USING (key)
        JOIN engine_matchkey b ON b.key = a.key AND b.record > a.record
    ) AS pairs"""


def runs(work: Work) -> None:
    """Whole matching runs: the command with its start, and the worker's; bare SQL only finds who shares a key."""
    rounds = RUNS if work.size <= MANY else 1
    work.note(RUN, "sql", measure(lambda: work.bare.rows(_MATCH), rounds, 1))
    program = str(Path(sys.executable).parent / "guanxi")

    def match() -> None:
        subprocess.run([program, "duplicates", "match", "customers", "--as", "admin"], check=True, capture_output=True)

    work.note(RUN, "command", measure(match, rounds, 0))
