"""A single record shared with somebody: for as long as it is said, on the history, and no further."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound, WrongStage
from guanxi.engine.models import Event
from guanxi.engine.models.share import Share, open_to
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import history, read_one
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from tests.house import House, build

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def house(db: None) -> House:
    return build()


@pytest.fixture
def quote(house: House) -> Any:
    with as_system("test") as system:
        return gate.create(registry["quotes"], {"name": "a", "owner": house.keys["owner"]}, actor=system).pk


def act(house: House, who: str, key: Any, verb: str = "share", **values: Any) -> Any:
    return gate.act(registry["quotes"], key, verb, values, actor=house[who])


def sees(house: House, who: str, key: Any) -> bool:
    try:
        read_one(registry["quotes"], key, house[who])
    except NotFound:
        return False
    return True


def test_shared_and_closed_again(house: House, quote: Any) -> None:
    act(house, "owner", quote, person=house.keys["stranger"])
    assert sees(house, "stranger", quote)
    assert not sees(house, "teammate", quote)
    with pytest.raises(NotAllowed):
        gate.update(registry["quotes"], quote, {"name": "b"}, actor=house["stranger"])
    for who, refused in (("stranger", NotAllowed), ("teammate", NotFound)):
        with unchanged(), pytest.raises(refused):
            act(house, who, quote, person=house.keys["teammate"])
    told = history(registry["quotes"], quote, house["owner"])[0]
    assert [(change.old, change.new) for change in told.changes] == [("", "Person stranger")]
    act(house, "owner", quote, "unshare")
    assert not sees(house, "stranger", quote)
    with pytest.raises(Invalid):
        act(house, "owner", quote, "unshare")


@pytest.mark.parametrize(
    ("starts", "ends", "seen"), [(-2, 2, True), (None, 2, True), (2, None, False), (-2, -1, False)]
)
def test_the_time_is_compared_when_it_is_asked(
    house: House, quote: Any, starts: int | None, ends: int | None, seen: bool
) -> None:
    """No job has to run, and what was found out for the same rights before is no answer."""
    assert not sees(house, "stranger", quote)
    at = timezone.now()
    span = {name: at + n * HOUR for name, n in (("starts_at", starts), ("ends_at", ends)) if n is not None}
    open_to("quotes", quote, house.keys["stranger"], **span)
    assert sees(house, "stranger", quote) is seen
    Share.objects.update(starts_at=None, ends_at=at + HOUR)
    assert sees(house, "stranger", quote)
    Share.objects.update(ends_at=timezone.now())
    assert not sees(house, "stranger", quote)


def test_until_when_can_be_said_anew(house: House, quote: Any) -> None:
    until = (timezone.now() + HOUR, timezone.now() + 9 * HOUR)
    for moment in until:
        act(house, "owner", quote, person=house.keys["stranger"], ends_at=moment)
    assert [share.ends_at for share in Share.objects.all()] == [until[1]]
    events = Event.objects.filter(verb="share").order_by("version")
    assert [event.changes["shared_with"][1]["until"] for event in events] == [moment.isoformat() for moment in until]


def test_what_is_over_before_it_begins_is_refused(house: House, quote: Any) -> None:
    now = timezone.now()
    for span in ({"ends_at": now - HOUR}, {"starts_at": now + 2 * HOUR, "ends_at": now + HOUR}):
        with unchanged(), pytest.raises(Invalid) as refused:
            act(house, "owner", quote, person=house.keys["stranger"], **span)
        assert list(refused.value.errors) == ["ends_at"]


def test_a_substitute_shares_nothing_of_others(house: House, quote: Any) -> None:
    today = timezone.localdate()
    days = {"first_day": today, "last_day": today}
    gate.create(registry["substitutions"], {"substitute": house.keys["stranger"], **days}, actor=house["owner"])
    with unchanged(), pytest.raises(Invalid):
        act(house, "stranger", quote, person=house.keys["teammate"])


def test_what_governs_the_product_is_not_shared_so(house: House) -> None:
    admin = house["admin"]
    view = gate.create(registry["views"], {"name": "Mine", "entity": "quotes"}, actor=admin)
    with pytest.raises(WrongStage):
        gate.act(registry["views"], view.pk, "share", {"person": house.keys["owner"]}, actor=admin)
