"""What came in by a file, and what one changed oneself, is taken back in one step that is seen first."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone, translation

from guanxi.engine import configuration, gate
from guanxi.engine.configuration import CHANGES, GOES, RETURNS
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.gate.undoing import TooLate
from guanxi.engine.models import Move
from guanxi.engine.models.move import APPLIED, UNDONE
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.tables import unchanged
from tests.house import House

pytestmark = pytest.mark.django_db
CUSTOMERS, FIELDS, KINDS, ROLES, MOVES = (
    registry[name] for name in ("customers", "custom-fields", "custom-entities", "roles", "configuration-moves")
)
GRAPE = {
    "label": "Grape",
    "entity": "customers",
    "kind": "choice",
    "key": "grape",
    "choices": [{"label": "Pinot", "key": "pinot"}],
}
TASTER = {"key": "taster", "name": "Taster"}
PARCEL = {"label": "Parcel", "label_plural": "Parcels", "key": "parcels", "stages": [{"label": "Sent", "key": "sent"}]}


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def brought(house: House, **records: list[dict[str, Any]]) -> Move:
    """A configuration that was brought in."""
    document = {"format": 1, "records": {name.replace("_", "-"): rows for name, rows in records.items()}}
    move = configuration.receive(house["admin"], json.dumps(document).encode(), "test system.json")
    act(house, move, "apply")
    assert fresh(move).state == APPLIED
    return fresh(move)


def act(house: House, move: Move, verb: str, **values: Any) -> None:
    gate.act(MOVES, move.pk, verb, values, actor=house["admin"])
    run_jobs_now()


def fresh(move: Move) -> Move:
    return Move._base_manager.get(pk=move.pk)


def ahead(house: House, move: Move) -> list[str]:
    """What is told before it is done."""
    return gate.foresee(MOVES, move.pk, "undo", {}, actor=house["admin"])


def refused(house: House, move: Move) -> list[str]:
    """The reasons; and nothing happened."""
    with unchanged("engine_counter"), pytest.raises(Invalid) as why:
        gate.act(MOVES, move.pk, "undo", actor=house["admin"])
    assert fresh(move).state == APPLIED
    return why.value.errors[""]


def test_what_becomes_of_each_is_told_first_and_nothing_stays_of_the_telling(house: House) -> None:
    move = brought(house, custom_fields=[GRAPE], roles=[TASTER])
    with unchanged("engine_counter"):
        assert ahead(house, move) == [
            "Role “Taster”: goes to the recycle bin",
            "Custom field “Grape”: goes to the recycle bin",
        ]
    assert "custom_grape" in registry["customers"].fields
    act(house, move, "undo")
    assert fresh(move).state == UNDONE
    assert "custom_grape" not in registry["customers"].fields


def test_values_in_a_field_that_would_go_are_not_lost(house: House) -> None:
    move = brought(house, custom_fields=[GRAPE], roles=[TASTER])
    key = gate.create(CUSTOMERS, {"name": "Northwind", "custom_grape": "pinot"}, actor=house["owner"]).pk
    lost = "Custom field “Grape”: Later work would be lost: it is filled in in 1 customer."
    assert lost in ahead(house, move)
    assert refused(house, move) == [lost]
    act(house, move, "undo", leave=True)
    assert (fresh(move).state, len(fresh(move).problems)) == (UNDONE, 1)
    assert read_one(CUSTOMERS, key, house["owner"])["custom_grape"] == "pinot"
    assert not ROLES.manager().filter(key="taster", deleted_at__isnull=True).exists()


def test_what_a_field_began_with_is_nobody_s_work(house: House) -> None:
    gate.create(CUSTOMERS, {"name": "Northwind"}, actor=house["owner"])
    move = brought(house, custom_fields=[{**GRAPE, "initial": "Pinot"}])
    gate.create(CUSTOMERS, {"name": "Southwind"}, actor=house["owner"])
    act(house, move, "undo")
    assert fresh(move).state == UNDONE


def test_a_choice_that_came_and_is_chosen_stays(house: House) -> None:
    field = gate.create(FIELDS, GRAPE, actor=house["admin"])
    living.refresh()
    more = {
        **GRAPE,
        "hint": "As on the label",
        "choices": [*GRAPE["choices"], {"label": "Riesling", "key": "riesling"}],
    }  # type: ignore[misc]
    move = brought(house, custom_fields=[more])
    key = gate.create(CUSTOMERS, {"name": "Northwind", "custom_grape": "riesling"}, actor=house["owner"]).pk
    assert refused(house, move) == ["Custom field “Grape”: Later work would be lost: “Riesling” stands in 1 customer."]
    gate.update(CUSTOMERS, key, {"custom_grape": "pinot"}, actor=house["owner"])
    act(house, move, "undo")
    row = read_one(FIELDS, field.pk, house["admin"])
    assert (row["hint"], [line["key"] for line in row["choices"]]) == ("", ["pinot"])


def test_a_role_that_somebody_has_and_a_kind_with_records_stay(house: House) -> None:
    move = brought(house, roles=[TASTER], custom_entities=[PARCEL])
    house.give("clerk", "clerk", "taster")
    gate.create(registry["parcels"], {"name": "First"}, actor=house["admin"])
    assert sorted(refused(house, move)) == [
        "Kind of record “Parcel”: Later work would be lost: records of it: 1 Parcel.",
        "Role “Taster”: Later work would be lost: it is used by 1 user.",
    ]
    assert registry.get("parcels") is not None


def test_another_administrator_takes_it_back_and_nobody_else(house: House) -> None:
    move = brought(house, roles=[TASTER])
    for who in ("owner", "teammate", "stranger", "manager", "clerk"):
        with unchanged(), pytest.raises((NotFound, NotAllowed)):
            gate.act(MOVES, move.pk, "undo", {"leave": True}, actor=house[who])
        with pytest.raises((NotFound, NotAllowed)):
            gate.foresee(MOVES, move.pk, "undo", {}, actor=house[who])
    house.give("executive", "administrator")
    gate.act(MOVES, move.pk, "undo", actor=house["executive"])
    run_jobs_now()
    assert fresh(move).state == UNDONE
    assert not ROLES.manager().filter(key="taster", deleted_at__isnull=True).exists()


def test_who_may_not_change_it_takes_nothing_back(house: House) -> None:
    """The right to bring in alone is not enough: each record passes the gate."""
    move = brought(house, roles=[TASTER])
    fates = configuration.take_back(house["manager"], configuration.deeds_of(move), leave=True, is_dry=False)
    assert [bool(fate.problem) for fate in fates] == [True]
    assert ROLES.manager().filter(key="taster", deleted_at__isnull=True).exists()


def change_things(house: House) -> tuple[dt.datetime, Any, Any]:
    """An administrator's hour: a role changed twice, one thrown away, a field made. Since when, and both roles."""
    admin = house["admin"]
    kept, gone = (gate.create(ROLES, {"key": key, "name": key.title()}, actor=admin).pk for key in ("kept", "gone"))
    since = timezone.now()
    for note in ("first", "second"):
        gate.update(ROLES, kept, {"note": note}, actor=admin)
    gate.update(ROLES, gone, {"note": "old"}, actor=admin)
    gate.delete(ROLES, gone, actor=admin)
    gate.create(FIELDS, GRAPE, actor=admin)
    living.refresh()
    return since, kept, gone


