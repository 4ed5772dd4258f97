"""A configuration goes from one system to another: compared, tried, brought in as a whole, taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import configuration, gate
from guanxi.engine.configuration import CHANGED, HERE_ONLY, NEW, SAME
from guanxi.engine.configuration.moving import choose
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotFound, WrongStage
from guanxi.engine.models import CustomChoice, Event, Move
from guanxi.engine.models.move import APPLIED, COMPARED, UNDONE
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from tests.engine.kinds import shipments
from tests.house import House

pytestmark = pytest.mark.django_db
FIELDS, ROLES, VIEWS, MOVES = (registry[name] for name in ("custom-fields", "roles", "views", "configuration-moves"))
QUERY = 'filter={"field":"custom_grape","op":"eq","value":"pinot"}&columns=name,custom_grape'


def configure(house: House) -> None:
    """What the administrator of a wine merchant sets up on the test system."""
    admin = house["admin"]
    choices = [{"label": "Pinot"}, {"label": "Riesling", "retired": True}]
    gate.create(FIELDS, {"label": "Grape", "entity": "customers", "kind": "choice", "choices": choices}, actor=admin)
    living.refresh()
    permissions = [{"entity": "customers", "verbs": "read", "scope": "all"}]
    limits = [{"entity": "customers", "names": "custom_grape", "mode": "HIDDEN"}]
    gate.create(
        ROLES, {"key": "taster", "name": "Taster", "permissions": permissions, "field_limits": limits}, actor=admin
    )
    gate.create(VIEWS, {"name": "Pinot", "entity": "customers", "query": QUERY, "audience": "everybody"}, actor=admin)
    gate.create(VIEWS, {"name": "Mine alone", "entity": "customers"}, actor=admin)


def forget(house: House) -> None:
    """The live system, which knows nothing of it yet."""
    for face, field in ((VIEWS, "name"), (ROLES, "key"), (FIELDS, "label")):
        for key in face.manager().filter(**{f"{field}__in": ["Pinot", "taster", "Grape"]}).values_list("pk", flat=True):
            face.manager().filter(pk=key).delete()
    living.refresh()


def document(house: House) -> bytes:
    configure(house)
    made = json.dumps(configuration.make(house["admin"])).encode()
    forget(house)
    return made


def received(house: House, data: bytes) -> Any:
    return configuration.receive(house["admin"], data, "test system.json")


def states(house: House, move: Any) -> dict[str, str]:
    return {one.name: one.state for one in configuration.compare(house["admin"], move.document) if one.state != SAME}


def do(house: House, move: Any, verb: str, who: str = "admin", **values: Any) -> Any:
    gate.act(MOVES, move.pk, verb, values, actor=house[who])
    run_jobs_now()
    return Move._base_manager.get(pk=move.pk)


def lines(field: Any) -> list[CustomChoice]:
    return list(CustomChoice._base_manager.filter(field=field.pk))


ALL = {"custom-fields/customers/grape": NEW, "roles/taster": NEW, "views/customers/Pinot": NEW}


def test_it_is_compared_tried_brought_in_and_taken_back(house: House) -> None:
    move = received(house, document(house))
    assert states(house, move) == ALL
    tried = do(house, move, "try_out")
    assert (tried.state, tried.problems, tried.tried) == (COMPARED, {}, {"made": 3, "changed": 0, "removed": 0})
    assert states(house, move) == ALL
    assert "custom_grape" not in registry["customers"].fields

    done = do(house, move, "apply")
    assert (done.state, done.made, done.changed, done.problems) == (APPLIED, 3, 0, {})
    assert states(house, move) == {}
    assert [label for _key, label in registry["customers"].fields["custom_grape"].options] == ["Pinot"]  # type: ignore[attr-defined]
    view = VIEWS.manager().get(name="Pinot")
    assert (view.query, view.audience, view.owner_id) == (QUERY, "everybody", house.keys["admin"])
    assert [row["name"] for row in move.document["records"]["views"]] == ["Pinot"]

    back = do(house, move, "undo")
    assert (back.state, back.problems) == (UNDONE, {})
    assert states(house, move) == ALL
    assert "custom_grape" not in registry["customers"].fields


def test_what_differs_is_told_field_by_field_and_only_that_changes(house: House) -> None:
    data = document(house)
    do(house, received(house, data), "apply")
    field = FIELDS.manager().get(label="Grape")
    kept = {line.key: line.pk for line in lines(field)}
    gate.update(FIELDS, field.pk, {"hint": "As on the label"}, actor=house["admin"])
    choices = [{"id": kept["riesling"], "label": "Riesling", "key": "riesling"}]
    gate.update(FIELDS, field.pk, {"choices": choices}, actor=house["admin"])
    move = received(house, data)
    (one,) = [one for one in configuration.compare(house["admin"], move.document) if one.state != SAME]
    assert (one.state, [name for name, *_ in one.changes]) == (CHANGED, ["hint", "choices"])
    done = do(house, move, "apply")
    assert (done.made, done.changed, done.removed) == (0, 1, 0)
    after = {line.key: line for line in lines(field)}
    assert after["riesling"].pk == kept["riesling"]
    assert after["riesling"].retired
    assert set(after) == {"pinot", "riesling"}


def test_what_the_document_does_not_speak_of_is_no_difference(house: House) -> None:
    configure(house)
    field = {"label": "Grape", "entity": "customers", "kind": "choice", "key": "grape"}
    told = {**field, "choices": [{"key": "pinot", "label": "Pinot"}, {"label": "Riesling"}]}
    move = received(house, json.dumps({"format": 1, "records": {"custom-fields": [told]}}).encode())
    assert states(house, move) == {}


def test_only_what_is_chosen_comes_and_what_is_only_here_goes_when_it_is_chosen(house: House) -> None:
    data = document(house)
    extra = gate.create(ROLES, {"key": "extra", "name": "Extra"}, actor=house["admin"])
    move = received(house, data)
    assert states(house, move)["roles/extra"] == HERE_ONLY
    choose(move, house["admin"], ["roles/extra", "custom-fields/customers/grape"])
    done = do(house, move, "apply")
    assert (done.made, done.removed) == (1, 1)
    assert not ROLES.manager().filter(pk=extra.pk, deleted_at__isnull=True).exists()
    assert not ROLES.manager().filter(key="taster").exists()
    do(house, move, "undo")
    assert ROLES.manager().filter(pk=extra.pk, deleted_at__isnull=True).exists()


def test_with_one_problem_nothing_comes(house: House) -> None:
    told = json.loads(document(house))
    told["records"]["views"][0]["entity"] = "nonsense"
    told["records"]["views"][0]["role"] = "Nobody has this role"
    move = received(house, json.dumps(told).encode())
    done = do(house, move, "apply")
    assert done.state == COMPARED
    assert list(done.problems) == ["views/nonsense/Pinot"]
    assert states(house, move).keys() >= {"custom-fields/customers/grape", "roles/taster"}
    assert "custom_grape" not in registry["customers"].fields


def test_later_work_is_not_lost_when_it_is_taken_back(house: House) -> None:
    move = received(house, document(house))
    do(house, move, "apply")
    role = ROLES.manager().get(key="taster")
    gate.update(ROLES, role.pk, {"note": "Tastes on Fridays"}, actor=house["admin"])
    events = Event.objects.count()
    with pytest.raises(Invalid) as refused:
        do(house, move, "undo")
    (told,) = refused.value.errors[""]
    assert "Taster" in told
    assert (Event.objects.count(), Move._base_manager.get(pk=move.pk).state) == (events, APPLIED)
    assert "custom_grape" in registry["customers"].fields
    back = do(house, move, "undo", leave=True)
    assert (back.state, list(back.problems)) == (UNDONE, [f"roles/{role.pk}"])
    assert read_one(ROLES, role.pk, house["admin"])["note"] == "Tastes on Fridays"
    assert "custom_grape" not in registry["customers"].fields


def test_nobody_brings_in_what_they_could_not_make_themselves(house: House) -> None:
    data = document(house)
    for who in ("owner", "manager", "stranger", "clerk"):
        with pytest.raises(NotFound):
            configuration.receive(house[who], data, "x.json")
    assert not Move._base_manager.exists()
    move = received(house, data)
    with pytest.raises(WrongStage):
        gate.act(MOVES, move.pk, "undo", actor=house["admin"])
    house.give("admin", "clerk")
    run_jobs_now()
    assert states(build_again(house), move) == ALL


def build_again(house: House) -> House:
    house.give("admin", "administrator")
    return house


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe", b"[]", b"{}", b'{"records": []}', b'{"format": 99, "records": {}}', b"[" * 100_000,
        b'{"format": 1, "records": {"roles": [1]}}', b'{"format": 1, "records": {"roles": {}}}', b"x" * 6_000_000,
    ],
)  # fmt: skip
def test_what_is_no_configuration_is_refused(house: House, data: bytes) -> None:
    with pytest.raises(Invalid):
        configuration.receive(house["admin"], data, "x.json")
    assert not Move._base_manager.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["key", "name", "note", "permissions", "entity", "label", "kind", "choices", "x"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["roles", "custom-fields", "views", "users", "x"]),
        st.lists(st.dictionaries(NAMES, JSON, max_size=5), max_size=3),
        max_size=4,
    )
)
def test_whatever_stands_in_a_document_it_is_compared_and_refused_in_words(house: House, records: Any) -> None:
    try:
        move = received(house, json.dumps({"format": 1, "records": records}).encode())
    except Invalid:
        return
    configuration.compare(house["admin"], move.document)
    before = ROLES.manager().count()
    tried = do(house, move, "try_out")
    assert tried.state == COMPARED
    assert ROLES.manager().count() == before
    assert all(isinstance(text, str) and text for text in tried.problems.values())


def test_a_kind_of_record_moves_with_its_fields_words_and_rights(house: House) -> None:
    admin = house["admin"]
    shipments(admin)
    told = {"label": "Weight", "entity": "sample-shipments", "kind": "integer"}
    gate.create(FIELDS, told, actor=admin)
    living.refresh()
    permissions = [{"entity": "sample-shipments", "verbs": "read create", "scope": "all"}]
    gate.create(ROLES, {"key": "packer", "name": "Packer", "permissions": permissions}, actor=admin)
    gate.create(registry["names"], {"subject": "sample-shipments.custom_weight", "name": "Heft"}, actor=admin)
    text = json.dumps(configuration.make(admin))
    # Another system knows nothing of trials.
    there = text.replace("sample-shipments", "trial-parcels").replace("Sample shipment", "Trial parcel")
    move = received(house, there.replace("packer", "trier").replace("样品寄送", "试寄").encode())
    assert {"custom-entities/trial-parcels", "custom-fields/trial-parcels/weight", "roles/trier"} <= set(
        states(house, move)
    )
    assert do(house, move, "try_out").problems == {}
    assert registry.get("trial-parcels") is None
    done = do(house, move, "apply")
    assert (done.problems, done.state) == ({}, APPLIED)
    face = registry["trial-parcels"]
    made = gate.create(face, {"name": "First", "custom_weight": 3}, actor=admin)
    assert read_one(face, made.pk, admin)["custom_weight"] == 3
    assert str(face.fields["custom_weight"].verbose_name) == "Heft"
    assert states(house, move).keys() & {"custom-entities/trial-parcels", "roles/trier"} == set()
