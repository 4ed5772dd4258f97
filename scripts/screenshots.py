"""Takes the pictures for README and guide, from a running Guanxi with demo data.

`make screenshots` renews docs/images. With a folder as argument, every kind of page is taken, as the roles that see it
differently, on a desk and on a phone, light in three languages and dark in one: for looking at after a change. That is
some 620 pictures in about 15 minutes.
`python scripts/screenshots.py FOLDER --only home,board --language zh-hant --width 390 --dark` takes a part of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright
from playwright.sync_api import Error as BrowserError
from screenshots_shots import DESK, GALLERY, PHONE, SHOTS, SHOWN, ZH, Look, Shot

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.house import House  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FIRST_LIST = """公司名称,所属行业,地区
湖州茗柏建材有限公司,建筑,湖州
金华婺屿工具有限公司,机械,金华
"""
LIST = """公司名称,所属行业,联系电话,地区,员工数
宁波澜屿精工机械有限公司,机械,0574-8736 6120,宁波,86
杭州栖禾食品有限公司,食品,138 0571 6688,杭州,120
苏州砺秦自动化设备有限公司,机械,打前台,苏州,45
,软件,13905120001,南京,18
绍兴岚启纺织有限公司,纺织,13957500017,绍兴,很多
合肥云笈网络科技有限公司,算命,13905510019,合肥,33
Northfield Bridge Ltd,Trade,+44 20 7946 0958,London,210
"""


class Album:
    """A browser in front of the product, and the addresses of what was prepared there."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.states: dict[str, Any] = {}
        told = house.command("manage", "shell", "-v", "0", "-c", "from scripts.screenshots_data import seed; seed()")
        self.addresses: dict[str, str] = {}
        with self.somebody("manager", ZH) as page:
            key, person = told.split()[-2:]
            customer = change_a_customer(page, f"{house.url}/customers/{key}/")
            self.addresses |= {"customer": customer, "history": f"{customer}history/", "edit": f"{customer}edit/"}
            self.addresses |= {"print": f"{customer}print/", "who": f"{customer}who/"}
            self.addresses |= {"person": f"{house.url}/contacts/{person}/person/"}
        with self.somebody("clerk", ZH) as page:
            begin_an_import(page, FIRST_LIST)
            page.locator("footer [type=submit]").click()
            page.wait_for_url("**/run/")
            self.addresses |= {"import-run": page.url, **begin_an_import(page)}

    @contextmanager
    def somebody(self, username: str, look: Look) -> Iterator[Page]:
        """A browser that looks so, with somebody signed in; nobody where the name is empty."""
        page = self.open(look, self.states.get(username))
        if username and username not in self.states:
            page.goto("/accounts/login/")
            page.locator("[name=login]").fill(username)
            page.locator("[name=password]").fill(self.house.password)
            page.locator("main [type=submit].btn-primary").click()
            page.wait_for_url(lambda url: "/accounts/" not in url)
            self.states[username] = page.context.storage_state()
        if username:
            page.goto("/settings/")
            with page.expect_navigation():
                page.locator(f"main button[name=language][value={look.language}]").click()
        else:
            page.context.add_cookies([{"name": "guanxi_language", "value": look.language, "url": self.house.url}])
        yield page
        page.context.close()

    def open(self, look: Look, state: Any = None) -> Page:
        """A page of a browser of its own."""
        size: Any = {"width": look.width, "height": 844 if look.width < 500 else 900}
        scheme: Any = "dark" if look.dark else "light"
        context = self.browser.new_context(
            base_url=self.house.url, viewport=size, color_scheme=scheme, storage_state=state, service_workers="block",
            locale="en-GB" if look.language == "en" else "zh-CN", timezone_id="Asia/Shanghai",
        )  # fmt: skip
        context.set_default_timeout(10_000)
        return context.new_page()

    def take(self, wanted: list[tuple[str, str]], look: Look, folder: Path) -> list[str]:
        """Take some shots, (file name, shot), in one look; told are those that could not be taken."""
        missed = []
        for file, name in wanted:
            if SHOTS[name].who == "gallery" and (problem := self.exhibit(SHOTS[name], look, folder / f"{file}.png")):
                missed.append(f"{file}: {problem}")
        for who in dict.fromkeys(SHOTS[name].who for _file, name in wanted if SHOTS[name].who != "gallery"):
            with self.somebody(who, look) as page:
                for file, name in wanted:
                    if SHOTS[name].who == who and (
                        problem := self._take(page, SHOTS[name], look, folder / f"{file}.png")
                    ):
                        missed.append(f"{file}: {problem}")
        return missed

    def exhibit(self, shot: Shot, look: Look, path: Path) -> str:
        """A page of the gallery, which no server has to show."""
        os.environ.update(self.house.environment, DJANGO_SETTINGS_MODULE="guanxi.site.settings")
        import django

        django.setup()
        from tests.browser.gallery import open_gallery

        name = shot.path.removeprefix(GALLERY)
        page = open_gallery(self.browser, name, width=look.width, dark=look.dark, language=look.language)
        page.screenshot(path=path, animations="disabled", full_page=name == "components")
        page.context.close()
        make_small(path)
        return ""

    def _take(self, page: Page, shot: Shot, look: Look, path: Path) -> str:
        answers: list[int] = []
        page.on("response", keep_status(page, answers))
        try:
            page.goto(self.addresses.get(shot.path, shot.path).replace("{language}", look.language))
            page.wait_for_load_state("networkidle")
            if shot.act:
                shot.act(page)
                if not page.context.pages[0].evaluate("navigator.onLine"):
                    page.wait_for_timeout(300)
                else:
                    page.wait_for_load_state("networkidle")
            if answers[-1:] != [shot.status]:
                return f"answered with {answers[-1:]}, not {shot.status}"
            page.screenshot(path=path, animations="disabled")
        except BrowserError as bad:
            return str(bad).splitlines()[0]
        finally:
            if not page.evaluate("navigator.onLine"):
                page.goto("about:blank")  # nothing is sent again once the line is back
            page.context.set_offline(False)
        make_small(path)
        return ""


