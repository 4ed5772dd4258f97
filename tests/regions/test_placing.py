"""Where a record lies: by what it says itself, by the smallest division, and anew when the tree changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.models import Event
from guanxi.engine.reading import Query, groups, history, read_page
from guanxi.kit import divisions
from guanxi.modules.customers.models import Customer
from guanxi.people.regions import Tree
from tests.regions.world import CUSTOMERS, HANGZHOU, JINAN, LIAOCHENG, REGIONS, Market


def test_the_smallest_division_wins_and_a_district_can_be_taken_out_of_a_town(market: Market) -> None:
    market.region("East", "山东", "浙江")
    market.region("West of Shandong", "聊城", part_of="East")
    market.region("Old town", "山东/聊城/东昌府区", part_of="West of Shandong")
    keys = [market.customer(*told) for told in (("a", JINAN), ("b", "聊城市临清市青年路 5 号"), ("c", LIAOCHENG))]
    assert [market.where(key) for key in keys] == ["East", "West of Shandong", "Old town"]
    assert market.where(market.customer("d", "北京市朝阳区建国路 88 号")) == ""
    assert market.where(market.customer("e", "opposite the old mill")) == ""


def test_region_and_address_tell_it_together(market: Market) -> None:
    market.region("West of Shandong", "聊城")
    by_both = market.customer("a", "东昌府 兴华西路 12 号", region="山东")
    assert (market.now(by_both).division, market.where(by_both)) == ("山东/聊城/东昌府区||", "West of Shandong")
    by_region = market.customer("b", "", region="山东聊城")
    assert market.where(by_region) == "West of Shandong"


def test_a_new_address_is_a_new_place_and_the_history_says_both(market: Market) -> None:
    market.region("West", "聊城")
    market.region("South", "浙江")
    key = market.customer("a", LIAOCHENG)
    gate.update(CUSTOMERS, key, {"address": HANGZHOU}, actor=market.house["owner"])
    assert market.where(key) == "South"
    changes = Event.objects.filter(record=key, verb="update").get().changes
    assert changes["sales_region"] == [str(market.regions["West"]), str(market.regions["South"])]
    assert set(changes) == {"address", "division", "sales_region"}
    assert history(CUSTOMERS, key, market.house["owner"])
    gate.update(CUSTOMERS, key, {"address": ""}, actor=market.house["owner"])
    assert (market.where(key), market.now(key).division) == ("", "")


def test_the_tree_changes_and_every_record_follows_without_an_event(market: Market) -> None:
    keys = [market.customer(f"c{n}", (JINAN, LIAOCHENG, HANGZHOU)[n % 3]) for n in range(6)]
    events = Event.objects.filter(entity="customers").count()
    market.region("East", "山东")
    market.work()
    assert [market.where(key) for key in keys] == ["East", "East", ""] * 2
    market.region("West", "聊城")
    market.change("East", divisions=["山东", "浙江"])
    market.work()
    assert [market.where(key) for key in keys] == ["East", "West", "East"] * 2
    gate.delete(REGIONS, market.regions["East"], actor=market.house["admin"])
    market.work()
    assert [market.where(key) for key in keys] == ["", "West", ""] * 2
    assert Event.objects.filter(entity="customers").count() == events


def test_what_was_there_before_is_read_by_the_night(market: Market) -> None:
    market.region("West", "聊城")
    market.work()
    key = market.customer("a", LIAOCHENG)
    Customer._base_manager.filter(pk=key).update(division="", sales_region=None, placed_by=0)
    from guanxi.engine.jobs import Job, enqueue

    job = enqueue("people.place", {}, actor=None)
    market.work()
    assert market.where(key) == "West"
    assert Job._base_manager.get(pk=job.pk).result["customers"] == {"read": 1, "moved": 1}
    again = enqueue("people.place", {}, actor=None)
    market.work()
    assert Job._base_manager.get(pk=again.pk).result["customers"] == {"read": 0, "moved": 0}


def test_lists_filter_sort_and_group_by_region(market: Market) -> None:
    market.region("East", "浙江", person=market.house.keys["owner"])
    market.region("West", "聊城", part_of="East")
    for name, address in (("a", LIAOCHENG), ("b", HANGZHOU), ("c", "")):
        market.customer(name, address)

    def found(op: str, value: Any, who: str = "owner") -> set[str]:
        return market.sees(who, filter={"field": "sales_region", "op": op, "value": value})

    east, west = (str(market.regions[name]) for name in ("East", "West"))
    assert (found("eq", east), found("eq", west)) == ({"b"}, {"a"})
    assert found("within", east) == {"a", "b"}
    assert found("empty", True) == {"c"}
    assert found("eq", "my_regions") == found("within", "my_regions") == {"a", "b"}
    assert found("ne", "my_regions") == {"c"}
    assert found("within", "my_regions", "clerk") == set()
    assert found("ne", "my_regions", "clerk") == {"a", "b", "c"}
    by_region = groups(CUSTOMERS, market.house["owner"], Query(), "sales_region").buckets
    told = {str(bucket.key) if bucket.key else "": bucket.count.value for bucket in by_region}
    assert told == {"East": 1, "West": 1, "": 1}
    rows = read_page(CUSTOMERS, market.house["owner"], Query(sort=("division",))).rows
    assert [row["name"] for row in rows] == ["c", "a", "b"]


def test_many_records_cost_the_same_few_questions(market: Market, django_assert_max_num_queries: Any) -> None:
    market.region("East", "山东")
    values = [{"name": f"c{n}", "address": JINAN, "owner": market.house.keys["owner"]} for n in range(40)]
    clerk = market.house["clerk"]
    assert clerk.access
    with django_assert_max_num_queries(40):
        made = gate.create_many(CUSTOMERS, values, actor=clerk)
    assert {one.sales_region_id for one in made} == {market.regions["East"]}


KEYS = [divisions.STEP.join(steps) for steps in divisions.everything() if steps[0] in ("山东", "北京")]


@given(claimed=st.dictionaries(st.sampled_from(KEYS), st.integers(0, 4), max_size=12), where=st.sampled_from(KEYS))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_the_nearest_claim_around_a_place_is_its_region(claimed: dict[str, int], where: str) -> None:
    tree = Tree({}, claimed)  # type: ignore[arg-type]
    around = [key for key in claimed if where == key or where.startswith(f"{key}/")]
    wanted = claimed[max(around, key=len)] if around else None
    assert tree.region_of(f"{where}||") == wanted


@pytest.mark.parametrize("nothing", ["", "||", "|opposite the mill|"])
def test_nowhere_is_no_region(nothing: str) -> None:
    assert Tree({}, {"山东": 1}).region_of(nothing) is None  # type: ignore[dict-item]
