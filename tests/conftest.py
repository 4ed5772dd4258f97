"""Fixtures for every test. The database comes from the plugin `guanxi.kit.postgres.testing`."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

HOUSES = {"house", "pools", "market", "grades", "bonds"}
"""Fixtures that live in one."""
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
"""The one without windows of its own, where it is there: it takes half the time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests are marked by their fixtures, and skipped with a reason where there is no Chromium."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()) or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(
                pytest.mark.skip(reason="No Chromium here: apt-get install chromium-headless-shell fonts-noto-cjk")
            )


@pytest.fixture(scope="module", autouse=True)
def _stands(request: pytest.FixtureRequest) -> Iterator[None]:
    """The company that a file's tests ask for is founded once for them, unless one of them commits what it does."""
    from guanxi.engine.testing.standing import Standing, commits, of_this_file

    here = of_this_file(request)
    wanted = [one for one in vars(request.module).values() if isinstance(one, Standing)]
    if any(HOUSES & set(getattr(item, "fixturenames", ())) for item in here):
        from tests.house import build

        wanted = [build, *(one for one in wanted if one is not build)]
    if not wanted or commits(request) or any(item.get_closest_marker("browser") for item in here):
        yield
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock(), ExitStack() as stack:
        for one in wanted:
            stack.enter_context(one.kept())
        yield


@pytest.fixture
def house(db: None) -> Any:
    """A company with customers, and people of every relation to them."""
    from tests.house import build

    return build()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, without calls home."""
    # Playwright's own loop runs in the test's thread, and Django would take the test for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    options = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    options.append("--font-render-hinting=none")  # letters are as wide as in a browser with windows
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": options}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests in a browser go to one process together, since they share a running Guanxi; all others one by one.

    pytest-xdist's own groups find nothing with pytest 9.2, which keeps the names of tests elsewhere.
    """
    from xdist.scheduler import LoadScopeScheduling

    class BrowserTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if nodeid.startswith("tests/browser/") else nodeid

    return BrowserTogether(config, log)
