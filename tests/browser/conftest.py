"""One running Guanxi for all tests in a browser, and people who sign in to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.house import House
from tests.browser.watch import Watch

HERE = Path(__file__).parent
SECONDS = 15
DESK, PHONE = 1366, 390


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs a browser, whichever way it asks for it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The running product."""
    standing = House()
    yield standing
    standing.stop()


@pytest.fixture(scope="session")
def signed_in(house: House, browser: Browser) -> Callable[[str], Any]:
    """The cookies of somebody who signed in through the page, once in a run."""
    kept: dict[str, Any] = {}

    def state(username: str) -> Any:
        if username not in kept:
            context = browser.new_context(base_url=house.url)
            sign_in(context.new_page(), username, house.password)
            kept[username] = context.storage_state()
            context.close()
        return kept[username]

    return state


@pytest.fixture
def watch(house: House) -> Iterator[Watch]:
    """Fails the test for whatever went wrong behind its pages."""
    watching = Watch(house.url, house.log)
    watching.knows(house.live_port)
    yield watching
    assert watching.verdict() == []


@pytest.fixture
def stranger(house: House, watch: Watch, new_context: Any) -> Callable[..., Page]:
    """A browser of its own at the door: `stranger(width=390, dark=True, locale="zh-CN")`.

    Without a worker beside its pages, which would take requests out of a test's hands; `service_workers="allow"`.
    """

    def open_one(*, width: int = DESK, dark: bool = False, **more: Any) -> Page:
        size = {"width": width, "height": 844 if width < 500 else 900}
        scheme = "dark" if dark else "light"
        context: BrowserContext = new_context(
            base_url=house.url,
            viewport=size,
            color_scheme=scheme,
            **{"locale": "en-GB", "service_workers": "block", **more},
        )
        context.set_default_timeout(SECONDS * 1000)
        watch.follow(context)
        return context.new_page()

    return open_one


@pytest.fixture
def person(stranger: Callable[..., Page], signed_in: Callable[[str], Any]) -> Callable[..., Page]:
    """A browser of its own with somebody signed in: `person("clerk")`."""

    def open_one(username: str, **how: Any) -> Page:
        return stranger(storage_state=signed_in(username), **how)

    return open_one


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill the sign-in page and wait for what comes after it."""
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("main [type=submit].btn-primary").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


AS_SHIPPED = """
from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry

registry["customers"].manager().filter(industry="ceramics").update(industry="trade")  # a choice that goes now
with as_system("a browser test ended") as system:
    of_fields = ("stage-rules", "choice-lists", "layouts", "names", "numbering-rules")
    for name in (*of_fields, "custom-fields", "custom-entities"):
        for key in registry[name].manager().filter(deleted_at__isnull=True).values_list("pk", flat=True):
            gate.delete(registry[name], key, actor=system)
"""


@pytest.fixture
def as_shipped(house: House) -> Iterator[None]:
    """What a test makes the company's own goes with it: the tests after it meet the house as it came."""
    yield
    house.command("manage", "shell", "-v", "0", "-c", AS_SHIPPED)
