"""Claims, returns and what a pool's rules make of them; each with an owner, a teammate and a stranger."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.errors import EngineError, Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.models import Event
from guanxi.engine.permissions import Mode, as_system
from guanxi.engine.reading import Query, read_one, read_page
from guanxi.ownership import looking, membership
from guanxi.ownership.models import OwnershipEntry
from tests.ownership.world import CUSTOMERS, POOLS, RULES, Pools


def entry(key: uuid.UUID) -> OwnershipEntry:
    """The latest."""
    return OwnershipEntry._base_manager.filter(about__startswith=str(key)).latest("created_at")


def test_a_claim_gives_it_to_the_claimer_and_the_log_says_so(pools: Pools) -> None:
    key = pools.waiting()
    pools.claim("owner", key, "met them at a fair")
    assert pools.owner_of(key) == "owner"
    assert pools.log(key) == ["move", "claim"]
    told = entry(key)
    assert (told.from_pool, told.to_owner_id, told.reason) == (
        pools.pool,
        pools.house.keys["owner"],
        "met them at a fair",
    )  # type: ignore[attr-defined]
    assert told.created_by_id == pools.house.keys["owner"]  # type: ignore[attr-defined]
    event = Event.objects.filter(record=key).latest("at")
    assert (event.verb, event.actor) == ("claim", pools.house.keys["owner"])
    assert event.changes["owner"] == [None, str(pools.house.keys["owner"])]


def test_whoever_comes_later_is_told_who_was_faster(pools: Pools) -> None:
    key = pools.waiting()
    pools.claim("owner", key)
    with pytest.raises(WrongStage, match="Person owner was faster"):
        pools.claim("teammate", key)
    with pytest.raises(WrongStage, match="yours already"):
        pools.claim("owner", key)
    assert pools.owner_of(key) == "owner"
    assert pools.log(key) == ["move", "claim"]


@pytest.mark.parametrize("who", ["stranger", "clerk", "executive", "marketer"])
def test_only_members_claim(pools: Pools, who: str) -> None:
    key = pools.waiting()
    assert membership.in_pool(pools.house[who], pools.pool.pk) is None
    with pytest.raises(EngineError):
        gate.act(CUSTOMERS, key, "claim", {}, actor=pools.house[who])
    assert pools.owner_of(key) == "pool"
    assert pools.log(key) == ["move"]


def test_administrators_manage_every_pool_and_claim_by_its_rules(pools: Pools) -> None:
    pools.set(daily_cap=1)
    first, second = pools.waiting("One"), pools.waiting("Two")
    gate.act(CUSTOMERS, first, "claim", {}, actor=pools.admin)
    assert pools.owner_of(first) == "admin"
    with pytest.raises(Invalid, match="You claimed 1 today"):
        gate.act(CUSTOMERS, second, "claim", {}, actor=pools.admin)
    with as_system("a test") as system, pytest.raises(Invalid, match="Only members"):
        gate.act(CUSTOMERS, second, "claim", {}, actor=system)
    assert pools.owner_of(second) == "pool"


def test_the_pool_opens_what_waits_and_nothing_else(pools: Pools) -> None:
    key, owned = pools.waiting("Waiting"), pools.owned("teammate", "Owned")
    one = pools.member("owner")
    assert [row["name"] for row in read_page(CUSTOMERS, one, Query(fields=("name",))).rows] == ["Waiting"]
    with pytest.raises(NotFound):
        read_one(CUSTOMERS, owned, one)
    with pytest.raises(NotFound):
        read_one(CUSTOMERS, key, pools.house["owner"])
    with pytest.raises(NotAllowed):
        gate.update(CUSTOMERS, key, {"name": "Mine"}, actor=one)
    with pytest.raises(NotAllowed):
        gate.delete(CUSTOMERS, key, actor=one)
    assert pools.now(key).name == "Waiting"


def test_veiled_fields_are_read_once_claimed_and_never_before(pools: Pools) -> None:
    pools.set(veiled=["customers.phone", "customers.note"])
    key = pools.waiting(phone="021 6200 1234", note="their buyer is leaving")
    one = pools.member("owner")
    row = read_one(CUSTOMERS, key, one)
    assert "phone" not in row
    assert "note" not in row
    for query in (Query(sort=("phone",)), Query({"field": "phone", "op": "contains", "value": "6200"})):
        with pytest.raises(EngineError):
            read_page(CUSTOMERS, one, query)
    assert read_page(CUSTOMERS, one, Query(q="62001234")).rows == []
    assert read_one(CUSTOMERS, key, pools.member("manager"))["phone"]
    pools.claim("owner", key)
    assert read_one(CUSTOMERS, key, pools.house["owner"])["note"] == "their buyer is leaving"


def test_masked_fields_show_an_outline_and_answer_nothing_else(pools: Pools) -> None:
    pools.set(masked=["customers.phone", "customers.email"], veiled=["customers.email"])
    key = pools.waiting(phone="13812342051", email="buyer@example.com")
    one = pools.member("owner")
    row = read_one(CUSTOMERS, key, one)
    assert str(row["phone"]) == "138****2051"
    assert "email" not in row
    listed = read_page(CUSTOMERS, one, Query(fields=("phone",))).rows
    assert [str(found["phone"]) for found in listed] == ["138****2051"]
    for asked in (
        Query(sort=("phone",)),
        Query({"field": "phone", "op": "startswith", "value": "138"}),
        Query({"field": "phone", "op": "empty", "value": False}),
        Query({"field": "email", "op": "eq", "value": "buyer@example.com"}),
    ):
        with pytest.raises(EngineError):
            read_page(CUSTOMERS, one, asked)
    for words in ("13812342051", "2051", "buyer@example.com"):
        assert read_page(CUSTOMERS, one, Query(q=words)).rows == []
    assert read_one(CUSTOMERS, key, pools.member("manager"))["phone"] == "+8613812342051"
    pools.claim("owner", key)
    assert read_one(CUSTOMERS, key, pools.house["owner"])["phone"] == "+8613812342051"


def test_what_a_role_closes_stays_closed_in_the_pool(pools: Pools) -> None:
    gate.update(
        POOLS,
        pools.pool.pk,
        {"members": [{"person": pools.house.keys["marketer"], "manages": True}]},
        actor=pools.admin,
    )
    key = pools.waiting(tax_number="91310000607345678X")
    for one in (pools.member("marketer"), membership.deciding(pools.member("marketer"))):
        assert one.access.mode(CUSTOMERS, "tax_number") is Mode.MASKED
    assert "607345" not in str(read_one(CUSTOMERS, key, pools.member("marketer"))["tax_number"])


def test_a_return_needs_a_reason_and_goes_home(pools: Pools) -> None:
    key = pools.owned("owner")
    with pytest.raises(Invalid):
        pools.give_back("owner", key, "")
    with pytest.raises(NotFound):
        pools.give_back("stranger", key)
    with pytest.raises(NotFound):
        pools.give_back("teammate", key)
    assert pools.owner_of(key) == "owner"
    pools.give_back("owner", key, "they moved away")
    assert pools.owner_of(key) == "pool"
    told = entry(key)
    assert (told.step, told.reason, told.from_owner_id, told.to_pool) == (  # type: ignore[attr-defined]
        "return", "they moved away", pools.house.keys["owner"], pools.pool,
    )  # fmt: skip


def test_a_record_goes_to_the_first_pool_that_takes_it_in(pools: Pools) -> None:
    first = pools.make_pool("Big ones", rank=1, filter={"field": "employees", "op": "gte", "value": 500})
    small, big = pools.owned(name="Small", employees=5), pools.owned(name="Big", employees=900)
    pools.give_back("owner", small)
    pools.give_back("owner", big)
    assert pools.owner_of(small) == "pool"
    assert pools.now(big).pool_id == first.pk  # type: ignore[attr-defined]


def test_the_daily_cap_counts_the_day_of_the_company(pools: Pools) -> None:
    pools.set(daily_cap=2)
    keys = [pools.waiting(f"C{n}") for n in range(4)]
    pools.claim("owner", keys[0])
    pools.claim("owner", keys[1])
    with pytest.raises(Invalid, match="You claimed 2 today"):
        pools.claim("owner", keys[2])
    assert pools.owner_of(keys[2]) == "pool"
    pools.claim("teammate", keys[2])
    OwnershipEntry._base_manager.update(created_at=timezone.now() - dt.timedelta(days=1))
    pools.claim("owner", keys[3])
    assert pools.owner_of(keys[3]) == "owner"


def test_every_former_owner_waits_not_only_the_last(pools: Pools) -> None:
    pools.set(wait_former=15)
    key = pools.owned("owner")
    pools.give_back("owner", key)
    pools.claim("teammate", key)
    pools.give_back("teammate", key)
    for who in ("owner", "teammate"):
        with pytest.raises(Invalid, match="yours before"):
            pools.claim(who, key)
    OwnershipEntry._base_manager.filter(from_owner=pools.house.keys["owner"]).update(
        created_at=timezone.now() - dt.timedelta(days=16)
    )
    pools.claim("owner", key)
    assert pools.owner_of(key) == "owner"


def test_what_is_new_waits_and_claims_keep_their_distance(pools: Pools) -> None:
    pools.set(wait_new=2, gap=10)
    first, second = pools.waiting("One"), pools.waiting("Two")
    with pytest.raises(Invalid, match="only now"):
        pools.claim("owner", first)
    for key in (first, second):
        pools.age(key, 1)
    pools.claim("owner", first)
    with pytest.raises(Invalid, match="next one"):
        pools.claim("owner", second)
    assert pools.owner_of(second) == "pool"
    OwnershipEntry._base_manager.filter(step="claim").update(created_at=timezone.now() - dt.timedelta(minutes=11))
    pools.claim("owner", second)


def test_a_reason_is_asked_where_the_pool_asks(pools: Pools) -> None:
    pools.set(reason_required=True)
    key = pools.waiting()
    with pytest.raises(Invalid, match="Say why"):
        pools.claim("owner", key, "  ")
    pools.claim("owner", key, "my old school")
    assert entry(key).reason == "my old school"


def test_only_so_many_may_be_looked_at_a_day(pools: Pools) -> None:
    pools.set(view_cap=2)
    keys = [pools.waiting(f"C{n}") for n in range(3)]
    for key in (keys[0], keys[1], keys[0]):
        looking.note(pools.member("owner"), key)
    with pytest.raises(NotAllowed, match="You opened 2"):
        looking.note(pools.member("owner"), keys[2])
    looking.note(pools.member("teammate"), keys[2])
    looking.note(pools.member("manager"), keys[2])


# --- limits -----------------------------------------------------------------------------------------------------------


def test_nobody_holds_more_than_their_limit_by_whichever_way(pools: Pools) -> None:
    pools.limit(2)
    first = pools.owned("owner", "One")
    pools.owned("owner", "Two")
    waits, other = pools.waiting("Three"), pools.owned("teammate", "Four")
    for attempt in (
        lambda: pools.claim("owner", waits),
        lambda: pools.owned("owner", "Five"),
        lambda: gate.act(CUSTOMERS, other, "assign", {"to": pools.house.keys["owner"]}, actor=pools.house["manager"]),
        lambda: gate.update(CUSTOMERS, other, {"owner": pools.house.keys["owner"]}, actor=pools.house["manager"]),
        lambda: gate.act(CUSTOMERS, waits, "assign", {"to": pools.house.keys["owner"]}, actor=pools.member("manager")),
    ):
        with pytest.raises(Invalid, match="more than 2"):
            attempt()
    assert pools.owner_of(waits) == "pool"
    assert pools.owner_of(other) == "teammate"
    assert CUSTOMERS.manager().filter(owner=pools.house.keys["owner"]).count() == 2
    pools.give_back("owner", first)
    pools.claim("owner", waits)
    assert pools.owner_of(waits) == "owner"


def test_what_comes_back_counts_again(pools: Pools) -> None:
    pools.limit(1)
    key = pools.owned("owner", "One")
    gate.delete(CUSTOMERS, key, actor=pools.house["owner"])
    pools.owned("owner", "Two")
    with pytest.raises(Invalid, match="more than 1"):
        gate.restore(CUSTOMERS, key, actor=pools.house["owner"])
    assert pools.now(key).deleted_at is not None


def test_the_nearest_limit_holds(pools: Pools) -> None:
    pools.limit(0)
    pools.limit(1, person=pools.house.keys["owner"])
    key, other = pools.waiting("One"), pools.waiting("Two")
    pools.claim("owner", key)
    with pytest.raises(Invalid):
        pools.claim("owner", other)
    with pytest.raises(Invalid):
        pools.claim("teammate", other)


def test_what_a_limit_does_not_count(pools: Pools) -> None:
    pools.limit(1, uncounted={"field": "kind", "op": "eq", "value": "partner"})
    pools.owned("owner", "Partner", kind="partner")
    pools.owned("owner", "One")
    with pytest.raises(Invalid):
        pools.owned("owner", "Two")


def test_protection_has_an_end_a_reason_and_a_limit(pools: Pools) -> None:
    pools.limit(10, most_protected=1)
    first, second = pools.owned("owner", "One"), pools.owned("owner", "Two")
    until = timezone.localdate() + dt.timedelta(days=20)
    said = {"until": until, "reason": "a tender is open"}
    with pytest.raises(NotAllowed):
        gate.act(CUSTOMERS, first, "protect", said, actor=pools.house["owner"])
    gate.act(CUSTOMERS, first, "protect", said, actor=pools.house["manager"])
    assert pools.now(first).is_protected
    with pytest.raises(Invalid, match="protected"):
        gate.act(CUSTOMERS, second, "protect", said, actor=pools.house["manager"])
    assert not pools.now(second).is_protected
    with pytest.raises(Invalid):
        gate.act(
            CUSTOMERS,
            second,
            "protect",
            {**said, "until": timezone.localdate() - dt.timedelta(days=1)},
            actor=pools.house["manager"],
        )
    gate.act(CUSTOMERS, first, "assign", {"to": pools.house.keys["teammate"]}, actor=pools.house["manager"])
    assert not pools.now(first).is_protected


# --- what governs it --------------------------------------------------------------------------------------------------


def test_a_pool_in_use_and_the_last_one_stay(pools: Pools) -> None:
    for verb in ("close", "delete"):
        with pytest.raises(NotAllowed, match="last open pool"):
            gate.delete(POOLS, pools.pool.pk, actor=pools.admin) if verb == "delete" else gate.act(
                POOLS, pools.pool.pk, "close", actor=pools.admin
            )
    other = pools.make_pool("West")
    key = pools.waiting()
    with pytest.raises(NotAllowed, match="wait in this pool"):
        gate.act(POOLS, pools.pool.pk, "close", actor=pools.admin)
    pools.claim("owner", key)
    rule = pools.rule()
    with pytest.raises(NotAllowed, match="recycle rule"):
        gate.delete(POOLS, pools.pool.pk, actor=pools.admin)
    gate.act(RULES, rule.pk, "deactivate", actor=pools.admin)
    gate.act(POOLS, pools.pool.pk, "close", actor=pools.admin)
    assert membership.in_pool(pools.house["owner"], pools.pool.pk) is None
    assert membership.in_pool(pools.house["owner"], other.pk) is not None


@pytest.mark.parametrize("who", ["owner", "manager", "stranger", "clerk"])
def test_only_administrators_change_the_rules(pools: Pools, who: str) -> None:
    with pytest.raises(EngineError):
        gate.update(POOLS, pools.pool.pk, {"daily_cap": 1000}, actor=pools.house[who])
    with pytest.raises(EngineError):
        gate.create(RULES, {"name": "Mine", "entity": "customers", "pool": pools.pool.pk}, actor=pools.house[who])
    assert not RULES.manager().exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"daily_cap": -1}, "daily_cap"),
        ({"filter": {"field": "nothing", "op": "eq", "value": 1}}, "filter"),
        ({"veiled": ["customers.name"]}, "veiled"),
        ({"masked": ["customers.annual_revenue"]}, "masked"),
    ],
)
def test_a_pool_that_makes_no_sense_is_refused_at_its_field(
    pools: Pools, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as bad:
        pools.set(**values)
    assert any(name.startswith(field) for name in bad.value.errors), bad.value.errors
