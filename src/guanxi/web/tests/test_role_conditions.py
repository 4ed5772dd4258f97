"""The conditions of a role's permissions in its form: built, told in words, and nothing typed is lost on the way."""

import html
import json
import re
from typing import Any

import pytest
from django.http import HttpResponse

from guanxi.people.models import Role
from guanxi.people.models.role import Permission
from guanxi.web.tests import world as of_world
from guanxi.web.tests.world import World

NAME = "permissions-0-filter"
WIND = {"field": "name", "op": "contains", "value": "wind"}
TYPED = {
    "key": "looker",
    "name": "Looks at some",
    "note": "Half written",
    "permissions-TOTAL_FORMS": "1",
    "permissions-INITIAL_FORMS": "0",
    "permissions-0-entity": "customers",
    "permissions-0-verbs": "read export",
    "permissions-0-scope": "all",
    "permissions-0-allow": "yes",
    NAME: "",
}


def text(response: HttpResponse) -> str:
    return html.unescape(of_world.text(response))


def sent(response: HttpResponse) -> dict[str, str]:
    """Every field that the page's own form would send, as a browser does."""
    page = response.content.decode()
    main = page[page.index('id="main"') :]
    form = main[main.index("<form") :]
    form = re.sub(r"<template\b.*?</template>", "", form[: form.index("</form>")], flags=re.DOTALL)
    told = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or "checked" in tag):
            told[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
    for name, inside in re.findall(r'<textarea\b[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, flags=re.DOTALL):
        told[name] = html.unescape(inside)
    for name, inside in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, flags=re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(r'<option value="([^"]*)"', inside)
        told[name] = chosen[1] if chosen else ""
    return told


def build(world: World, url: str, typed: dict[str, str], **rows: str) -> HttpResponse:
    """Press the button in the form, fill in the builder, use it."""
    builder = world.post("admin", url, {**typed, "conditions": NAME})
    assert builder.status_code == 200
    assert "Conditions on customers" in text(builder)
    filled = sent(builder) | {"f.0": "name", "o.0": "contains", "v.0": "wind", **rows}
    return world.post("admin", url, {**filled, "do": "show"})


def test_a_role_is_made_with_conditions_and_tells_them_in_words(world: World) -> None:
    back = build(world, "/roles/new/", TYPED)
    assert back.status_code == 200
    assert "Customer name contains wind" in text(back)
    again = sent(back)
    assert json.loads(again[NAME]) == WIND
    assert {name: again[name] for name in TYPED if name != NAME} == {k: v for k, v in TYPED.items() if k != NAME}
    assert not Role._base_manager.filter(key="looker").exists(), "nothing is saved on the way"
    saved = world.post("admin", "/roles/new/", again)
    assert saved.status_code == 302
    line = Permission._base_manager.get(role__key="looker")
    assert (line.entity, line.verbs, line.filter) == ("customers", "read export", WIND)
    assert "Customer name contains wind" in text(world.get("admin", saved.headers["Location"]))


def test_conditions_of_a_role_are_changed_and_taken_away(world: World) -> None:
    url = world.post("admin", "/roles/new/", {**TYPED, NAME: json.dumps(WIND)}).headers["Location"]
    form = world.get("admin", f"{url}edit/")
    assert "Customer name contains wind" in text(form)
    builder = world.post("admin", f"{url}edit/", {**sent(form), "note": "Other note", "conditions": NAME})
    assert 'value="wind"' in builder.content.decode()
    none = world.post("admin", f"{url}edit/", {**sent(builder), "do": "clear"})
    assert none.status_code == 200
    back = world.post("admin", f"{url}edit/", {**sent(none), "do": "show"})
    kept = sent(back)
    assert (kept[NAME], kept["note"], kept["version"]) == ("", "Other note", "1")
    assert Permission._base_manager.get(role__key="looker").filter == WIND
    assert world.post("admin", f"{url}edit/", kept).status_code == 302
    assert Permission._base_manager.get(role__key="looker").filter is None


def test_going_back_from_the_builder_changes_nothing(world: World) -> None:
    typed = {**TYPED, NAME: json.dumps(WIND)}
    builder = world.post("admin", "/roles/new/", {**typed, "conditions": NAME})
    back = world.post("admin", "/roles/new/", {**sent(builder), "v.0": "storm", "do": "cancel"})
    assert json.loads(sent(back)[NAME]) == WIND


def test_the_builder_says_what_is_missing(world: World) -> None:
    half = build(world, "/roles/new/", TYPED, **{"v.0": " "})
    assert half.status_code == 422
    assert "Say what to compare with." in text(half)
    assert sent(half)["was.note"] == "Half written"


@pytest.mark.parametrize("entity", ["", "*", "nothing"])
def test_first_it_must_be_clear_what_they_are_about(world: World, entity: str) -> None:
    page = world.post("admin", "/roles/new/", {**TYPED, "permissions-0-entity": entity, "conditions": NAME})
    assert page.status_code == 422
    assert "Say first which records these conditions are about." in text(page)
    assert sent(page)["note"] == "Half written"


@pytest.mark.parametrize("name", ["", "name", "permissions-0-verbs", "x-y-z", "permissions-filter", "a-b-c-d"])
def test_only_fields_of_conditions_have_a_builder(world: World, name: str) -> None:
    assert world.post("admin", "/roles/new/", {**TYPED, "conditions": name}).status_code == 400


def test_who_may_not_make_roles_reaches_no_builder(world: World) -> None:
    for who in ("owner", "manager", "stranger"):
        answer = world.post(who, "/roles/new/", {**TYPED, "conditions": NAME})
        assert answer.status_code == 404
    assert Role._base_manager.filter(key="looker").count() == 0


def test_hostile_conditions_in_the_form_are_shown_as_typed_and_refused(world: World) -> None:
    for wrong in ('{"field":"<b onclick=x>","op":"eq","value":1}', "{", "[" * 5000, '"<script>"'):
        page: Any = world.post("admin", "/roles/new/", {**TYPED, NAME: wrong})
        assert page.status_code == 422
        assert "<b onclick" not in page.content.decode()
        assert "<script>" not in page.content.decode().split('id="main"')[1]
        assert world.post("admin", "/roles/new/", {**TYPED, NAME: wrong, "conditions": NAME}).status_code == 200


def test_a_sharing_rule_is_built_in_its_form_and_told_on_the_pages_of_rights(world: World) -> None:
    customer = world.make("owner", "customers", name="Northwind Ltd")
    typed = {"name": "Winds for all", "entity": "customers", "filter": "", "level": "read", "note": ""}
    typed |= {"person": str(world.users["stranger"].pk), "conditions": "filter"}
    builder = world.post("admin", "/sharing-rules/new/", typed)
    filled = sent(builder) | {"f.0": "name", "o.0": "contains", "v.0": "wind", "do": "show"}
    back = world.post("admin", "/sharing-rules/new/", filled)
    assert "Customer name contains wind" in text(back)
    assert world.get("stranger", f"/customers/{customer.pk}/").status_code == 404
    saved = world.post("admin", "/sharing-rules/new/", sent(back))
    assert saved.status_code == 302
    assert "Customer name contains wind" in text(world.get("admin", saved.headers["Location"]))
    assert world.get("stranger", f"/customers/{customer.pk}/").status_code == 200
    reason = "Sharing rule “Winds for all”: all where Customer name contains wind"
    assert reason in text(world.get("admin", f"/customers/{customer.pk}/who/"))
    person = f"/users/{world.users['stranger'].pk}/rights/?entity=customers&record={customer.pk}"
    assert reason in text(world.get("admin", person))
    changes = text(world.get("admin", "/roles/changes/"))
    assert "See customers: now allowed, all where Customer name contains wind" in changes
    for who in ("owner", "manager", "stranger"):
        assert world.post(who, "/sharing-rules/new/", typed).status_code == 404
