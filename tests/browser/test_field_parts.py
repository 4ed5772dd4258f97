"""An address, a photograph and a signature in fields of the company's own, as a colleague fills them in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.engine.testing.uploads import picture
from tests.browser.watch import Watch

pytestmark = pytest.mark.usefixtures("as_shipped")
KINDS = {"delivery": ("收货地址", "Address"), "gate": ("门头照片", "Picture"), "signed": ("客户签名", "Signature")}


def add_fields(admin: Page) -> None:
    """The three fields, on customers."""
    for key, (label, kind) in KINDS.items():
        admin.goto("/custom-fields/new/")
        admin.locator("[name=label]").fill(label)
        admin.locator("[name=entity]").select_option(value="customers")
        admin.locator("[name=kind]").select_option(label=kind)
        admin.locator("[name=key]").fill(key)
        admin.get_by_role("button", name="Save", exact=True).last.click()
        admin.wait_for_url(lambda url: "/new/" not in url)


def sign(page: Page) -> None:
    """A few strokes on the field to sign on."""
    pad = page.locator("canvas[data-signature-target=pad]")
    pad.scroll_into_view_if_needed()
    box: Any = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 80)
    page.mouse.down()
    for step in range(1, 20):
        page.mouse.move(box["x"] + 30 + step * 8, box["y"] + 80 + (20 if step % 2 else -20))
    page.mouse.up()


def test_they_are_filled_in_come_back_with_a_mistake_and_are_found(person: Callable[..., Page], watch: Watch) -> None:
    watch.expect(422)
    add_fields(person("admin"))
    sales = person("sales")
    sales.goto("/customers/new/")
    part = sales.locator(".gx-address")
    part.get_by_label("Province").select_option(label="Shandong")
    assert "聊城" in part.locator("datalist option").evaluate_all("all => all.map(one => one.value)")
    assert "杭州" not in part.locator("datalist option").evaluate_all("all => all.map(one => one.value)")
    part.get_by_label("Town").fill("聊城市")
    part.get_by_label("District").fill("东昌府区")
    part.get_by_label("Street and number").fill("兴华西路 12 号")
    part.get_by_label("Postcode").fill("252000")
    photo = {"name": "gate.png", "mimeType": "image/png", "buffer": picture(3, (900, 600))}
    sales.locator("[name='custom_gate.file']").set_input_files(photo)
    sign(sales)

    expect(sales.locator("[name='custom_signed.file']")).not_to_have_value("")
    sales.locator("footer [type=submit]").first.click()
    expect(sales.locator(".gx-err").first).to_be_visible()  # the name is missing
    expect(sales.locator(".gx-held")).to_have_count(2)
    sales.locator("[name=name]").fill("聊城运河包装有限公司")
    sales.locator("footer [type=submit]").first.click()
    sales.wait_for_url(lambda url: "/new/" not in url)
    expect(sales.locator("main")).to_contain_text("Shandong · Liaocheng · 东昌府区")
    for image in ("img.gx-thumb", ".gx-signed img"):
        sales.locator(image).first.scroll_into_view_if_needed()
        expect(sales.locator(image).first).to_have_js_property("complete", value=True)
        assert sales.locator(image).first.evaluate("image => image.naturalWidth") > 0

    sales.goto(f"{sales.url}edit/")
    expect(sales.locator("[name='custom_signed.file']")).to_have_count(0)  # what was signed is not replaced
    told = json.dumps({"field": "custom.delivery", "op": "within", "value": "聊城"})
    sales.goto(f"/customers/?columns=name,custom_delivery,custom_gate&filter={told}")
    expect(sales.locator("tbody tr")).to_have_count(1)
    expect(sales.locator(".gx-bar")).to_contain_text("lies in")
    sales.goto("/customers/?layout=groups&layout_by=custom_delivery")
    expect(sales.locator("main")).to_contain_text("Shandong · Liaocheng")

    phone = person("manager", width=390, dark=True)
    phone.goto("/customers/new/")
    phone.locator(".gx-signing canvas").scroll_into_view_if_needed()
    expect(phone.locator(".gx-address")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
