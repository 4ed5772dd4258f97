"""Names that are read aloud, a focus that is seen, less motion, double size, the system's own colours."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watch import Watch

PAGES = (
    "/",
    "/customers/",
    "/customers/?q=nobody+has+this+name",
    "/customers/new/",
    "record",
    "history",
    "/contacts/new/",
    "/search/?q=ning",
    "/customers/import/",
    "/customers/export/",
    "/settings/",
    "/settings/substitutes/",
    "/substitutions/new/",
    "/settings/tokens/",
    "/accounts/2fa/",
    "/jobs/",
    "/users/",
    "/traces/",
    "/configuration/",
    "/roles/changes/",
    "/custom-entities/new/",
    "/custom-fields/new/",
    "/choice-lists/new/",
    "/layouts/new/",
    "/sharing-rules/new/",
    "/retention-rules/new/",
    "/no-such-page/",
)
NAMELESS = re.compile(
    r"^\s*- (?:button|link|textbox|searchbox|combobox|checkbox|radio|switch|slider|menuitem|tab|dialog|navigation"
    r"|img|progressbar|heading)(?: \[[^\]]*\])*:?$",
    re.MULTILINE,
)
UNSEEN = """
() => {
  const found = [];
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const edge = (box) => {
    const { outlineStyle, outlineWidth, outlineColor, borderColor, boxShadow } = getComputedStyle(box);
    const ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\\)$/.test(outlineColor);
    return { ring, told: `${ring} ${borderColor} ${boxShadow}` };
  };
  for (const element of document.querySelectorAll(all)) {
    const hidden = element.disabled || element.classList.contains("ts-hidden-accessible");
    if (hidden || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const around = element.closest(".ts-control, .gx-find, .gx-quick, .gx-drop, .gx-searchbox, .gx-cmp");
    document.activeElement.blur();
    const before = around && edge(around).told;
    element.focus({ focusVisible: true });
    if (document.activeElement !== element) continue;
    if (!edge(element).ring && !(around && edge(around).told !== before)) found.push(element.outerHTML.slice(0, 140));
  }
  return found;
}
"""
MOVING = """
() => [...document.querySelectorAll("*")].filter((element) => {
  const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(element);
  const long = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
  const moves = animationName !== "none" && long(animationDuration);
  return long(transitionDuration) || moves || scrollBehavior === "smooth";
}).map((element) => element.outerHTML.slice(0, 120))
"""
CUT = """
() => [...document.querySelectorAll("main h1, main .btn-primary, main label, main .gx-dl dt")].filter((element) => {
  if (!element.checkVisibility()) return false;
  const { left, right, width } = element.getBoundingClientRect();
  const inside = element.closest(".gx-tabs, .gx-tw, .gx-bar, .gx-board, .gx-scroll");
  return width > 0 && !inside && (left < -1 || right > innerWidth + 1);
}).map((element) => element.outerHTML.slice(0, 120))
"""


def open_page(page: Page, name: str) -> None:
    """Go to one of PAGES; a record is the first of the list."""
    if name in ("record", "history"):
        page.goto("/customers/?sort=-updated_at")
        page.goto(f"{page.locator('tbody tr a').first.get_attribute('href')}{'history/' if name == 'history' else ''}")
    else:
        page.goto(name)


def test_everything_one_acts_on_has_a_name(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(404)
    page = person("admin")
    nameless = []
    for name in PAGES:
        open_page(page, name)
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        tree = page.locator("body").aria_snapshot()
        nameless += [f"{name}: {found}" for found in NAMELESS.findall(tree)]
        assert tree.count("- main") == 1, name
        assert len(re.findall(r"heading .*\[level=1\]", tree)) == 1 or name == "/", name
    assert nameless == []


def test_the_focus_is_seen_wherever_it_is(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(404)
    unseen = []
    for dark in (False, True):
        page = person("admin", dark=dark, reduced_motion="reduce")
        for name in PAGES[:: 1 if not dark else 4]:
            open_page(page, name)
            unseen += [f"{name}: {found}" for found in page.evaluate(UNSEEN)]
    assert unseen == []


def test_who_asked_for_less_motion_gets_none(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(404)
    page = person("admin", reduced_motion="reduce")
    moving = []
    for name in PAGES:
        open_page(page, name)
        moving += [f"{name}: {found}" for found in page.evaluate(MOVING)]
    assert moving == []
    page = person("admin")
    page.goto("/customers/")
    assert page.evaluate(MOVING) != []  # there is some, for the others: the test above looks at something


@pytest.mark.parametrize(("percent", "width", "height"), [(200, 640, 400), (400, 320, 256)])
def test_pages_can_be_enlarged(
    percent: int, width: int, height: int, person: Callable[..., Page], watch: Watch
) -> None:
    watch.expect(404)
    page = person("admin", width=width)
    page.set_viewport_size({"width": width, "height": height})
    wide = []
    for name in PAGES:
        open_page(page, name)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(f"{percent} %, {name}: scrolls sideways")
        wide += [f"{percent} %, {name}: {found}" for found in page.evaluate(CUT)]
    assert wide == []


def test_pages_can_be_used_in_the_system_s_own_colours(person: Callable[..., Page]) -> None:
    page = person("admin", forced_colors="active")
    page.goto("/users/")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    here = page.locator(".gx-side [aria-current=page]")
    assert here.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    box = page.locator("tbody input[type=checkbox]").first
    box.check()
    assert box.evaluate("element => getComputedStyle(element).backgroundColor") != ground
    page.goto("/settings/")
    chosen = page.locator("main [aria-pressed=true]").first
    assert chosen.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.goto("/jobs/")
    if page.locator(".gx-st").count():
        dot = page.locator(".gx-st").first
        assert dot.evaluate("element => getComputedStyle(element, '::before').backgroundColor") != ground


def test_names_of_languages_are_marked_as_theirs(person: Callable[..., Page], stranger: Callable[..., Page]) -> None:
    for page, path in ((person("sales"), "/settings/"), (stranger(), "/accounts/login/")):
        page.goto(path)
        for code, name in (("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")):
            assert page.locator(f"button[name=language][value={code}]").last.get_attribute("lang") == code, name


def test_what_happened_is_said_aloud(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(422)
    page = person("clerk")
    page.goto("/customers/new/")
    page.locator("main footer [type=submit]").first.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    wrong = page.locator("[aria-invalid=true]").first
    told = wrong.get_attribute("aria-describedby") or ""
    assert any(page.locator(f"[id='{key}']").inner_text() for key in told.split())
    page.locator("main [name=name]").first.fill("Spoken Aloud Ltd")
    page.locator("main footer [type=submit]").first.click()
    page.wait_for_url("**/customers/*-*/")
    expect(page.get_by_role("status").filter(has_text=re.compile(r"\S"))).not_to_have_count(0)
