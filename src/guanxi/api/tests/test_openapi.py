"""The description is valid, complete, personal, and true."""

from __future__ import annotations

import json

import pytest
from django.utils.translation import override
from openapi_spec_validator import validate

from guanxi.api.openapi.snapshot import PATH, snapshot
from guanxi.api.tests.world import World
from guanxi.api.urls import urlpatterns
from guanxi.engine.registry import registry


def test_it_is_valid_for_everybody(world: World) -> None:
    for who in ("admin", "owner", "keeper"):
        told = world.api(who, "GET", "openapi.json")
        assert told.status_code == 200
        validate(told.json())


def test_the_kept_snapshot_is_what_the_declarations_say() -> None:
    with override("en"):
        now = json.loads(snapshot())
    assert now == json.loads(PATH.read_text()), "Look at what changed for programs, then run: guanxi openapi --keep"


def test_each_sees_what_they_may_do(world: World) -> None:
    paths = {who: world.api(who, "GET", "openapi.json").json()["paths"] for who in ("admin", "owner", "keeper")}
    assert {"get", "patch", "delete"} <= set(paths["owner"]["/api/v1/customers/{key}"])
    assert set(paths["keeper"]["/api/v1/customers/{key}"]) == {"get"}
    assert "/api/v1/customers/{key}/assign" in paths["admin"]
    assert "/api/v1/customers/{key}/assign" not in paths["owner"]
    assert "/api/v1/roles" in paths["admin"]
    assert "/api/v1/roles" not in paths["owner"]
    assert ["post" in paths[who]["/api/v1/imports"] for who in ("admin", "keeper")] == [True, False]


OF_HOLDING = ("<str:entity>/files", "<str:entity>/<str:key>/files/<str:file>")
"""Described where a field holds files: tests/engine/test_file_fields.py."""


OF_PEOPLE = tuple(f"<str:entity>/<str:key>/{deed}" for deed in ("disclose", "erase", "consents"))
"""Described where records are people: test_privacy.py."""


OF_KNOWN = ("<str:entity>/duplicates", "<str:entity>/duplicates/look")
"""Described where records are known by something: test_pairs.py."""


OF_GRADED = ("<str:entity>/segments",)
"""Described where records are graded: tests/grading/test_segments.py."""


def test_every_address_is_described(world: World) -> None:
    """A new endpoint without a description fails here."""
    described = set(world.api("admin", "GET", "openapi.json").json()["paths"])
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if route == "^" or route in (*OF_HOLDING, *OF_PEOPLE, *OF_KNOWN, *OF_GRADED):
            continue
        for entity in ("quotes", "customers"):
            address = f"/api/v1/{route}".replace("<str:key>", "{key}").replace("<str:action>", "assign")
            if not address.startswith("/api/v1/schema"):
                address = address.replace("<str:entity>", entity)
            if entity in registry:
                assert address.replace("<str:entity>", "{entity}") in described, route


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_labels_are_in_the_callers_language(world: World, language: str) -> None:
    told = world.api("admin", "GET", "openapi.json", Accept_Language=language)
    assert told.json()["x-language"] == language
    schema = world.api("admin", "GET", "schema/customers", Accept_Language=language).json()
    industry = next(field for field in schema["fields"] if field["name"] == "industry")
    assert {
        "value": "software",
        "label": {"en": "Software", "zh-hans": "软件", "zh-hant": "軟體"}[language],
    } in industry["choices"]


def test_a_schema_tells_what_one_may_do(world: World) -> None:
    def fields(who: str, entity: str) -> dict[str, dict[str, object]]:
        return {one["name"]: one for one in world.api(who, "GET", f"schema/{entity}").json()["fields"]}

    mine = fields("owner", "customers")
    assert (mine["name"]["required"], mine["name"]["read_only"], mine["name"]["sortable"]) == (True, False, True)
    assert (mine["number"]["read_only"], mine["owner"]["read_only"], mine["owner"]["entity"]) == (True, True, "users")
    assert "contains" in mine["name"]["operators"]
    assert mine["annual_revenue"]["schema"]["format"] == "decimal"
    assert "annual_revenue" not in fields("keeper", "customers")
    masked = fields("marketer", "contacts")["mobile"]
    assert (masked["masked"], masked["operators"], masked["sortable"]) == (True, [], False)
    contacts = world.api("owner", "GET", "schema/contacts").json()
    assert [lines["name"] for lines in contacts["lines"]] == ["affiliations"]
    assert [action["name"] for action in contacts["actions"]] == ["share", "unshare", "tag", "untag"]
    assign, share, *_tags = world.api("manager", "GET", "schema/contacts").json()["actions"]
    assert [ask["name"] for one in (assign, share) for ask in one["asks"]] == ["to", "person", "starts_at", "ends_at"]
