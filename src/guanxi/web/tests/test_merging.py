"""Records become one on a page: chosen field by field, found again under old addresses, taken apart again."""

from __future__ import annotations

import re
from typing import Any

import pytest

from guanxi.engine.models import Merged, Merger
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.palette.recent import recent, visited
from guanxi.web.tests.world import World, hidden, text

pytestmark = pytest.mark.django_db
CUSTOMERS = registry["customers"]


@pytest.fixture
def two(world: World) -> tuple[Any, Any]:
    owner = str(world.users["owner"].pk)
    first = world.make("manager", "customers", name="Aoxing", phone="+86 10 6000 0001", owner=owner, tags=["vip"])
    second = world.make("manager", "customers", name="Aoxing Technology", email="a@aoxing.example", owner=owner)
    world.make("manager", "contacts", name="Lin Fang", affiliations=[{"customer": str(second.pk)}], owner=owner)
    return first, second


def address(*records: Any) -> str:
    return f"/customers/merge/?records={','.join(str(record.pk) for record in records)}"


def checked(html: str) -> dict[str, str]:
    found = re.findall(r'type="radio" name="([^"]+)" value="([^"]+)" checked', html)
    return dict(found)


def send(world: World, who: str, page: Any, url: str, **more: str) -> Any:
    html = page.content.decode()
    sent = checked(html) | dict(re.findall(r'type="hidden" name="(version-[^"]+|once)" value="([^"]*)"', html))
    return world.post(who, url, sent | more)


def test_they_stand_side_by_side_and_become_one(world: World, two: tuple[Any, Any]) -> None:
    first, second = two
    page = world.get("manager", address(first, second))
    told = text(page)
    for words in ("Merge 2 customers", "1 contact", "the only one", "fuller", "fields are the same", "Make them one"):
        assert words in told, words
    chosen = checked(page.content.decode())
    assert chosen["survivor"] == str(second.pk)  # more belongs to it
    assert chosen["take-name"] == str(second.pk)
    assert chosen["take-phone"] == str(first.pk)
    answer = send(world, "manager", page, address(first, second), survivor=str(first.pk), reason="twice")
    assert answer.status_code == 302
    kept = CUSTOMERS.manager().get(pk=first.pk)
    assert (kept.name, kept.email, kept.tags) == ("Aoxing Technology", "a@aoxing.example", ["vip"])
    again = send(world, "manager", page, address(first, second), survivor=str(first.pk), reason="twice")
    assert again.status_code == 302
    assert Merger.objects.count() == 1


def test_old_addresses_lead_to_the_survivor_with_a_word(world: World, two: tuple[Any, Any]) -> None:
    first, second = two
    page = world.get("manager", address(first, second))
    send(world, "manager", page, address(first, second), survivor=str(first.pk))
    for tail in ("", "history/", "edit/"):
        answer = world.get("owner", f"/customers/{second.pk}/{tail}")
        assert (answer.status_code, answer["Location"]) == (302, f"/customers/{first.pk}/{tail}")
    assert "was merged into this one" in text(world.get("owner", f"/customers/{first.pk}/"))
    assert world.get("stranger", f"/customers/{second.pk}/").status_code == 404
    assert world.post("manager", f"/customers/{second.pk}/delete/").status_code == 410
    assert "Aoxing" not in text(world.get("manager", "/customers/?deleted=1"))


def test_both_histories_are_read_and_they_are_taken_apart(world: World, two: tuple[Any, Any]) -> None:
    first, second = two
    page = world.get("manager", address(first, second))
    send(world, "manager", page, address(first, second), survivor=str(first.pk))
    told = text(world.get("manager", f"/customers/{first.pk}/history/"))
    assert "Merged into this record" in told
    other = text(world.get("manager", f"/customers/{first.pk}/history/?of={second.pk}"))
    assert "What happened to that record before it was merged" in other
    assert world.get("manager", f"/customers/{first.pk}/history/?of={first.pk}").status_code == 200
    merger = Merger.objects.get()
    url = f"/customers/{first.pk}/unmerge/{merger.pk}/"
    ahead = world.get("manager", url)
    assert "1 contact" in text(ahead)
    for who, status in (("owner", 403), ("teammate", 403), ("stranger", 403)):
        with unchanged("django_session"):
            assert world.post(who, url).status_code == status
    assert world.post("manager", url, {"once": hidden(ahead, "once")}).status_code == 302
    assert not Merged.objects.filter(holds=True).exists()
    assert world.get("manager", f"/customers/{second.pk}/").status_code == 200


def test_whoever_may_not_merge_finds_no_way_to(world: World, two: tuple[Any, Any]) -> None:
    first, second = two
    for who in ("owner", "teammate", "stranger"):
        with unchanged("django_session"):
            assert world.get(who, address(first, second)).status_code == 403
            assert world.post(who, address(first, second), {"survivor": str(first.pk)}).status_code == 403
    assert "Merge with" not in text(world.get("owner", f"/customers/{first.pk}/"))
    assert "Merge with" in text(world.get("manager", f"/customers/{first.pk}/"))


def test_ways_in(world: World, two: tuple[Any, Any]) -> None:
    first, second = two
    answer = world.post("manager", "/customers/bulk/", {"action": "merge", "ids": [str(first.pk), str(second.pk)]})
    assert answer["Location"].startswith("/customers/merge/?records=")
    assert (
        world.post("manager", "/customers/bulk/", {"action": "merge", "ids": [str(first.pk)]})["Location"]
        == "/customers/"
    )
    found = world.get("manager", f"/customers/{first.pk}/merge/?q=aoxing")
    assert str(second.pk) in found.content.decode()
    chosen = world.get("manager", f"/customers/{first.pk}/merge/?records={second.pk}")
    assert chosen["Location"].startswith("/customers/merge/?records=")


def test_a_change_meanwhile_is_told_and_what_was_chosen_stays(world: World, two: tuple[Any, Any]) -> None:
    first, second = two
    page = world.get("manager", address(first, second))
    world.change("manager", "customers", second.pk, note="new")
    with unchanged("django_session"):
        answer = send(world, "manager", page, address(first, second), **{"take-name": str(first.pk)})
    assert answer.status_code == 409
    assert "changed in the meantime" in text(answer)
    assert checked(answer.content.decode())["take-name"] == str(first.pk)


def test_what_was_opened_before_is_the_survivor_now(world: World, two: tuple[Any, Any]) -> None:
    first, second = two
    visited(world.users["manager"], f"customers:{second.pk}")
    visited(world.users["manager"], f"customers:{first.pk}")
    page = world.get("manager", address(first, second))
    send(world, "manager", page, address(first, second), survivor=str(first.pk))
    opened = recent(world.users["manager"], 5, records_only=True)
    assert [one.record for one in opened] == [("customers", first.pk)]
