"""A sales director cuts the market into regions, and a regional manager works with what lies in theirs."""

from __future__ import annotations

from django.test import Client

from tests.regions.world import HANGZHOU, JINAN, LIAOCHENG, Market


def page(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def signed_in(market: Market, who: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(market.house[who])
    return client


def test_the_market_is_cut_and_everybody_finds_theirs(market: Market) -> None:
    for name, address, who in (("Spring Works", JINAN, "stranger"), ("Canal Foods", LIAOCHENG, "owner")):
        market.customer(name, address, who)
    market.customer("Lake Silk", HANGZHOU, "stranger")
    director = signed_in(market, "admin")
    before = page(director, "/regions/tree/")
    assert "There are no sales regions yet" in before
    assert "Region for Shandong · Jinan" in before

    form = {
        "name": "Greater Shandong",
        "divisions": ["山东"],
        "person": str(market.house.keys["manager"]),
        "hands_over": "no",
    }
    assert director.post("/regions/new/", form).status_code == 302
    again = director.post("/regions/new/", {"name": "North", "divisions": ["山东", "河北"], "hands_over": "no"})
    assert again.status_code == 422
    assert "belongs to “Greater Shandong” already" in again.content.decode()
    market.work()
    after = page(director, "/regions/tree/")
    assert "Greater Shandong" in after
    assert "Region for Zhejiang · Hangzhou" in after
    assert "Region for Shandong" not in after

    market.role("manager", scope="regions")
    manager = signed_in(market, "manager")
    mine = page(manager, "/customers/", filter='{"field":"sales_region","op":"within","value":"my_regions"}')
    assert "Spring Works" in mine
    assert "Canal Foods" in mine
    assert "Lake Silk" not in page(manager, "/customers/")
    grouped = page(manager, "/customers/", layout="groups", layout_by="sales_region")
    assert "Greater Shandong" in grouped
    crossed = page(manager, "/customers/", layout="grid", layout_by="sales_region", layout_across="stage")
    assert "Greater Shandong" in crossed
    mapped = page(manager, "/customers/", layout="map", layout_of="own")
    assert "Greater Shandong" in mapped
    assert "Lake Silk" not in mapped
    told = page(director, f"/users/{market.house.keys['manager']}/rights/", entity="customers")
    assert "in their sales regions" in told
    assert "is what lies in these: Greater Shandong" in told


def test_divisions_are_offered_as_one_types(market: Market) -> None:
    client = signed_in(market, "owner")
    names = [one["id"] for one in client.get("/options/divisions/", {"q": "聊城"}).json()]
    assert names[0] == "山东/聊城"
    assert len(client.get("/options/divisions/").json()) == 34
    assert Client().get("/options/divisions/").status_code in (302, 401, 403)
