"""Pages of a company that changes its shape: a verb is seen with its answers before it is done; nobody is forgotten."""

import re
from typing import Any

from guanxi.engine import gate
from guanxi.engine.models import Event
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.models import Department, User
from guanxi.web.tests.world import World, text


def department(name: str) -> Any:
    return Department._base_manager.get(name=name)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_a_merge_is_seen_before_it_is_done_and_can_be_taken_back(world: World) -> None:
    east, west = department("East"), department("West")
    address = f"/departments/{east.pk}/do/merge/"
    first = world.get("admin", address).content.decode()
    assert "See what changes" in first
    before = Event.objects.count()
    answers = {**hidden(first), "into": str(west.pk)}
    seen = world.post("admin", address, answers)
    assert seen.status_code == 200
    assert "3 people go to West." in text(seen)
    assert Event.objects.count() == before
    again = {**hidden(seen.content.decode()), "into": str(west.pk)}
    done = world.post("admin", address, again)
    assert done.status_code == 302
    assert User.objects.get(username="owner").department_id == west.pk
    page = world.get("admin", done["Location"]).content.decode()
    way = re.search(r"/departments/undo/[0-9a-f-]+/", page)
    assert way
    world.post("admin", way[0])
    assert User.objects.get(username="owner").department_id == east.pk
    assert Department._base_manager.get(pk=east.pk).deleted_at is None


def test_other_answers_are_seen_anew(world: World) -> None:
    east, west = department("East"), department("West")
    address = f"/departments/{east.pk}/do/close/"
    seen = world.post("admin", address, {"to": str(west.pk)})
    marks = hidden(seen.content.decode())
    heir = str(world.users["stranger"].pk)
    again = world.post("admin", address, {**marks, "to": str(west.pk), "heir": heir})
    assert again.status_code == 200
    assert Department._base_manager.get(pk=east.pk).deleted_at is None
    wrong = world.post("admin", address, {**marks, "to": str(east.pk)})
    assert wrong.status_code == 422
    assert "Choose another department." in text(wrong)
    for who in ("owner", "manager", "stranger"):
        assert world.post(who, address, {**marks, "to": str(west.pk)}).status_code == 403
    assert Department._base_manager.get(pk=east.pk).deleted_at is None


def test_what_nobody_answers_for_is_listed_with_the_way_to_it(world: World) -> None:
    told = text(world.get("admin", "/ownerless/"))
    assert "Everything has an owner" in told
    made = world.make("owner", "customers", name="Northwind Ltd")
    with as_system("test") as system:
        gate.update(
            registry["customers"], world.make("owner", "customers", name="Lost").pk, {"owner": None}, actor=system
        )
        gate.act(registry["users"], world.users["owner"].pk, "deactivate", actor=system)
        gate.update(registry["users"], world.users["stranger"].pk, {"department": None}, actor=system)
    page = world.get("admin", "/ownerless/")
    told = text(page)
    assert "Customers without an owner 1" in told.replace("  ", " ")
    assert "Customers owned by a closed account 1" in told
    assert "Users without a department 1" in told
    addresses = re.findall(r'class="gx-row" href="([^"]+)"', page.content.decode())
    lists = [text(world.get("admin", address.replace("&quot;", '"').replace("&amp;", "&"))) for address in addresses]
    assert ["Lost" in lists[0], str(made) in lists[1], "Stranger" in lists[2]] == [True, True, True]
    for who in ("owner", "manager", "clerk"):
        assert world.get(who, "/ownerless/").status_code in (302, 404)
