"""The pages and the endpoints of pools, asked by members, managers and strangers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.html import strip_tags

from guanxi.engine import gate
from guanxi.people import tokens
from tests.ownership.world import CUSTOMERS, Pools


def ask(pools: Pools, who: str, url: str) -> Any:
    client = Client()
    client.force_login(pools.house[who])
    return client.get(url)


def post(pools: Pools, who: str, url: str, **data: Any) -> Any:
    client = Client()
    client.force_login(pools.house[who])
    return client.post(url, data, follow=True)


def text(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def place(pools: Pools, *more: object) -> str:
    return "/".join(("/waiting", str(pools.pool.pk), *map(str, more), ""))


def test_a_member_finds_what_waits_and_claims_it(pools: Pools) -> None:
    key = pools.waiting("Harbour", phone="021 6200 1234")
    assert ask(pools, "owner", "/waiting/").headers["Location"] == place(pools)
    listed = text(ask(pools, "owner", place(pools)))
    assert "Harbour" in listed
    assert "Hand out" not in listed
    assert "Harbour" in text(ask(pools, "owner", place(pools, key)))
    answer = post(pools, "owner", place(pools, "claim"), key=str(key))
    assert answer.redirect_chain[-1][0] == f"/customers/{key}/"
    assert "Claimed: 1 customer" in text(answer)
    assert pools.owner_of(key) == "owner"


def test_several_at_once_and_what_was_refused_is_told(pools: Pools) -> None:
    pools.set(daily_cap=2)
    keys = [pools.waiting(f"C{n}") for n in range(3)]
    told = text(post(pools, "owner", place(pools, "claim"), key=[str(key) for key in keys]))
    assert "Claimed: 2 customers" in told
    assert "C2: You claimed 2 today" in told
    assert [pools.owner_of(key) for key in keys].count("owner") == 2


def test_each_of_several_has_its_own_result(pools: Pools) -> None:
    pools.set(daily_cap=1)
    mine, theirs, late = (pools.waiting(name) for name in ("Mine", "Theirs", "Late"))
    pools.claim("teammate", theirs)
    client = Client()
    client.force_login(pools.house["owner"])
    sent = {"key": [str(mine), str(theirs), str(late)], "once": "c" * 32}
    answer = client.post(place(pools, "claim"), sent, follow=True)
    where = answer.redirect_chain[-1][0]
    assert where == place(pools, "claimed") + f"?once={'c' * 32}"
    for told in (text(answer), text(client.get(where)), text(client.post(place(pools, "claim"), sent, follow=True))):
        assert "1 customer claimed, 2 not" in told
        assert "Mine yours now" in told
        assert "Theirs Person teammate was faster" in told
        assert "Late You claimed 1 today" in told
    assert [pools.owner_of(key) for key in (mine, theirs, late)] == ["owner", "teammate", "pool"]
    assert ask(pools, "teammate", where).headers["Location"] == place(pools)
    assert ask(pools, "stranger", where).status_code == 404


def condition(field: str, op: str, value: object) -> str:
    return json.dumps({"field": field, "op": op, "value": value})


def test_what_waits_is_narrowed_by_conditions(pools: Pools) -> None:
    pools.waiting("Small", employees=5)
    pools.waiting("Large", employees=500)
    pools.owned("owner", "Owned", employees=600)
    wanted = {"filter": condition("employees", "gte", 100)}
    shown = ask(pools, "owner", place(pools) + f"?{urlencode(wanted)}")
    assert "Large" in text(shown)
    assert "Small" not in text(shown)
    assert "Owned" not in text(shown)
    assert "Employees" in text(shown)
    builder = ask(pools, "owner", place(pools, "filter") + f"?{urlencode(wanted)}")
    assert "1 match" in text(builder)
    assert "Save as a view" in text(builder)
    sent = {"j": "all", "f.0": "employees", "o.0": "gte", "v.0": "100", "do": "show"}
    applied = ask(pools, "owner", place(pools, "filter") + f"?{urlencode(sent)}")
    assert applied.status_code == 302
    assert applied.headers["Location"].startswith(place(pools) + "?filter=")
    assert "Large" in text(ask(pools, "owner", applied.headers["Location"]))
    for who in ("stranger", "executive"):
        assert ask(pools, who, place(pools, "filter")).status_code == 404


@pytest.mark.parametrize("rule", ["veiled", "masked"])
def test_conditions_know_no_field_that_the_pool_closes(pools: Pools, rule: str) -> None:
    pools.waiting("Harbour", phone="13812342051")
    pools.set(**{rule: ["customers.phone"]})
    asked = {"filter": condition("phone", "startswith", "138")}
    nothing = {"filter": condition("nothing", "startswith", "138")}
    assert ask(pools, "owner", place(pools) + f"?{urlencode(asked)}").status_code == 400
    assert ask(pools, "owner", place(pools) + f"?{urlencode(nothing)}").status_code == 400
    builder = ask(pools, "owner", place(pools, "filter")).content.decode()
    assert 'value="phone"' not in builder
    assert 'value="employees"' in builder
    assert 'value="phone"' in ask(pools, "manager", place(pools, "filter")).content.decode()
    for url in (place(pools), place(pools) + "?q=2051"):
        assert "13812342051" not in text(ask(pools, "owner", url)).replace(" ", "")


def test_a_second_click_does_nothing_twice(pools: Pools) -> None:
    key = pools.waiting()
    client = Client()
    client.force_login(pools.house["owner"])
    for _click in range(2):
        told = text(client.post(place(pools, "claim"), {"key": str(key), "once": "a" * 32}, follow=True))
        assert "Claimed: 1 customer" in told
    assert pools.log(key) == ["move", "claim"]


def test_more_at_once_than_the_pool_allows_is_refused_as_a_whole(pools: Pools) -> None:
    pools.set(batch_cap=1)
    keys = [pools.waiting(f"C{n}") for n in range(2)]
    answer = post(pools, "owner", place(pools, "claim"), key=[str(key) for key in keys])
    assert answer.status_code == 422
    assert "At most 1 at once." in text(answer)
    assert [pools.owner_of(key) for key in keys] == ["pool", "pool"]


def test_nothing_chosen_and_nonsense_are_told(pools: Pools) -> None:
    assert "Choose at least one." in text(post(pools, "owner", place(pools, "claim")))
    assert "Choose at least one." in text(post(pools, "owner", place(pools, "claim"), key="nonsense"))
    assert ask(pools, "owner", place(pools) + "?sort=phone").status_code == 400
    assert ask(pools, "owner", place(pools) + "?cursor=nonsense").status_code == 400


@pytest.mark.parametrize("who", ["stranger", "clerk", "marketer", "executive"])
def test_who_is_no_member_finds_no_pool(pools: Pools, who: str) -> None:
    key = pools.waiting()
    assert "You are in no public pool" in text(ask(pools, who, "/waiting/"))
    for url in (place(pools), place(pools, key), place(pools, "fairness")):
        assert ask(pools, who, url).status_code == 404
    assert post(pools, who, place(pools, "claim"), key=str(key)).status_code == 404
    assert pools.owner_of(key) == "pool"


def test_the_page_of_a_record_hides_what_the_pool_hides(pools: Pools) -> None:
    pools.set(veiled=["customers.phone"])
    key = pools.waiting("Harbour", phone="021 6200 1234", region="Ningbo")
    for url in (place(pools), place(pools, key), place(pools) + "?q=62001234"):
        shown = text(ask(pools, "owner", url))
        assert "6200" not in shown.replace("?q=62001234", "")
    assert "Telephone" in text(ask(pools, "owner", place(pools, key)))
    assert "Ningbo" in text(ask(pools, "owner", place(pools, key)))
    assert "6200" in text(ask(pools, "manager", place(pools, key)))


def test_a_record_that_is_not_in_the_pool_is_not_there(pools: Pools) -> None:
    theirs = pools.owned("teammate")
    assert ask(pools, "owner", place(pools, theirs)).status_code == 404
    answer = post(pools, "owner", place(pools, "claim"), key=str(theirs))
    assert "Claimed" not in text(answer)
    assert pools.owner_of(theirs) == "teammate"


def test_who_opened_too_many_is_told_so(pools: Pools) -> None:
    pools.set(view_cap=1)
    first, second = pools.waiting("One"), pools.waiting("Two")
    assert ask(pools, "owner", place(pools, first)).status_code == 200
    refused = ask(pools, "owner", place(pools, second))
    assert refused.status_code == 403
    assert "You opened 1" in text(refused)


def test_a_manager_hands_out_and_a_member_does_not(pools: Pools) -> None:
    first, second = pools.waiting("One"), pools.waiting("Two")
    to = str(pools.house.keys["teammate"])
    told = text(post(pools, "manager", place(pools, "claim"), key=str(first), to=to, hand="1"))
    assert "Handed out: 1 customer" in told
    assert pools.owner_of(first) == "teammate"
    assert pools.log(first) == ["move", "assign"]
    assert "Choose to whom." in text(post(pools, "manager", place(pools, "claim"), key=str(second), hand="1"))
    assert pools.owner_of(second) == "pool"
    post(pools, "owner", place(pools, "claim"), key=str(second), to=to, hand="1")
    assert pools.owner_of(second) == "owner"


def test_who_claims_gets_it_though_somebody_was_named_beside(pools: Pools) -> None:
    key = pools.waiting()
    post(pools, "manager", place(pools, "claim"), key=str(key), to=str(pools.house.keys["teammate"]))
    assert pools.owner_of(key) == "manager"


def test_who_opens_it_too_late_is_told_who_was_faster(pools: Pools) -> None:
    key = pools.waiting()
    pools.claim("teammate", key)
    late = ask(pools, "owner", place(pools, key))
    assert late.status_code == 409
    assert "Person teammate was faster" in text(late)


def test_who_enters_what_waits_already_is_told_where(pools: Pools) -> None:
    pools.waiting("Harbour Machinery", phone="021 6200 1234")
    client = Client()
    client.force_login(pools.house["owner"])
    told = client.post("/customers/alike/", {"name": "Harbour Machinery Ltd", "phone": "021 6200 1234"})
    assert "It waits in the public pool “East”." in text(told)


def test_fairness_counts_from_the_log(pools: Pools) -> None:
    pools.limit(3)
    won, kept, back = (pools.waiting(name) for name in ("Won", "Kept", "Back"))
    for key in (won, kept, back):
        pools.claim("owner", key)
    gate.update(CUSTOMERS, won, {"stage": "signed"}, actor=pools.house["owner"])
    pools.give_back("owner", back)
    lost = pools.owned("teammate", "Lost")
    pools.rule()
    pools.age(lost, 31)
    pools.night()
    from guanxi.ownership import fairness

    told = fairness.told(pools.pool, 30)
    by = {one.person: one for one in told.parts}
    mine, theirs = by[pools.house.keys["owner"]], by[pools.house.keys["teammate"]]
    assert (mine.claimed, mine.won, mine.returned, mine.lost, mine.holds, mine.limit, mine.neglected) == (
        3,
        1,
        1,
        0,
        2,
        3,
        2,
    )
    assert (theirs.claimed, theirs.lost, theirs.holds) == (0, 1, 0)
    assert told.waiting == 2
    assert told.weeks[-1][1:] == (5, 3)
    assert sum(number for _name, number in told.ages) == 2
    shown = text(ask(pools, "manager", place(pools, "fairness")))
    assert "Person owner" in shown
    assert "33%" in shown
    assert ask(pools, "owner", place(pools, "fairness")).status_code == 403
    assert ask(pools, "manager", place(pools, "fairness") + "?days=7").status_code == 400


def test_programs_claim_as_their_person_may(pools: Pools) -> None:
    pools.set(veiled=["customers.phone"], daily_cap=1)
    first, second = pools.waiting("One", phone="021 6200 1234"), pools.waiting("Two")

    def call(who: str, method: str, path: str, scope: str = "write", **body: Any) -> Any:
        secret = tokens.make(pools.house[who], "test", [scope] if scope == "read" else None)
        headers = {"Authorization": f"Bearer {secret}"}
        url = f"/api/v1/pools/{pools.pool.pk}/{path}"
        if method == "GET":
            return Client().get(url, headers=headers)
        return Client().post(url, json.dumps(body), content_type="application/json", headers=headers)

    told = call("owner", "GET", "waiting", "read").json()
    assert [row["name"] for row in told["items"]] == ["One", "Two"]
    assert told["claims_left"] == 1
    assert all("phone" not in row for row in told["items"])
    assert call("stranger", "GET", "waiting").status_code == 404
    assert call("stranger", "POST", "claim", record=str(first)).status_code == 404
    assert call("owner", "POST", "claim", "read", record=str(first)).status_code == 403
    assert pools.owner_of(first) == "pool"
    answer = call("owner", "POST", "claim", record=str(first))
    assert (answer.status_code, answer.json()["name"]) == (200, "One")
    assert pools.owner_of(first) == "owner"
    late = call("teammate", "POST", "claim", record=str(first))
    assert late.status_code == 409
    assert "Person owner was faster" in late.content.decode()
    assert call("owner", "POST", "claim", record=str(second)).status_code == 422
    for bad in (
        {},
        {"record": "x"},
        {"record": 4},
        {"record": str(second), "reason": 5},
        {"record": str(second), "x": 1},
    ):
        assert call("owner", "POST", "claim", **bad).status_code == 422
    assert pools.owner_of(second) == "pool"
