"""What a company declared itself merges too, and goes along when what it leads to is merged."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.reading import read_one
from guanxi.engine.testing.company import Acting
from guanxi.engine.uniting.merging import merge
from guanxi.engine.uniting.unmerging import unmerge
from tests.engine.customising import add
from tests.engine.kinds import face, shipments
from tests.engine.test_custom_entity_lists import TESTERS, led
from tests.engine.test_merging import PARTNERS, QUOTES, made

pytestmark = pytest.mark.django_db


def test_own_links_and_lists_lead_to_the_survivor_and_back(boss: Acting) -> None:
    harbour, mill = (made(PARTNERS, boss, name=name).pk for name in ("Harbour", "Mill"))
    shipped = face(shipments(boss, relations=[TESTERS, {"target": "partners", "label": "Buyer", "key": "buyer"}]))
    add(boss, "Agent", "link", target="partners")
    lines = [{"to": harbour, "way": "tries it"}, {"to": mill, "way": "tries it", "note": "by sea"}, {"to": mill}]
    parcel = gate.create(shipped, {"name": "Red cloth", "custom_buyer": mill, "custom_testers": lines}, actor=boss).pk
    quote = made(QUOTES, boss, name="Q", custom_agent=mill).pk
    before = shown(shipped, parcel, quote, boss)
    done = merge(PARTNERS, harbour, [mill], actor=boss)
    assert shown(shipped, parcel, quote, boss) == (
        [("Harbour", "tries it", "by sea"), ("Harbour", "", "")],
        "Harbour",
        "Harbour",
    )
    unmerge(PARTNERS, harbour, done.pk, actor=boss)
    told = shown(shipped, parcel, quote, boss)
    assert (sorted(told[0]), *told[1:]) == (sorted(before[0]), *before[1:])


def test_records_of_an_own_kind_become_one(boss: Acting) -> None:
    shipped = face(shipments(boss))
    first, second = (gate.create(shipped, {"name": name}, actor=boss).pk for name in ("Red", "Red cloth"))
    number = read_one(shipped, first, boss)["number"]
    merge(shipped, first, [second], actor=boss, chosen={"name": second})
    row = read_one(shipped, first, boss)
    assert (row["name"], row["number"]) == ("Red cloth", number)


def shown(shipped: Any, parcel: Any, quote: Any, boss: Acting) -> tuple[Any, str, str]:
    """Where the ways lead that the company added."""
    buyer, agent = read_one(shipped, parcel, boss)["custom_buyer"], read_one(QUOTES, quote, boss)["custom_agent"]
    return led(shipped, parcel, boss), str(buyer), str(agent)
