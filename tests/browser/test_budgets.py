"""What a first visit has to fetch, and that nothing jumps while it comes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

PAINT, WHOLE = 115_000, 195_000
"""Bytes as they are sent: what a page needs to be painted (its own, styles, font, icons), and with all its scripts."""
STILL = 0.02
"""Of layout shift: a fifth of what is called good (web.dev/cls)."""
SHIFTS = """
() => new Promise(done => {
  let sum = 0; const moved = [];
  const seen = list => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      sum += entry.value;
      moved.push(...entry.sources.map(source => source.node?.outerHTML?.slice(0, 90) ?? "?"));
    }
  };
  new PerformanceObserver(seen).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([sum, moved]), 600);
})
"""


def fetched(page: Page, url: str) -> dict[str, int]:
    """The bytes that come over the line for a first visit, by what they are for."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda told: names.update({told["requestId"]: told["response"]["url"]}))

    def done(told: dict[str, object]) -> None:
        name = re.sub(r"\.[0-9a-f]{12}|\?.*", "", names.get(str(told["requestId"]), "?")).rsplit("/", 1)[-1]
        sizes[name] = sizes.get(name, 0) + int(told["encodedDataLength"])  # type: ignore[call-overload]

    wire.on("Network.loadingFinished", done)
    page.goto(url, wait_until="load")
    page.wait_for_timeout(300)
    return sizes


@pytest.mark.parametrize("width", [1440, 390])
def test_a_first_visit_is_light_and_nothing_jumps(person: Callable[..., Page], width: int) -> None:
    page = person("manager", width=width)
    page.goto("/customers/")
    link = page.locator("tbody a[href*='/customers/'], .gx-cards a[href*='/customers/']").first
    record = link.get_attribute("href") or ""
    page.context.close()
    for url in ("/", "/customers/", record):
        page = person("manager", width=width)
        sizes = fetched(page, url)
        expect(page.locator("main")).to_be_visible()
        painted = {name: size for name, size in sizes.items() if not name.endswith(".js")}
        assert sum(painted.values()) <= PAINT, (url, sizes)
        assert sum(sizes.values()) <= WHOLE, (url, sizes)
        shift, moved = page.evaluate(SHIFTS)
        assert shift <= STILL, (url, shift, moved)
        page.context.close()
