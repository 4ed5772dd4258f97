"""The numbers for Prometheus, counted over several processes; who may ask for them."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from guanxi.kit import postgres

ASK = """
import django; django.setup()
from django.test import Client
client = Client(raise_request_exception=True)
client.get("/healthz"); client.get("/api/v1/customers"); client.get("/nothing/here?secret=1")
for extra in ({}, {"REMOTE_ADDR": "10.0.0.1"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.1"}, {"REMOTE_ADDR": "x"}):
    answer = client.get("/metrics", **extra)
    print(answer.status_code)
print(client.get("/metrics").content.decode())
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """Not below pytest's own folder: its rights change while others run tests, and the server is another user."""
    folder = Path(tempfile.mkdtemp())
    postgres.ensure(folder, fast_for_tests=True)
    yield folder
    postgres.release(folder)
    shutil.rmtree(folder, ignore_errors=True)


def run(home: Path, *arguments: str, metrics: str = "on") -> str:
    environment = {**os.environ, "GUANXI_DATA_DIR": str(home), "GUANXI_METRICS": metrics, "GUANXI_DATABASE_URL": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "guanxi.site.settings", "GUANXI_ALLOWED_HOSTS": "testserver"}
    told = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-3000:]
    return told.stdout


def test_requests_work_and_readers_are_counted_for_who_may_know(home: Path) -> None:
    run(home, "-m", "guanxi.cli", "migrate", "--quiet")
    first = run(home, "-c", ASK)
    assert first.split("\n")[:4] == ["200", "403", "403", "403"]
    second = run(home, "-c", ASK)
    assert 'guanxi_requests_total{method="GET",route="healthz",status="200"} 2.0' in second
    assert 'route="api/v1/<str:entity>",status="401"} 2.0' in second
    assert "secret" not in second
    assert "nothing/here" not in second
    assert 'guanxi_jobs{state="waiting"}' in second
    assert re.search(r'guanxi_events_unread{reader="\w+"} \d', second)
    assert 'guanxi_database_connections{state="active"} 1.0' in second
    assert 'guanxi_request_seconds_count{method="GET",route="healthz"} 2.0' in second


def test_switched_off_there_is_nothing(home: Path) -> None:
    run(home, "-m", "guanxi.cli", "migrate", "--quiet")
    code = "import django; django.setup()\nfrom django.test import Client\nprint(Client().get('/metrics').status_code)"
    assert run(home, "-c", code, metrics="off").split() != ["200"]
