"""The tree of regions goes from one system to another: compared, tried, brought in as a whole, taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import configuration, gate
from guanxi.engine.configuration import CHANGED, HERE_ONLY, NEW, SAME
from guanxi.engine.configuration.moving import choose
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.models import Move
from guanxi.engine.models.move import APPLIED, COMPARED, UNDONE
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.tables import unchanged
from guanxi.people.models import Claim, Region
from tests.regions.world import LIAOCHENG, POOLS, REGIONS, Market

MOVES = registry["configuration-moves"]
NAMES = ("parent", "name", "divisions", "person", "department", "hands_over")
Row = dict[str, Any]


def told(market: Market) -> list[Row]:
    """The tree as a document tells it."""
    document = json.loads(json.dumps(configuration.make(market.house["admin"], ["regions"])))
    return [{name: row[name] for name in NAMES} for row in document["records"]["regions"]]


def received(market: Market, rows: list[Row], **more: list[Row]) -> Move:
    data = json.dumps({"format": 1, "records": {"regions": rows, **more}}).encode()
    return configuration.receive(market.house["admin"], data, "test system.json")


def compared(market: Market, move: Move) -> list[configuration.Difference]:
    return configuration.compare(market.house["admin"], move.document)


def states(market: Market, move: Move) -> dict[str, str]:
    return {one.name: one.state for one in compared(market, move) if one.state != SAME}


def do(market: Market, move: Move, verb: str, **values: Any) -> Move:
    gate.act(MOVES, move.pk, verb, values, actor=market.house["admin"])
    run_jobs_now()
    return Move._base_manager.get(pk=move.pk)  # type: ignore[no-any-return]


def tree() -> dict[str, tuple[str, list[str]]]:
    """Each region by name: what it is a part of, and what it covers."""
    rows = Region._base_manager.filter(deleted_at=None).select_related("parent")
    return {row.name: (row.parent.name if row.parent else "", row.divisions) for row in rows}


def claims() -> dict[str, str]:
    return dict(Claim.objects.values_list("division", "region__name"))


def forget(names: Iterable[str]) -> None:
    """The live system, which doesn't know them yet."""
    Claim.objects.filter(region__name__in=list(names)).delete()
    while leaves := list(
        Region._base_manager.filter(name__in=list(names))
        .exclude(pk__in=Region._base_manager.exclude(parent=None).values("parent"))
        .values_list("pk", flat=True)
    ):
        Region._base_manager.filter(pk__in=leaves).delete()


def cut(market: Market) -> list[Row]:
    """Two regions with parts of the same name; what a test system says of them."""
    keys = market.house.keys
    market.region("North", "河北", person=keys["manager"], hands_over=True)
    market.region("East", "山东", "浙江", department=market.house.departments["East"])
    market.region("Heart", "山东/聊城", part_of="East", person=keys["owner"])
    market.region("Core", "山东/聊城/东昌府区", part_of="Heart")
    # A part of the same name as one elsewhere.
    values = {"name": "Heart", "parent": market.regions["North"], "divisions": ["河北/邢台"]}
    gate.create(REGIONS, values, actor=market.house["admin"])
    return told(market)


ALL = {f"regions/{way}": NEW for way in ("North", "East", "East/Heart", "East/Heart/Core", "North/Heart")}


def test_a_tree_is_told_by_the_way_from_the_top(market: Market) -> None:
    rows = {(tuple(row["parent"] or ()), row["name"]): row for row in cut(market)}
    assert set(rows) == {
        ((), "North"),
        ((), "East"),
        (("East",), "Heart"),
        (("East", "Heart"), "Core"),
        (("North",), "Heart"),
    }
    north = {"parent": None, "name": "North", "divisions": ["河北"], "person": "manager", "department": None}
    assert rows[(), "North"] == {**north, "hands_over": True}
    assert rows[(), "East"]["department"] == "East"


