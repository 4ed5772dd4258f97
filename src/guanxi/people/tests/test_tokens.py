"""Tokens: shown once, kept as a hash, scoped, expiring, revoked by their owner only."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from guanxi.engine.models import Event
from guanxi.people import tokens
from guanxi.people.models import Token, User
from guanxi.people.tests.conftest import Make


def test_a_token_is_kept_as_a_hash_only(rep: User) -> None:
    text = tokens.make(rep, "test")
    row = Token.objects.get()
    assert text.startswith("gx_")
    assert len(text) >= 40
    assert text not in str(row.__dict__)
    assert row.hint == text[:8]
    assert tokens.read(text) == row


def test_reading_one_is_one_query_with_the_state_of_rights(rep: User, django_assert_num_queries: object) -> None:
    text = tokens.make(rep, "test")
    tokens.read(text)  # what is the company's own has been read since the rights last changed
    with django_assert_num_queries(1):  # type: ignore[operator]
        token = tokens.read(text)
        assert token is not None
        assert token.user.username == "rep"
        assert isinstance(token.user.rights_version, int)


@pytest.mark.parametrize(
    "change", [str.upper, lambda t: t[:-1], lambda t: t + "a", lambda t: t[3:], lambda _t: "gx_", lambda t: f" {t}"]
)
def test_what_is_almost_one_is_none(rep: User, change: object) -> None:
    assert tokens.read(change(tokens.make(rep, "test"))) is None  # type: ignore[operator]


def test_it_expires(rep: User) -> None:
    text = tokens.make(rep, "test", lifetime=dt.timedelta(days=3))
    with time_machine.travel(timezone.now() + dt.timedelta(days=2, hours=23)):
        assert tokens.read(text)
    with time_machine.travel(timezone.now() + dt.timedelta(days=3, seconds=1)):
        assert tokens.read(text) is None


@pytest.mark.parametrize("scopes", [["read"], ["read", "write"], ["read:customers", "write:contacts"]])
def test_scopes_are_kept(rep: User, scopes: list[str]) -> None:
    token = tokens.read(tokens.make(rep, "test", scopes))
    assert token is not None
    assert token.scopes == sorted(scopes)


@pytest.mark.parametrize(
    "scope", ["", "*", "admin", "read:", "read:nothing", "delete", "read:*", "READ", "read:customers:1"]
)
def test_a_scope_that_means_nothing_is_refused(rep: User, scope: str) -> None:
    with pytest.raises(tokens.BadScope):
        tokens.make(rep, "test", ["read", scope])
    assert not Token.objects.exists()


def test_only_its_owner_revokes_it(rep: User, make: Make) -> None:
    text = tokens.make(rep, "test")
    row = Token.objects.get()
    assert not tokens.revoke(make("mate"), row.pk)
    assert tokens.read(text)
    assert tokens.revoke(rep, row.pk)
    assert tokens.read(text) is None
    assert not tokens.revoke(rep, row.pk)
    assert list(tokens.held_by(rep)) == []


def test_making_and_revoking_is_logged_without_the_token(rep: User) -> None:
    text = tokens.make(rep, "nightly import")
    tokens.revoke(rep, Token.objects.get().pk)
    events = Event.objects.filter(record=rep.pk, verb__in=("make_token", "revoke_token"))
    assert [event.actor for event in events] == [rep.pk, rep.pk]
    assert all(text not in str(event.changes) for event in events)


def test_fifty_are_enough(rep: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_TOKENS", 2)
    tokens.make(rep, "one")
    tokens.make(rep, "two")
    with pytest.raises(tokens.BadScope):
        tokens.make(rep, "three")
