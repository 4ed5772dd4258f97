"""Comments and notes: who reads them, who may write them, what follows."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.messaging import following, mentions, talking, timeline
from guanxi.messaging.models import Notification, Reaction
from guanxi.messaging.rooms import Room, room
from guanxi.web.tests.world import World


@pytest.fixture
def place(world: World) -> Room:
    return Room(registry["partners"], world.make("owner", "partners", name="Lanyu").pk)


def comments(world: World, who: str) -> list[str]:
    query = Query(fields=("body",))
    return [row["body"] for row in read_page(registry["comments"], world.users[who], query).rows]


def test_who_reads_the_record_reads_what_is_said_about_it(world: World, place: Room) -> None:
    made = talking.comment(place, "Call them on Monday", world.users["owner"])
    for who in ("owner", "manager", "clerk", "marketer", "admin"):
        assert comments(world, who) == ["Call them on Monday"], who
        assert read_one(registry["comments"], made.pk, world.users[who])["about"].label == "Lanyu"
    for who in ("teammate", "stranger"):
        assert comments(world, who) == []
        for look in (read_one, history):
            with pytest.raises(NotFound):
                look(registry["comments"], made.pk, world.users[who])


def test_who_does_not_see_the_record_says_nothing_about_it(world: World, place: Room) -> None:
    with unchanged(), pytest.raises(NotFound):
        room(place.entity, place.key, world.users["stranger"])


def test_only_the_author_changes_or_deletes_a_comment(world: World, place: Room) -> None:
    made = talking.comment(place, "First words", world.users["owner"])
    for who, wanted in (("manager", NotAllowed), ("clerk", NotAllowed), ("stranger", NotFound)):
        with unchanged():
            with pytest.raises(wanted):
                talking.edit(made.pk, "Other words", world.users[who])
            with pytest.raises(wanted):
                gate.delete(registry["comments"], made.pk, actor=world.users[who])
    talking.edit(made.pk, "Second words", world.users["owner"])
    row = read_one(registry["comments"], made.pk, world.users["manager"])
    assert (row["body"], row["version"]) == ("Second words", 2)
    told = history(registry["comments"], made.pk, world.users["manager"])
    assert [change.old for change in told[0].changes if change.field == "body"] == ["First words"]
    gate.delete(registry["comments"], made.pk, actor=world.users["owner"])
    assert comments(world, "manager") == []


def test_who_is_named_hears_of_it_and_follows(world: World, place: Room) -> None:
    manager = world.users["manager"]
    talking.comment(place, "@Manager please look", world.users["owner"], named=[str(manager.pk)])
    waiting = Notification.objects.get(user=manager.pk)
    assert (waiting.kind, waiting.waits, waiting.record) == ("mention", True, place.key)
    assert following.follows(place, manager, None)
    assert not Notification.objects.filter(user=world.users["owner"].pk).exists()


def test_who_can_not_see_the_record_can_not_be_named(world: World, place: Room) -> None:
    stranger = world.users["stranger"]
    with unchanged(), pytest.raises(Invalid) as refused:
        talking.comment(place, "@Stranger look", world.users["owner"], named=[str(stranger.pk)])
    assert "Stranger can't see this record" in refused.value.errors["body"][0]
    offered = mentions.offered(place, "str", world.users["owner"])
    assert [(one["name"], one["may"]) for one in offered] == [("Stranger", False)]
    talking.comment(place, "@Stranger look", world.users["owner"], named=[str(uuid.uuid4()), "x"])
    assert not Notification.objects.filter(user=stranger.pk).exists()


def test_a_name_that_is_not_in_the_text_is_not_told(world: World, place: Room) -> None:
    talking.comment(place, "Nobody here", world.users["owner"], named=[str(world.users["manager"].pk)])
    assert not Notification.objects.filter(kind="mention").exists()


def test_naming_somebody_anew_while_editing_tells_them_once(world: World, place: Room) -> None:
    manager = world.users["manager"]
    made = talking.comment(place, "Look", world.users["owner"])
    talking.edit(made.pk, "Look, @Manager", world.users["owner"], named=[str(manager.pk)])
    talking.edit(made.pk, "Look here, @Manager", world.users["owner"])
    assert Notification.objects.filter(user=manager.pk, kind="mention").count() == 1


def test_signs_come_and_go_and_are_few(world: World, place: Room) -> None:
    made = talking.comment(place, "Done", world.users["owner"])
    manager = world.users["manager"]
    talking.react(made.pk, "👍", manager)
    talking.react(made.pk, "✅", manager)
    talking.react(made.pk, "👍", manager)
    assert list(Reaction.objects.values_list("user", "sign")) == [(manager.pk, "✅")]
    with unchanged():
        with pytest.raises(Invalid):
            talking.react(made.pk, "💣", manager)
        with pytest.raises(NotFound):
            talking.react(made.pk, "👍", world.users["stranger"])


def test_a_note_on_a_record_is_read_by_its_readers_and_a_private_one_by_its_owner(world: World, place: Room) -> None:
    notes = registry["notes"]
    mine = gate.create(notes, {"title": "Mine", "body": "secret"}, actor=world.users["owner"], given="text")
    talking.write_note(place, {"kind": "call", "body": "They want two", "minutes": "10"}, world.users["owner"])

    def titles(who: str) -> set[str]:
        return {row["title"] for row in read_page(notes, world.users[who], Query(fields=("title",))).rows}

    assert titles("owner") == {"Mine", "They want two"}
    assert titles("manager") == titles("clerk") == {"They want two"}
    assert titles("teammate") == titles("stranger") == set()
    with unchanged(), pytest.raises(NotFound):
        gate.update(notes, mine.pk, {"body": "x"}, actor=world.users["manager"])


def test_following_is_a_persons_own_word(world: World, place: Room) -> None:
    owner, manager = world.users["owner"], world.users["manager"]
    assert following.follows(place, owner, owner.pk)
    following.follow(place, owner, wanted=False)
    talking.comment(place, "I say something", owner)
    assert not following.follows(place, owner, owner.pk)
    talking.comment(place, "And I", manager)
    assert following.follows(place, manager, owner.pk)
    assert not Notification.objects.filter(user=owner.pk).exists()


def test_what_a_follower_is_told_twice_is_told_as_one(world: World, place: Room) -> None:
    for n in range(3):
        talking.comment(place, f"Comment {n}", world.users["manager"])
    told = Notification.objects.get(user=world.users["owner"].pk)
    assert (told.kind, told.count, told.waits) == ("comment", 3, False)


def test_the_timeline_merges_and_goes_on_without_gaps(world: World, place: Room) -> None:
    owner = world.users["owner"]
    for n in range(6):
        talking.comment(place, f"Comment {n}", owner)
        talking.write_note(place, {"kind": "note", "body": f"Note {n}"}, owner)
        world.change("owner", "partners", place.key, rating=n)
    seen: list[Any] = []
    mark = ""
    while True:
        stretch = timeline.read(place, owner, mark=mark, limit=4)
        seen += [(item.kind, item.key) for item in stretch.items]
        if not stretch.more:
            break
        mark = stretch.more
    assert len(seen) == len(set(seen)) == 6 * 3 + 1
    assert seen[0][0] == "change"
    assert seen[-1][0] == "change"
    talk = timeline.read(place, owner, what="talk", limit=50).items
    assert {item.kind for item in talk} == {"comments", "notes"}
    assert len(talk) == 12


def test_what_hangs_on_a_deleted_record_is_not_listed(world: World, place: Room) -> None:
    talking.comment(place, "Gone with it", world.users["owner"])
    with as_system("test") as system:
        gate.delete(place.entity, place.key, actor=system)
    assert comments(world, "owner") == []
