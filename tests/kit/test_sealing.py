"""Sealed texts: read with the ring, found by their whole value, worth nothing elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.sealing import BLIND, BadRing, CannotOpen, Ring, new_ring

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@given(TEXTS, TEXTS)
def test_what_is_sealed_opens_in_its_place_only(text: str, place: str) -> None:
    ring = new_ring()
    token = ring.seal(text, place)
    assert ring.open(token, place) == text
    assert text not in token or len(text) < 4
    with pytest.raises(CannotOpen):
        ring.open(token, place + "x")


def test_the_same_text_is_never_sealed_alike_and_always_found_alike() -> None:
    ring = new_ring()
    assert ring.seal("6222 0213", "a") != ring.seal("6222 0213", "a")
    assert ring.blind("6222 0213", "a") == ring.blind("6222 0213", "a")
    assert len(ring.blind("6222 0213", "a")) == BLIND
    assert len({ring.blind("6222 0213", "a"), ring.blind("6222 0214", "a"), ring.blind("6222 0213", "b")}) == 3
    assert new_ring().blind("6222 0213", "a") != ring.blind("6222 0213", "a")


def test_a_ring_that_grew_opens_the_old_and_seals_with_the_new() -> None:
    before = new_ring()
    old = before.seal("one", "a")
    after = Ring.read(before.with_a_new_key().write())
    assert after.newest == "2"
    assert after.open(old, "a") == "one"
    assert before.blind("one", "a") in after.blinds("one", "a")
    with pytest.raises(CannotOpen, match="'2'"):
        before.open(after.seal("two", "a"), "a")


@pytest.mark.parametrize("change", [lambda t: t[:-4], lambda t: "1.", lambda t: "", lambda t: "1.*", lambda t: t[:9]])
def test_what_was_changed_is_told(change: object) -> None:
    ring = new_ring()
    with pytest.raises(CannotOpen):
        ring.open(change(ring.seal("one", "a") + ""), "a")  # type: ignore[operator]


@pytest.mark.parametrize("text", ["", "1", "1:", "1:abc", ":" + "A" * 43, "a b:" + "A" * 43, "1:" + "A" * 42, "1:é"])
def test_a_ring_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadRing):
        Ring.read(text)
