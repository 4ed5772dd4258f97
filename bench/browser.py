"""What a person waits for at a list: from the press in Chromium until the renewed list is painted."""

from __future__ import annotations

import shutil
import statistics
from typing import Any

ROUNDS = 15
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PRESS = """
([selector, text]) => new Promise((done) => {
  const begun = performance.now();
  const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
  document.addEventListener("htmx:afterSettle", painted, { once: true });
  const element = document.querySelector(selector);
  if (text === null) element.click();
  else {
    element.value = text;
    element.form.requestSubmit();
  }
})
"""
WORK: dict[str, tuple[tuple[str, str | None], ...]] = {
    "another order": (("#sort-updated_at", None), ("#sort-name", None)),
    "the next batch, and back": (("#next-batch", None), ("#previous-batch", None)),
    "a search in the list": ((".gx-quick input[name=q]", "澜屿"), (".gx-quick input[name=q]", "bluefield")),
    "the conditions": (("#open-filter", None),),
}


def interactions(port: int, cookie: str) -> dict[str, dict[str, float]]:
    """Milliseconds by what is done, the median and the 95th centile; nothing without Chromium."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    if CHROMIUM is None:
        return {}
    name, _equals, value = cookie.partition("=")
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
        page = context.new_page()
        for told, steps in WORK.items():
            page.goto(f"http://127.0.0.1:{port}/customers/")
            page.wait_for_load_state("networkidle")
            times: list[Any] = []
            for round_ in range(ROUNDS + 2):
                for selector, text in steps:
                    if selector == "#open-filter":
                        page.keyboard.press("Escape")
                    took = page.evaluate(PRESS, [selector, text])
                    if round_ > 1:
                        times.append(took)
            times.sort()
            found[told] = {"median": statistics.median(times), "p95": times[int(len(times) * 0.95)]}
        browser.close()
    return found
