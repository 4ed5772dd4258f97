"""What the pictures show: every kind of page, as whom, and what was done on it before."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from playwright.sync_api import Page

DESK, PHONE = 1440, 390
Act = Callable[[Page], None]


class Look(NamedTuple):
    """How a picture is taken."""

    language: str
    width: int = DESK
    dark: bool = False

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{'dark' if self.dark else 'light'}"


GALLERY = "gallery:"
"""What begins so is a page of the gallery, as nobody sees it by using the product."""


class Shot(NamedTuple):
    """A page as somebody sees it, after something was done on it."""

    path: str
    """An address, the name of one that the album prepared, or a page of the gallery."""
    who: str = "manager"
    act: Act | None = None
    widths: tuple[int, ...] = (DESK, PHONE)
    status: int = 200
    """With which the page that is shown was answered."""


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
    page.locator(".gx-panel .gx-newlink").first.click()
    page.locator(".gx-trail li").first.wait_for()


def fact(name: str) -> Act:
    """Open a fact for editing, on a phone in its tab."""

    def act(page: Page) -> None:
        pen = page.locator(f"#fact-{name} .gx-pen")
        if not pen.is_visible():
            tab = page.locator(f"[data-tabs-target=panel]:has(#fact-{name})").get_attribute("data-tab")
            page.locator(f"button[data-tab='{tab}']").click()
        pen.click()
        page.locator(".gx-inplace").wait_for()

    return act


def ask_for_much(page: Page) -> None:
    """Two conditions, and a group of two more."""
    press("#open-filter", "#fb")(page)
    for place, (field, value) in enumerate((("industry", "machinery"), ("region", "宁波"))):
        if place:
            page.locator("#fb [value=add]").click()
        page.locator("#fb select[name^=f]").nth(place).select_option(field)
        page.locator("#fb .gx-r-value").nth(place).locator("select, input").first.wait_for()
        field_ = page.locator("#fb .gx-r-value").nth(place).locator("select, input").first
        field_.select_option(value) if field_.evaluate("one => one.tagName") == "SELECT" else field_.fill(value)
    page.locator("#fb [value=group]").click()
    page.locator("#fb .gx-grp").wait_for()


def save_and_undo(page: Page) -> None:
    fact("employees")(page)
    shown = page.locator("#fact-employees [name=employees]")
    shown.fill(str(int(shown.input_value() or 0) + 1))
    page.keyboard.press("Enter")
    page.locator(".gx-toast").first.wait_for()


def foreseen(page: Page) -> None:
    """What a grading rule would change."""
    page.locator("#list tbody a").first.click()
    page.wait_for_url("**/grading-rules/*-*/**")
    page.goto(f"{page.url.partition('?')[0]}foreseen/")


def sign_in_wrongly(page: Page) -> None:
    page.locator("[name=login]").fill("sales")
    page.locator("[name=password]").fill("guanxi")
    page.locator("main [type=submit].btn-primary").click()
    page.locator(".is-invalid, .gx-err, [role=alert]").first.wait_for()


def lose_the_line(page: Page) -> None:
    page.locator("[name=name]").first.fill("宁波新港精密有限公司")
    page.context.set_offline(True)
    page.locator("footer [type=submit], [type=submit].btn-primary").first.click()
    page.locator("[data-connection-target=strip]:not([hidden])").wait_for()


def meet_a_change(page: Page) -> None:
    """Somebody else saves the same record while its form is open."""
    other = page.context.new_page()
    other.goto(page.url)
    number = 1 + len(other.locator("[name=address]").input_value()) % 90
    other.locator("[name=address]").fill(f"高新区光华路 {number} 号 2 幢")
    other.locator("footer [type=submit]").click()
    other.wait_for_url(lambda url: "/edit/" not in url)
    other.close()
    page.locator("[name=address]").fill("高新区江南路 601 号")
    page.locator("footer [type=submit]").click()
    page.locator(".gx-diff").first.wait_for()


def follow(link: str) -> Callable[[Page], None]:
    """Go where the last of such links leads."""

    def act(page: Page) -> None:
        page.goto(page.locator(link).last.evaluate("link => link.href"))

    return act


def compare_roles(page: Page) -> None:
    page.goto("/roles/compare/")
    for name, place in (("one", 9), ("other", 8)):
        page.locator(f"[name={name}]").select_option(index=place)
    page.locator("main [type=submit]").click()
    page.locator("main table").first.wait_for()


NARROW = '{"all":[{"field":"industry","op":"eq","value":"machinery"},{"field":"employees","op":"gte","value":20}]}'
NOTHING = NARROW.replace("]}", ',{"field":"region","op":"eq","value":"拉萨"}]}')
SHOTS: dict[str, Shot] = {
    **{
        f"home-{who}": Shot("/", who)
        for who in ("sales", "manager", "service", "clerk", "admin", "executive", "warehouse")
    },
    "home-arranging": Shot("/", act=press("[data-tiles-target=start]", ".gx-arranging"), widths=(DESK,)),
    "tour": Shot("/?tour=1"),
    "customers": Shot("/customers/"),
    "customers-sales": Shot("/customers/", "sales"),
    "customers-conditions": Shot("/customers/?filter=" + quote(NARROW)),
    "customers-filter": Shot("/customers/", act=ask_for_much),
    "customers-columns": Shot("/customers/", act=press("#open-columns", ".gx-cols"), widths=(DESK,)),
    "customers-selected": Shot("/customers/", act=select_some, widths=(DESK,)),
    "board": Shot("/customers/?layout=board"),
    "groups": Shot("/customers/?layout=groups"),
    "map": Shot("/customers/?layout=map"),
    "days": Shot("/appointments/?layout=calendar"),
    "contacts": Shot("/contacts/"),
    "bin": Shot("/customers/?deleted=1"),
    "empty-search": Shot("/customers/?q=找不到的名字"),
    "empty-filter": Shot("/customers/?filter=" + quote(NOTHING)),
    "empty-first": Shot("/customers/", "newcomer"),
    "customer": Shot("customer"),
    "customer-sales": Shot("customer", "sales"),
    "customer-executive": Shot("customer", "executive"),
    "fact": Shot("customer", act=fact("phone")),
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
    "quick": Shot("/offline/{language}/", "sales", widths=(PHONE,)),
    "offline": Shot("/customers/new/", act=lose_the_line),
    "not-found": Shot("/customers/0193a000-0000-7000-8000-000000000000/", status=404),
    "import": Shot("/customers/import/", "clerk"),
    "import-map": Shot("import-map", "clerk"),
    "import-check": Shot("import-check", "clerk"),
    "import-run": Shot("import-run", "clerk"),
    "export": Shot("/customers/export/"),
    "jobs": Shot("/jobs/", "admin"),
    "users": Shot("/users/", "admin"),
    "departments": Shot("/departments/", "admin"),
    "roles": Shot("/roles/", "admin"),
    "rights": Shot("who", "admin", act=follow(".gx-rightstable th a")),
    "who": Shot("who", "admin"),
    "compare": Shot("/roles/", "admin", act=compare_roles),
    "custom-fields": Shot("/custom-fields/", "admin"),
    "custom-field": Shot("/custom-fields/new/", "admin"),
    **{
        f"{name}{end}": Shot(f"/{name}/{path}", "admin")
        for name in (
            "custom-entities",
            "choice-lists",
            "names",
            "numbering-rules",
            "stage-rules",
            "layouts",
            "sharing-rules",
        )
        for end, path in (("", ""), ("-new", "new/"))
    },
    "configuration": Shot("/configuration/", "admin"),
    "configuration-back": Shot("/configuration/", "admin", act=follow("a[href*='/configuration/back/']")),
    "privacy": Shot("person", "admin"),
    "privacy-notices": Shot("/privacy-notices/", "admin"),
    "consents": Shot("/consents/", "admin"),
    "retention-rules": Shot("/retention-rules/", "admin"),
    "retention-rule": Shot("/retention-rules/", "admin", act=follow("main tbody th a, main tbody td a")),
    "retention-rule-new": Shot("/retention-rules/new/", "admin"),
    "breaches": Shot("/breaches/", "admin"),
    "breach": Shot("/breaches/", "admin", act=follow("main tbody th a, main tbody td a")),
    "breach-new": Shot("/breaches/new/", "admin"),
    "pool": Shot("/waiting/", "sales"),
    "pool-record": Shot("/waiting/", "sales", act=follow("#list tbody a")),
    "fairness": Shot("/waiting/", "manager", act=follow("a[href$='/fairness/']")),
    "duplicates": Shot("/customers/duplicates/"),
    "grid": Shot("/customers/?layout=grid"),
    "quality": Shot("/quality/customers/"),
    "entry-lag": Shot("/entry-lag/"),
    "foreseen": Shot("/grading-rules/", "admin", act=foreseen),
    "competitor": Shot("/competitors/", act=follow("#list tbody a")),
    "recycle-rules": Shot("/recycle-rules/", "admin"),
    "role-changes": Shot("/roles/changes/", "admin"),
    "views": Shot("/views/"),
    "outbox": Shot("/outbox/", "admin"),
    "profile": Shot("/settings/"),
    "wishes": Shot("/settings/notifications/"),
    "tokens": Shot("/settings/tokens/", "admin"),
    "second-factor": Shot("/accounts/2fa/"),
    "sessions": Shot("/accounts/sessions/"),
    "help": Shot("/help/"),
    "sign-in": Shot("/accounts/login/", ""),
    "sign-in-wrong": Shot("/accounts/login/", "", act=sign_in_wrongly),
    "not-allowed": Shot("/customers/import/", "sales", status=403),
    "components": Shot(f"{GALLERY}components", "gallery"),
    **{
        f"gallery-{name}": Shot(f"{GALLERY}{name}", "gallery")
        for name in ("list", "record", "conflict", "history", "list-nothing-yet", "403", "404", "409", "429", "500")
    },
}
"""Every kind of page."""

EN, ZH = Look("en"), Look("zh-hans")
SHOWN = {
    **{name: (name, EN) for name in ("customers", "customer", "search", "import-map", "import-check")},
    **{f"{name}-zh": (name, ZH) for name in ("customers", "customer", "search", "import-map", "import-check")},
    **{name: (name, EN) for name in ("board", "calendar-week", "customers-filter", "inbox")},
    **{f"{name}-zh": (name, ZH) for name in ("board", "calendar-week", "customers-filter", "inbox")},
    **{name: (name, EN) for name in ("privacy", "pool", "duplicates", "grid", "quality")},
    **{f"{name}-zh": (name, ZH) for name in ("privacy", "pool", "duplicates", "grid", "quality", "fairness")},
    "home": ("home-sales", EN),
    "home-zh": ("home-sales", ZH),
    "palette": ("palette-found", EN),
    "palette-zh": ("palette-found", ZH),
    "customers-dark-zh": ("customers", Look("zh-hans", dark=True)),
    "customer-phone-zh": ("customer", Look("zh-hans", PHONE)),
    "customers-phone": ("customers", Look("en", PHONE)),
}
"""The pictures of README and guide: their file names, what they show and how."""