def test_one_s_own_last_changes_go_back_in_one_step(house: House) -> None:
    since, kept, gone = change_things(house)
    deeds = configuration.own_deeds(house["admin"], since)
    assert {(deed.entity.name, deed.what) for deed in deeds} == {
        ("roles", CHANGES),
        ("roles", RETURNS),
        ("custom-fields", GOES),
    }
    with unchanged("engine_counter"):
        assert not configuration.in_the_way(configuration.take_back(house["admin"], deeds, leave=False, is_dry=True))
    configuration.take_back(house["admin"], deeds, leave=False, is_dry=False)
    for key in (kept, gone):
        assert read_one(ROLES, key, house["admin"])["note"] == ""
    assert "custom_grape" not in registry["customers"].fields
    # And that is a change as any other: the way back leads to where it was.
    again = configuration.own_deeds(house["admin"], since)
    assert configuration.take_back(house["admin"], again, leave=False, is_dry=False)
    assert read_one(ROLES, kept, house["admin"])["note"] == ""


def test_what_others_did_in_between_is_not_taken_back(house: House) -> None:
    since, kept, gone = change_things(house)
    other = house.give("executive", "administrator")
    gate.update(ROLES, kept, {"note": "theirs"}, actor=other)
    gate.update(ROLES, kept, {"name": "Mine again"}, actor=house["admin"])
    deeds = configuration.own_deeds(house["admin"], since)
    fates = configuration.take_back(house["admin"], deeds, leave=False, is_dry=False)
    (stuck,) = configuration.in_the_way(fates)
    assert (stuck.key, stuck.problem) == (kept, "Somebody else changed it in between.")
    assert read_one(ROLES, gone, house["admin"], deleted=True)["note"] == "old"
    configuration.take_back(house["admin"], deeds, leave=True, is_dry=False)
    assert read_one(ROLES, kept, house["admin"])["note"] == "theirs"
    assert read_one(ROLES, gone, house["admin"])["note"] == ""
    assert configuration.own_changes(house["owner"]) == []


def test_long_ago_is_refused(house: House) -> None:
    change_things(house)
    with pytest.raises(TooLate):
        configuration.own_deeds(house["admin"], timezone.now() - dt.timedelta(days=8))
    with pytest.raises(TooLate):
        configuration.own_deeds(house["owner"], timezone.now() - dt.timedelta(days=1))
