"""Tags: put on, taken off, found again, suggested; always within what a person may see."""

from __future__ import annotations

import json

import pytest

from guanxi.engine.reading import history, read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.world import World, text

LOOKING = ("django_session",)


def tags_of(world: World, key: object) -> list[str]:
    told: list[str] = read_one(registry["quotes"], key, world.users["owner"])["tags"]  # type: ignore[arg-type]
    return told


def suggested(world: World, who: str, url: str) -> list[str]:
    return [item["id"] for item in json.loads(world.get(who, url).content)]


@pytest.fixture
def keys(world: World) -> list[str]:
    return [str(world.make("owner", "quotes", name=f"Q{n}", tags=["VIP"] if n else []).pk) for n in range(3)]


def test_many_are_tagged_at_once_beside_what_they_have(world: World, keys: list[str]) -> None:
    asked = world.post("owner", "/quotes/bulk/", {"action": "tag", "ids": keys})
    assert 'data-select-url-value="/options/tags/"' in asked.content.decode()
    sent = {"action": "tag", "ids": keys, "confirmed": "1", "words": "vip、老客户; 展会"}
    assert "Tag: 3 quotes" in text(world.post("owner", "/quotes/bulk/", sent, follow=True))
    assert [tags_of(world, key) for key in keys] == [
        ["vip", "老客户", "展会"],
        ["VIP", "老客户", "展会"],
        ["VIP", "老客户", "展会"],
    ]


def test_tags_are_taken_off_and_the_history_tells(world: World, keys: list[str]) -> None:
    world.post("owner", f"/quotes/{keys[1]}/do/untag/", {"words": "Vip; unknown"})
    assert tags_of(world, keys[1]) == []
    newest = history(registry["quotes"], keys[1], world.users["owner"])[0]  # type: ignore[arg-type]
    assert [(c.field, c.old, c.new) for c in newest.changes] == [("tags", ["VIP"], [])]
    assert "do/untag/" not in world.get("owner", f"/quotes/{keys[1]}/").content.decode()


def test_who_may_not_change_a_record_may_not_tag_it(world: World, keys: list[str]) -> None:
    sent = {"action": "tag", "ids": keys, "confirmed": "1", "words": "mine"}
    for who in ("teammate", "stranger", "marketer"):
        with unchanged(*LOOKING):
            world.post(who, "/quotes/bulk/", sent)
            world.post(who, f"/quotes/{keys[0]}/do/tag/", {"words": "mine"})


def test_the_form_takes_what_people_write(world: World, keys: list[str]) -> None:
    page = world.get("owner", f"/quotes/{keys[1]}/edit/").content.decode()
    assert 'name="tags"' in page
    assert 'value="VIP"' in page
    assert "/options/quotes/tags/" in page
    world.post("owner", f"/quotes/{keys[1]}/edit/", {"name": "Q1", "tags": "A，b, a ;长期  合作", "version": "1"})
    assert tags_of(world, keys[1]) == ["A", "b", "长期 合作"]
    assert "长期 合作" in text(world.get("owner", f"/quotes/{keys[1]}/"))


def test_a_list_is_narrowed_by_tags(world: World, keys: list[str]) -> None:
    world.change("owner", "quotes", keys[2], tags=["VIP", "East"])
    for condition, found in (
        ({"field": "tags", "op": "contains", "value": ["VIP", "East"]}, ["Q2"]),
        ({"field": "tags", "op": "in", "value": ["East", "VIP"]}, ["Q1", "Q2"]),
        ({"field": "tags", "op": "empty", "value": True}, ["Q0"]),
    ):
        page = text(world.get("owner", f"/quotes/?filter={json.dumps(condition)}"))
        assert [name for name in ("Q0", "Q1", "Q2") if name in page] == found, condition


def test_only_tags_of_visible_records_are_suggested(world: World, keys: list[str]) -> None:
    world.make("stranger", "quotes", name="Foreign", tags=["secret plan"])
    world.make("owner", "partners", name="P", tags=["VIP", "dealer"])
    assert suggested(world, "owner", "/options/quotes/tags/") == ["VIP"]
    assert suggested(world, "owner", "/options/tags/") == ["VIP", "dealer"]
    assert suggested(world, "owner", "/options/tags/?q=eal") == ["dealer"]
    assert suggested(world, "teammate", "/options/tags/") == []
    assert suggested(world, "stranger", "/options/tags/?q=secret") == ["secret plan"]
    assert suggested(world, "owner", "/options/tags/?q=secret") == []
    assert world.get("owner", "/options/departments/tags/").status_code == 404
