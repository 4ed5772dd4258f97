"""Masked values shown for a reason, and the page that tells who saw what."""

import uuid
from collections.abc import Iterator

import pytest
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.jobs import Job
from guanxi.engine.models import Event
from guanxi.engine.reading import watching
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.people.models import Role
from guanxi.web.tests.world import World, text


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    watching._noted.clear()
    yield
    watching._noted.clear()


def revealing(world: World) -> None:
    """The marketer may have masked fields of contacts shown."""
    line = {"entity": "contacts", "verbs": "reveal", "scope": "all"}
    values = {"key": "caller", "name": "Caller", "permissions": [line]}
    role = gate.create(registry["roles"], values, actor=world.users["admin"])
    both = [{"role": Role._base_manager.get(key="marketing_manager").pk}, {"role": role.pk}]
    gate.update(registry["users"], world.users["marketer"].pk, {"roles": both}, actor=world.users["admin"])


def test_a_masked_number_is_shown_for_a_reason(world: World) -> None:
    made = world.make("owner", "contacts", name="Mei", mobile="13800006120")
    address = f"/contacts/{made.pk}/"
    url = f"{address}reveal/mobile/"
    assert url not in world.get("marketer", address).content.decode()
    assert world.get("marketer", url).status_code == 403
    assert world.post("marketer", url, {"why": "a call"}).status_code == 403
    revealing(world)
    assert url in world.get("marketer", address).content.decode()
    assert "it is kept that you saw it" in text(world.get("marketer", url))
    assert "138" not in text(world.get("marketer", url))
    assert world.post("marketer", url, {"why": " "}).status_code == 422
    assert not Event.objects.filter(verb="reveal").exists()
    shown = world.post("marketer", url, {"why": "the courier waits"})
    assert "138 0000 6120" in text(shown).replace("\xa0", " ")
    assert world.get("marketer", f"{address}reveal/nothing/").status_code == 404
    assert world.get("stranger", url).status_code == 404
    assert world.get("owner", url).status_code == 403
    page = text(world.get("admin", f"/traces/?record={made.pk}"))
    assert "Marketer Had shown Mobile · Mei the courier waits" in page


def test_who_read_and_took_out_what_is_listed(world: World) -> None:
    made = world.make("owner", "customers", name="Northwind Ltd", tax_number="91371500MA3D")
    world.get("owner", f"/customers/{made.pk}/")
    world.post("owner", "/customers/export/", {"format": "csv"})
    page = text(world.get("admin", "/traces/"))
    assert "Owner Read Tax number · Northwind Ltd" in page
    assert "Owner Took out 1 customer as CSV" in page
    only = text(world.get("admin", "/traces/?verb=export"))
    assert "Took out 1 customer" in only
    assert "Tax number" not in only
    mine = f"/traces/?person={world.users['manager'].pk}"
    assert "Nothing yet" in text(world.get("admin", mine))
    assert world.get("admin", "/traces/?person=x").status_code == 400
    assert world.get("admin", "/traces/?cursor=x").status_code == 400
    assert world.get("admin", "/traces/?verb=update").status_code == 400
    for who in ("owner", "manager", "clerk"):
        assert world.get(who, "/traces/").status_code == 404
        assert world.post(who, "/traces/prove/").status_code == 404
    assert not Job._base_manager.filter(name="events.verify").exists()


def test_what_a_substitute_took_out_stands_there_under_both_names(world: World) -> None:
    world.make("owner", "customers", name="Northwind Ltd")
    day = timezone.localdate()
    people = {"person": world.users["owner"].pk, "substitute": world.users["stranger"].pk}
    gate.create(registry["substitutions"], {**people, "first_day": day, "last_day": day}, actor=world.users["owner"])
    world.post("stranger", "/customers/export/", {"format": "csv"})
    told = "Stranger for Owner Took out 1 customer as CSV"
    assert told in text(world.get("admin", "/traces/?verb=export"))
    for who in ("owner", "stranger"):
        assert told in text(world.get("admin", f"/traces/?person={world.users[who].pk}"))
    assert told not in text(world.get("admin", f"/traces/?person={world.users['teammate'].pk}"))


def test_the_proof_is_a_job_that_says_what_it_found(world: World) -> None:
    world.make("owner", "customers", name="Northwind Ltd")
    started = world.post("admin", "/traces/prove/")
    assert started.status_code == 302
    run_jobs_now()
    assert "The history is whole" in text(world.get("admin", started["Location"]))
    assert "The history is whole" in text(world.get("admin", "/traces/"))


def test_a_broken_history_fails_the_job_and_says_where(world: World) -> None:
    made = world.make("owner", "customers", name="Northwind Ltd")
    registry["customers"].manager().filter(pk=made.pk).update(version=7)
    world.post("admin", "/traces/prove/")
    run_jobs_now()
    page = text(world.get("admin", "/traces/"))
    assert "The history is broken" in page
    assert str(made.pk) in page


def test_a_strange_record_has_no_traces_for_others(world: World) -> None:
    assert "Nothing yet" in text(world.get("admin", f"/traces/?record={uuid.uuid4()}"))
