"""Who may not protect asks: the pool's managers or the owner's lead decide; meanwhile the record is kept."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from guanxi.engine import gate
from guanxi.engine.errors import Conflict, EngineError, Invalid, NotAllowed, NotFound, WrongStage
from guanxi.messaging.models import Notification
from guanxi.ownership import membership, protecting
from guanxi.ownership.models import OwnershipEntry
from guanxi.people import tokens
from tests.ownership.world import CUSTOMERS, POOLS, Pools

WHY = "a tender is open"


def day(days: int) -> dt.date:
    return timezone.localdate(timezone=timezone.get_default_timezone()) + dt.timedelta(days=days)


def ask(pools: Pools, key: uuid.UUID, who: str = "owner", days: int = 20, why: str = WHY) -> Any:
    said = {"until": day(days), "reason": why}
    return gate.act(CUSTOMERS, key, "ask_for_protection", said, actor=pools.house[who])


def agree(pools: Pools, key: uuid.UUID, who: Any = "manager", **said: Any) -> Any:
    actor = pools.house[who] if isinstance(who, str) else who
    return gate.act(CUSTOMERS, key, "agree_to_protection", said, actor=actor)


def decline(pools: Pools, key: uuid.UUID, word: str = "it is quiet", who: Any = "manager") -> Any:
    actor = pools.house[who] if isinstance(who, str) else who
    return gate.act(CUSTOMERS, key, "decline_protection", {"word": word}, actor=actor)


def told(pools: Pools, who: str, kind: str) -> list[Notification]:
    return list(Notification.objects.filter(user=pools.house.keys[who], kind=kind, read_at=None))


def test_an_owner_asks_and_the_manager_agrees(pools: Pools) -> None:
    key = pools.owned("owner")
    ask(pools, key)
    asked = pools.now(key)
    assert (asked.asked_until, asked.asked_why, asked.asked_by_id) == (day(20), WHY, pools.house.keys["owner"])  # type: ignore[attr-defined]
    assert asked.pool_id == pools.pool.pk  # type: ignore[attr-defined]
    assert not asked.is_protected
    assert [one.told["pool"] for one in told(pools, "manager", "asked")] == [str(pools.pool.pk)]
    agree(pools, key, word="until the tender")
    now = pools.now(key)
    assert now.is_protected
    assert timezone.localtime(now.protected_until, timezone.get_default_timezone()).date() == day(21)
    assert (now.protected_why, now.asked_at, now.asked_until, now.asked_by_id) == (WHY, None, None, None)  # type: ignore[attr-defined]
    assert pools.log(key) == ["ask", "agree"]
    last = OwnershipEntry._base_manager.filter(about__startswith=str(key)).latest("created_at")
    assert (last.reason, last.created_by_id) == ("until the tender", pools.house.keys["manager"])  # type: ignore[attr-defined]
    assert [one.told["verb"] for one in told(pools, "owner", "answered")] == ["agree"]
    assert told(pools, "manager", "asked") == []


def test_agreeing_may_be_shorter_and_never_longer(pools: Pools) -> None:
    first, second = pools.owned("owner", "One"), pools.owned("owner", "Two")
    for key in (first, second):
        ask(pools, key)
    agree(pools, first, until=day(5))
    assert timezone.localtime(pools.now(first).protected_until, timezone.get_default_timezone()).date() == day(6)
    with pytest.raises(Invalid, match="Not longer") as bad:
        agree(pools, second, until=day(21))
    assert list(bad.value.errors) == ["until"]
    assert not pools.now(second).is_protected
    assert pools.now(second).asked_until == day(20)


def test_a_refusal_has_a_word_and_ends_the_waiting(pools: Pools) -> None:
    key = pools.owned("owner")
    ask(pools, key)
    with pytest.raises(Invalid):
        decline(pools, key, "")
    assert pools.now(key).asked_at is not None
    decline(pools, key, "nothing happens there")
    now = pools.now(key)
    assert (now.asked_at, now.protected_until) == (None, None)
    assert pools.log(key) == ["ask", "decline"]
    assert [one.told["verb"] for one in told(pools, "owner", "answered")] == ["decline"]


def test_who_asks_may_take_it_back(pools: Pools) -> None:
    key = pools.owned("owner")
    ask(pools, key)
    gate.act(CUSTOMERS, key, "withdraw_request", actor=pools.house["owner"])
    assert pools.now(key).asked_at is None
    assert pools.log(key) == ["ask", "withdraw"]
    assert told(pools, "owner", "answered") == []
    with pytest.raises(WrongStage, match="isn't there any more"):
        agree(pools, key)
    assert not pools.now(key).is_protected


@pytest.mark.parametrize("who", ["teammate", "stranger", "executive"])
def test_others_neither_ask_nor_decide(pools: Pools, who: str) -> None:
    key = pools.owned("owner")
    with pytest.raises(EngineError):
        ask(pools, key, who)
    ask(pools, key)
    for attempt in (agree, decline):
        with pytest.raises((NotFound, NotAllowed)):
            attempt(pools, key, who=who)
        with pytest.raises(NotAllowed):
            attempt(pools, key, who="owner")
    assert pools.log(key) == ["ask"]
    assert not pools.now(key).is_protected


def test_nobody_agrees_to_what_they_asked_for(pools: Pools) -> None:
    members = [{"person": pools.house.keys["owner"], "manages": True}]
    gate.update(POOLS, pools.pool.pk, {"members": members}, actor=pools.admin)
    key = pools.owned("owner")
    ask(pools, key)
    mine = membership.deciding(pools.member("owner"))
    with pytest.raises(Invalid, match="somebody else decides"):
        agree(pools, key, mine)
    with pytest.raises(Invalid, match="somebody else decides"):
        decline(pools, key, who=mine)
    assert pools.now(key).asked_at is not None
    assert [one.user for one in Notification.objects.filter(kind="asked")] == [pools.house.keys["manager"]]


def test_two_agree_and_the_second_is_told(pools: Pools) -> None:
    key = pools.owned("owner")
    ask(pools, key)
    agree(pools, key)
    with pytest.raises(WrongStage, match="isn't there any more"):
        agree(pools, key, "admin", until=day(3))
    assert pools.log(key) == ["ask", "agree"]


def test_another_owner_ends_the_request(pools: Pools) -> None:
    key = pools.owned("owner")
    ask(pools, key)
    version = pools.now(key).version
    gate.act(CUSTOMERS, key, "assign", {"to": pools.house.keys["teammate"]}, actor=pools.house["manager"])
    with pytest.raises(WrongStage, match="the owner changed"):
        agree(pools, key)
    ask(pools, key, "teammate")
    with pytest.raises(Conflict):
        gate.act(CUSTOMERS, key, "agree_to_protection", {}, actor=pools.house["manager"], version=version)
    assert not pools.now(key).is_protected
    assert told(pools, "owner", "answered") == []


def test_limits_of_protected_records_hold_when_it_is_agreed_to(pools: Pools) -> None:
    pools.limit(10, most_protected=1)
    first, second = pools.owned("owner", "One"), pools.owned("owner", "Two")
    for key in (first, second):
        ask(pools, key)
    agree(pools, first)
    with pytest.raises(Invalid, match="more than 1 protected"):
        agree(pools, second)
    assert pools.now(second).asked_at is not None
    assert pools.log(second) == ["ask"]


def test_a_request_keeps_the_record_for_some_days_and_only_once(pools: Pools) -> None:
    pools.set(ask_days=2)
    pools.rule()
    key, other = pools.owned("owner", "Asked"), pools.owned("owner", "Quiet")
    for one in (key, other):
        pools.age(one, 31)
    ask(pools, key)
    assert pools.now(key).falls_on == day(2)
    pools.night()
    assert (pools.owner_of(key), pools.owner_of(other)) == ("owner", "pool")
    decline(pools, key)
    assert pools.now(key).falls_on < day(1)
    ask(pools, key, why="once more")
    assert pools.now(key).falls_on < day(1)
    pools.night()
    assert pools.owner_of(key) == "pool"
    assert pools.now(key).asked_at is None
    assert pools.log(key) == ["ask", "decline", "ask", "recycle"]


def test_what_nobody_decides_falls_when_its_days_are_over(pools: Pools) -> None:
    pools.rule()
    key = pools.owned("owner")
    pools.age(key, 31)
    ask(pools, key)
    CUSTOMERS.manager().filter(pk=key).update(asked_holds=day(0))
    pools.night()
    assert pools.owner_of(key) == "pool"


def test_without_a_pool_the_nearest_lead_is_told(pools: Pools) -> None:
    pools.set(filter={"field": "kind", "op": "eq", "value": "partner"})
    key = pools.owned("owner")
    ask(pools, key)
    assert pools.now(key).pool_id is None  # type: ignore[attr-defined]
    assert protecting.deciders(pools.now(key)) == {pools.house.keys["manager"]}
    assert len(told(pools, "manager", "asked")) == 1


def test_a_pool_of_strangers_is_decided_by_its_managers_alone_on_its_requests(pools: Pools) -> None:
    members = [{"person": pools.house.keys["stranger"], "manages": True}]
    gate.update(POOLS, pools.pool.pk, {"members": members}, actor=pools.admin)
    key, other = pools.owned("owner", "Asked"), pools.owned("owner", "Not asked")
    ask(pools, key)
    assert len(told(pools, "stranger", "asked")) == 1
    one = protecting.decider(pools.house["stranger"], CUSTOMERS, key)
    with pytest.raises(NotFound):
        protecting.decider(pools.house["stranger"], CUSTOMERS, other)
    assert [each.record.pk for each in protecting.waiting_for(pools.house["stranger"])] == [key]
    agree(pools, key, one)
    assert pools.now(key).is_protected
    assert protecting.waiting_for(pools.house["stranger"]) == []
    with pytest.raises(WrongStage, match="isn't there any more"):
        agree(pools, key, protecting.decider(pools.house["stranger"], CUSTOMERS, key))


def test_days_that_no_pool_can_wait(pools: Pools) -> None:
    for wrong in (-1, 61):
        with pytest.raises(Invalid) as bad:
            pools.set(ask_days=wrong)
        assert list(bad.value.errors) == ["ask_days"]


# --- pages and programs -----------------------------------------------------------------------------------------------


def client(pools: Pools, who: str) -> Client:
    made = Client()
    made.force_login(pools.house[who])
    return made


def text(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def test_the_page_tells_who_asks_and_takes_the_answer(pools: Pools) -> None:
    key = pools.owned("owner", "Harbour")
    ask(pools, key)
    manager = client(pools, "manager")
    shown = text(manager.get("/waiting/requests/"))
    for words in ("Harbour", "Person owner", WHY, "East"):
        assert words in shown
    said = {"deed": "agree", "until": str(day(4)), "version": str(pools.now(key).version), "once": "b" * 32}
    for _click in range(2):
        answer = manager.post(f"/waiting/requests/customers/{key}/", said, follow=True)
        assert "Protected: Harbour" in text(answer)
    assert pools.log(key) == ["ask", "agree"]
    late = client(pools, "admin").post(f"/waiting/requests/customers/{key}/", said | {"once": ""}, follow=True)
    assert "isn't there any more" in text(late) or "changed meanwhile" in text(late)
    assert "Person manager agreed to protect Harbour" in text(client(pools, "owner").get("/notifications/?tab=all"))


def test_the_bell_leads_to_the_page(pools: Pools) -> None:
    ask(pools, pools.owned("owner", "One"))
    ask(pools, pools.owned("owner", "Two"))
    page = client(pools, "manager").get("/notifications/?tab=waits")
    assert "Protection is asked for 2 customers" in text(page)
    assert "/waiting/requests/" in page.content.decode()


@pytest.mark.parametrize("who", ["owner", "teammate", "stranger", "executive"])
def test_the_page_is_for_those_who_decide(pools: Pools, who: str) -> None:
    key = pools.owned("owner")
    ask(pools, key)
    asking = client(pools, who)
    assert asking.get("/waiting/requests/").status_code == 404
    asking.post(f"/waiting/requests/customers/{key}/", {"deed": "agree", "version": str(pools.now(key).version)})
    assert not pools.now(key).is_protected
    assert pools.log(key) == ["ask"]


def test_nonsense_is_refused(pools: Pools) -> None:
    key = pools.owned("owner")
    ask(pools, key)
    manager = client(pools, "manager")
    for said in ({"deed": "agree"}, {"deed": "protect", "version": "1"}, {"deed": "agree", "version": "x"}):
        assert manager.post(f"/waiting/requests/customers/{key}/", said).status_code == 400
    for place in (f"quotes/{key}", f"nothing/{key}", f"customers/{uuid.uuid4()}"):
        assert manager.post(f"/waiting/requests/{place}/", {"deed": "agree", "version": "1"}).status_code == 404
    assert pools.log(key) == ["ask"]


def test_programs_ask_and_decide(pools: Pools) -> None:
    key, other = pools.owned("owner", "Asked"), pools.owned("owner", "Other")

    def call(who: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {tokens.make(pools.house[who], 'test', None)}"}
        if body is None:
            return Client().get(path, headers=headers)
        return Client().post(path, json.dumps(body), content_type="application/json", headers=headers)

    asked = call("owner", f"/api/v1/customers/{key}/ask_for_protection", {"until": str(day(9)), "reason": WHY})
    assert asked.status_code == 200, asked.content
    place = f"/api/v1/pools/{pools.pool.pk}"
    listed = call("manager", f"{place}/requests").json()["items"]
    assert [(row["name"], row["asked_why"]) for row in listed] == [("Asked", WHY)]
    assert call("owner", f"{place}/requests").status_code == 403
    assert call("stranger", f"{place}/requests").status_code == 404
    for bad in ({}, {"record": str(key)}, {"record": str(key), "agree": "yes"}, {"record": "x", "agree": True}):
        assert call("manager", f"{place}/decide", bad).status_code == 422
    assert call("owner", f"{place}/decide", {"record": str(key), "agree": True}).status_code == 403
    assert call("manager", f"{place}/decide", {"record": str(other), "agree": True}).status_code == 404
    assert not pools.now(key).is_protected
    told_ = call("manager", f"{place}/decide", {"record": str(key), "agree": True, "until": str(day(3))})
    assert (told_.status_code, told_.json()["agreed"]) == (200, True)
    assert pools.now(key).is_protected
    assert call("manager", f"{place}/decide", {"record": str(key), "agree": True}).status_code == 409
