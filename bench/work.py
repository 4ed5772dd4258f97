"""What is measured: each piece of work as bare SQL, through the API, and as a page."""

from __future__ import annotations

import csv
import functools
import io
import itertools
import json
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg.types.json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from bench import alike, grading, own, recycling
from bench.bare import Bare
from bench.server import Server
from bench.timing import Client, Figure, measure, throughput
from guanxi.kit.uuids import uuid7
from guanxi.modules.customers import sample
from guanxi.modules.customers.models import Customer
from guanxi.people import tokens
from guanxi.people.models import User
from guanxi.site import environment

FIELDS = "name,kind,industry,owner,phone,region,annual_revenue,updated_at"
IMPORTED = (10_000, 60_000)
EXPORTED = 10_000
BULK = 1_000


class Work:
    """All measurements on one running server."""

    def __init__(self, server: Server, size: int, rounds: int, *, with_own: bool) -> None:
        self.server, self.size, self.rounds, self.with_own = server, size, rounds, with_own
        admin, rep = User.objects.get(username="admin"), User.objects.get(username="rep7")
        self.owner = rep.pk
        self.bare = Bare(environment.database_dsn(), rep.pk)
        self.api = {"Authorization": f"Bearer {tokens.make(admin, 'bench')}"}
        self.rep_api = {"Authorization": f"Bearer {tokens.make(rep, 'bench')}"}
        self.page, self.rep_page = signed_in(admin), signed_in(rep)
        self.dice = random.Random(time.time())
        self.keys = list(Customer._base_manager.order_by("id").values_list("pk", flat=True)[:20_000])
        self.figures: dict[str, Any] = {}

    def all(self) -> dict[str, Any]:
        self.reads()
        alike.reads(self)
        if self.with_own:
            own.reads(self)
        self.load()
        self.writes()
        self.bulk()
        self.imports()
        self.exports()
        grading.all_of_them(self)
        recycling.all_of_them(self)
        alike.runs(self)
        self.bare.settle()
        return self.figures

    # --- reading ---------------------------------------------------------------------------------------------------

    def reads(self) -> None:
        api, page = Client(self.server.port, self.api), Client(self.server.port, self.page)
        rep_api, rep_page = Client(self.server.port, self.rep_api), Client(self.server.port, self.rep_page)
        listing = f"/api/v1/customers?limit=50&fields={FIELDS}"
        self.three("list of 50 by name", self.bare.by_name, (api, listing), (page, "/customers/"))
        self.three("list of one's own by name", self.bare.by_owner, (rep_api, listing), (rep_page, "/customers/"))
        recent = "sort=-updated_at"
        self.three(
            "list by last change", self.bare.by_change, (api, f"{listing}&{recent}"), (page, f"/customers/?{recent}")
        )
        words = {"search two characters": "澜屿", "search an English word": "bluefield"}
        for name, word in words.items():
            self.three(
                name,
                functools.partial(self.bare.search, word),
                (api, f"{listing}&q={quote(word)}"),
                (page, f"/customers/?q={quote(word)}"),
            )
        keys = itertools.cycle(self.dice.sample(self.keys, 200))
        self.note("record with related lists", "sql", measure(lambda: self.bare.record(next(keys)), self.rounds))
        self.note("record with related lists", "api", measure(lambda: self.api_record(api, next(keys)), self.rounds))
        self.note(
            "record with related lists", "page", measure(lambda: page.get(f"/customers/{next(keys)}/"), self.rounds)
        )

    def api_record(self, api: Client, key: uuid.UUID) -> None:
        """What the page shows, as a program would ask for it."""
        api.get(f"/api/v1/customers/{key}")
        condition = json.dumps({"field": "affiliations.customer", "op": "eq", "value": str(key)})
        api.get(f"/api/v1/contacts?limit=10&filter={quote(condition)}")
        condition = json.dumps({"field": "parent", "op": "eq", "value": str(key)})
        api.get(f"/api/v1/customers?limit=10&fields={FIELDS}&filter={quote(condition)}")
        api.get(f"/api/v1/customers/{key}/history")

    def three(
        self, name: str, sql: Callable[[], Any], api: tuple[Client, str], page: tuple[Client, str] | None = None
    ) -> None:
        self.note(name, "sql", measure(sql, self.rounds))
        self.note(name, "api", measure(lambda: api[0].get(api[1]), self.rounds))
        if page is not None:
            self.note(name, "page", measure(lambda: page[0].get(page[1]), self.rounds))

    def note(self, name: str, way: str, figure: Figure) -> None:
        self.figures.setdefault(name, {})[way] = {"median": figure.median, "p95": figure.p95}
        self.say(f"{name}, {way}: {figure.median:.2f} ms")

    def say(self, text: str) -> None:
        """Something was measured; the tables come at the end."""
        print(f"  {text}", file=sys.stderr, flush=True)

    # --- writing ---------------------------------------------------------------------------------------------------

    def writes(self) -> None:
        api = Client(self.server.port, {**self.api, "Content-Type": "application/json"})
        made: Iterator[tuple[list[Any], list[Any]]] = (self.row() for _ in itertools.count())
        self.note("create", "sql", measure(lambda: self.bare.insert(*next(made)), self.rounds))

        def create() -> None:
            api.send("POST", "/api/v1/customers", json.dumps(sample.company(self.dice)).encode())

        self.note("create", "api", measure(create, self.rounds))
        keys = itertools.cycle(self.dice.sample(self.keys, 2_000))
        regions = (f"R{number}" for number in itertools.count())

        def bare_update() -> None:
            key = next(keys)
            self.bare.update(key, next(regions), self.event(key))

        def update() -> None:
            api.send("PATCH", f"/api/v1/customers/{next(keys)}", json.dumps({"region": next(regions)}).encode())

        self.note("update", "sql", measure(bare_update, self.rounds))
        self.note("update", "api", measure(update, self.rounds))

    def row(self) -> tuple[list[Any], list[Any]]:
        """A customer and its event as plain rows."""
        now = timezone.now()
        record = Customer(**sample.company(self.dice), owner_id=self.owner, number=f"B-{uuid7().hex[-12:]}")
        record.created_at = record.updated_at = now
        record.created_by_id = record.updated_by_id = self.owner
        record.search, record.sort_key = "'a':1A", record.name[:30]
        return [getattr(record, f.attname) for f in Customer._meta.concrete_fields], self.event(record.pk)

    def event(self, key: uuid.UUID) -> list[Any]:
        values = {
            "id": uuid7(), "at": timezone.now(), "entity": "customers", "record": key, "verb": "update",
            "actor": self.owner, "via": "bench", "address": "", "request": "", "reason": "", "version": 2,
            "changes": psycopg.types.json.Json({"region": ["", "R"]}), "previous": b"", "hash": b"",
            "instead_of": None,
        }  # fmt: skip
        return [values[name] for name in self.bare.event_names]

    def bulk(self) -> None:
        api = Client(self.server.port, {**self.api, "Content-Type": "application/json"})
        regions = (f"B{number}" for number in itertools.count())

        def bare_bulk() -> None:
            keys = self.dice.sample(self.keys, BULK)
            self.bare.bulk(keys, next(regions), [self.event(key) for key in keys])

        def bulk() -> None:
            keys = [str(key) for key in self.dice.sample(self.keys, BULK)]
            body = {"ids": keys, "verb": "update", "values": {"region": next(regions)}}
            api.send("POST", "/api/v1/customers/bulk", json.dumps(body).encode())

        self.note("bulk update of 1,000", "sql", measure(bare_bulk, 5, 1))
        self.note("bulk update of 1,000", "api", measure(bulk, 5, 1))

    # --- in and out ------------------------------------------------------------------------------------------------

    def imports(self) -> None:
        """Whole commands, with their start; the larger file shows the rate."""
        for rows in IMPORTED:
            made = [self.row() for _ in range(rows)]
            begun = time.perf_counter()
            self.bare.copy_in([record for record, _event in made], [event for _record, event in made])
            sql = (time.perf_counter() - begun) * 1_000
            path = Path(settings.DATA_DIR) / "bench-import.csv"
            self.write_file(path, rows)
            self.bare.settle()
            self.server.at_rest()  # what the bare rows left to do is not the command's
            program = str(Path(sys.executable).parent / "guanxi")
            begun = time.perf_counter()
            done = subprocess.run(
                [program, "import", "customers", str(path), "--as", "admin", "--on-match", "create"],
                capture_output=True,
                text=True,
            )
            command = (time.perf_counter() - begun) * 1_000
            if done.returncode not in (0, 2):
                raise SystemExit(f"guanxi import: {done.returncode} {done.stderr[-2000:]} {done.stdout[-500:]}")
            self.say(f"import of {rows:,} rows: {rows / command * 1_000:,.0f} rows a second")
            self.figures[f"import of {rows:,} rows"] = {
                "sql": {"median": sql, "p95": sql},
                "command": {"median": command, "p95": command, "per_second": rows / command * 1_000},
            }

    def write_file(self, path: Path, rows: int) -> None:
        text = io.StringIO()
        names = ["name", "short_name", "industry", "region", "phone", "employees", "annual_revenue", "founded"]
        writer = csv.DictWriter(text, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(sample.company(self.dice) for _ in range(rows))
        path.write_text(text.getvalue(), encoding="utf-8-sig")

    def exports(self) -> None:
        begun = time.perf_counter()
        self.bare.copy_out(EXPORTED)
        sql = (time.perf_counter() - begun) * 1_000
        path = Path(settings.DATA_DIR) / "bench-export.csv"
        program = str(Path(sys.executable).parent / "guanxi")
        condition = json.dumps({"field": "owner", "op": "eq", "value": str(self.owner)})
        begun = time.perf_counter()
        command = [
            program,
            "export",
            "customers",
            str(path),
            "--as",
            "admin",
            "--columns",
            FIELDS,
            "--filter",
            condition,
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        took = (time.perf_counter() - begun) * 1_000
        if done.returncode:
            raise SystemExit(f"guanxi export: {done.returncode} {done.stderr[-2000:]}")
        with path.open(encoding="utf-8-sig") as file:
            rows = sum(1 for _ in file) - 1
        self.figures[f"export of {rows:,} rows"] = {
            "sql": {"median": sql, "p95": sql},
            "command": {"median": took, "p95": took},
        }

    def load(self) -> None:
        """Eight clients at once; they share the processors with the server."""
        for name, headers, path in (
            ("list of 50 by name", self.api, f"/api/v1/customers?limit=50&fields={FIELDS}"),
            ("list of 50 by name", self.page, "/customers/"),
            ("search two characters", self.page, f"/customers/?q={quote('澜屿')}"),
        ):
            way = "api" if headers is self.api else "page"
            self.figures[name][way]["per_second"] = told = throughput(self.server.port, headers, path)
            self.say(f"{name}, {way}: {told:.0f} a second")


def signed_in(user: User) -> dict[str, str]:
    """The headers of a browser in which the user is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    connection.close()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}
