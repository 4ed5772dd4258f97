"""Two people, two browsers, two web servers: what one says the other sees at once; also after the line was cut."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House, free_port
from tests.browser.watch import Watch

SOON = 15_000


class Second:
    """Another machine, as far as the browsers can tell: web processes and a stream of its own on the same database."""

    def __init__(self, house: House) -> None:
        self.port, self.live_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        ports = {"GUANXI_PORT": str(self.port), "GUANXI_LIVE_PORT": str(self.live_port)}
        words = [sys.executable, "-u", "-m", "guanxi.cli", "serve", "--workers", "1", "--jobs", "0"]
        self.log = house.folder / "second.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(words, env=house.environment | ports, stdout=log, stderr=log)
        self.wait(lambda: self.answers(self.port, "/readyz") and self.answers(self.live_port, "/healthz"))

    def wait(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    @staticmethod
    def answers(port: int, path: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill_stream(self) -> None:
        """As if it had run out of memory: every process that serves its port."""
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if b"guanxi.site.live:application" in words and str(self.live_port).encode() in words:
                os.kill(int(path.parent.name), signal.SIGKILL)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


@pytest.fixture
def second(house: House, watch: Watch) -> Iterator[Second]:
    server = Second(house)
    watch.knows(server.port, server.live_port)
    yield server
    server.stop()


def hears(page: Page) -> None:
    expect(page.locator(".gx-app[data-live=hears]")).to_be_attached(timeout=SOON)


def say(page: Page, words: str) -> None:
    """A comment that names the manager, by pinyin."""
    page.locator("[name=words]").click()
    page.keyboard.type("@zhaoyuan")
    expect(page.locator("#mention-list [role=option]").first).to_contain_text("赵予安")
    page.keyboard.press("Enter")
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#talk-time")).to_contain_text(words)


def test_a_comment_reaches_its_reader_at_once_and_after_a_cut(
    house: House, second: Second, person: Callable[..., Page], watch: Watch
) -> None:
    sales, manager = person("sales"), person("manager")
    sales.goto("/customers/")
    sales.locator("table td a").first.click()
    sales.wait_for_url("**/customers/*-*/")
    place = sales.url.removeprefix(house.url)
    manager.goto(second.url + place)
    hears(sales)
    hears(manager)
    bell, dot = manager.locator(".gx-bell"), manager.locator(".gx-bell i")
    expect(dot).to_be_hidden()

    say(sales, "the price, please")
    expect(dot).to_be_visible(timeout=SOON)
    expect(manager.locator("#talk-time")).to_contain_text("the price, please", timeout=SOON)
    bell.click()
    drawer = manager.locator("#inbox")
    expect(drawer).to_contain_text("the price, please")
    drawer.get_by_role("button", name="Mark all read").click()
    expect(dot).to_be_hidden(timeout=SOON)
    manager.keyboard.press("Escape")

    second.kill_stream()
    expect(manager.locator(".gx-app[data-live=asks]")).to_be_attached(timeout=SOON)
    say(sales, "are you there")
    expect(dot).to_be_visible(timeout=45_000)
    hears(manager)
    watch.forgive("net::ERR")
    watch.forgive(f"{second.live_port}/stream")

    sales.locator("[name=words]").click()
    manager.goto(f"{second.url}{place}edit/")
    manager.locator("[name=short_name]").fill("Renamed while open")
    manager.locator("form .btn-primary[type=submit]").last.click()
    strip = sales.locator("[data-live-target=strip]")
    expect(strip).to_contain_text("just changed this customer", timeout=SOON)
    manager.wait_for_url(second.url + place)
    for page in (sales, manager):
        page.goto("about:blank")  # a browser that is closed amid an answer or with a line open may wait for ever
