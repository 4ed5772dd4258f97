"""The pages that tell who may do what and why, and that they tell it only to those who may know."""

import html
import uuid

from django.http import HttpResponse

from guanxi.engine import gate
from guanxi.engine.models import Event
from guanxi.engine.registry import registry
from guanxi.people.models import Role
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.role import Permission
from guanxi.web.tests import world as of_world
from guanxi.web.tests.world import World


def text(response: HttpResponse) -> str:
    """What a person reads, apostrophes as they stand."""
    return html.unescape(of_world.text(response))


def a_customer(world: World, **values: object) -> str:
    made = world.make("owner", "customers", name="Northwind Ltd", **values)
    return f"/customers/{made.pk}/"


def person(world: World, who: str) -> str:
    return f"/users/{world.users[who].pk}/rights/"


def test_what_a_person_may_do_is_told_by_kind_of_record(world: World) -> None:
    page = world.get("admin", person(world, "owner"))
    assert page.status_code == 200
    told = text(page)
    assert "What Owner may do" in told
    assert "Sales representative" in told
    assert "Customers their own" in told.replace("Customers  ", "Customers ")
    assert "Audits" not in told


def test_the_reasons_for_one_record_name_the_role_and_whose_it_is(world: World) -> None:
    address = a_customer(world)
    key = address.strip("/").split("/")[1]
    teammate = text(world.get("admin", f"{person(world, 'teammate')}?entity=customers&record={key}"))
    assert "Northwind Ltd" in teammate
    assert "See not allowed Allowed only for others: Sales representative: their own" in teammate
    manager = text(world.get("admin", f"{person(world, 'manager')}?entity=customers&record={key}"))
    assert "See allowed Sales manager: their department's" in manager


def test_one_s_own_rights_are_no_secret_and_others_are(world: World) -> None:
    assert "What Owner may do" in text(world.get("owner", person(world, "owner")))
    for who in ("teammate", "manager", "stranger", "clerk"):
        assert world.get(who, person(world, "owner")).status_code == 404
    assert world.get("owner", person(world, "owner")).content.count(b'href="/roles/') == 0
    assert b"What this person may do" in world.get("owner", f"/users/{world.users['owner'].pk}/").content
    assert b"What this person may do" not in world.get("teammate", f"/users/{world.users['owner'].pk}/").content


def test_a_record_one_can_t_see_is_not_explained(world: World) -> None:
    key = a_customer(world).strip("/").split("/")[1]
    for wrong in (f"entity=customers&record={key}", f"entity=customers&record={uuid.uuid4()}", "entity=nothing"):
        assert world.get("stranger", f"{person(world, 'stranger')}?{wrong}").status_code == 404
    assert world.get("admin", f"{person(world, 'owner')}?entity=customers&record=1").status_code == 404


def test_who_can_see_a_record_is_told_with_the_reason(world: World) -> None:
    address = a_customer(world)
    page = world.get("admin", f"{address}who/")
    told = text(page)
    assert "Who can see Northwind Ltd" in told
    assert "Owner East See Change" in told
    assert "Manager East See Change" in told
    assert "Sales manager: their department's" in told
    assert "Stranger" not in told
    assert "Teammate" not in told
    for who in ("owner", "manager"):
        assert world.get(who, f"{address}who/").status_code == 404
        assert b"Who can see this" not in world.get(who, address).content
    assert world.get("stranger", f"{address}who/").status_code == 404
    assert b"Who can see this" in world.get("admin", address).content
    assert world.get("admin", f"{address}who/?after=x").status_code == 400


def test_asking_leaves_no_trace(world: World) -> None:
    address = a_customer(world)
    before = Event.objects.count()
    world.get("admin", f"{address}who/")
    world.get("admin", person(world, "owner"))
    assert Event.objects.count() == before


def test_two_roles_side_by_side(world: World) -> None:
    roles = {role.key: role for role in Role._base_manager.all()}
    one, other = roles["sales_representative"].pk, roles["sales_manager"].pk
    told = text(world.get("admin", f"/roles/compare/?one={one}&other={other}"))
    assert "See their own; shared with them their department's and below" in told
    assert "Hand on — their department's and below" in told
    assert "The two allow the same" in text(world.get("admin", f"/roles/compare/?one={one}&other={one}"))
    assert "Choose two roles" in text(world.get("admin", "/roles/compare/"))
    assert "Choose two roles" in text(world.get("admin", "/roles/compare/?one=x&other=%20"))
    assert world.get("admin", "/roles/compare/?one=x&other=%00").status_code == 400
    for who in ("owner", "manager", "stranger"):
        assert world.get(who, f"/roles/compare/?one={one}&other={other}").status_code == 404


def test_a_condition_and_a_hidden_field_of_one_s_own_role_are_told_in_words(world: World) -> None:
    permissions = [
        {"entity": "customers", "verbs": "read", "scope": "all"},
        {"entity": "customers", "verbs": "update", "scope": "all", "allow": False},
    ]
    limits = [{"entity": "customers", "names": "annual_revenue", "mode": "HIDDEN"}]
    values = {"key": "looker", "name": "Looker", "permissions": permissions, "field_limits": limits}
    role = gate.create(registry["roles"], values, actor=world.users["admin"])
    condition = {"field": "name", "op": "contains", "value": "wind"}
    Permission._base_manager.filter(role=role, verbs="read").update(filter=condition)
    RightsVersion.move()
    world.change("admin", "users", world.users["stranger"].pk, roles=[{"role": str(role.pk)}])
    told = text(world.get("admin", f"{person(world, 'stranger')}?entity=customers"))
    assert "Looker: all where Customer name contains wind" in told
    assert "Change not allowed Looker: refused: all" in told
    assert "Annual revenue" in told
    assert "hidden Looker" in told
    assert "Customers all in part" in told


def test_an_account_that_was_closed_may_do_nothing(world: World) -> None:
    gate.act(registry["users"], world.users["owner"].pk, "deactivate", actor=world.users["admin"])
    told = text(world.get("admin", person(world, "owner")))
    assert "This account can't be used" in told
    assert "their own" not in told.replace("only this person's own", "")
