"""The first page tells a salesperson what to do next with which of their customers, the most valuable first."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.engine import gate
from guanxi.modules.customers.models import Customer
from guanxi.web.home import steps
from tests.grading.bonds import Bonds
from tests.grading.test_pages import ask, text
from tests.grading.test_steps import ALWAYS
from tests.grading.world import CUSTOMERS

TILE = "/home/tiles/next-steps/"


def suggested(bonds: Bonds, *names: str, who: str = "owner") -> list[object]:
    """Customers who are to be visited."""
    keys = [bonds.customer(name, who) for name in names]
    bonds.step_rule("visit", ALWAYS, reason="Our fair is in May")
    bonds.measure()
    return list(keys)


def test_the_most_valuable_stand_first_with_step_reason_and_what_can_be_done(bonds: Bonds) -> None:
    keys = suggested(bonds, "Small", "Great", "Ungraded")
    bonds.customer("Foreign", "stranger")
    bonds.measure()
    for key, grade in zip(keys, ("C", "A"), strict=False):
        Customer._base_manager.filter(pk=key).update(grade=grade)
    page = ask(bonds, "owner", TILE)
    shown = text(page)
    assert re.search(r"Great .*Small .*Ungraded", shown)
    assert "Pay a visit Our fair is in May" in shown
    assert "Foreign" not in shown
    html = page.content.decode()
    for verb in ("put_off_step", "decline_step"):
        assert f"/customers/{keys[0]}/do/{verb}/" in html
    assert 'data-panel-refresh="#tile-next-steps"' in html
    assert "/appointments/new/" in html
    (more,) = (unescape(url) for url in re.findall(r'href="(/customers/\?filter=[^"]*)"', html))
    listed = text(ask(bonds, "owner", more))
    assert all(name in listed for name in ("Small", "Great", "Ungraded"))
    assert "Foreign" not in listed


def test_what_is_declined_there_leaves_the_tile(bonds: Bonds) -> None:
    (key,) = suggested(bonds, "Harbour")
    gate.act(CUSTOMERS, key, "decline_step", {"reason": "they moved away"}, actor=bonds.house["owner"])  # type: ignore[arg-type]
    shown = text(ask(bonds, "owner", TILE))
    assert "Harbour" not in shown
    assert "No step is suggested for your customers now. Write down talks" in shown


def test_it_costs_the_same_however_many_there_are(bonds: Bonds, monkeypatch: pytest.MonkeyPatch) -> None:
    suggested(bonds, *(f"Customer {n}" for n in range(3)))

    def queries() -> int:
        ask(bonds, "owner", TILE)
        with CaptureQueriesContext(connection) as few:
            ask(bonds, "owner", TILE)
        return len(few)

    before = queries()
    for n in range(20):
        bonds.customer(f"More {n}")
    bonds.measure()
    assert queries() == before
    assert ask(bonds, "owner", TILE).content.decode().count("data-keys-row") == steps.MOST
    monkeypatch.setattr(steps, "LOOKED_AT", 2)
    assert ask(bonds, "owner", TILE).content.decode().count("data-keys-row") == 2


def test_it_is_on_the_page_of_who_sells_and_hidden_from_whom_customers_are_closed_to(bonds: Bonds) -> None:
    bonds.house.give("marketer", "warehouse_keeper")
    assert 'data-tile="next-steps"' in ask(bonds, "owner", "/").content.decode()
    assert 'data-tile="next-steps"' not in ask(bonds, "marketer", "/").content.decode()
    may_see = steps._offered(bonds.house["marketer"].access)
    assert ask(bonds, "marketer", TILE).status_code == (200 if may_see else 404)
