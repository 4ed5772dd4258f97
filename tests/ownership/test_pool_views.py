"""What waits in a pool, kept as a view: for oneself, for others, by the pool's rights and no more."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.html import strip_tags

from guanxi.engine import configuration, gate
from guanxi.engine.errors import Invalid
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.savedviews.model import SavedView
from tests.ownership.world import Pools

VIEWS = registry["views"]


def client(pools: Pools, who: str) -> Client:
    found = Client()
    found.force_login(pools.house[who])
    return found


def text(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def place(pools: Pools, *more: object) -> str:
    return "/".join(("/waiting", str(pools.pool.pk), *map(str, more), ""))


def large(field: str = "employees", value: object = 100, op: str = "gte") -> dict[str, str]:
    return {"filter": json.dumps({"field": field, "op": op, "value": value})}


def save(pools: Pools, who: str, name: str, asked: dict[str, str], **more: str) -> uuid.UUID:
    """Keep what the page shows; the key of the view to which the answer leads."""
    answer = client(pools, who).post(place(pools, "views", "save"), {"name": name, **asked, **more})
    assert answer.status_code == 302, text(answer)
    url = urlsplit(answer.headers["Location"])
    assert url.path == place(pools)
    return uuid.UUID(parse_qs(url.query)["view"][0])


def shown(pools: Pools, who: str, key: uuid.UUID) -> str:
    return text(client(pools, who).get(place(pools), {"view": str(key)}))


@pytest.fixture
def sizes(pools: Pools) -> Pools:
    for name, employees in (("Small", 5), ("Large", 500), ("Larger", 600)):
        pools.waiting(name, employees=employees)
    return pools


def test_she_saves_what_she_looks_for_and_opens_it_by_its_tab(sizes: Pools) -> None:
    builder = client(sizes, "owner").get(place(sizes, "filter"), large())
    assert "Save as a view" in text(builder)
    asked = {"j": "all", "f.0": "employees", "o.0": "gte", "v.0": "100", "do": "save"}
    leads = client(sizes, "owner").get(place(sizes, "filter"), asked).headers["Location"]
    assert leads.startswith(place(sizes, "views", "save") + "?filter=")
    form = text(client(sizes, "owner").get(leads))
    assert "the search and the order of the pool" in form
    assert "Opens first" not in form
    key = save(sizes, "owner", "The large ones", large() | {"sort": "name"})
    told = shown(sizes, "owner", key)
    assert "Large" in told
    assert "Small" not in told
    assert "The large ones" in text(client(sizes, "owner").get(place(sizes)))
    counts = client(sizes, "owner").get(place(sizes, "views", "counts")).content.decode()
    assert f'id="count-{key}" hx-swap-oob="true">2<' in counts
    assert 'id="count-all" hx-swap-oob="true">3<' in counts
    view = SavedView._base_manager.get()
    assert (view.entity, view.pool_id, view.audience) == ("customers", sizes.pool.pk, "me")
    for who in ("teammate", "manager", "admin"):
        assert "The large ones" not in text(client(sizes, who).get(place(sizes)))
    assert "The large ones" not in text(client(sizes, "owner").get("/customers/"))
    other = sizes.make_pool("Other")
    assert "The large ones" not in text(client(sizes, "owner").get(f"/waiting/{other.pk}/"))


def test_she_changes_renames_and_deletes_it(sizes: Pools) -> None:
    key = save(sizes, "owner", "Large", large())
    here = {"view": str(key)} | large(value=550)
    page = client(sizes, "owner").get(place(sizes), here)
    assert "Save the changes" in text(page)
    assert "Larger" in text(page)
    assert client(sizes, "owner").post(place(sizes, "views", key, "update"), here).status_code == 302
    assert "550" in shown(sizes, "owner", key)
    assert "Save the changes" not in shown(sizes, "owner", key)
    save(sizes, "owner", "Huge", here, key=str(key))
    assert SavedView._base_manager.get().name == "Huge"
    gone = client(sizes, "owner").post(place(sizes, "views", key, "remove"))
    assert gone.headers["Location"] == place(sizes)
    assert "Huge" not in text(client(sizes, "teammate").get(place(sizes)))
    assert SavedView._base_manager.get().deleted_at is not None


def test_a_manager_shares_one_and_nobody_else_changes_it(sizes: Pools) -> None:
    east = str(sizes.house.departments["East"])
    key = save(sizes, "manager", "Large", large(), audience="department", department=east)
    assert "Larger" in shown(sizes, "owner", key)
    assert "Rename or share" not in shown(sizes, "owner", key)
    for who in ("owner", "teammate"):
        before = SavedView._base_manager.get().query
        client(sizes, who).post(place(sizes, "views", key, "update"), large(value=1))
        client(sizes, who).post(place(sizes, "views", key, "remove"))
        view = SavedView._base_manager.get()
        assert (view.query, view.deleted_at) == (before, None)
    sent = {"name": "For all", **large(), "audience": "everybody"}
    owner = client(sizes, "owner")
    with unchanged("django_session"):
        assert owner.post(place(sizes, "views", "save"), sent).status_code == 422


@pytest.mark.parametrize("who", ["stranger", "clerk", "executive"])
def test_who_is_no_member_finds_none_of_it(sizes: Pools, who: str) -> None:
    key = save(sizes, "manager", "Large", large(), audience="everybody")
    asker = client(sizes, who)
    with unchanged("django_session"):
        assert asker.get(place(sizes), {"view": str(key)}).status_code == 404
        for page in ("save", "counts"):
            assert asker.get(place(sizes, "views", page)).status_code == 404
        assert asker.post(place(sizes, "views", "save"), {"name": "x"}).status_code == 404
        for page in ("update", "remove"):
            assert asker.post(place(sizes, "views", key, page)).status_code == 404
    if who == "stranger":
        assert "Larger" not in text(asker.get("/customers/", {"view": str(key)}))


@pytest.mark.parametrize("rule", ["veiled", "masked"])
def test_a_view_shows_nobody_more_than_the_pool_does(pools: Pools, rule: str) -> None:
    pools.waiting("Harbour", phone="13812342051")
    pools.set(**{rule: ["customers.phone"]})
    key = save(pools, "manager", "By phone", large("phone", "1381234", "contains"), audience="everybody")
    assert "Harbour" in shown(pools, "manager", key)
    owner = client(pools, "owner")
    assert "By phone" not in text(owner.get(place(pools)))
    assert owner.get(place(pools), {"view": str(key)}).status_code == 400
    assert str(key) not in owner.get(place(pools, "views", "counts")).content.decode()
    assert owner.get(place(pools)).status_code == 200


def test_a_pool_has_views_of_its_own_records_alone(pools: Pools) -> None:
    values = {"name": "Odd", "entity": "contacts", "pool": str(pools.pool.pk)}
    with unchanged(), pytest.raises(Invalid) as refused:
        gate.create(VIEWS, values, actor=pools.house["manager"], given="json")
    assert refused.value.errors == {"pool": ["This pool is for other records."]}


def test_it_is_no_list_to_take_out_by_the_clock(sizes: Pools) -> None:
    key = save(sizes, "manager", "Large", large())
    with unchanged(), pytest.raises(Invalid) as refused:
        gate.create(registry["regular-exports"], {"name": "Each day", "view": key}, actor=sizes.house["manager"])
    assert list(refused.value.errors) == ["view"]


def test_shared_views_of_a_pool_move_with_the_configuration(sizes: Pools) -> None:
    admin = sizes.house["admin"]
    save(sizes, "admin", "Large", large(), audience="everybody")
    gate.create(VIEWS, {"name": "Large", "entity": "customers", "audience": "everybody"}, actor=admin)
    told = json.loads(json.dumps(configuration.make(admin, ["views"])))
    rows = {(row["pool"], row["name"]): row for row in told["records"]["views"]}
    assert {("East", "Large"), (None, "Large")} <= set(rows)
    assert {one.state for one in configuration.compare(admin, told)} == {"same"}
    SavedView._base_manager.filter(pool=sizes.pool.pk).delete()
    counts, problems = configuration.bring_in_now(admin, json.dumps(told).encode(), "x.json", None, is_dry=False)
    assert (counts["made"], problems) == (1, {})
    assert SavedView._base_manager.get(pool=sizes.pool.pk).query == rows["East", "Large"]["query"]


def test_nonsense_in_the_address_is_told(sizes: Pools) -> None:
    owner = client(sizes, "owner")
    assert "Larger" in text(owner.get(place(sizes), {"view": "nonsense"}))
    assert "Larger" in text(owner.get(place(sizes), {"view": str(uuid.uuid4())}))
    assert owner.get(place(sizes, "views", "save"), {"key": "x"}).status_code == 400
    assert owner.post(place(sizes, "views", "save"), {"name": "x", "key": "nonsense"}).status_code == 400
    assert owner.post(place(sizes, "views", "save"), {"name": ""}).status_code == 422
    assert not SavedView._base_manager.exists()