def test_it_is_compared_tried_brought_in_and_taken_back(market: Market) -> None:
    rows = cut(market)
    before = {row.pk for row in Region._base_manager.all()}
    there, covered = tree(), claims()
    forget(there)
    customer = market.customer("Harbour", LIAOCHENG)
    assert market.where(customer) == ""
    move = received(market, rows[::-1])
    assert states(market, move) == ALL
    with_nothing = do(market, move, "try_out")
    assert (with_nothing.state, with_nothing.problems) == (COMPARED, {})
    assert (tree(), claims(), states(market, move)) == ({}, {}, ALL)

    done = do(market, move, "apply")
    assert (done.state, done.made, done.problems) == (APPLIED, 5, {})
    assert (tree(), claims(), states(market, move)) == (there, covered, {})
    assert not before & {row.pk for row in Region._base_manager.all()}
    assert market.where(customer) == "Core"
    assert Region._base_manager.get(name="North").person_id == market.house.keys["manager"]
    assert told(market) == rows

    back = do(market, move, "undo")
    assert (back.state, back.problems) == (UNDONE, {})
    assert (tree(), claims(), states(market, move)) == ({}, {}, ALL)
    assert market.where(customer) == ""


def test_who_has_no_account_here_is_left_out_in_words(market: Market) -> None:
    rows = cut(market)
    forget(tree())
    strangers = [
        {**row, "person": "somebody.else", "department": "Moon"} if row["name"] == "North" else row for row in rows
    ]
    move = received(market, strangers)
    (north,) = [one for one in compared(market, move) if one.name == "regions/North"]
    assert north.remarks == (
        "“somebody.else” isn't known here. Left empty: In charge, What nobody owns goes to whoever is in charge.",
        "“Moon” isn't known here. Left empty: Looked after by.",
    )
    assert do(market, move, "try_out").problems == {}
    assert do(market, move, "apply").problems == {}
    made = Region._base_manager.get(name="North")
    assert (made.person_id, made.department_id, made.hands_over) == (None, None, False)
    assert states(market, move) == {}
    # Who is in charge here stays so.
    gate.update(REGIONS, made.pk, {"person": market.house.keys["teammate"]}, actor=market.house["admin"])
    changed = [{**row, "divisions": ["河北", "山西"]} if row["name"] == "North" else row for row in strangers]
    again = received(market, changed)
    assert states(market, again) == {"regions/North": CHANGED}
    assert do(market, again, "apply").changed == 1
    made.refresh_from_db()
    assert (made.person_id, made.divisions) == (market.house.keys["teammate"], ["河北", "山西"])


def test_regions_swap_what_they_cover_and_back(market: Market) -> None:
    rows = cut(market)
    swapped = {"East": ["河北"], "North": ["山东", "浙江"]}
    move = received(market, [{**row, "divisions": swapped.get(row["name"], row["divisions"])} for row in rows])
    assert states(market, move) == {"regions/East": CHANGED, "regions/North": CHANGED}
    before = claims()
    done = do(market, move, "apply")
    assert (done.state, done.changed, done.problems) == (APPLIED, 2, {})
    assert {key: claims()[key] for key in ("河北", "山东", "浙江")} == {
        "河北": "East",
        "山东": "North",
        "浙江": "North",
    }
    assert do(market, move, "undo").state == UNDONE
    assert claims() == before


def test_what_is_only_here_and_covers_the_same_stands_in_the_way_until_it_goes(market: Market) -> None:
    market.region("Old", "山东")
    market.region("Older", part_of="Old")
    move = received(market, [{"parent": None, "name": "New", "divisions": ["山东"]}])
    assert states(market, move) == {"regions/New": NEW, "regions/Old": HERE_ONLY, "regions/Old/Older": HERE_ONLY}
    stopped = do(market, move, "apply")
    assert stopped.problems == {"regions/New": "covers: 山东 belongs to “Old” already"}
    assert claims() == {"山东": "Old"}
    choose(move, market.house["admin"], ["regions/New", "regions/Old", "regions/Old/Older"])
    done = do(market, move, "apply")
    assert (done.made, done.removed, done.problems) == (1, 2, {})
    assert (tree(), claims()) == ({"New": ("", ["山东"])}, {"山东": "New"})
    assert do(market, move, "undo").problems == {}
    assert (tree(), claims()) == ({"Old": ("", ["山东"]), "Older": ("Old", [])}, {"山东": "Old"})


def test_a_part_does_not_come_without_what_is_above_it(market: Market) -> None:
    move = received(market, [{"parent": ["East"], "name": "Heart"}, {"parent": None, "name": "East"}])
    choose(move, market.house["admin"], ["regions/East/Heart"])
    assert do(market, move, "apply").problems == {
        "regions/East/Heart": "part of the region: Sales region “East” isn't here."
    }
    assert tree() == {}
    choose(move, market.house["admin"], ["regions/East/Heart", "regions/East"])
    assert do(market, move, "apply").made == 2
    assert tree() == {"East": ("", []), "Heart": ("East", [])}


