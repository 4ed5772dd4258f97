"""The same thing as each reader expects it: counted, dated and named in their language, at their hour."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from guanxi.engine import gate
from guanxi.engine.models.imports import Import
from guanxi.engine.registry import registry
from guanxi.people.models import Role, User
from guanxi.web.tests.world import World, text

LANGUAGES = ("en", "zh-hans", "zh-hant")


def reads(world: World, who: str, language: str, zone: str = "Asia/Shanghai") -> None:
    User._base_manager.filter(username=who).update(language=language, time_zone=zone)


def test_people_are_counted_as_people(world: World) -> None:
    shown = []
    for language in LANGUAGES:
        reads(world, "admin", language)
        shown.append(text(world.get("admin", "/users/")))
    n = len(world.users)
    assert f"{n} users" in shown[0]
    assert f"{n} shown, {n} in all" in shown[0]
    assert f"{n} 位用户" in shown[1]
    assert f"本批 {n} 位，共 {n} 位" in shown[1]
    assert f"{n} 位使用者" in shown[2]


def test_one_of_a_kind_is_one(world: World) -> None:
    face = registry["partners"]
    with translation.override("en"):
        told = [face.numbered(1), face.numbered(2), face.numbered(1000, "1,000+")]
    assert told == ["1 partner", "2 partners", "1,000+ partners"]


def test_shipped_roles_are_named_in_the_reader_s_language_and_own_ones_as_they_were(world: World) -> None:
    role = Role._base_manager.get(key="sales_manager")
    Role._base_manager.filter(pk=role.pk).update(name="销售经理")
    own = gate.create(registry["roles"], {"key": "night", "name": "Night shift"}, actor=world.users["admin"])
    found = []
    for language in LANGUAGES:
        reads(world, "admin", language)
        found.append(
            [
                re.search(r"<h1[^>]*>([^<]*)</h1>", world.get("admin", f"/roles/{key}/").content.decode())[1]  # type: ignore[index]
                for key in (role.pk, own.pk)
            ]
        )
        assert found[-1][0] in text(world.get("admin", "/roles/"))
    assert found == [["Sales manager", "Night shift"], ["销售经理", "Night shift"], ["業務經理", "Night shift"]]


def test_a_user_s_roles_are_named_so_too(world: World) -> None:
    Role._base_manager.filter(key="sales_manager").update(name="销售经理")
    manager = world.users["manager"]
    assert "Sales manager" in text(world.get("admin", f"/users/{manager.pk}/"))
    # What is stored is what is edited.
    role = Role._base_manager.get(key="sales_manager")
    assert 'value="销售经理"' in world.get("admin", f"/roles/{role.pk}/edit/").content.decode()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_moments_are_told_in_the_person_s_zone(world: World, zone: str) -> None:
    made = world.make("owner", "partners", name="Clocked")
    moment = dt.datetime(2026, 3, 1, 7, 30, tzinfo=dt.UTC)
    type(made)._base_manager.filter(pk=made.pk).update(created_at=moment)
    User._base_manager.filter(username="stranger").update(last_login=moment)
    there = moment.astimezone(ZoneInfo(zone))
    reads(world, "owner", "en", zone)
    assert f"created {there:%Y-%m-%d}" in text(world.get("owner", f"/partners/{made.pk}/"))
    reads(world, "admin", "zh-hans", zone)
    assert f"{there:%Y-%m-%d %H:%M}" in text(world.get("admin", "/users/"))


def test_an_import_is_named_in_the_reader_s_language_with_its_file(world: World) -> None:
    now = timezone.now()
    Import._base_manager.create(
        title="导入 客户 (2).csv", entity="customers", state="done", created_at=now, updated_at=now
    )
    shown = []
    for language in LANGUAGES:
        reads(world, "admin", language)
        shown.append(text(world.get("admin", "/imports/")))
    for told, wanted in zip(shown, ("Import 客户 (2).csv", "导入 客户 (2).csv", "匯入 客户 (2).csv"), strict=True):
        assert wanted in told
