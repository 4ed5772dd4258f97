"""What hangs on records asks only for the kinds of record on which anything hangs, and always for all of these."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.engine import origin, prepared
from guanxi.engine.permissions.anchoring import kinds_in_use, reach
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.messaging import talking
from guanxi.messaging.rooms import Room
from guanxi.web.tests.world import World


def seen(world: World, who: str) -> tuple[list[str], str]:
    """The comments that somebody's list shows, and the statement that it took."""
    with origin.origin("page", request="r"), CaptureQueriesContext(connection) as asked:
        rows = read_page(registry["comments"], world.users[who], Query(fields=("body",))).rows
    told = [one["sql"] or "" for one in asked]
    words = [one for one in told if "messaging_comment" in one and "RECURSIVE" not in one]
    return sorted(row["body"] for row in rows), words[0]


def test_what_hangs_on_another_kind_is_there_at_once(world: World) -> None:
    prepared.forget()
    partner = world.make("owner", "partners", name="Lanyu").pk
    quote = world.make("owner", "quotes", name="First offer", partner=partner).pk
    owner = world.users["owner"]
    assert (seen(world, "owner")[0], kinds_in_use(registry["comments"])) == ([], frozenset())
    talking.comment(Room(registry["partners"], partner), "on the partner", owner)
    shown, words = seen(world, "owner")
    assert (shown, words.count("EXISTS")) == (["on the partner"], 1)
    talking.comment(Room(registry["quotes"], quote), "on the offer", owner)
    shown, words = seen(world, "owner")
    assert (shown, words.count("EXISTS")) == (["on the offer", "on the partner"], 2)
    assert seen(world, "stranger")[0] == []


def test_what_hangs_on_what_hangs_is_found_too(world: World) -> None:
    """A comment on a note on a quote, which is the first note there is on anything but a partner."""
    owner, notes = world.users["owner"], registry["notes"]
    partner = world.make("owner", "partners", name="Lanyu").pk
    quote = world.make("owner", "quotes", name="First offer", partner=partner).pk
    first = talking.write_note(Room(registry["partners"], partner), {"body": "<p>p</p>"}, owner)
    talking.comment(Room(notes, first.pk), "first", owner)
    assert seen(world, "manager")[0] == ["first"]
    before = reach(registry["comments"])
    second = talking.write_note(Room(registry["quotes"], quote), {"body": "<p>q</p>"}, owner)
    talking.comment(Room(notes, second.pk), "second", owner)
    assert seen(world, "manager")[0] == ["first", "second"]
    assert (before, reach(registry["comments"])) == (
        (frozenset({"notes"}), frozenset({"partners"})),
        (frozenset({"notes"}), frozenset({"partners", "quotes"})),
    )


@pytest.mark.parametrize("name", [entity.name for entity in registry if entity.anchor])
def test_an_index_leads_from_kind_to_kind(name: str, db: None) -> None:
    entity = registry[name]
    place = entity.anchor.column  # type: ignore[union-attr]
    indexes = [index for index in entity.model._meta.indexes if index.expressions and index.condition]
    assert any(place in str(index.expressions[0]) for index in indexes), f"Anchor.by_kind({place!r}, …) is missing"
