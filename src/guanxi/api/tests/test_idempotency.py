"""The same request twice has one effect and one answer."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.api.tests.world import Api, World, fingerprint
from guanxi.engine import idempotency
from guanxi.engine.errors import KeyReused
from guanxi.engine.models import Event, IdempotencyKey


def test_a_repeated_creation_gets_the_first_answer(api: Api) -> None:
    first = api("owner", "POST", "customers", {"name": "Once"}, Idempotency_Key="k-1")
    before = fingerprint()
    again = api("owner", "POST", "customers", {"name": "Once"}, Idempotency_Key="k-1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    assert fingerprint() == before
    assert len(api.items("owner", "customers")) == 1
    assert Event.objects.filter(entity="customers").count() == 1


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST"])
def test_every_kind_of_change_has_one_effect(api: Api, method: str) -> None:
    record = api.make("owner", "customers", name="A")
    path, body = f"customers/{record['id']}", {"region": "x"} if method == "PATCH" else None
    if method == "POST":
        path, body = "customers/bulk", {"ids": [record["id"]], "verb": "update", "values": {"region": "x"}}
    answers = [api("owner", method, path, body, Idempotency_Key="k") for _twice in range(2)]
    assert answers[0].status_code == answers[1].status_code in (200, 204)
    assert answers[0].content == answers[1].content
    assert Event.objects.filter(record=record["id"]).count() == 2


def test_a_key_belongs_to_one_request_of_one_person(api: Api) -> None:
    api("owner", "POST", "customers", {"name": "A"}, Idempotency_Key="k")
    before = fingerprint()
    for method, path, body in (("POST", "customers", {"name": "B"}), ("POST", "contacts", {"name": "A"})):
        other = api("owner", method, path, body, Idempotency_Key="k")
        assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert fingerprint() == before
    assert api("stranger", "POST", "customers", {"name": "B"}, Idempotency_Key="k").status_code == 201


def test_a_refusal_is_not_kept(api: Api) -> None:
    assert api("owner", "POST", "customers", {"name": ""}, Idempotency_Key="k").status_code == 422
    assert IdempotencyKey.objects.count() == 0
    assert api("owner", "POST", "customers", {"name": "Now"}, Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_what_is_no_key_is_told(api: Api, key: str) -> None:
    assert api("owner", "POST", "customers", {"name": "A"}, Idempotency_Key=key).status_code == 400


def test_a_form_uses_it_with_an_answer_of_its_own(world: World) -> None:
    done: list[str] = []

    def work() -> dict[str, Any]:
        done.append("once")
        return {"redirect": "/customers/1/"}

    user = world.users["owner"]
    assert idempotency.once(user, "form-token", b"asked", work) == ({"redirect": "/customers/1/"}, False)
    assert idempotency.once(user, "form-token", b"asked", work) == ({"redirect": "/customers/1/"}, True)
    with pytest.raises(KeyReused):
        idempotency.once(user, "form-token", b"something else", work)
    assert done == ["once"]


def test_old_keys_are_forgotten_and_younger_ones_kept(world: World) -> None:
    for name in ("old", "young"):
        idempotency.once(world.users["owner"], name, b"", dict)
    row = IdempotencyKey.objects.get(key="old")
    IdempotencyKey.objects.filter(pk=row.pk).update(created_at=row.created_at - idempotency.KEPT)
    assert idempotency.forget_old() == 1
    assert [row.key for row in IdempotencyKey.objects.all()] == ["young"]
