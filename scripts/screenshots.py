"""Takes the pictures for README and guide, from a running Guanxi with demo data.

`make screenshots` renews docs/images. With a folder as argument, every kind of page is taken, as the roles that see it
differently, in three languages, on a desk and on a phone, light and dark: for looking at after a change.
`python scripts/screenshots.py FOLDER --only home,board --language zh-hans --width 390 --dark` takes a part of them.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

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
DESK, PHONE = 1440, 390
Act = Callable[[Page], None]


class Look(NamedTuple):
    """How a picture is taken."""

    language: str
    width: int = DESK
    dark: bool = False

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{'dark' if self.dark else 'light'}"


class Shot(NamedTuple):
    """A page as somebody sees it, after something was done on it."""

    path: str
    """An address, or the name of one that the album prepared."""
    who: str = "manager"
    act: Act | None = None
    widths: tuple[int, ...] = (DESK, PHONE)


def press(selector: str, then: str = "") -> Act:
    """Click, and wait for what that opens."""

    def act(page: Page) -> None:
        page.locator(selector).first.click()
        if then:
            page.locator(then).first.wait_for()

    return act


def keys(*pressed: str, then: str) -> Act:
    """Press keys, and wait for what they open."""

    def act(page: Page) -> None:
        for key in pressed:
            page.keyboard.press(key)
        page.locator(then).first.wait_for()

    return act


def select_some(page: Page) -> None:
    for row in range(3):
        page.locator("tbody input[type=checkbox]").nth(row).check()
    page.locator("#bulk:not([hidden])").wait_for()


def search_everything(page: Page) -> None:
    keys("Control+k", then="[data-palette-target=input]")(page)
    page.locator("[data-palette-target=input]").fill("nb")
    page.wait_for_timeout(700)


def make_beside(page: Page) -> None:
    """A form above a form."""
    keys("n", "c", then=".gx-panel [name=name]")(page)
    page.locator(".gx-panel [name=name]").fill("宁波新港精密有限公司")
    page.locator(".gx-panel .ts-control input").nth(1).focus()
    page.keyboard.type("宁波港务集团")
    page.locator(".ts-dropdown .create").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".gx-trail li").first.wait_for()


def save_and_undo(page: Page) -> None:
    page.locator("#fact-employees .gx-pen").click()
    page.locator("#fact-employees [name=employees]").fill("321")
    page.keyboard.press("Enter")
    page.locator(".gx-toast").first.wait_for()


def lose_the_line(page: Page) -> None:
    page.locator("[name=name]").first.fill("宁波新港精密有限公司")
    page.context.set_offline(True)
    page.locator("footer [type=submit], [type=submit].btn-primary").first.click()
    page.locator("[data-connection-target=strip]:not([hidden])").wait_for()


def meet_a_change(page: Page) -> None:
    """Somebody else saves the same record while its form is open."""
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("[name=address]").fill("高新区光华路 299 号")
    other.locator("footer [type=submit]").click()
    other.wait_for_url("**/customers/*-*/")
    other.close()
    page.locator("[name=address]").fill("高新区江南路 601 号")
    page.locator("footer [type=submit]").click()
    page.wait_for_load_state("networkidle")


SHOTS: dict[str, Shot] = {
    **{
        f"home-{who}": Shot("/", who)
        for who in ("sales", "manager", "service", "clerk", "admin", "executive", "warehouse")
    },
    "home-arranging": Shot("/", act=press("[data-tiles-target=start]", ".gx-arranging"), widths=(DESK,)),
    "tour": Shot("/?tour=1"),
    "customers": Shot("/customers/"),
    "customers-sales": Shot("/customers/", "sales"),
    "customers-filter": Shot("/customers/", act=press("#open-filter, [data-press=f]", "#fb")),
    "customers-columns": Shot("/customers/", act=press("#open-columns", ".gx-cols"), widths=(DESK,)),
    "customers-selected": Shot("/customers/", act=select_some, widths=(DESK,)),
    "board": Shot("/customers/?layout=board"),
    "groups": Shot("/customers/?layout=groups"),
    "map": Shot("/customers/?layout=map"),
    "days": Shot("/customers/?layout=calendar"),
    "contacts": Shot("/contacts/"),
    "bin": Shot("/customers/?deleted=1"),
    "empty-filter": Shot("/customers/?q=找不到的名字"),
    "empty-first": Shot("/imports/", "clerk"),
    "customer": Shot("customer"),
    "customer-sales": Shot("customer", "sales"),
    "customer-executive": Shot("customer", "executive"),
    "fact": Shot("customer", act=press("#fact-phone .gx-pen", ".gx-inplace")),
    "toast": Shot("customer", act=save_and_undo),
    "history": Shot("history"),
    "edit": Shot("edit"),
    "print": Shot("print", widths=(DESK,)),
    "conflict": Shot("edit", act=meet_a_change),
    "new-customer": Shot("/customers/new/"),
    "panel": Shot("/customers/", act=keys("n", "c", then=".gx-panel [name=name]"), widths=(DESK,)),
    "panel-nested": Shot("/customers/", act=make_beside, widths=(DESK,)),
    "palette": Shot("/customers/", act=keys("Control+k", then="#pal-list [role=option]")),
    "palette-found": Shot("/customers/", act=search_everything),
    "search": Shot("/search/?q=jing"),
    "keys": Shot("/customers/", act=keys("?", then="dialog[open]"), widths=(DESK,)),
    "inbox": Shot(
        "/customers/", "sales", press(".gx-bell", "#notices .gx-ev, #notices a, #notices p:not(.gx-waiting)")
    ),
    "notifications": Shot("/notifications/?tab=all", "sales"),
    "calendar-day": Shot("/calendar/?view=timeGridDay"),
    "calendar-week": Shot("/calendar/?view=timeGridWeek", "sales"),
    "calendar-month": Shot("/calendar/?view=dayGridMonth"),
    "calendar-year": Shot("/calendar/year/"),
    "appointment": Shot("/appointments/new/"),
    "quick": Shot("/quick/", "sales", widths=(PHONE,)),
    "offline": Shot("/customers/new/", act=lose_the_line),
    "not-found": Shot("/customers/0193a000-0000-7000-8000-000000000000/"),
    "import": Shot("/customers/import/", "clerk"),
    "import-map": Shot("import-map", "clerk"),
    "import-check": Shot("import-check", "clerk"),
    "export": Shot("/customers/export/"),
    "jobs": Shot("/jobs/", "admin"),
    "users": Shot("/users/", "admin"),
    "departments": Shot("/departments/", "admin"),
    "roles": Shot("/roles/", "admin"),
    "views": Shot("/views/"),
    "outbox": Shot("/outbox/", "admin"),
    "profile": Shot("/settings/"),
    "wishes": Shot("/settings/notifications/"),
    "tokens": Shot("/settings/tokens/", "admin"),
    "second-factor": Shot("/accounts/2fa/"),
    "sessions": Shot("/accounts/sessions/"),
    "help": Shot("/help/"),
    "sign-in": Shot("/accounts/login/", ""),
}
"""Every kind of page."""

EN, ZH = Look("en"), Look("zh-hans")
SHOWN = {
    **{name: (name, EN) for name in ("customers", "customer", "search", "import-map", "import-check")},
    **{f"{name}-zh": (name, ZH) for name in ("customers", "customer", "search", "import-map", "import-check")},
    **{name: (name, EN) for name in ("board", "calendar-week", "customers-filter", "inbox")},
    **{f"{name}-zh": (name, ZH) for name in ("board", "calendar-week", "customers-filter", "inbox")},
    "home": ("home-sales", EN),
    "home-zh": ("home-sales", ZH),
    "palette": ("palette-found", EN),
    "palette-zh": ("palette-found", ZH),
    "customers-dark-zh": ("customers", Look("zh-hans", dark=True)),
    "customer-phone-zh": ("customer", Look("zh-hans", PHONE)),
    "customers-phone": ("customers", Look("en", PHONE)),
}
"""The pictures of README and guide: their file names, what they show and how."""


class Album:
    """A browser in front of the product, and the addresses of what was prepared there."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.states: dict[str, Any] = {}
        told = house.command("manage", "shell", "-v", "0", "-c", "from scripts.screenshots_data import seed; seed()")
        self.addresses: dict[str, str] = {}
        with self.somebody("manager", ZH) as page:
            customer = change_a_customer(page, f"{house.url}/customers/{told.split()[-1]}/")
            self.addresses |= {"customer": customer, "history": f"{customer}history/", "edit": f"{customer}edit/"}
            self.addresses["print"] = f"{customer}print/"
        with self.somebody("clerk", ZH) as page:
            self.addresses |= begin_an_import(page)

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
            locale="en-GB" if look.language == "en" else "zh-CN",
        )  # fmt: skip
        context.set_default_timeout(10_000)
        return context.new_page()

    def take(self, wanted: list[tuple[str, str]], look: Look, folder: Path) -> list[str]:
        """Take some shots, (file name, shot), in one look; told are those that could not be taken."""
        missed = []
        for who in dict.fromkeys(SHOTS[name].who for _file, name in wanted):
            with self.somebody(who, look) as page:
                for file, name in wanted:
                    if SHOTS[name].who == who and (problem := self._take(page, SHOTS[name], folder / f"{file}.png")):
                        missed.append(f"{file}: {problem}")
        return missed

    def _take(self, page: Page, shot: Shot, path: Path) -> str:
        try:
            page.goto(self.addresses.get(shot.path, shot.path))
            page.wait_for_load_state("networkidle")
            if shot.act:
                shot.act(page)
                if not page.context.pages[0].evaluate("navigator.onLine"):
                    page.wait_for_timeout(300)
                else:
                    page.wait_for_load_state("networkidle")
            page.screenshot(path=path, animations="disabled")
        except BrowserError as bad:
            return str(bad).splitlines()[0]
        finally:
            page.context.set_offline(False)
        make_small(path)
        return ""


def change_a_customer(page: Page, address: str) -> str:
    """Give the customer that was talked about a history; its address."""
    for field, value in (("address", "高新区江南路 599 号"), ("email", "office@mail.example")):
        page.goto(f"{address}edit/")
        page.locator(f"[name={field}]").fill(value)
        page.locator("footer [type=submit]").click()
        page.wait_for_url(lambda url: "/edit/" not in url)
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
    for look in [Look(*how) for how in product(asked.language, asked.width, asked.dark)]:
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
