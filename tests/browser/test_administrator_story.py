"""A company in Liaocheng makes Guanxi its own, in Chinese: attributes, kinds of records, layouts, rights, old data."""

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
OLD_LIST = '单号,样品,收件客户,价钱\nA-1,  红布小样,聊城轴承厂,"￥1,200.50"\nA-2,蓝布小样,聊城轴承厂,80\n,,,合计\n'
"""As the program before wrote it, in GBK; the last line is no record."""
COLUMNS = {"样品": "name", "收件客户": "custom_receiver", "价钱": "custom_price"}


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


def fill_line(page: Page, lines: str, place: int, **values: str) -> None:
    """One line of a form's lines, the choices by their keys."""
    if not page.locator(f"[name={lines}-{place}-{next(iter(values))}]").count():
        block = page.locator(f"[name={lines}-TOTAL_FORMS]").locator("xpath=ancestor::*[.//button][1]")
        block.get_by_role("button", name="加一行").click()
    for name, value in values.items():
        control = page.locator(f"[name={lines}-{place}-{name}]:not([type=hidden])")
        if control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(value=value)
        elif value == "yes":
            control.check()
        else:
            control.fill(value)


def make_the_kind(page: Page) -> None:
    page.goto("/custom-entities/new/")
    page.locator("[name=label]").fill("样品寄送")
    page.locator("[name=key]").fill("samples")
    page.locator("[name=numbering]").fill("YP-{year}-{0000}")
    for place, stage in enumerate(("申请", "寄出", "签收")):
        fill_line(page, "stages", place, label=stage)
    fill_line(page, "relations", 0, target="customers", label="收件客户", key="receiver")
    fill_line(
        page, "relations", 1, target="customers", label="试用客户", several="yes", ways="试用；付款", key="testers"
    )
    fits(page)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("样品寄送")
    page.goto("/custom-fields/new/")
    page.locator("[name=label]").fill("样品价")
    page.locator("[name=key]").fill("price")
    page.locator("[name=entity]").select_option(value="samples")
    page.locator("[name=kind]").select_option(value="money")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("样品价")


def ask_for_a_price(page: Page) -> None:
    """No sample leaves the house without one."""
    page.goto("/stage-rules/new/")
    page.locator("[name=stage]").select_option(value="samples:ji_chu")
    page.locator("[name=only_when]").fill("custom_price > 0")
    page.locator("[name=told]").fill("还没有定价，请先找销售内勤。")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("还没有定价，请先找销售内勤。")


def without_prices(page: Page) -> None:
    """Salespeople keep samples and don't see what they cost."""
    page.goto("/roles/?q=sales_representative")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="编辑", exact=True).first.click()
    rows = page.locator("[name=permissions-TOTAL_FORMS]").input_value()
    fill_line(page, "permissions", int(rows), entity="samples", verbs="read create update", scope="all")
    rows = page.locator("[name=field_limits-TOTAL_FORMS]").input_value()
    fill_line(page, "field_limits", int(rows), entity="samples", names="custom_price", mode="HIDDEN")
    save(page)
    expect(page.get_by_role("status").filter(has_text="已保存")).to_have_count(1)


def lay_out(page: Page) -> None:
    """What matters first on a phone."""
    page.goto("/layouts/new/")
    page.locator("[name=name]").fill("样品速记")
    page.locator("[name=entity]").select_option(value="samples")
    page.locator("[name=sections-0-hans]").fill("寄给谁")
    typed = page.locator("#id_sections-0-holds + .ts-wrapper input")
    for label in ("收件客户", "名称"):
        typed.press_sequentially(label)
        best = page.locator(".ts-dropdown .option:visible").first
        expect(best).to_contain_text(f"{label}（样品寄送）")
        best.click()
    typed.press("Tab")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("样品速记")


def read_old_list(page: Page) -> None:
    page.goto("/samples/import/")
    file = {"name": "老单子.csv", "mimeType": "text/csv", "buffer": OLD_LIST.encode("gbk")}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="读取文件").click()
    page.wait_for_url("**/map/")


