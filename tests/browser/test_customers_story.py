"""Two lists that overlap become one base, graded by what was bought; what nobody follows up falls, and is raced for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.test_pool_story import a_night, choose, he_is_told, two_race_for_one

OURS = """Name,Telephone,Region,Owner
宁波海岚泵业有限公司,13857410001,宁波,林知夏
绍兴云栖纺织有限公司,13857410002,绍兴,林知夏
Tidewater Crane Ltd,13857410003,Ningbo,林知夏
"""
THEIRS = """Name,Telephone,E-mail,Owner
海岚泵业（宁波）,138 5741 0001,info@hailan.example,林知夏
云栖纺织,13857410002,post@yunqi.example,林知夏
Tidewater Crane Limited,+86 138 5741 0003,hello@tidewater.example,林知夏
温州鹿城阀门厂,13857410004,sales@lucheng.example,林知夏
"""
BOUGHT = """Number,Customer,Date,Amount
ST-1,宁波海岚泵业有限公司,{soon},58000
ST-2,宁波海岚泵业有限公司,{later},41000
ST-3,绍兴云栖纺织有限公司,{soon},600
"""
FALLING = ("宁波海岚泵业有限公司", "绍兴云栖纺织有限公司", "Tidewater Crane Ltd")
HELD = """
import datetime as dt, json, sys
from django.utils import timezone
from guanxi.engine.registry import registry

customers, names, days = registry["customers"], {names!r}, {days}
rows = customers.manager().filter(name__in=names, deleted_at=None)
rows.update(held_since=timezone.now() - dt.timedelta(days=days), followed_at=None)
print(json.dumps({{row.name: str(row.pk) for row in rows}}))
"""


MINUTES = 3 * 60 * 1000


def shell(house: House, words: str) -> str:
    return house.command("manage", "shell", "-v", "0", "-c", words).strip().splitlines()[-1]


def held_for(house: House, days: int) -> dict[str, str]:
    """As if they had been the owner's for so long; their keys by their names."""
    found: dict[str, str] = json.loads(shell(house, HELD.format(names=FALLING, days=days)))
    return found


def test_customers_are_clean_graded_owned_and_never_lost(house: House, person: Callable[..., Page]) -> None:
    manager = person("manager", width=1440)
    bring_in(manager, "customers", "ours.csv", OURS, created=3)
    looks_alike(manager, THEIRS)
    the_same_are_made_one(person("admin", width=1440), manager)
    keys = held_for(house, 1)
    assert set(keys) == set(FALLING)

    days = json.loads(shell(house, "from guanxi.grading.measuring import today as t; import datetime as d, json; "
                            "print(json.dumps([str(t() - d.timedelta(days=n)) for n in (20, 60)]))"))  # fmt: skip
    bring_in(manager, "purchases", "bought.csv", BOUGHT.format(soon=days[0], later=days[1]), created=3)
    graded_with_the_reason_beside(person("admin"), manager, keys)

    a_rule_lets_them_fall(person("admin"))
    held_for(house, 27)
    a_night(house)
    owner = person("sales")
    he_is_told(owner, *FALLING)
    held_for(house, 31)
    a_night(house)
    for name in FALLING:
        until_it_waits(manager, name)
    first, second = person("sales2"), person("sales3", width=390)
    two_race_for_one(first, second, keys[FALLING[0]], FALLING[0])
    she_reads_who_claims(manager)
    the_history_explains_everything(first, keys[FALLING[0]])


def bring_in(page: Page, entity: str, name: str, text: str, created: int) -> None:
    read(page, entity, name, text)
    page.get_by_role("button", name="Check the data").click()
    page.wait_for_url("**/check/")
    page.get_by_role("button", name=re.compile(r"^Import \d+ rows")).click()
    page.wait_for_url("**/run/")
    job = page.locator("#job")
    expect(job).to_contain_text("Done", timeout=60_000)
    assert int(job.locator(".gx-v").first.inner_text()) == created


def read(page: Page, entity: str, name: str, text: str) -> None:
    page.goto(f"/{entity}/")
    page.get_by_role("link", name="Import", exact=True).click()
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/map/")


