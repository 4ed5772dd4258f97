"""How what roles may changed, in words, for those who may read the roles."""

import html

from django.http import HttpResponse

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.web.tests import world as of_world
from guanxi.web.tests.world import World


def text(response: HttpResponse) -> str:
    return html.unescape(of_world.text(response))


def test_each_change_is_told_with_who_and_in_what(world: World) -> None:
    permissions = [{"entity": "customers", "verbs": "read", "scope": "own"}]
    role = world.make("admin", "roles", key="looker", name="Looker", permissions=permissions)
    wider = [{"entity": "customers", "verbs": "read export", "scope": "department"}]
    limits = [{"entity": "customers", "names": "annual_revenue", "mode": "HIDDEN"}]
    world.change("admin", "roles", role.pk, permissions=wider, field_limits=limits)
    world.change("admin", "roles", role.pk, permissions=[])
    told = text(world.get("admin", "/roles/changes/"))
    assert "role changed · Admin" in told
    assert "See customers: their department's instead of their own" in told
    assert "Export customers: now allowed, their department's" in told
    assert "Annual revenue" in told
    assert "of customers: hidden instead of open" in told
    assert "Export customers: no longer allowed" in told
    assert told.index("no longer allowed") < told.index("now allowed, their department's"), "newest first"


def test_conditions_and_the_rest_of_a_long_change_are_told_too(world: World) -> None:
    condition = {"field": "name", "op": "contains", "value": "<b>wind"}
    line = {"entity": "customers", "verbs": "read", "scope": "all", "filter": condition}
    with as_system("a role for a test") as system:
        permissions = [line, {"entity": "*", "verbs": "*", "scope": "all"}]
        values = {"key": "boss", "name": "Boss", "permissions": permissions}
        gate.create(registry["roles"], values, actor=system)
    page = world.get("admin", "/roles/changes/")
    assert "all where Customer name contains <b>wind" in text(page)
    assert "<b>wind" not in page.content.decode()
    assert "<details>" in page.content.decode()


def test_pages_go_on_and_marks_that_are_none_are_refused(world: World) -> None:
    for place in range(35):
        permissions = [{"entity": "customers", "verbs": "read", "scope": "own"}]
        world.make("admin", "roles", key=f"r{place}", name=f"R {place}", permissions=permissions)
    page = world.get("admin", "/roles/changes/").content.decode()
    further = page[page.index("/roles/changes/?before=") :].split('"')[0]
    assert "R 34" in page
    assert "R 0" in text(world.get("admin", further))
    assert "R 34" not in text(world.get("admin", further))
    assert world.get("admin", "/roles/changes/?before=x").status_code == 400


def test_only_who_may_read_the_roles_is_told(world: World) -> None:
    for who in ("owner", "manager", "stranger"):
        assert world.get(who, "/roles/changes/").status_code == 404
    assert b"How roles changed" in world.get("admin", "/roles/changes/").content