def test_later_work_on_the_tree_is_not_lost(market: Market) -> None:
    move = received(market, [{"parent": None, "name": "East", "divisions": ["山东"]}])
    do(market, move, "apply")
    market.regions["East"] = Region._base_manager.get(name="East").pk
    market.region("Mine", "山东/聊城", part_of="East")
    with pytest.raises(Invalid) as refused:
        do(market, move, "undo")
    assert "1 sales region" in str(refused.value.errors)
    assert claims() == {"山东": "East", "山东/聊城": "Mine"}


def test_a_division_that_was_given_away_meanwhile_stands_in_the_way(market: Market) -> None:
    market.region("East", "山东", "浙江")
    move = received(market, [{"parent": None, "name": "East", "divisions": ["山东"]}])
    do(market, move, "apply")
    market.region("South", "浙江")
    with pytest.raises(Invalid) as refused:
        do(market, move, "undo")
    assert "浙江 belongs to “South” already" in str(refused.value.errors)
    assert claims() == {"山东": "East", "浙江": "South"}


def test_a_pool_finds_its_region_by_the_way_to_it(market: Market) -> None:
    rows = cut(market)
    heart = Region._base_manager.get(name="Heart", parent__name="North")
    gate.create(POOLS, {"name": "Northern", "entity": "customers", "region": heart.pk}, actor=market.house["admin"])
    pools = json.loads(json.dumps(configuration.make(market.house["admin"], ["pools"])))["records"]["pools"]
    (pool,) = [row for row in pools if row["name"] == "Northern"]
    assert pool["region"] == ["North", "Heart"]
    POOLS.manager().filter(name="Northern").delete()
    forget(tree())
    move = received(market, rows, pools=[pool])
    assert do(market, move, "apply").problems == {}
    row = POOLS.manager().get(name="Northern")
    assert row.region_id == Region._base_manager.get(name="Heart", parent__name="North").pk


def test_nobody_but_administrators_moves_a_tree(market: Market) -> None:
    rows = cut(market)
    move = received(market, [{**row, "divisions": []} for row in rows])
    data = json.dumps({"format": 1, "records": {"regions": rows}}).encode()
    for who in ("owner", "teammate", "stranger", "manager"):
        with unchanged(), pytest.raises(NotFound):
            configuration.receive(market.house[who], data, "x.json")
        with unchanged(), pytest.raises(NotFound):
            gate.act(MOVES, move.pk, "apply", actor=market.house[who])


STEPS = st.sampled_from(["A", "B", "C", "a/b", "50%"])
VALUES = st.none() | st.integers() | st.lists(st.none() | st.text(max_size=3), max_size=3) | st.text(max_size=5)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=st.sets(st.lists(STEPS, min_size=1, max_size=4).map(tuple), max_size=8))
def test_whatever_tree_is_told_the_same_tree_comes(market: Market, ways: set[tuple[str, ...]]) -> None:
    """With what is above each of them it is made once, and told again as it was."""
    whole = {way[:n] for way in ways for n in range(1, len(way) + 1)}
    rows = [{"parent": list(way[:-1]) or None, "name": way[-1]} for way in sorted(whole, key=str)]
    move = received(market, rows)
    assert len({one.name for one in compared(market, move)}) == len(whole)
    counts, problems = configuration.bring_in_now(
        market.house["admin"], json.dumps(move.document).encode(), "x.json", None, is_dry=False
    )
    assert (counts["made"], problems) == (len(whole), {})
    assert {(*(row["parent"] or ()), row["name"]) for row in told(market)} == whole
    assert states(market, move) == {}
    forget([row.name for row in Region._base_manager.all()])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6), max_size=4))
def test_nonsense_is_refused_in_words(market: Market, rows: list[Row]) -> None:
    try:
        move = received(market, rows)
    except Invalid:
        return
    assert do(market, move, "try_out").state == COMPARED
    assert tree() == {}
    tried = Move._base_manager.get(pk=move.pk)
    assert all(isinstance(text, str) and text for text in tried.problems.values())
