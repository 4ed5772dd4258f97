"""The components look as they did: where each part lies, how large it is and in which colours, as kept in `looks/`.

A change that is meant: `KEEP_LOOKS=1 make test TESTS=tests/browser/test_gallery.py`; the new files go with the commit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.gallery import MEASURE, open_gallery

KEPT = Path(__file__).parent / "looks"
DESK, PHONE = 1440, 390
SLACK = 2
"""Pixels that two machines may differ by: Han characters come from whatever font they have."""
LOOSE = 0.04
"""And the part of a width, since words of Han and their blanks add up."""
FAULTS = r"""
() => {
  const found = [];
  const cut = (element) => {
    const { overflowX, textOverflow, display } = getComputedStyle(element);
    if (display === "inline" || overflowX === "visible" || overflowX === "auto" || overflowX === "scroll") return false;
    return textOverflow !== "ellipsis" && element.scrollWidth > element.clientWidth + 1;
  };
  const within = "svg, select, .visually-hidden, .gx-board, .gx-tw, .gx-tabs, .gx-bar";
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  for (const state of document.querySelectorAll("[data-state]")) {
    const where = `${state.closest("[data-exhibit]").dataset.exhibit} · ${state.dataset.state}`;
    const { left, right, bottom } = state.parentElement.getBoundingClientRect();
    for (const element of state.querySelectorAll("*")) {
      if (!element.checkVisibility() || element.closest(within)) continue;
      if (element.matches("input[type=file], .ts-hidden-accessible")) continue;
      const box = element.getBoundingClientRect();
      const told = `${where}: ${element.tagName} ${element.className}`;
      if (box.width && (box.right > right + 1 || box.left < left - 1)) found.push(`${told} sticks out`);
      if (box.height && box.bottom > bottom + 1) found.push(`${told} hangs out below`);
      if (cut(element)) found.push(`${told} is cut`);
    }
  }
  return [...new Set(found)];
}
"""

Row = dict[str, Any]


def measured(page: Page) -> list[Row]:
    return list(page.evaluate(MEASURE))


def told(rows: list[Row]) -> str:
    """The measures as they are kept: a state, and below it a line for each of its elements."""
    lines = []
    for where, inside in groupby(rows, key=lambda row: row["where"]):
        lines.append(f"# {where}")
        lines += [f"{row['name']} {','.join(map(str, row['box']))}" for row in inside]
    return "\n".join(lines) + "\n"


def painted(rows: list[Row]) -> str:
    """The colours as they are kept: each combination of element and paint once in an exhibit."""
    seen = dict.fromkeys(f"{row['where'].partition(' · ')[0]}: {row['name']} | {row['paint']}" for row in rows)
    return "\n".join(sorted(seen)) + "\n"


def differences(kept: str, now: str) -> list[str]:
    """Lines that moved by more than machines do, came or went."""
    was, here = kept.splitlines(), now.splitlines()
    if [line.rpartition(" ")[0] for line in was] != [line.rpartition(" ")[0] for line in here]:
        names, known = set(here) - set(was), set(was) - set(here)
        return [*(f"+ {line}" for line in sorted(names)), *(f"- {line}" for line in sorted(known))][:40]
    return [f"{old}  →  {new}" for old, new in zip(was, here, strict=True) if not near(old, new)]


def near(old: str, new: str) -> bool:
    if old == new or old.startswith("#"):
        return old == new
    before, after = (list(map(int, line.rpartition(" ")[2].split(","))) for line in (old, new))
    return all(abs(a - b) <= max(SLACK, LOOSE * max(before[2], before[0])) for a, b in zip(before, after, strict=True))


@pytest.fixture
def gallery(browser: Browser) -> Iterator[Callable[..., Page]]:
    opened: list[Page] = []

    def open_one(**how: Any) -> Page:
        opened.append(open_gallery(browser, "components", **how))
        return opened[-1]

    yield open_one
    for page in opened:
        page.context.close()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_everything_lies_where_it_did(gallery: Callable[..., Page], width: int) -> None:
    now = told(measured(gallery(width=width)))
    path = KEPT / f"places-{width}.txt"
    if os.environ.get("KEEP_LOOKS"):
        path.write_text(now, encoding="utf-8")
    assert differences(path.read_text(encoding="utf-8"), now) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_has_the_colours_it_had(gallery: Callable[..., Page], dark: bool) -> None:
    now = painted(measured(gallery(width=DESK, dark=dark)))
    path = KEPT / f"colours-{'dark' if dark else 'light'}.txt"
    if os.environ.get("KEEP_LOOKS"):
        path.write_text(now, encoding="utf-8")
    was = path.read_text(encoding="utf-8").splitlines()
    assert sorted(set(now.splitlines()) ^ set(was)) == []


@pytest.mark.parametrize(
    "change", [".gx .btn { padding-left: 20px }", ".gx-c { height: 27px }", ".gx-ev { display: block }"]
)
def test_a_component_that_moves_is_noticed(gallery: Callable[..., Page], change: str) -> None:
    page = gallery(width=DESK)
    before = told(measured(page))
    assert differences(before, told(measured(page))) == []
    restyle(page, change)
    assert differences(before, told(measured(page))) != []


@pytest.mark.parametrize(
    "change",
    [":root { --gx-accent-solid: #3450b5 }", ".gx-st.gx-ok::before { background: red }", ".gx-c { color: red }"],
)
def test_a_component_of_another_colour_is_noticed(gallery: Callable[..., Page], change: str) -> None:
    page = gallery(width=DESK)
    before = painted(measured(page))
    restyle(page, change)
    assert painted(measured(page)) != before


def restyle(page: Page, text: str) -> None:
    """Another style in the page, by the object model."""
    page.evaluate(
        "text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets = [sheet] }",
        text,
    )


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_nothing_sticks_out_or_is_cut(gallery: Callable[..., Page], language: str, width: int) -> None:
    assert gallery(width=width, language=language).evaluate(FAULTS) == []


def test_a_text_that_sticks_out_is_noticed(gallery: Callable[..., Page]) -> None:
    page = gallery(width=PHONE)
    restyle(page, ".gx-note { width: 900px } .gx-hint { overflow: hidden; width: 20px; white-space: nowrap }")
    told = " ".join(page.evaluate(FAULTS))
    assert "sticks out" in told
    assert "is cut" in told
