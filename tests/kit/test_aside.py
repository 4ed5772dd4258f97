"""The helper makes what would be made here, batch by batch; without it everything goes on."""

from __future__ import annotations

import logging

import pytest

from guanxi.kit import aside
from guanxi.kit.search_terms import begin

BATCHES: list[list[aside.Wanted]] = [
    [("华东科技", [("A", "华东科技"), ("C", "+86 138 0013 8000")]), ("", [])],
    [(f"Müller & Söhne {number}", [("B", f"müller {number}" * 50)]) for number in range(2_000)],
    [],
]


def test_the_helper_makes_the_same_in_the_same_order() -> None:
    helper = aside.Aside()
    try:
        for batch in BATCHES:
            helper.give(batch)
            assert helper.fetch() == [begin(title, groups) for title, groups in batch]
    finally:
        helper.close()


def test_what_was_not_given_is_not_waited_for() -> None:
    helper = aside.Aside()
    try:
        assert helper.fetch() is None
        helper.give(BATCHES[0])
        assert helper.fetch()
        assert helper.fetch() is None
        helper.give(BATCHES[0])
        assert helper.fetch()
    finally:
        helper.close()


def test_nothing_is_fetched_from_a_helper_that_was_killed(caplog: pytest.LogCaptureFixture) -> None:
    helper = aside.Aside()
    helper.give(BATCHES[0])
    assert helper.fetch()
    process = helper._process
    assert process is not None
    process.kill()
    process.wait()
    with caplog.at_level(logging.WARNING):
        helper.give(BATCHES[1])
        assert helper.fetch() is None
        helper.give(BATCHES[0])
        assert helper.fetch() is None
    assert caplog.text.count("is lost") == 1
    helper.close()


def test_a_helper_that_can_not_start_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside.sys, "executable", "/nowhere/python")
    helper = aside.Aside()
    helper.give(BATCHES[0])
    assert helper.fetch() is None
