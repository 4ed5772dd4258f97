"""Which fields matter is the company's to say: completeness counts those, and no others."""

from __future__ import annotations

import pytest

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.quality.measures import measures
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.web.tests.world import World
from tests.quality.test_measuring import counted, customer, night

CUSTOMERS, RULES = registry["customers"], registry["quality-rules"]
MATTERS = ["customers.website", "customers.employees"]


def missing() -> set[str]:
    return {one.field for one in measures(CUSTOMERS) if one.sort == "missing"}


def rule(world: World, who: str = "admin", **values: object) -> object:
    said = {"name": "What we need", "entity": "customers", "matters": MATTERS, **values}
    made = gate.create(RULES, said, actor=world.users[who])
    living.refresh()
    return made


def test_without_a_rule_it_is_the_declarations(world: World) -> None:
    assert "phone" in missing()


def test_the_rule_s_fields_count_and_the_others_do_not(world: World) -> None:
    before = missing()
    customer(world, "owner", "Bare", phone="021 6200 1234")
    customer(world, "owner", "Full", website="https://example.com", employees=5)
    made = rule(world)
    assert missing() == {"website", "employees"}
    run_jobs_now()
    night()
    assert counted(world, "admin", "missing.website") == 1
    assert counted(world, "admin", "missing.employees") == 1
    gate.delete(RULES, made.pk, actor=world.users["admin"])  # type: ignore[attr-defined]
    living.refresh()
    assert missing() == before


def test_the_figures_of_the_day_follow_at_once(world: World) -> None:
    customer(world, "owner", "Bare")
    rule(world)
    (job,) = run_jobs_now()
    assert job.state == "done"
    assert counted(world, "admin", "missing.website") == 1


@pytest.mark.parametrize("who", ["owner", "teammate", "stranger", "manager"])
def test_only_administrators_say_what_matters(world: World, who: str) -> None:
    with pytest.raises(EngineError):
        rule(world, who)
    assert "phone" in missing()
    assert not RULES.manager().exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"matters": []}, "matters"),
        ({"matters": ["contacts.email"]}, "matters"),
        ({"matters": ["customers.name"]}, "matters"),
        ({"entity": "users"}, "entity"),
    ],
)
def test_what_can_not_be_measured_is_refused(world: World, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as bad:
        rule(world, **values)
    assert any(name.startswith(field) for name in bad.value.errors), bad.value.errors


def test_of_several_rules_all_fields_count(world: World) -> None:
    rule(world)
    rule(world, name="Another", matters=["customers.region", "customers.website"])
    assert missing() == {"website", "employees", "region"}


def test_the_page_leads_whoever_may_say_it_there(world: World) -> None:
    customer(world, "owner", "Bare")
    night()
    assert "/quality-rules/new/?entity=customers" in world.get("admin", "/quality/customers/").content.decode()
    made = rule(world)
    assert f"/quality-rules/{made.pk}/edit/" in world.get("admin", "/quality/customers/").content.decode()  # type: ignore[attr-defined]
    assert "quality-rules" not in world.get("manager", "/quality/customers/").content.decode()
