"""An administrator in Liaocheng gives customers two attributes, in Chinese, and every surface has them at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.watch import Watch

pytestmark = pytest.mark.usefixtures("as_shipped")
SPEAK = "from guanxi.people.models import User; User._base_manager.update(language='{}')"
FIELDS = {"乡镇": "单选", "年产值": "数字"}


@pytest.fixture(autouse=True)
def in_chinese(house: House) -> Iterator[None]:
    """Everybody works in Chinese here; the tests after it meet English again."""
    house.command("manage", "shell", "-v", "0", "-c", SPEAK.format("zh-hans"))
    yield
    house.command("manage", "shell", "-v", "0", "-c", SPEAK.format("en"))


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).last.click()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def refused(page: Page) -> None:
    """An empty form is sent back with the reason, and stays what it was."""
    page.goto("/custom-fields/new/")
    save(page)
    expect(page.locator("[name=label]")).to_be_focused()
    fits(page)


def add_field(page: Page, label: str, choices: tuple[str, ...] = ()) -> None:
    page.goto("/custom-fields/new/")
    page.locator("[name=label]").fill(label)
    page.locator("[name=entity]").select_option(value="customers")
    page.locator("[name=kind]").select_option(label=FIELDS[label])
    for place, choice in enumerate(choices):
        if not page.locator(f"[name=choices-{place}-label]").count():
            page.get_by_role("button", name="加一行").click()
        page.locator(f"[name=choices-{place}-label]").fill(choice)
    fits(page)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(label)


def fill_on_a_phone(page: Page) -> str:
    """A customer with both attributes; the address of its page."""
    page.goto("/customers/new/")
    page.locator("[name=name]").fill("聊城阿胶食品有限公司")
    page.get_by_label("乡镇").select_option(label="沙镇")
    page.get_by_label("年产值").fill("3600")
    fits(page)
    page.locator("footer [type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("聊城阿胶食品有限公司")
    fits(page)
    return page.url


def seen_everywhere(page: Page, address: str) -> None:
    page.goto(f"{address}history/")
    for told in ("年产值", "3,600", "乡镇", "沙镇"):
        expect(page.get_by_role("main")).to_contain_text(told)
    told = '{"field":"custom.nian_chan_zhi","op":"gte","value":3000}'
    page.goto(f"/customers/?columns=name,custom_xiang_zhen,custom_nian_chan_zhi&filter={told}")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("沙镇")
    expect(page.locator(".gx-bar")).to_contain_text("年产值")
    page.goto("/customers/export/")
    page.get_by_label("CSV").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出").last.click()
    file = download.value.path().read_text(encoding="utf-8-sig")
    assert "乡镇" in file.splitlines()[0]
    assert "沙镇" in next(line for line in file.splitlines() if "聊城阿胶" in line)
    described = page.request.get("/api/v1/openapi.json").json()
    assert "xiang_zhen" in json.dumps(described["components"]["schemas"]["Customer"])


def test_two_attributes_of_a_region(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(422)
    admin, sales = person("admin"), person("sales", width=390)
    refused(admin)
    add_field(admin, "乡镇", ("沙镇", "侯营"))
    add_field(admin, "年产值")
    address = fill_on_a_phone(sales)
    seen_everywhere(admin, address)

    admin.goto("/configuration/")
    fits(admin)
    with admin.expect_download() as download:
        admin.get_by_role("button", name="下载").click()
    told = json.dumps(json.loads(download.value.path().read_text()), ensure_ascii=False)
    assert all(label in told for label in FIELDS)
    assert "聊城阿胶" not in told

    for label in FIELDS:
        admin.goto("/custom-fields/")
        admin.get_by_role("link", name=label, exact=True).first.click()
        admin.locator("summary[aria-label=更多]").click()
        admin.get_by_role("button", name="删除").click()
        admin.wait_for_url(lambda url: url.split("?")[0].endswith("/custom-fields/"))
    sales.goto("/customers/new/")
    expect(sales.locator("[name=name]")).to_be_visible()
    for label in FIELDS:
        expect(sales.get_by_label(label)).to_have_count(0)
