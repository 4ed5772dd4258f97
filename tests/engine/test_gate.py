"""What the suite over all entities can't ask of each: verbs, rules over several fields, links of lines, merging."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guanxi.engine import gate
from guanxi.engine.errors import BadQuery, Conflict, Invalid, WrongStage
from guanxi.engine.fields import Ref
from guanxi.engine.permissions import Scope
from guanxi.engine.reading import history, read_one
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting, Company, allow
from guanxi.engine.testing.tables import unchanged


def quote(actor: Acting, **values: Any) -> Kept:
    return gate.create(registry["quotes"], {"name": "Q", **values}, actor=actor)


def test_a_quote_is_sent_and_won(boss: Acting) -> None:
    face, record = registry["quotes"], quote(boss)
    gate.act(face, record.pk, "send", actor=boss)
    with unchanged(), pytest.raises(WrongStage):
        gate.act(face, record.pk, "send", actor=boss)
    with unchanged(), pytest.raises(Invalid) as refused:
        gate.act(face, record.pk, "win", {"signed_on": ""}, actor=boss, given="text")
    assert list(refused.value.errors) == ["signed_on"]
    won = gate.act(face, record.pk, "win", {"signed_on": "2026-11-23"}, actor=boss, given="json")
    assert (won.stage, won.valid_until, won.version) == ("won", dt.date(2026, 11, 23), 3)
    newest = history(face, record.pk, boss)[0]
    assert newest.verb == "win"
    assert [(c.field, c.old, c.new) for c in newest.changes] == [
        ("stage", "sent", "won"),
        ("valid_until", None, dt.date(2026, 11, 23)),
    ]
    for verb in ("win", "lose", "send"):
        with unchanged(), pytest.raises(WrongStage):
            gate.act(face, record.pk, verb, {"lost_reason": "price"} if verb == "lose" else {}, actor=boss)


def test_losing_asks_for_the_reason(boss: Acting) -> None:
    face, record = registry["quotes"], quote(boss)
    for answer in ({}, {"lost_reason": ""}, {"lost_reason": None}, {"lost_reason": "rain"}, {"lost_reason": 5}):
        with unchanged(), pytest.raises(Invalid) as refused:
            gate.act(face, record.pk, "lose", answer, actor=boss, given="json")
        assert list(refused.value.errors) == ["lost_reason"]
    gate.act(face, record.pk, "lose", {"lost_reason": "Price"}, actor=boss, given="text")
    assert read_one(face, record.pk, boss)["lost_reason"] == "price"


def test_a_bulk_of_verbs_judges_each_by_itself(boss: Acting) -> None:
    face = registry["quotes"]
    fresh, sent = quote(boss).pk, quote(boss).pk
    gate.act(face, sent, "send", actor=boss)
    gone = uuid.uuid4()
    result = gate.bulk(face, [fresh, sent, gone, fresh], "send", actor=boss)
    assert result.done == [fresh]
    assert {key: error.code for key, error in result.refused.items()} == {sent: "wrong_stage", gone: "not_found"}
    with pytest.raises(BadQuery):
        gate.bulk(face, [uuid.uuid4() for _ in range(10_001)], "send", actor=boss)


def test_a_rule_over_several_fields_is_told(boss: Acting) -> None:
    face, record = registry["quotes"], quote(boss, secret="S")
    for attempt in (
        lambda: quote(boss, secret="Q"),
        lambda: gate.update(face, record.pk, {"name": "S"}, actor=boss),
    ):
        with unchanged("engine_counter"), pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.errors == {"secret": ["The secret is the name."]}


def test_a_constraint_of_the_database_is_told(boss: Acting) -> None:
    face, record = registry["quotes"], quote(boss, amount=Decimal(1))
    with unchanged(), pytest.raises(Invalid) as refused:
        gate.update(face, record.pk, {"amount": Decimal(-1)}, actor=boss)
    assert refused.value.errors == {"": ["An amount is never negative."]}
    good, bad = quote(boss, amount=Decimal(5)).pk, record.pk
    result = gate.bulk(face, [good, bad], "update", {"amount": Decimal(-1)}, actor=boss)
    assert not result.done
    assert set(result.refused) == {good, bad}
    lines = [{"product": "pump"}, {"product": "pump"}]
    with unchanged(), pytest.raises(Invalid) as refused:
        gate.update(face, record.pk, {"lines": lines}, actor=boss)
    assert "This product stands here already." in str(refused.value.errors)


def test_a_rule_of_a_line_is_told_by_its_place(boss: Acting) -> None:
    lines = [{"product": "pump"}, {"product": "valve", "quantity": Decimal(-1)}]
    with unchanged("engine_counter"), pytest.raises(Invalid) as refused:
        quote(boss, lines=lines)
    assert refused.value.errors == {"lines.1.quantity": ["A quantity is never negative."]}


def test_a_line_keeps_a_link_that_its_editor_does_not_see(company: Company, boss: Acting) -> None:
    face = registry["quotes"]
    hidden = gate.create(registry["partners"], {"name": "North"}, actor=boss).pk
    other = gate.create(registry["partners"], {"name": "South"}, actor=boss).pk
    record = quote(boss, lines=[{"product": "pump", "partner": hidden}, {"product": "valve"}])
    actor = company.actor("stranger", allow("quotes"), allow("partners", "read", Scope.OWN))
    line, valve = read_one(face, record.pk, actor)["lines"]
    assert line["partner"] == Ref(hidden, None)
    kept = {"id": str(line["id"]), "product": "pump 2", "quantity": "2", "partner": {"id": str(hidden)}}
    gate.update(face, record.pk, {"lines": [kept]}, actor=actor, given="json")
    assert read_one(face, record.pk, actor)["lines"][0]["product"] == "pump 2"
    for stolen in ({**kept, "partner": str(other)}, {"product": "new", "partner": str(hidden)}):
        with unchanged(), pytest.raises(Invalid) as refused:
            gate.update(face, record.pk, {"lines": [stolen]}, actor=actor, given="json")
        assert list(refused.value.errors) == ["lines.0.partner"]
    assert valve["partner"] is None


def test_a_version_that_is_not_there_yet_is_a_conflict(boss: Acting) -> None:
    record = quote(boss)
    with unchanged(), pytest.raises(Conflict):
        gate.update(registry["quotes"], record.pk, {"name": "x"}, actor=boss, version=2)


def test_all_problems_are_told_at_once(boss: Acting) -> None:
    values = {"amount": "many", "valid_until": "soon", "traits": ["nothing"], "lines": [{"price": "x"}], "colour": 1}
    with unchanged(), pytest.raises(Invalid) as refused:
        gate.create(registry["quotes"], values, actor=boss, given="json")
    assert set(refused.value.errors) == {
        "name",
        "amount",
        "valid_until",
        "traits",
        "colour",
        "lines.0.price",
        "lines.0.product",
    }
    assert all(text for texts in refused.value.errors.values() for text in texts)


FIELDS = ("name", "secret", "lost_reason")
STEP = st.tuples(
    st.sampled_from(("read", "save")),
    st.integers(0, 2),
    st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(("price", "time", "rival")), min_size=1, max_size=3),
)


def save(key: uuid.UUID, values: dict[str, Any], actor: Acting, version: int) -> tuple[Any, int]:
    """What came of it, and the version then."""
    try:
        return "saved", gate.update(registry["quotes"], key, values, actor=actor, version=version).version
    except Conflict as conflict:
        return conflict.fields, conflict.version
    except Invalid:
        return "refused", 0


class Interleaving(TestCase):
    """Three people read and save in any order."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=st.lists(STEP, max_size=10))
    def test_no_change_is_lost_in_silence(self, steps: list[Any]) -> None:
        face, boss = registry["quotes"], Company().boss()
        made = {"name": "a", "secret": "b", "lost_reason": ""}
        record = gate.create(face, made, actor=boss)
        versions = {1: dict(made)}
        now, base = 1, {0: 1, 1: 1, 2: 1}
        for way, who, values in steps:
            if way == "read":
                base[who] = now
                continue
            seen, current = versions[base[who]], versions[now]
            touched = {f for f in values if any(versions[v][f] != versions[v + 1][f] for v in range(base[who], now))}
            clash = {f for f in touched if values[f] not in (seen[f], current[f])}
            wanted = {**current, **{f: v for f, v in values.items() if f not in touched}}
            told, saved = save(record.pk, values, boss, base[who])
            if clash:
                assert told == {f: {"yours": values[f], "theirs": current[f], "base": seen[f]} for f in clash}
            elif wanted["name"] == wanted["secret"]:
                assert told == "refused"
            else:
                if wanted != current:
                    now += 1
                    versions[now] = wanted
                assert (told, saved) == ("saved", now)
            row = read_one(face, record.pk, boss)
            assert {f: row[f] for f in FIELDS} == versions[now]