def keep_status(page: Page, statuses: list[int]) -> Callable[[Response], None]:
    """Puts down with which status each page was answered that a browser's window went to."""

    def put_down(answer: Response) -> None:
        if (
            answer.request.is_navigation_request()
            and answer.frame == page.main_frame
            and not 300 <= answer.status < 400
        ):
            statuses.append(answer.status)

    return put_down


def change_a_customer(page: Page, address: str) -> str:
    """Give the customer that was talked about a history; its address."""
    for field, value in (("address", "高新区江南路 599 号"), ("email", "office@mail.example")):
        page.goto(f"{address}edit/")
        page.locator(f"[name={field}]").fill(value)
        page.locator("footer [type=submit]").click()
        page.wait_for_url(lambda url: "/edit/" not in url)
    return address


def begin_an_import(page: Page, content: str = LIST) -> dict[str, str]:
    """An import that waits for its start; the addresses of its pages."""
    page.goto("/customers/import/")
    file: Any = {"name": "客户.csv", "mimeType": "text/csv", "buffer": content.encode("gb18030")}
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


def renew(album: Album) -> int:
    """The pictures of README and guide."""
    IMAGES.mkdir(exist_ok=True)
    missed = []
    for look in dict.fromkeys(look for _name, look in SHOWN.values()):
        missed += album.take([(file, name) for file, (name, how) in SHOWN.items() if how == look], look, IMAGES)
    large = [path.name for path in IMAGES.glob("*.png") if path.stat().st_size > LARGEST]
    if large:
        print(f"Larger than {LARGEST // 1000} KB (is Pillow there?): {', '.join(large)}", file=sys.stderr)
    print("\n".join(missed), file=sys.stderr)
    return 1 if large or missed else 0


def look_at_all(album: Album, asked: argparse.Namespace) -> int:
    """Every kind of page in every look that was asked for."""
    asked.folder.mkdir(parents=True, exist_ok=True)
    missed = []
    looks = [Look(*how) for how in product(asked.language, asked.width, asked.dark)]
    if not asked.all:
        looks = [look for look in looks if not look.dark or look.language == asked.language[0]]
    for look in looks:
        names = [name for name, shot in SHOTS.items() if look.width in shot.widths]
        wanted = [name for name in names if not asked.only or any(name.startswith(part) for part in asked.only)]
        missed += album.take([(f"{look}-{name}", name) for name in wanted], look, asked.folder)
        print(f"{look}: {len(wanted)}", flush=True)
    print("\n".join(missed), file=sys.stderr)
    return 1 if missed else 0


def main() -> int:
    """Take the pictures of the guide, or every page in every look into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="take every kind of page into this folder")
    parser.add_argument("--only", type=lambda text: text.split(","), help="beginnings of names")
    parser.add_argument("--language", nargs="+", default=["zh-hans", "en", "zh-hant"])
    parser.add_argument("--width", nargs="+", type=int, default=[DESK, PHONE])
    parser.add_argument("--dark", action="store_const", const=[True], default=[False, True], help="dark ones only")
    parser.add_argument("--all", action="store_true", help="dark ones in every language, too")
    parser.add_argument("--light", action="store_const", const=[False], dest="dark", help="light ones only")
    asked = parser.parse_args()
    if CHROMIUM is None:
        print("No Chromium here: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 1
    house = House(customers=120)
    options = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    try:
        with sync_playwright() as playwright:
            album = Album(house, playwright.chromium.launch(executable_path=CHROMIUM, args=options))
            return look_at_all(album, asked) if asked.folder else renew(album)
    finally:
        house.stop()


if __name__ == "__main__":
    sys.exit(main())