def keep_a_recipe(page: Page) -> None:
    """How the old lists are read: made once, on a file that isn't brought in."""
    read_old_list(page)
    for column, field in COLUMNS.items():
        page.get_by_label(f"“{column}”对应的字段").select_option(field)
    page.get_by_role("heading", name="不要的行").click()
    page.get_by_label("列", exact=True).select_option("价钱")
    page.get_by_label("和什么比").fill("合计")
    page.get_by_label("配方名称").fill("老单子")
    page.get_by_role("button", name="留下", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已留作配方“老单子”")).to_have_count(1)
    fits(page)


def bring_in(page: Page) -> str:
    """The same list, as the recipe that is chosen says; the address of the import."""
    read_old_list(page)
    page.get_by_role("button", name="用“老单子”").click()
    for column, field in COLUMNS.items():
        expect(page.get_by_label(f"“{column}”对应的字段")).to_have_value(field)
    fits(page)
    page.get_by_role("button", name="检查数据").click()
    page.get_by_role("button", name="导入 2 行，跳过 1 行").click()
    page.locator("#job", has_text="完成").wait_for()
    return page.url


def look_back(page: Page) -> None:
    """To before the kind of record was made: what becomes of everything since."""
    page.goto("/configuration/")
    fits(page)
    row = page.locator(".gx-li").filter(has_text="新建：业务类型“样品寄送”")
    row.get_by_role("link", name="退回到这之前").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("撤回您从")
    fits(page)


def take_it_all_back(page: Page, imported: str) -> None:
    """Not while there are samples, which would be lost; once they are gone, in one go."""
    look_back(page)
    expect(page.get_by_role("alert")).to_contain_text("有 2 项不能撤回")
    for lost in ("已有 3 个样品寄送", "已在 2 个样品寄送中填写"):
        expect(page.get_by_role("main")).to_contain_text(lost)
    page.get_by_role("link", name="取消", exact=True).click()

    page.goto(imported.replace("/run/", "/undo/"))
    page.get_by_role("button", name="撤回", exact=True).click()
    page.get_by_role("link", name="撤回了什么").wait_for()
    page.goto("/samples/")
    page.get_by_role("link", name="绿布小样").click()
    page.locator("summary[aria-label=更多]").click()
    page.get_by_role("button", name="删除").click()
    page.wait_for_url(lambda url: url.split("?")[0].endswith("/samples/"))

    look_back(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已撤回")).to_have_count(1)
    fits(page)


def test_samples_are_sent_and_the_old_list_comes_in(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(422)
    admin, sales = person("admin"), person("sales", width=390)
    admin.goto("/customers/new/")
    admin.locator("[name=name]").fill("聊城轴承厂")
    save(admin)
    expect(admin.get_by_role("heading", level=1)).to_have_text("聊城轴承厂")
    make_the_kind(admin)
    ask_for_a_price(admin)
    without_prices(admin)
    lay_out(admin)
    keep_a_recipe(admin)
    imported = bring_in(admin)

    sales.goto("/samples/")
    expect(sales.get_by_role("main")).to_contain_text("红布小样")
    assert "1,200" not in sales.content()
    sales.goto("/samples/new/")
    expect(sales.locator("form.gx-page-form h2").first).to_have_text("寄给谁")
    expect(sales.get_by_label("样品价")).to_have_count(0)
    sales.locator("[name=name]").fill("绿布小样")
    fits(sales)
    sales.locator("footer [type=submit]").first.click()
    expect(sales.get_by_role("heading", level=1)).to_have_text("绿布小样")
    sales.goto(f"{sales.url}edit/")
    sales.locator("[name=stage]").select_option(value="ji_chu")
    sales.locator("footer [type=submit]").first.click()
    expect(sales.get_by_role("main")).to_contain_text("还没有定价，请先找销售内勤。")

    told = admin.request.get("/api/v1/samples?fields=name,custom_price,custom_receiver&sort=name").json()["items"]
    assert {item["name"]: item["custom_price"] for item in told} == {
        "红布小样": "1200.50",
        "蓝布小样": "80.00",
        "绿布小样": None,
    }
    assert "custom_price" not in sales.request.get("/api/v1/samples?limit=1").text()

    take_it_all_back(admin, imported)
    watch.expect(404)
    assert admin.request.get("/samples/").status == 404
    roles = admin.request.get("/api/v1/roles?q=sales_representative").json()["items"]
    assert [line for role in roles for line in role["permissions"] if line["entity"] == "samples"] == []
    for kind, name in {"layouts": "样品速记", "recipes": "老单子", "custom-fields": "样品价"}.items():
        assert admin.request.get(f"/api/v1/{kind}?q={name}").json()["items"] == []
