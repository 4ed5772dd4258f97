"""Regular imports, as tests make them, and a server that they fetch from."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from guanxi.engine import gate
from guanxi.engine.imports.instructions import Instructions
from guanxi.engine.imports.making import Making
from guanxi.engine.models import RegularImport
from guanxi.engine.registry import registry
from guanxi.engine.testing.jobs import run_jobs_now

FACE = "regular-imports"


def recipe(actor: Any, *, match: bool = False, **values: Any) -> Any:
    """Customers by their names."""
    said = Instructions({"name": Making(("name",)), "phone": Making(("phone",))}).as_json()
    if match:
        said["options"] |= {"match_by": ["name"], "on_match": "update"}
    text = Instructions.read(said).text
    told = {"name": "Daily customers", "entity": "customers", "instructions": text, **values}
    return gate.create(registry["recipes"], told, actor=actor)


def regular(admin: Any, owner: Any, **values: Any) -> RegularImport:
    """A regular import that an administrator set up for somebody."""
    own = values.pop("recipe", None) or recipe(owner)
    told = {"name": "Every morning", "recipe": own.pk, "owner": owner.pk, **values}
    return gate.create(registry[FACE], told, actor=admin)  # type: ignore[return-value]


def act(work: RegularImport, verb: str, actor: Any) -> RegularImport:
    gate.act(registry[FACE], work.pk, verb, actor=actor)
    return now(work)


def active(work: RegularImport, owner: Any) -> RegularImport:
    """Tried out and activated by its owner."""
    act(work, "try_out", owner)
    run_jobs_now()
    return act(work, "activate", owner)


def now(work: RegularImport) -> RegularImport:
    return RegularImport._base_manager.get(pk=work.pk)


def put(folder: Path, name: str, text: str, age: float = 3600) -> Path:
    """A file that was written some time ago."""
    path = folder / name
    path.write_text(text)
    os.utime(path, (time.time() - age,) * 2)
    return path


class Site:
    """What a web server answers by path: status, headers, body; and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def site() -> Iterator[Site]:
    """A real HTTP server on this machine."""
    told = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, dict(self.headers)))
            status, headers, body = told.answers.get(self.path, (404, {}, b""))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
