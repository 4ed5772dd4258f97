"""Where a recycle rule or a contact cycle is active, lists show the count-down and what is urgent by themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from guanxi.engine import gate
from guanxi.engine.registry import registry
from tests.ownership.world import CUSTOMERS, RULES, Pools


def ask(pools: Pools, who: str, url: str) -> Any:
    client = Client()
    client.force_login(pools.house[who])
    return client.get(url)


def text(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def heads(response: Any) -> list[str]:
    return [" ".join(strip_tags(part).split()) for part in response.content.decode().split("<th")[1:]]


def test_nothing_counts_down_without_a_rule(pools: Pools) -> None:
    pools.owned("owner")
    pools.rule(active=False)
    shown = text(ask(pools, "owner", "/customers/"))
    assert "Falls within 7 days" not in shown
    assert "To the pool on" not in shown


def test_owners_see_what_falls_and_when(pools: Pools) -> None:
    soon, far = pools.owned("owner", "Soon"), pools.owned("owner", "Far")
    theirs = pools.owned("teammate", "Theirs")
    rule = pools.rule()
    for key in (soon, theirs):
        pools.age(key, 27)
    pools.night()
    listed = ask(pools, "owner", "/customers/?view=mine")
    assert "To the pool on" in text(listed)
    assert "3 days left" in text(listed)
    view = text(ask(pools, "owner", "/customers/?view=falling"))
    assert "Soon" in view
    assert "Far" not in view
    assert "Theirs" not in view
    assert "Falls within 7 days" in view
    counted = ask(pools, "owner", "/customers/views/counts/").content.decode()
    assert "falling" in counted
    gate.act(RULES, rule.pk, "deactivate", actor=pools.admin)
    after = text(ask(pools, "owner", "/customers/?view=falling"))
    assert "Falls within 7 days" not in after
    assert "Far" in after
    assert pools.owner_of(far) == "owner"


def test_who_may_not_read_the_day_has_no_view_of_it(pools: Pools) -> None:
    from guanxi.engine import readyviews
    from guanxi.engine.permissions import Access, FieldRule, Grant, Mode, Scope
    from guanxi.ownership import ready

    pools.rule()
    ready.recycled.refresh(empty=False)
    grants = [Grant("customers", frozenset({"read"}), Scope.ALL, role="r")]
    closed = FieldRule("customers", frozenset({"falls_on"}), Mode.HIDDEN, "r")
    assert [view.name for view, _told in readyviews.offered(CUSTOMERS, Access(grants))] == ["falling"]
    assert list(readyviews.offered(CUSTOMERS, Access(grants, [closed]))) == []


def test_what_is_overdue_by_its_cycle_is_one_click_away(pools: Pools) -> None:
    cycles = registry["contact-cycles"]
    made = gate.create(cycles, {"name": "Monthly", "entity": "customers", "days": 30}, actor=pools.admin)
    gate.act(cycles, made.pk, "activate", actor=pools.admin)
    today = timezone.localdate()
    for name, days in (("Late", -2), ("Today", 0), ("Ahead", 2)):
        key = pools.owned("owner", name)
        CUSTOMERS.manager().filter(pk=key).update(contact_due=today + dt.timedelta(days=days))
    view = text(ask(pools, "owner", "/customers/?view=overdue"))
    assert "Late" in view
    assert "Ahead" not in view
    assert "To be contacted by" in view
    assert "1 customer" in view


@pytest.mark.parametrize("view", ["falling", "overdue", "nonsense"])
def test_a_view_that_is_not_there_shows_the_list(pools: Pools, view: str) -> None:
    pools.owned("owner", "Harbour")
    answer = ask(pools, "owner", f"/customers/?view={view}")
    assert answer.status_code == 200
    assert "Harbour" in text(answer)
