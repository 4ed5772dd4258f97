"""Forty attacks in every text that can be written; every kind of page of several roles is opened, and nothing runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, ViewportSize

from tests.browser.conftest import sign_in
from tests.browser.hostile import MARK, PAYLOADS, SEARCH_PAGE
from tests.browser.house import House
from tests.browser.watch import Watch

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LEFT_OUT = re.compile(r"^/(files/|static/|api/|accounts/logout)|/(export|problems)/$")
"""Downloads, and the way out."""
EACH = {"/customers/{}/": 14, "/contacts/{}/": 8, "/roles/{}/": 4}
"""How many pages of one kind are opened; of the others, one."""
WORTH = {"deleted", "filter", "q", "layout", "group", "panel"}
"""What in an address makes it another kind of page."""
FIELD = re.compile(r"/condition/\w+/")

CRAWLS = [("admin", False, 100), ("clerk", True, 25), ("sales", True, 60)]
"""Who goes, whether their browser heeds the content policy (one doesn't: escaping alone must do), how far."""

CLOSED = {
    r"\.(sort_key|search|hash|password|sha256|place|hint)$": "Worked out by the product; no page shows it.",
    r"\.(entity|verb|via|series|queue|lock|purpose|scope|mode|kind|type|field)$": "Words that only the source writes.",
    r"^engine\.(Counter|ReaderPosition|IdempotencyKey|PendingLink|Limit)\.": "The engine's own notes.",
    r"^engine\.Event\.(address|request|reason)$": "The network's address, a number of ours, reasons of the source.",
    r"^engine\.Job\.(name|payload|result|memory|key)$": "What jobs tell themselves, signed.",
    r"^engine\.Import\.(state|error|format|encoding|delimiter|sheet|options|checked|marks)$": "Settled by reading.",
    r"^engine\.RegularImport\.(secret|memory|tried)$": "Encrypted; what it remembers of files, and a mark.",
    r"^engine\.Fetched\.(digest|state)$": "A sum of bytes; how far it came.",
    r"^people\.(Attempts\.address|Permission\.filter)$": "Told by the network; compiled from conditions.",
    r"^engine\.CustomField\.(key|target)$": "Small letters and digits; the name of an entity.",
    r"^engine\.CustomField\.(column|beside|was_column)$": "Names of columns, made of a number and the key.",
    r"^engine\.CustomField\.was_said$": "No page shows it; taken back, it is in the field's own columns again.",
    r"^engine\.StageRule\.stage$": "The name of an entity and the key of a stage.",
    r"^engine\.(ListEntry|CustomEntity|CustomRelation)\.key$": "Small letters and digits.",
    r"^engine\.(CustomEntity\.numbering|NumberingRule\.(pattern|example))$": "A pattern is checked: signs and braces.",
    r"^engine\.Move\.(chosen|tried|problems)$": "Names out of the document and our own answers.",
    r"^people\.(Claim|Region)\.division|\.division$": "Names out of the list of divisions.",
    r"^people\.RightsSnapshot\.(why|release)$": "Words that only the source writes.",
    r"^(engine\.MovingRule\.(condition|cause_filter))$": "Checked against the records.",
    r"^(ownership\.\w+\.(filter|unless|uncounted))$": "Checked against the records.",
    r"^engine\.MatchPair\.": "Names of kinds of records, of states and of what they have in common.",
    r"^grading\.GradingRule\.otherwise$|^grading\.GradingStep\.rating$": "Names of an entity and of a rating.",
    r"^grading\.\w+\.filter$|^grading\.GradingRule\.axis$": "Checked against the records; a word of the source.",
    r"^customers\.Customer\.(grade|cooperation|depth_level|next_step|step_off)$": "Keys of ratings and of steps.",
    r"^customers\.Customer\.(segment|rfm)$": "A key of a rating; three digits.",
    r"^customers\.Customer\.(depth_why|next_step_why|step_note)$": "Numbers as JSON; written by a verb alone.",
    r"^grading\.StepRule\.(step|does)$": "The name of an entity and the key of a step; a word of the source.",
    r"^engine\.(Flaw\.what|Examination\.looked_for|QualityFigures\.counts)$": "Names of measures and of fields.",
    r"^engine\.StageSpan\.": "Keys of stages, and the way by which a record moved.",
    r"^ownership\.OwnershipEntry\.name$": "Words that only the source writes.",
    r"^privacy\.Consent\.summary$": "Made of the notice and the answer.",
    r"^privacy\.RetentionRule\.condition$": "Checked against the fields of the records.",
    r"\.about$": "A key of a record and the name of an entity.",
    r"^messaging\.(Reaction\.sign|Wishes\.un(wanted|mailed)|Notification\.(told|fold))$": "Signs, kinds, names.",
    r"^diary\.Appointment\.zone$": "Only words that the world knows are taken.",
    r"^people\.User\.(language|time_zone|theme|density)$": "Only words that the world knows are taken.",
    r"^web\.Remembered\.": "Names of fields and panels, checked on the way in.",
}
"""Columns that hold none of the texts, and why."""


@pytest.fixture(scope="module")
def hostile_house() -> Iterator[House]:
    """A house of its own, full of attacks."""
    standing = House(customers=2)
    try:
        standing.command("manage", "shell", "-v", "0", "-c", "from tests.browser.hostile_data import seed; seed()")
        yield standing
    finally:
        standing.stop()


class Crawl:
    """One person who opens a few of every kind of page that a link leads to, and everything that opens on it."""

    def __init__(self, house: House, page: Page, most: int) -> None:
        self.page, self.host, self.most = page, urlsplit(house.url).netloc, most
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.faults: list[str] = []
        self.waiting: list[str] = []

    def run(self, *starts: str) -> None:
        """From these pages on, until nothing new turns up."""
        self.waiting = list(starts)
        while self.waiting and len(self.kinds) < self.most:
            path = min(self.waiting, key=lambda path: self.kinds[self.kind(path)] > 0)  # what is new comes first
            self.waiting.remove(path)
            kind = self.kind(path)
            if path in self.seen or self.kinds[kind] >= EACH.get(kind.partition("?")[0], 1):
                continue
            self.seen.add(path)
            self.kinds[kind] += 1
            self.look_at(path)

    def look_at(self, path: str) -> None:
        """The page, what opens on it, and where it leads."""
        self.page.goto(path)
        self.open_everything()
        self.faults += [f"{path}: {fault}" for fault in self.page.evaluate(SEARCH_PAGE, MARK)]
        links: list[str] = self.page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
        for link in links:
            address = urlsplit(link)
            if address.netloc == self.host and not LEFT_OUT.search(address.path):
                self.waiting.append(f"{address.path}?{address.query}".rstrip("?"))

    def open_everything(self) -> None:
        """Menus, and lists to choose from."""
        self.page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        for control in self.page.locator("main .ts-control input").all()[:3]:
            control.focus()
            self.page.keyboard.type("<")
            self.page.wait_for_load_state("networkidle")

    @staticmethod
    def kind(path: str) -> str:
        """The address without what is particular to one record."""
        address = urlsplit(path)
        names = "&".join(sorted({name for name, _ in parse_qsl(address.query)} & WORTH))
        if FIELD.search(address.path):
            names = ""
        return f"{FIELD.sub('/condition/', UUID.sub('{}', address.path))}?{names}"


def enter(house: House, browser: Browser, who: str, *, policy: bool) -> tuple[BrowserContext, list[str]]:
    """A signed-in browser that notes what ran; `policy`: whether it heeds the content policy."""
    size: ViewportSize = {"width": 1366, "height": 900}
    # A worker beside the pages would ask in their place, and what it is refused couldn't be told from a fault.
    context = browser.new_context(base_url=house.url, viewport=size, bypass_csp=not policy, service_workers="block")
    context.set_default_timeout(15_000)
    ran: list[str] = []
    context.expose_function(MARK, lambda *_words: ran.append("ran"))
    page = context.new_page()

    def answer(dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            ran.append(dialog.message)
        dialog.accept()

    page.on("dialog", answer)
    sign_in(page, who, house.password)
    return context, ran


def test_every_text_that_can_be_written_holds_an_attack(hostile_house: House) -> None:
    words = "from tests.browser.hostile_data import without; print('\\n'.join(without()))"
    told = hostile_house.command("manage", "shell", "-v", "0", "-c", words).split()
    assert " ".join(column for column in told if not any(re.search(pattern, column) for pattern in CLOSED)) == ""


def test_the_trap_notices_what_runs(hostile_house: House, browser: Browser) -> None:
    context, ran = enter(hostile_house, browser, "executive", policy=False)
    page = context.pages[0]
    for payload in (PAYLOADS[1], PAYLOADS[5], PAYLOADS[23]):
        so_far = len(ran)
        page.evaluate(
            "html => { document.querySelector('main').innerHTML = `<p title='\"${html}'>${html}</p>` }", payload
        )
        for _moment in range(40):
            page.wait_for_timeout(50)
            if len(ran) > so_far:
                break
    assert len(ran) >= 2
    for payload, told in (
        (PAYLOADS[1], "handler"),
        (PAYLOADS[30], "hx-get"),
        (PAYLOADS[22], "link"),
        (PAYLOADS[0], "element"),
    ):
        page.evaluate("html => { document.querySelector('main').innerHTML = html }", payload)
        assert any(fault.startswith(told) for fault in page.evaluate(SEARCH_PAGE, MARK)), payload
    context.close()


@pytest.mark.parametrize(("who", "policy", "most"), CRAWLS)
def test_nothing_of_it_runs_on_any_page(
    hostile_house: House, browser: Browser, who: str, policy: bool, most: int
) -> None:
    watch = Watch(hostile_house.url, hostile_house.log)
    watch.knows(hostile_house.live_port)
    context, ran = enter(hostile_house, browser, who, policy=policy)
    watch.follow(context)
    crawl = Crawl(hostile_house, context.pages[0], most)
    reflected = [f"/search/?q={quote(PAYLOADS[n])}" for n in (3, 13)]
    reflected += [f"/customers/?q={quote(PAYLOADS[5])}", f"/customers/?filter={quote(PAYLOADS[3])}"]
    watch.expect(400, 422)
    apart = ("/calendar/?view=listMonth&date=2026-01-05", "/notifications/?tab=all", "/palette/?q=%3C", "/help/")
    decides = ["/waiting/requests/"] if who == "admin" else []
    crawl.run("/", "/customers/", "/contacts/", *reflected, "/customers/?deleted=1", *decides, *apart)
    context.close()
    assert ran == []
    assert crawl.faults == []
    assert watch.verdict() == []
    assert len(crawl.kinds) >= min(most, 40)
