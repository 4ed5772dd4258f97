"""A second kind of record that is pooled has pools, rules and limits of its own, beside those of customers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils.html import strip_tags

from guanxi.engine import fields, gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.registry import registry
from guanxi.ownership import membership
from guanxi.ownership.models import OwnershipEntry
from guanxi.ownership.models.pooled import Pooled
from tests.ownership.world import LIMITS, POOLS, RULES, Pools

ROOM, NAME = "example", "enquiry"


@pytest.fixture
def enquiries(pools: Pools) -> Iterator[Entity]:
    """A kind of record that a module could bring; gone again after the test."""

    class Enquiry(Pooled):
        """Somebody asks for an offer."""

        name = fields.Text("name", max_length=100)
        phone = fields.Phone("telephone", blank=True)

        class Meta(Pooled.Meta):
            app_label = ROOM
            verbose_name = "enquiry"
            verbose_name_plural = "enquiries"

    class EnquiryEntity(Entity):
        model = Enquiry
        name = "enquiries"
        columns = ("name", "phone", "owner")
        search = ("name", "phone")

    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(Enquiry)
    face = EnquiryEntity()
    registry.put(face)
    try:
        yield face
    finally:
        registry.take_out(face)
        apps.all_models[ROOM].pop(NAME, None)
        apps.clear_cache()


def pool(pools: Pools, **rules: Any) -> Any:
    values = {
        "name": "Enquiries",
        "entity": "enquiries",
        "members": [{"department": pools.house.departments["East"]}],
        **rules,
    }
    return gate.create(POOLS, values, actor=pools.admin)


def enquiry(pools: Pools, name: str, who: str = "owner", **values: Any) -> uuid.UUID:
    said = {"name": name, "owner": pools.house.keys[who], **values}
    made: uuid.UUID = gate.create(registry["enquiries"], said, actor=pools.admin).pk
    return made


def back(pools: Pools, key: uuid.UUID) -> None:
    gate.act(registry["enquiries"], key, "give_back", {"reason": "no time"}, actor=pools.admin)


def test_it_waits_in_its_own_pool_and_is_claimed_there(pools: Pools, enquiries: Entity) -> None:
    made = pool(pools, masked=["enquiries.phone"])
    key = enquiry(pools, "Fifty chairs", phone="13812342051")
    customer = pools.owned("owner", "Harbour")
    back(pools, key)
    pools.give_back("owner", customer)
    assert enquiries.manager().get(pk=key).pool_id == made.pk
    assert pools.now(customer).pool_id == pools.pool.pk  # type: ignore[attr-defined]
    client = Client()
    client.force_login(pools.house["teammate"])
    shown = " ".join(strip_tags(client.get(f"/waiting/{made.pk}/").content.decode()).split())
    assert "Fifty chairs" in shown
    assert "138****2051" in shown
    assert "Harbour" not in shown
    member = membership.in_pool(pools.house["teammate"], made.pk)
    assert member is not None
    gate.act(enquiries, key, "claim", {}, actor=member)
    assert enquiries.manager().get(pk=key).owner_id == pools.house.keys["teammate"]
    log = OwnershipEntry._base_manager.filter(about__startswith=str(key)).order_by("created_at")
    assert list(log.values_list("step", flat=True)) == ["return", "claim"]


def test_rules_and_limits_of_one_kind_say_nothing_of_another(pools: Pools, enquiries: Entity) -> None:
    made = pool(pools)
    rule = gate.create(
        RULES, {"name": "Asked long ago", "entity": "enquiries", "pool": made.pk, "days": 30}, actor=pools.admin
    )
    gate.act(RULES, rule.pk, "activate", actor=pools.admin)
    limit = {"name": "One enquiry", "entity": "enquiries", "most": 1, "person": pools.house.keys["owner"]}
    gate.create(LIMITS, limit, actor=pools.admin)
    key, customer = enquiry(pools, "Old"), pools.owned("owner", "Old customer")
    pools.owned("owner", "Second customer")
    with pytest.raises(Invalid, match="more than 1"):
        enquiry(pools, "Second")
    enquiries.manager().filter(pk=key).update(held_since="2026-01-01T00:00:00Z")
    pools.age(customer, 300)
    told = pools.night()
    assert told["enquiries"]["fallen"] == 1
    assert enquiries.manager().get(pk=key).owner_id is None
    assert pools.owner_of(customer) == "owner"


def test_a_pool_closes_fields_of_its_own_records_only(pools: Pools, enquiries: Entity) -> None:
    for name in ("veiled", "masked"):
        with pytest.raises(Invalid) as bad:
            pool(pools, **{name: ["customers.phone"]})
        assert name in bad.value.errors
