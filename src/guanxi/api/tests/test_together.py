"""The same request from many at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from guanxi.api.tests.world import Api, found
from guanxi.engine.models import Event
from guanxi.engine.registry import registry


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_record() -> None:
    world = found()
    answers: list[Any] = []
    gate = threading.Barrier(8)

    def ask() -> None:
        gate.wait()
        try:
            api = Api(world.api.tokens)
            answers.append(api("owner", "POST", "customers", {"name": "Together"}, Idempotency_Key="same"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 7
    rows = registry["customers"].manager().filter(name="Together")
    assert rows.count() == 1
    assert Event.objects.filter(entity="customers", verb="create").count() == 1
