"""A clerk brings in sixty thousand companies, puts right what was wrong, and works with what is there now."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import companies

MINUTES = 5 * 60 * 1000
NAME, INDUSTRY, REGION, PHONE, *_ = companies.WANTED


@pytest.mark.slow
def test_a_list_comes_in_is_put_right_and_worked_with(person: Callable[..., Page], tmp_path: Path) -> None:
    clerk = person("clerk", accept_downloads=True)
    rows = len(companies.names())
    flaws = len(companies.FLAWS)

    choose_file(clerk, "客户清单.csv", companies.table())
    encoding_header_and_columns_were_found(clerk, rows)
    clerk.get_by_role("button", name="Check the data").click()
    problems_are_named_by_row_and_column(clerk, rows)
    clerk.get_by_role("button", name=f"Import {rows - flaws:,} rows, skip {flaws}").click()
    it_runs_and_counts(clerk, created=rows - flaws, failed=flaws)

    with clerk.expect_download() as download:
        clerk.get_by_role("link", name=f"Rows with problems ({flaws})").click()
    problems = tmp_path / "problems.csv"
    download.value.save_as(problems)
    choose_file(clerk, "corrected.csv", companies.corrected(problems.read_bytes()))
    clerk.get_by_role("button", name="Check the data").click()
    clerk.get_by_role("button", name=f"Import {flaws} rows").click(timeout=MINUTES)  # it waits for what the first left
    it_runs_and_counts(clerk, created=flaws, failed=0)

    for words in ("澜屿", "ningbolanyu", "nblyjg", "57426120", "5742 6120"):
        expect(found(clerk, words)).to_contain_text("宁波澜屿精工机械")
    found(clerk, "澜屿").click()
    she_changes_it_and_the_history_tells(clerk)
    she_takes_out_what_the_list_shows(clerk)
    found(clerk, "澜屿").click()
    she_deletes_it_and_takes_it_back(clerk)


def choose_file(page: Page, name: str, content: bytes) -> None:
    page.goto("/customers/")
    page.get_by_role("link", name="Import", exact=True).click()
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/map/")


def encoding_header_and_columns_were_found(page: Page, rows: int) -> None:
    expect(page.locator("main")).to_contain_text(f"{rows:,} rows")
    expect(page.get_by_label("Encoding").locator("option:checked")).to_have_text("GB18030")
    expect(page.get_by_label("Heading row").locator("option:checked")).to_have_text("1")
    fields = ("Customer name", "Industry", "Region", "Telephone", "Employees", "Founded in", "Note")
    for column, field in zip(companies.HEADER, fields, strict=True):
        chosen = page.get_by_label(f"Field for {column}").locator("option:checked")
        expect(chosen).to_have_text(field)


def problems_are_named_by_row_and_column(page: Page, rows: int) -> None:
    page.wait_for_url("**/check/")
    expect(page.locator(".gx-prev")).to_be_visible(timeout=MINUTES)
    flaws = companies.FLAWS
    figures = page.get_by_label("Result of the check")
    expect(figures).to_contain_text(f"{rows - len(flaws):,}")
    page.get_by_role("link", name=f"With problems {len(flaws)}").click()
    lines = page.locator(".gx-prev tbody tr")
    expect(lines).to_have_count(len(flaws))
    for place, flaw in enumerate(flaws):
        line = lines.nth(place)
        expect(line.get_by_role("cell").first).to_have_text(str(flaw.row))
        wrong = line.locator("td.gx-td-err")
        expect(wrong).to_have_count(1)
        expect(wrong).to_contain_text(flaw.wrong or "(empty)")
        expect(wrong.locator("small")).not_to_be_empty()
        assert wrong.evaluate("cell => cell.cellIndex") == companies.HEADER.index(flaw.column) + 1


def it_runs_and_counts(page: Page, *, created: int, failed: int) -> None:
    page.wait_for_url("**/run/")
    job = page.locator("#job")
    expect(job).to_contain_text("Done", timeout=MINUTES)
    told = [int(text.replace(",", "")) for text in job.locator(".gx-v").all_inner_texts()]
    assert (told[0], told[-1]) == (created, failed)


def found(page: Page, words: str) -> Locator:
    """The first record that the palette finds, with what answers marked."""
    page.goto("/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search and commands").fill(words)
    return page.locator("[role=option]:has(mark)").first


def she_changes_it_and_the_history_tells(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.locator("main")).to_contain_text("展会认识")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.locator("[name=region]").fill("宁波北仑")
    page.locator("[name=short_name]").fill("澜屿精工")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    page.get_by_role("link", name="All changes").click()
    change, creation = page.locator("article").nth(0), page.locator("article").nth(1)
    expect(change).to_contain_text("何静怡 changed 3 fields on a page from 127.0.0.1")
    expect(change.locator("dl")).to_contain_text(re.compile(r"Region\s*宁波\s*宁波北仑"))
    expect(change.locator("time")).to_have_attribute("datetime", re.compile(r"^20\d\d-\d\d-\d\dT"))
    expect(creation).to_contain_text("何静怡 created this by an import")
    page.get_by_role("navigation", name="Where you are").get_by_role("link", name=NAME).click()


def she_takes_out_what_the_list_shows(page: Page) -> None:
    page.goto("/customers/")
    page.get_by_role("searchbox", name="Search this list").fill("澜屿")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    shown = page.locator("#list tbody tr")
    expect(shown.filter(has_text=NAME)).to_have_count(1)
    rows = shown.count()
    page.get_by_role("link", name="Export", exact=True).click()
    page.get_by_label("CSV").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    taken = list(csv.DictReader(io.StringIO(text)))
    assert len(taken) == rows
    assert any(NAME in line.values() and "宁波北仑" in line.values() for line in taken)


def she_deletes_it_and_takes_it_back(page: Page) -> None:
    address = page.url
    page.locator("summary[aria-label=More]").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status").filter(has_text=f"Deleted {NAME}")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)

    page.locator("summary[aria-label=More]").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("link", name="Recycle bin").click()
    page.locator("tbody tr", has_text=NAME).get_by_role("link").first.click()
    assert page.url == address
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible()


def test_an_english_name_is_found_by_its_words(person: Callable[..., Page]) -> None:
    clerk = person("clerk")
    clerk.goto("/customers/new/")
    clerk.locator("[name=name]").fill("Quietharbour Lantern Works Ltd")
    clerk.get_by_role("button", name="Save", exact=True).click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Quietharbour Lantern Works Ltd")
    for words in ("lantern", "quiet lant", "LANTERN WORKS"):
        expect(found(clerk, words).locator(".gx-pal-l")).to_have_text("Quietharbour Lantern Works Ltd")


def test_a_contact_belongs_to_two_customers(person: Callable[..., Page]) -> None:
    clerk = person("clerk")
    companies_ = ("Twofold First Ltd", "Twofold Second Ltd")
    addresses = []
    for name in companies_:
        clerk.goto("/customers/new/")
        clerk.locator("[name=name]").fill(name)
        clerk.get_by_role("button", name="Save", exact=True).click()
        expect(clerk.get_by_role("heading", level=1)).to_have_text(name)
        addresses.append(clerk.url)
    clerk.get_by_role("link", name="Add to Contacts").click()
    clerk.locator("[name=name]").fill("Wanda Twofold")
    clerk.locator("[name=mobile]").fill("13800138000")
    clerk.get_by_role("button", name="Add a line").click()
    second = clerk.locator("tr[data-lines-target=row]").nth(1)
    chooser = second.locator(".ts-control input").first
    chooser.click()
    chooser.fill("Twofold First")
    best = clerk.locator(".ts-dropdown .option:visible").filter(has_text=companies_[0])
    expect(best).to_be_in_viewport(ratio=1)
    best.click()
    expect(second.locator(".ts-control .item").first).to_have_text(companies_[0])
    clerk.get_by_role("button", name="Save", exact=True).click()
    expect(clerk.locator("main").get_by_text("Wanda Twofold").first).to_be_visible()
    expect(clerk.get_by_role("dialog")).to_be_hidden()
    for address in addresses:
        clerk.goto(address)
        expect(clerk.get_by_role("link", name="Wanda Twofold").first).to_be_visible()
    clerk.get_by_role("link", name="Wanda Twofold").first.click()
    for name in companies_:
        expect(clerk.locator("main")).to_contain_text(name)
