"""A monthly list from another program: its columns are put right once, kept as a recipe, and taken the next time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, faults

FIRST = (
    "Firm,Given,Family,City,State,Turnover\n"
    'ＡＣＭＥ  Recipes,Ada,Lovelace,Kent Hull,in,"1.234,50"\n'
    "Gone Recipes,,,,out,\n"
)
NEXT = 'State,City,Firm,Family,Given,Turnover\nin,Kent Dover,Dover Recipes WIDTH,,,"2.000,00"\nout,,Left Recipes,,,\n'


def read(page: Page, text: str, name: str, entity: str = "customers") -> None:
    page.goto(f"/{entity}/import/")
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/map/")


def add_step(page: Page, label: str) -> None:
    page.get_by_label("One more step").select_option(label=label)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".gx-stepcard b").last).to_contain_text(label)


def sound(page: Page) -> None:
    """Nobody is kept out, and nothing sticks out."""
    if AXE.exists():
        assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1366, 390])
def test_a_list_is_put_right_once_and_comes_in_by_itself_the_next_time(person: Callable[..., Page], width: int) -> None:
    clerk = person("clerk", width=width)
    name = f"Monthly {width}"
    read(clerk, FIRST, "first.csv")
    clerk.get_by_label("Field for Firm").select_option("name")
    clerk.get_by_label("Field for City").select_option("region")
    clerk.get_by_label("Field for Turnover").select_option("annual_revenue")
    clerk.get_by_role("button", name="Adjust Firm").click()
    add_step(clerk, "Full-width letters and figures to half-width")
    expect(clerk.locator("#tried")).to_contain_text("ACME  Recipes")
    add_step(clerk, "One blank instead of several")
    expect(clerk.locator("#tried")).to_contain_text("ACME Recipes")
    sound(clerk)
    clerk.get_by_role("button", name="Use it so").click()

    clerk.get_by_role("button", name="Adjust City").click()
    add_step(clerk, "Take one part")
    expect(clerk.locator("#tried")).to_contain_text("Kent")
    clerk.get_by_label("Which part").fill("2")
    expect(clerk.locator("#tried tbody td").nth(1)).to_have_text("Hull")
    clerk.get_by_role("button", name="Use it so").click()

    clerk.get_by_label("Choose a field").select_option("short_name")
    clerk.get_by_role("button", name="Add", exact=True).click()
    clerk.get_by_label("Column 1").select_option("Given")
    clerk.get_by_label("Column 2").select_option("Family")
    expect(clerk.locator("#tried")).to_contain_text("Ada Lovelace")
    clerk.get_by_role("button", name="Use it so").click()

    clerk.get_by_role("heading", name="Rows to leave out").click()
    clerk.get_by_label("Column", exact=True).select_option("State")
    clerk.get_by_label("Compared with").fill("out")
    clerk.get_by_label("Name of the recipe").fill(name)
    clerk.get_by_role("button", name="Keep", exact=True).click()
    expect(clerk.get_by_role("status")).to_contain_text(f"Kept as recipe “{name}”")
    sound(clerk)
    clerk.get_by_role("button", name="Check the data").click()
    clerk.wait_for_url("**/check/")
    expect(clerk.get_by_role("table")).to_contain_text("ACME")

    read(clerk, NEXT.replace("WIDTH", str(width)), "next.csv")
    clerk.get_by_role("button", name=f"Use “{name}”").click()
    expect(clerk.get_by_label("Field for City")).to_have_value("region")
    expect(clerk.get_by_role("row").filter(has_text="Kent Dover")).to_contain_text("becomes Dover")
    clerk.get_by_role("button", name="Check the data").click()
    clerk.get_by_role("button", name="Import 1 row, skip 1").click()
    clerk.locator("#job", has_text="Done").wait_for()
    clerk.goto(f"/customers/?q=Dover+Recipes+{width}")
    clerk.get_by_role("link", name=f"Dover Recipes {width}").click()
    expect(clerk.get_by_role("main")).to_contain_text("2,000.00")
    expect(clerk.get_by_role("main")).to_contain_text("Dover")


def test_without_scripts_a_field_is_adjusted_as_well(person: Callable[..., Page]) -> None:
    clerk = person("clerk", java_script_enabled=False)
    read(clerk, FIRST, "plain.csv")
    clerk.get_by_label("Field for City").select_option("region")
    clerk.get_by_label("Field for Firm").select_option("name")
    clerk.get_by_role("button", name="Adjust City").click()
    add_step(clerk, "Capital or small letters")
    expect(clerk.locator("#tried")).to_contain_text("KENT HULL")
    clerk.get_by_label("How").select_option("lower")
    clerk.get_by_role("button", name="Show again").click()
    expect(clerk.locator("#tried")).to_contain_text("kent hull")
    clerk.get_by_role("button", name="Use it so").click()
    expect(clerk.get_by_role("row").filter(has_text="Kent Hull")).to_contain_text("becomes kent hull")


def test_names_in_two_columns_come_in_whole(person: Callable[..., Page]) -> None:
    clerk = person("clerk", width=390)
    read(clerk, "姓,名\n欧阳,知远\nLovelace-Byron,Ada\n", "people.csv", "contacts")
    expect(clerk.get_by_text("becomes 欧阳知远")).to_be_visible()
    expect(clerk.get_by_text("goes into: Name")).to_be_visible()
    sound(clerk)
    clerk.get_by_role("button", name="Check the data").click()
    clerk.get_by_role("button", name="Import 2 rows").click()
    clerk.wait_for_url("**/run/")
    expect(clerk.locator("#job")).to_contain_text("Done", timeout=60_000)
    for name in ("欧阳知远", "Ada Lovelace-Byron"):
        clerk.goto(f"/contacts/?q={name}")
        expect(clerk.get_by_role("link", name=name).first).to_be_visible()
