"""Reading one step ahead gives the same items, in order, in the caller's language, and raises in their place."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext

from guanxi.engine.imports.ahead import AsksTheDatabase, giving_way, made_ahead, without_database


def test_the_same_items_in_the_same_order() -> None:
    assert list(made_ahead(iter(range(100)), 1)) == list(range(100))
    assert list(made_ahead(iter(()), 2)) == []


def test_only_the_next_one_is_made_meanwhile() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    coming = made_ahead(items(), 1)
    for taken in range(3):
        assert next(coming) == taken
        assert len(made) <= taken + 2
    coming.close()
    assert len(made) <= 5


def test_giving_way_changes_nothing_of_the_items() -> None:
    assert list(giving_way(range(100))) == list(range(100))


@pytest.mark.django_db
def test_who_makes_something_ahead_may_not_ask_the_database() -> None:
    with without_database(), pytest.raises(AsksTheDatabase), connection.cursor():
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_language_and_time_zone_are_the_callers() -> None:
    def items() -> Iterator[tuple[bool, str, str | None]]:
        elsewhere = threading.current_thread() is not threading.main_thread()
        for _ in range(2):
            yield elsewhere, gettext("Fill this in."), timezone.get_current_timezone_name()

    for language in ("en", "zh-hans"):
        with translation.override(language), timezone.override("Asia/Kathmandu"):
            said = gettext("Fill this in.")
            assert list(made_ahead(items(), 1)) == [(True, said, "Asia/Kathmandu")] * 2


def test_an_error_comes_after_what_was_read_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("broken off")

    coming = made_ahead(items(), 1)
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(ValueError, match="broken off"):
        next(coming)
