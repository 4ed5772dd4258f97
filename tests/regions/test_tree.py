"""The tree of regions: no circles, no division twice, and nobody gives by it more than they have."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.testing.tables import unchanged
from guanxi.people.models import Claim, Region
from tests.regions.world import REGIONS, Market


def refused(market: Market, name: str, *divisions: str, **more: Any) -> dict[str, Any]:
    with unchanged(), pytest.raises(Invalid) as told:
        market.region(name, *divisions, **more)
    return told.value.errors


def test_divisions_are_taken_however_they_are_written(market: Market) -> None:
    market.region("West of Shandong", "聊城市", "山东德州", "東昌府區")
    assert Region._base_manager.get().divisions == ["山东/聊城", "山东/德州", "山东/聊城/东昌府区"]


@pytest.mark.parametrize("text", ["鼓楼区", "Atlantis", "山东省聊城市兴华路 5 号", ""])
def test_what_is_no_one_division_is_refused(market: Market, text: str) -> None:
    if text:
        assert "is no province, town or district" in str(refused(market, "East", text))
    else:
        market.region("East")
        assert Claim.objects.count() == 0


def test_a_division_belongs_to_one_region(market: Market) -> None:
    market.region("East", "山东", "江苏")
    market.region("Liaocheng", "山东/聊城", part_of="East")
    told = refused(market, "North", "河北", "山东")
    assert told == {"divisions": ["山东 belongs to “East” already"]}
    assert "Liaocheng" in str(refused(market, "Other", "聊城"))
    gate.delete(REGIONS, market.regions["Liaocheng"], actor=market.house["admin"])
    other = market.region("Other", "聊城")
    with unchanged(), pytest.raises(Invalid):
        gate.restore(REGIONS, market.regions["Liaocheng"], actor=market.house["admin"])
    assert Claim.objects.get(division="山东/聊城").region_id == other  # type: ignore[attr-defined]


def test_no_circle_and_no_parts_left_behind(market: Market) -> None:
    market.region("East", "山东")
    market.region("West", part_of="East")
    with unchanged(), pytest.raises(Invalid) as told:
        market.change("East", parent=market.regions["West"])
    assert told.value.errors == {"parent": ["A sales region can't be part of itself."]}
    with unchanged(), pytest.raises(NotAllowed):
        gate.delete(REGIONS, market.regions["East"], actor=market.house["admin"])


def test_who_hands_over_is_named(market: Market) -> None:
    assert "person" in refused(market, "East", "山东", hands_over=True)


def test_everybody_reads_and_nobody_but_administrators_changes(market: Market) -> None:
    market.region("East", "山东")
    for who in ("owner", "teammate", "manager", "stranger"):
        with unchanged(), pytest.raises((NotAllowed, NotFound)):
            market.change("East", by=who, person=market.house.keys[who])


def test_nobody_gives_themselves_a_region_whose_records_they_may_not_see(market: Market) -> None:
    """Where a role speaks of regions, whoever may keep the tree still gives no more than they have."""
    market.region("East", "山东")
    market.role("manager", scope="regions")
    market.role("stranger", entity="regions", verbs="read create update delete", scope="all")
    with unchanged(), pytest.raises(NotAllowed):
        market.change("East", by="stranger", person=market.house.keys["stranger"])
    market.change("East", by="stranger", note="Everything up to the sea")
    with unchanged(), pytest.raises(NotAllowed):
        gate.delete(REGIONS, market.regions["East"], actor=market.house["stranger"])
