"""The page about the design says what the style sheets do, and the contrasts hold."""

import re

import pytest

from tests.docs.colours import Colour, smallest_difference, tokens
from tests.docs.reading import ROOT, Page

PAGE = Page(ROOT / "docs" / "design.md")
SHEETS = ROOT / "frontend" / "src" / "css"
WHITE = Colour("#ffffff")
PAIRS = re.findall(r"^\| `([\w-]+)` on `([\w-]+)` \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", PAGE.text, re.MULTILINE)
MUST = {(ink, ground) for ink in ("text", "text-2", "text-3", "accent") for ground in ("surface",)} | {
    (tone, f"{tone}-soft") for tone in ("ok", "warn", "bad")
}


def test_the_table_of_tokens_is_the_style_sheet() -> None:
    told = re.findall(r"^\| `([\w-]+)` \| (#\w+) \| (#\w+) \|", PAGE.text, re.MULTILINE)
    assert {name: (light, dark) for name, light, dark in told} == {
        name: (light.hex, dark.hex) for name, (light, dark) in tokens().items()
    }


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]} on {pair[1]}")
def test_contrasts_are_as_told_and_enough(pair: tuple[str, str, str, str, str]) -> None:
    ink, ground, *told, least = pair
    known = tokens() | {"white": (WHITE, WHITE)}
    found = [known[ink][theme].contrast(known[ground][theme]) for theme in (0, 1)]
    assert [f"{ratio:.1f}" for ratio in found] == told
    assert min(found) >= float(least)
    assert float(least) in (3, 4.5)


def test_the_contrasts_that_every_page_needs_are_told() -> None:
    assert {(ink, ground) for ink, ground, *_ in PAIRS} >= MUST


def test_letters_of_people_can_be_read() -> None:
    known = tokens()
    for hue in range(1, 7):
        for theme in (0, 1):
            assert known["av-ink"][theme].contrast(known[f"av-{hue}"][theme]) >= 4.5


def test_series_and_dots_can_be_told_apart_without_one_kind_of_colour() -> None:
    known = tokens()
    told = re.search(
        r"differ by ([\d.]+) \(light\) and ([\d.]+) \(dark\).*?by ([\d.]+) and ([\d.]+)", PAGE.text, re.DOTALL
    )
    assert told
    series = [[known[f"c{number}"][theme] for number in range(1, 7)] for theme in (0, 1)]
    dots = [[known[f"{tone}-dot"][theme] for tone in ("ok", "warn", "bad")] for theme in (0, 1)]
    assert [f"{smallest_difference(colours):.1f}" for colours in (*series, *dots)] == list(told.groups())


def test_no_other_sheet_names_a_colour() -> None:
    named = {
        (sheet.name, colour)
        for sheet in SHEETS.rglob("*.css")
        if sheet.name not in ("tokens.css", "print.css")  # paper is white, whatever the screen is
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\([^)]*\)", sheet.read_text(encoding="utf-8"))
    }
    assert {(sheet, colour) for sheet, colour in named if colour not in ("#fff", "#ffffff")} == set()


def test_the_components_have_their_classes() -> None:
    text = PAGE.text.partition("## Components, and when which")[2].partition("\n## ")[0]
    named = {name for row in re.findall(r"^\| [^|]+ \| ([^|]+) \|", text, re.MULTILINE) for name in _classes(row)}
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS.rglob("*.css"))
    assert len(named) > 20
    assert {name for name in named if not re.search(rf"\.{name}\b", sheets)} == set()


def _classes(cell: str) -> list[str]:
    return re.findall(r"`((?:gx-|btn)[\w-]*)`", cell)
