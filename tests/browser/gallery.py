"""The gallery in a browser, without a server: pages are rendered here and handed to it."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from django.http import Http404
from django.test import RequestFactory, override_settings
from playwright.sync_api import Browser, Page, Route, expect

from guanxi.web.gallery import views

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "guanxi" / "web" / "static"
HOST = "http://gallery.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
)
UNBUILT = (
    "select[data-controller~=select]:not(.tomselected), textarea[data-controller~=editor]:not([hidden]), "
    "[data-controller~=calendar]:not(:has(.ec-event))"
)
"""What scripts are still to put together."""


def open_gallery(browser: Browser, name: str, *, width: int, dark: bool = False, language: str = "en") -> Page:
    """A page of the gallery, quiet and complete."""
    context = browser.new_context(
        base_url=HOST,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    page.route("**/*", _answer)
    page.goto(f"/gallery/{name}/?language={language}")
    expect(page.locator(UNBUILT)).to_have_count(0)
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def _answer(route: Route) -> None:
    address = urlsplit(route.request.url)
    if "hx-request" in route.request.headers:  # nothing moves by itself here
        return route.fulfill(status=204)
    if address.path.startswith("/static/"):
        file = STATIC / address.path.removeprefix("/static/")
        if not file.is_file():
            return route.fulfill(status=404, body="")
        return route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "text/plain")
    name = address.path.strip("/").removeprefix("gallery").strip("/")
    request = RequestFactory().get(f"{address.path}?{address.query}")
    with override_settings(DEBUG=True):
        try:
            own = {"components": views.components, "events": views.events}.get(name)
            answer = own(request) if own else views.show(request, name=name)
        except Http404:
            return route.fulfill(status=404, body="")
    if name == "events":
        return route.fulfill(status=200, body=answer.content, content_type="application/json")
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    return route.fulfill(status=200, body=answer.content.decode(), headers=headers)


MEASURE = r"""
() => {
  const rows = [];
  for (const state of document.querySelectorAll("[data-state]")) {
    const origin = state.getBoundingClientRect();
    const where = `${state.closest("[data-exhibit]").dataset.exhibit} · ${state.dataset.state}`;
    for (const element of state.querySelectorAll("*")) {
      if (element.closest("svg:not(.gx-i)") && element.tagName !== "svg") continue;
      if (element.tagName === "use" || element.tagName === "OPTION" || !element.checkVisibility()) continue;
      const box = element.getBoundingClientRect();
      if (!box.width || !box.height) continue;
      const classes = [...element.classList].filter((part) => !part.startsWith("htmx-"));
      const name = [element.tagName.toLowerCase(), ...classes].join(".");
      const look = getComputedStyle(element);
      const before = getComputedStyle(element, "::before");
      const sign = ["none", "normal"].includes(before.content) ? "" : before.backgroundColor;
      const edge = look.borderTopWidth === "0px" ? "" : look.borderTopColor;
      rows.push({
        where, name,
        box: [box.x - origin.x, box.y - origin.y, box.width, box.height].map(Math.round),
        paint: [look.color, look.backgroundColor, edge, sign, look.fontSize, look.fontWeight].join(" | "),
      });
    }
  }
  return rows;
}
"""
"""Every element that is seen in a state: where it lies in it, how large, in which colours."""
