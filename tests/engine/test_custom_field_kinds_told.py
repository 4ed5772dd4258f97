"""Whatever stands in a field: what the preview counts is what the change then does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.customfields.carrying import carrying, tried
from guanxi.engine.customfields.converting import BECOMES
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.models.job import Job
from guanxi.engine.reading import read_one
from guanxi.engine.testing import run_jobs_now
from tests.engine.customising import FIELDS, QUOTES, add
from tests.house import build

pytestmark = pytest.mark.django_db

TEXTS = (
    "",
    "12",
    "1,200.50",
    "abc",
    "2026-11-29",
    "14:30",
    "是",
    "no",
    "a@b.cn",
    "https://a.cn",
    "Red; Blue",
    "13800138000",
)
MOMENTS = st.integers(0, 10**6).map(lambda n: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=n))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(TEXTS) | st.text("aB红 ;-1.9", max_size=8),
    "integer": st.none() | st.integers(-3, 3),
    "decimal": st.none() | st.decimals(-99, 99, places=4),
    "datetime": st.none() | MOMENTS,
    "address": st.sampled_from(["", "山东/聊城/东昌府区|兴华西路 12 号|252000", "山东/济南||", "|a b|"]),
    "yes_no": st.booleans(),
    "choices": st.lists(st.sampled_from(["red", "blue"]), unique=True),
}
CHOICES = [{"label": "Red"}, {"label": "Blue"}]


@pytest.fixture
def boss() -> Any:
    return build()["admin"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_told_is_done_and_can_be_undone(boss: Any, data: st.DataObject) -> None:
    with transaction.atomic():
        try:
            _once(data, boss)
        finally:
            transaction.set_rollback(True)
            living.clear()


def _once(data: st.DataObject, boss: Any) -> None:
    kind = data.draw(st.sampled_from(sorted(VALUES)))
    to = data.draw(st.sampled_from(BECOMES[kind]))
    field = add(boss, "Thing", kind, **({"choices": CHOICES} if kind == "choices" else {}))
    keys = [
        gate.create(QUOTES, {"name": "one", field.name: value}, actor=boss).pk
        for value in data.draw(st.lists(VALUES[kind], max_size=6))
    ]
    before = [read_one(QUOTES, key, boss)[field.name] for key in keys]
    told = tried(carrying(CustomField._base_manager.get(pk=field.pk), to))
    gate.act(FIELDS, field.pk, "change_kind", {"to": to, "most_lost": told.lost}, actor=boss)
    run_jobs_now()
    living.refresh()
    done = Job._base_manager.get(name="customfields.carry")
    assert done.result == {"held": told.held, "carried": told.carried, "lost": told.lost}
    back = tried(carrying(CustomField._base_manager.get(pk=field.pk), kind))
    assert (back.returned, back.lost) == (told.lost, 0)
    gate.act(FIELDS, field.pk, "change_back", {"most_lost": None}, actor=boss)
    run_jobs_now()
    living.refresh()
    assert [read_one(QUOTES, key, boss)[field.name] for key in keys] == before