def looks_alike(page: Page, text: str) -> None:
    """The check of the second list says which rows look like customers there are, and why."""
    read(page, "customers", "theirs.csv", text)
    page.get_by_role("button", name="Check the data").click()
    page.wait_for_url("**/check/")
    told = page.locator("main")
    expect(told).to_contain_text("Looks like 宁波海岚泵业有限公司")
    expect(told).to_contain_text("Looks like Tidewater Crane Ltd")
    page.get_by_role("button", name=re.compile(r"^Import \d+ rows")).click()
    page.wait_for_url("**/run/")
    expect(page.locator("#job")).to_contain_text("Done", timeout=60_000)


def the_same_are_made_one(admin: Page, page: Page) -> None:
    """All are held against each other; the pairs stand side by side, and become one field by field."""
    admin.goto("/customers/duplicates/")
    admin.get_by_role("button", name="Look for duplicates").click()
    expect(admin.locator("main")).to_contain_text("Done", timeout=MINUTES)
    for name in FALLING:
        page.goto("/customers/duplicates/")
        card = page.locator(".gx-pair").filter(has_text=name)
        expect(card).to_have_count(1)
        card.get_by_role("button", name="The same").click()
        page.locator("label:has([name=survivor])").filter(has_text=name).locator("[name=survivor]").check()
        page.locator("tr, .gx-merge-row, fieldset").filter(has_text=name).locator("[name=take-name]").first.check()
        page.get_by_role("button", name="Make them one").click()
        expect(page).to_have_url(re.compile("/customers/duplicates/"))


def graded_with_the_reason_beside(admin: Page, page: Page, keys: dict[str, str]) -> None:
    """What a rule would change stands there before it does; afterwards the reason stands beside the grade."""
    admin.goto("/grading-rules/")
    admin.locator("#list").get_by_role("link", name="按一年的购买分级").click()
    rule = admin.url
    admin.goto(f"{rule}foreseen/")
    expect(admin.locator("main")).to_contain_text("would", timeout=60_000)
    admin.goto(rule)
    admin.locator("summary[aria-label=More]").click()
    admin.get_by_role("button", name="Grade now").or_(admin.get_by_role("link", name="Grade now")).click()
    page.goto(f"/customers/{keys[FALLING[0]]}/")
    for _try in range(60):
        if page.get_by_text("2 purchases for 99,000 CNY").count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    expect(page.locator("main")).to_contain_text("2 purchases for 99,000 CNY in 12 months")
    expect(page.locator("main")).to_contain_text("A for at least")


def a_rule_lets_them_fall(page: Page) -> None:
    page.goto("/recycle-rules/new/")
    page.locator("[name=name]").fill("A month without a word")
    page.locator("[name=entity]").select_option("customers")
    page.locator("[name=rank]").fill("2")
    page.locator("[name=days]").fill("30")
    choose(page, "pool", "公海")
    page.locator("footer .btn-primary[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A month without a word")
    page.goto(page.url.split("?")[0] + "do/activate/")
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("main")).to_contain_text("Yes")


def until_it_waits(page: Page, name: str) -> None:
    """The night's work is done in the background."""
    for _try in range(60):
        page.goto(f"/waiting/?q={name.replace(' ', '+')}")
        if page.locator("#list").get_by_role("link", name=name).count():
            return
        page.wait_for_timeout(1_000)
    raise AssertionError(f"{name} fell nowhere.")


def she_reads_who_claims(page: Page) -> None:
    page.goto("/waiting/")
    page.get_by_role("link", name="Fairness").click()
    expect(page.get_by_role("heading", name="Who claims, who wins, who hoards")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="林知夏").first).to_be_visible()


def the_history_explains_everything(page: Page, key: str) -> None:
    """Where it came from, what it took in, how it was graded, when it fell, who claimed it."""
    page.goto(f"/customers/{key}/history/")
    told = page.locator("main")
    steps = (
        "chose “Claim”",
        "a recycle rule: A month without a word",
        "graded by the rules",
        "merged records",
        "import",
    )
    for words in (*steps, "海岚泵业（宁波）", "A for at least 60,000 CNY"):
        expect(told).to_contain_text(words)
