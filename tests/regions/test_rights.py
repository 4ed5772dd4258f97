"""Whoever looks after a region sees what lies there, whoever owns it; and never more."""

from __future__ import annotations

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.permissions import Mode, explaining
from guanxi.engine.reading import read_one
from guanxi.engine.testing.tables import unchanged
from guanxi.people.access import access_of, own_access, own_access_of_many
from tests.regions.world import CUSTOMERS, HANGZHOU, JINAN, LIAOCHENG, Market

IN_MINE = {"field": "sales_region", "op": "within", "value": "my_regions"}


@pytest.fixture
def cut(market: Market) -> Market:
    """The manager looks after the East and what is below it, the department South after the South."""
    market.region("East", "山东", person=market.house.keys["manager"])
    market.region("West of Shandong", "聊城", part_of="East")
    market.region("South", "浙江", department=market.house.departments["South"])
    for name, address, who in (
        ("jinan", JINAN, "stranger"),
        ("liaocheng", LIAOCHENG, "owner"),
        ("hangzhou", HANGZHOU, "manager"),
        ("nowhere", "", "manager"),
    ):
        market.customer(name, address, who)
    return market


@pytest.mark.parametrize("permission", [{"scope": "regions"}, {"scope": "all", "filter": IN_MINE}])
def test_a_regional_manager_sees_the_region_and_nothing_else(cut: Market, permission: dict) -> None:
    cut.role("manager", **permission)
    cut.role("stranger", **permission)
    cut.role("teammate", **permission)
    assert cut.sees("manager") == {"jinan", "liaocheng"}
    assert cut.sees("stranger") == {"hangzhou"}
    assert cut.sees("teammate") == set()


def test_it_moves_with_the_tree_with_the_address_and_with_who_is_in_charge(cut: Market) -> None:
    cut.role("manager", scope="regions")
    cut.change("West of Shandong", parent=cut.regions["South"])
    assert cut.sees("manager") == {"jinan"}
    cut.change("West of Shandong", parent=None, divisions=["浙江/杭州"])
    cut.work()
    assert cut.sees("manager") == {"jinan", "liaocheng"}
    cut.change("East", person=cut.house.keys["owner"])
    assert cut.sees("manager") == set()


def test_what_lies_elsewhere_is_not_there(cut: Market) -> None:
    cut.role("manager", scope="regions")
    keys = {row.name: row.pk for row in CUSTOMERS.manager()}
    gate.update(CUSTOMERS, keys["jinan"], {"note": "visited"}, actor=cut.house["manager"])
    with unchanged():
        with pytest.raises((NotFound, NotAllowed)):
            gate.update(CUSTOMERS, keys["hangzhou"], {"note": "mine?"}, actor=cut.house["manager"])
        with pytest.raises(NotFound):
            read_one(CUSTOMERS, keys["hangzhou"], cut.house["manager"])


def test_a_ban_by_region_wins(cut: Market) -> None:
    cut.role("manager", scope="all")
    with_ban = [
        {"entity": "customers", "verbs": "read", "scope": "all"},
        {"entity": "customers", "verbs": "read", "scope": "regions", "allow": False},
    ]
    from guanxi.engine.permissions import as_system
    from guanxi.people.models import Role
    from tests.regions.world import ROLES

    with as_system("a ban for a test") as system:
        gate.update(ROLES, Role._base_manager.get(key="r_manager").pk, {"permissions": with_ban}, actor=system)
    assert cut.sees("manager") == {"hangzhou", "nowhere"}


def test_the_explanation_says_so(cut: Market) -> None:
    cut.role("manager", scope="regions")
    keys = {row.name: row.pk for row in CUSTOMERS.manager()}
    access = access_of(cut.house["manager"])
    for name, allowed in (("jinan", True), ("hangzhou", False)):
        (verdict,) = explaining.on_record([access], CUSTOMERS, keys[name], ["read"])[0]
        assert verdict.allowed is allowed
        assert [reason.grant.scope for reason in verdict.reasons] == ["regions"]


def test_one_by_one_and_all_at_once_are_the_same(cut: Market) -> None:
    people = [cut.house[who] for who in ("owner", "teammate", "manager", "stranger")]
    alone = [own_access(person).place.regions for person in people]
    assert [access.place.regions for access in own_access_of_many(people)] == alone
    assert [len(regions) for regions in alone] == [0, 0, 2, 1]


def test_who_may_not_read_the_address_does_not_learn_the_place(cut: Market) -> None:
    from guanxi.engine.permissions import as_system
    from guanxi.people.models import Role
    from tests.regions.world import ROLES

    cut.role("manager", scope="regions")
    with as_system("a limit for a test") as system:
        limit = [{"entity": "customers", "names": "address", "mode": "HIDDEN"}]
        gate.update(ROLES, Role._base_manager.get(key="r_manager").pk, {"field_limits": limit}, actor=system)
    access = access_of(cut.house["manager"])
    assert [access.mode(CUSTOMERS, name) for name in ("division", "sales_region")] == [Mode.HIDDEN, Mode.HIDDEN]
    assert cut.sees("manager") == {"jinan", "liaocheng"}
