"""Takes the pictures for README and guide, from a running Guanxi with demo data.

`make screenshots` renews docs/images. With a folder as argument, every page is taken in both languages, on a desk and
on a phone, light and dark: for looking at after a change of styles.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.house import House  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LIST = """公司名称,所属行业,联系电话,地区,员工数
宁波澜屿精工机械有限公司,机械,0574-8736 6120,宁波,86
杭州栖禾食品有限公司,食品,138 0571 6688,杭州,120
苏州砺秦自动化设备有限公司,机械,打前台,苏州,45
,软件,13905120001,南京,18
绍兴岚启纺织有限公司,纺织,13957500017,绍兴,很多
合肥云笈网络科技有限公司,算命,13905510019,合肥,33
Northfield Bridge Ltd,Trade,+44 20 7946 0958,London,210
"""


class Look(NamedTuple):
    """How a picture is taken."""

    language: str
    width: int = 1440
    dark: bool = False

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{'dark' if self.dark else 'light'}"


EN, ZH = Look("en"), Look("zh-hans")
SHOWN = {
    "customers": ("customers", EN),
    "customer": ("customer", EN),
    "search": ("search", EN),
    "import-map": ("import-map", EN),
    "import-check": ("import-check", EN),
    "customers-zh": ("customers", ZH),
    "customer-zh": ("customer", ZH),
    "search-zh": ("search", ZH),
    "import-map-zh": ("import-map", ZH),
    "import-check-zh": ("import-check", ZH),
    "customers-dark-zh": ("customers", Look("zh-hans", dark=True)),
    "customer-phone-zh": ("customer", Look("zh-hans", 390)),
    "customers-phone": ("customers", Look("en", 390)),
}
"""The pictures of the pages: their file names, what they show and how."""

PLAIN = {
    "home": "/",
    "customers": "/customers/",
    "search": "/search/?q=jing",
    "new-customer": "/customers/new/",
    "new-contact": "/contacts/new/",
    "contacts": "/contacts/",
    "bin": "/customers/?deleted=1",
    "export": "/customers/export/",
    "import": "/customers/import/",
    "users": "/users/",
    "departments": "/departments/",
    "jobs": "/jobs/",
    "profile": "/settings/",
    "tokens": "/settings/tokens/",
    "second-factor": "/accounts/2fa/",
    "sessions": "/accounts/sessions/",
}


class Album:
    """Somebody who goes to every page, with a browser for each look."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.addresses = dict(PLAIN)
        with self.somebody("manager", EN) as page:
            self.addresses["customer"] = change_a_customer(page)
            self.addresses["history"] = f"{self.addresses['customer']}history/"
            self.addresses["edit"] = f"{self.addresses['customer']}edit/"
        with self.somebody("manager", EN) as page:
            self.addresses |= begin_an_import(page)

    @contextmanager
    def somebody(self, username: str, look: Look) -> Iterator[Page]:
        """A signed-in browser that looks so."""
        page = self.open(look)
        page.goto("/accounts/login/")
        page.locator("[name=login]").fill(username)
        page.locator("[name=password]").fill(self.house.password)
        page.locator("main [type=submit].btn-primary").click()
        page.wait_for_url(lambda url: "/accounts/" not in url)
        page.goto("/settings/")
        page.locator(f"main button[name=language][value={look.language}]").click()
        page.wait_for_url("**/settings/")
        yield page
        page.context.close()

    def open(self, look: Look) -> Page:
        size: Any = {"width": look.width, "height": 844 if look.width < 500 else 900}
        scheme: Any = "dark" if look.dark else "light"
        context = self.browser.new_context(
            base_url=self.house.url, viewport=size, color_scheme=scheme, locale="zh-CN" if look == ZH else "en-GB"
        )
        return context.new_page()

    def take(self, names: list[tuple[str, str]], look: Look, folder: Path) -> None:
        """Take some pages, (file name, page name), in one look."""
        with self.somebody("manager", look) as page:
            for file, name in names:
                page.goto(self.addresses[name])
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{file}.png", animations="disabled")
                make_small(folder / f"{file}.png")

    def take_door(self, look: Look, folder: Path) -> None:
        """The sign-in page."""
        page = self.open(look)
        page.context.add_cookies([{"name": "guanxi_language", "value": look.language, "url": self.house.url}])
        page.goto("/accounts/login/")
        page.screenshot(path=folder / f"{look}-sign-in.png")
        page.context.close()


def change_a_customer(page: Page) -> str:
    """A customer with a history; its address."""
    page.goto("/customers/?q=有限公司")
    page.locator("tbody tr a").nth(4).click()
    page.wait_for_url("**/customers/*-*/")
    address = page.url
    for field, value in (("address", "高新区江南路 599 号"), ("email", "office@mail.example")):
        page.goto(f"{address}edit/")
        page.locator(f"[name={field}]").fill(value)
        page.locator("footer [type=submit]").click()
        page.wait_for_url(address)
    return address


def begin_an_import(page: Page) -> dict[str, str]:
    """An import that waits for its start; the addresses of its pages."""
    page.goto("/customers/import/")
    file: Any = {"name": "客户.csv", "mimeType": "text/csv", "buffer": LIST.encode("gb18030")}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main [type=submit].btn-primary").click()
    page.wait_for_url("**/map/")
    columns = page.url
    page.locator("footer [type=submit]").click()
    page.wait_for_url("**/check/")
    return {"import-map": columns, "import-check": page.url}


def make_small(path: Path) -> None:
    """Fewer colours, where Pillow is there to choose them."""
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main(folder: Path | None) -> int:
    """Take the pictures of the pages, or every page in every look into a folder."""
    if CHROMIUM is None:
        print("No Chromium here: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 1
    house = House(customers=120)
    options = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    try:
        with sync_playwright() as playwright:
            album = Album(house, playwright.chromium.launch(executable_path=CHROMIUM, args=options))
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                for look in [Look(*how) for how in product(("zh-hans", "en"), (1440, 390), (False, True))]:
                    album.take_door(look, folder)
                    album.take([(f"{look}-{name}", name) for name in album.addresses], look, folder)
                return 0
            IMAGES.mkdir(exist_ok=True)
            for look in dict.fromkeys(look for _name, look in SHOWN.values()):
                album.take([(file, name) for file, (name, how) in SHOWN.items() if how == look], look, IMAGES)
    finally:
        house.stop()
    large = [path.name for path in IMAGES.glob("*.png") if path.stat().st_size > LARGEST]
    if large:
        print(f"Larger than {LARGEST // 1000} KB (is Pillow there?): {', '.join(large)}", file=sys.stderr)
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
