"""Who stands in for somebody: what they may there and then, never more, and both names on what they do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from guanxi.engine import exports, gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.events.traces import Wanted as Traced
from guanxi.engine.events.traces import traces
from guanxi.engine.models import Event
from guanxi.engine.permissions import Mode, as_system, explaining
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.people.access import access_of, access_of_many
from guanxi.people.models import RightsSnapshot, Substitution, User
from tests.house import House, build

DAY = dt.timedelta(days=1)


@pytest.fixture
def house(db: None) -> House:
    return build()


@pytest.fixture
def quotes(house: House) -> dict[str, Any]:
    """One quote of each, by its owner's name."""
    with as_system("test") as system:
        return {
            who: gate.create(registry["quotes"], {"name": who, "owner": house.keys[who]}, actor=system).pk
            for who in ("owner", "teammate", "stranger")
        }


def today() -> dt.date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


def name_substitute(house: House, actor: Any = None, **values: Any) -> Any:
    """The stranger stands in for the owner from today to tomorrow, unless it is said otherwise."""
    given = {"substitute": house.keys["stranger"], "first_day": today(), "last_day": today() + DAY, **values}
    return gate.create(registry["substitutions"], given, actor=actor or house["owner"])


def seen(user: User) -> set[str]:
    """The names of the quotes in somebody's list."""
    try:
        return {row["name"] for row in read_page(registry["quotes"], user, Query(fields=("name",))).rows}
    except NotFound:
        return set()


def renamed(house: House, who: str, key: Any, name: str = "new") -> Any:
    return gate.update(registry["quotes"], key, {"name": name}, actor=house[who])


def test_the_substitute_may_what_the_other_may_beside_their_own(house: House, quotes: dict[str, Any]) -> None:
    assert seen(house["stranger"]) == {"stranger"}
    name_substitute(house)
    assert seen(house["stranger"]) == {"stranger", "owner"}
    assert seen(house["owner"]) == {"owner"}
    renamed(house, "stranger", quotes["owner"])
    with pytest.raises(NotFound):
        renamed(house, "stranger", quotes["teammate"])
    with pytest.raises(NotAllowed):
        gate.act(registry["quotes"], quotes["owner"], "assign", {"to": house.keys["stranger"]}, actor=house["stranger"])
    for who in ("teammate", "nobody"):
        assert "new" not in seen(house[who])


def test_what_is_done_tells_both_names(house: House, quotes: dict[str, Any]) -> None:
    name_substitute(house)
    renamed(house, "stranger", quotes["owner"])
    renamed(house, "stranger", quotes["stranger"])
    told = history(registry["quotes"], quotes["owner"], house["owner"])[0]
    assert (told.actor.id, told.instead_of.id) == (house.keys["stranger"], house.keys["owner"])  # type: ignore[union-attr]
    assert history(registry["quotes"], quotes["stranger"], house["stranger"])[0].instead_of is None
    gate.bulk(
        registry["quotes"], [quotes["owner"], quotes["stranger"]], "update", {"name": "b"}, actor=house["stranger"]
    )
    events = Event.objects.filter(verb="update", changes__name__1="b")
    assert dict(events.values_list("record", "instead_of")) == {
        quotes["owner"]: house.keys["owner"],
        quotes["stranger"]: None,
    }


def test_it_begins_and_ends_by_itself(house: House, quotes: dict[str, Any]) -> None:
    made = name_substitute(house, first_day=today() + DAY, last_day=today() + DAY)
    assert seen(house["stranger"]) == {"stranger"}
    until = access_of(house["stranger"]).until
    assert until == Substitution._base_manager.get(pk=made.pk).starts_at
    Substitution._base_manager.filter(pk=made.pk).update(first_day=today())
    forget()
    assert seen(house["stranger"]) == {"stranger", "owner"}
    Substitution._base_manager.filter(pk=made.pk).update(first_day=today() - 2 * DAY, last_day=today() - 2 * DAY)
    forget()
    assert seen(house["stranger"]) == {"stranger"}


def test_it_can_be_ended_early_and_begun_anew(house: House, quotes: dict[str, Any]) -> None:
    made = name_substitute(house)
    with pytest.raises(NotAllowed):
        gate.act(registry["substitutions"], made.pk, "end", actor=house["stranger"])
    assert seen(house["stranger"]) == {"stranger", "owner"}
    gate.act(registry["substitutions"], made.pk, "end", actor=house["owner"])
    assert seen(house["stranger"]) == {"stranger"}
    with pytest.raises(NotFound):
        renamed(house, "stranger", quotes["owner"])
    name_substitute(house)
    assert seen(house["stranger"]) == {"stranger", "owner"}


def test_it_is_not_handed_on(house: House, quotes: dict[str, Any]) -> None:
    name_substitute(house, substitute=house.keys["teammate"])
    name_substitute(house, house["teammate"], substitute=house.keys["stranger"])
    assert seen(house["stranger"]) == {"stranger", "teammate"}
    together = dict(zip(house.keys, access_of_many([house[who] for who in house.keys]), strict=True))
    for who, access in together.items():
        assert [lent.whose for lent in access.lent] == [lent.whose for lent in access_of(house[who]).lent], who


def test_what_governs_the_product_is_not_lent(house: House) -> None:
    name_substitute(house, house["admin"])
    access = house["stranger"].access
    assert access.may("customers", "delete")
    for face in registry:
        if not face.lent:
            assert [verb for verb in face.all_verbs if access.may(face.name, verb)] == [
                verb for verb in face.all_verbs if access.own.may(face.name, verb)
            ], face.name
    assert not access.may("traces", "read")
    with pytest.raises(NotFound):
        gate.create(registry["roles"], {"key": "x", "name": "x"}, actor=house["stranger"])
    with pytest.raises(NotAllowed):
        gate.act(registry["users"], house.keys["teammate"], "deactivate", actor=house["stranger"])
    assert house["teammate"].is_active


def test_only_what_belongs_to_work_is_lent() -> None:
    lent = {face.name for face in registry if face.lent}
    assert {"customers", "contacts", "notes", "appointments"} <= lent
    assert not lent & {"users", "roles", "departments", "sharing-rules", "substitutions", "custom-fields", "layouts"}
    assert not [face.name for face in registry if face.moves and face.lent]


def test_bans_and_fields_of_both_hold(house: House, quotes: dict[str, Any]) -> None:
    face = registry["quotes"]
    with as_system("test") as system:
        hidden = [{"entity": "quotes", "names": "secret", "mode": "HIDDEN"}]
        reads = [{"entity": "quotes", "verbs": "read", "scope": "own"}]
        gate.create(
            registry["roles"], {"key": "blind", "name": "B", "field_limits": hidden, "permissions": reads}, actor=system
        )
        ban = [{"entity": "quotes", "verbs": "update", "scope": "all", "allow": False}]
        gate.create(registry["roles"], {"key": "barred", "name": "Barred", "permissions": ban}, actor=system)
    name_substitute(house)
    house.give("stranger", "sales_representative", "barred")
    with pytest.raises(NotAllowed):
        renamed(house, "stranger", quotes["owner"])
    house.give("stranger", "sales_representative")
    house.give("owner", "sales_representative", "barred")
    with pytest.raises(NotAllowed):
        renamed(house, "stranger", quotes["owner"])
    house.give("owner", "blind")
    assert seen(house["stranger"]) == {"stranger"}, "one would see of them what the other may not"
    assert house.give("stranger", "blind").access.mode(face, "secret") is Mode.HIDDEN
    assert seen(house["stranger"]) == {"stranger", "owner"}
    assert seen(house.give("stranger")) == {"owner"}
    assert "secret" not in read_one(face, quotes["owner"], house["stranger"])


def test_no_field_is_changed_that_the_other_may_not_change(house: House, quotes: dict[str, Any]) -> None:
    name_substitute(house)
    house.give("stranger", "sales_manager")
    with pytest.raises(Invalid):
        gate.update(registry["quotes"], quotes["owner"], {"owner": house.keys["stranger"]}, actor=house["stranger"])
    gate.update(registry["quotes"], quotes["stranger"], {"owner": house.keys["teammate"]}, actor=house["stranger"])


def test_who_may_name_one(house: House, quotes: dict[str, Any]) -> None:
    for_owner = {"person": house.keys["owner"]}
    for who, refused in (("teammate", NotAllowed), ("stranger", NotAllowed), ("nobody", NotFound)):
        with pytest.raises(refused):
            name_substitute(house, house[who], **for_owner, substitute=house.keys["teammate"])
    assert not Substitution._base_manager.exists()
    house.give("manager", "sales_manager", "sales_representative")  # what is shared with representatives, too
    name_substitute(house, house["manager"], **for_owner)
    name_substitute(house, house["admin"], **for_owner, substitute=house.keys["teammate"])
    house.give("owner", "sales_representative", "clerk")
    with pytest.raises(NotAllowed):
        name_substitute(house, house["manager"], **for_owner, substitute=house.keys["manager"])
    with pytest.raises(NotAllowed):
        name_substitute(house, house["manager"], person=house.keys["stranger"], substitute=house.keys["manager"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"substitute": "owner"}, "substitute"),
        ({"substitute": "leaver"}, "substitute"),
        ({"last_day": -1}, "last_day"),
        ({"first_day": -9, "last_day": -5}, "last_day"),
        ({"last_day": 400}, "last_day"),
    ],
)
def test_what_cannot_be_is_refused(house: House, given: dict[str, Any], field: str) -> None:
    values = {
        name: today() + value * DAY if isinstance(value, int) else house.keys[value] for name, value in given.items()
    }
    with pytest.raises(Invalid) as refused:
        name_substitute(house, **values)
    assert list(refused.value.errors) == [field]
    assert not Substitution._base_manager.exists()


def test_twice_at_once_is_once_and_lasts_as_long_as_the_longer(house: House) -> None:
    name_substitute(house)
    longer = name_substitute(house, last_day=today() + 3 * DAY)
    ((lent),) = house["stranger"].access.lent
    assert lent.until == Substitution._base_manager.get(pk=longer.pk).ends_at


def test_nobody_stands_in_for_everybody(house: House) -> None:
    with as_system("test") as system:
        for n in range(11):
            person = gate.create(registry["users"], {"username": f"p{n}", "name": f"P {n}"}, actor=system)
            if n < 10:
                name_substitute(house, system, person=person.pk)
        with pytest.raises(Invalid):
            name_substitute(house, system, person=person.pk)
    assert len(house["stranger"].access.lent) == 10


def test_who_leaves_neither_lends_nor_stands_in(house: House, quotes: dict[str, Any]) -> None:
    name_substitute(house)
    name_substitute(house, house["teammate"], substitute=house.keys["owner"])
    with as_system("test") as system:
        gate.act(registry["users"], house.keys["owner"], "deactivate", actor=system)
        assert seen(house["stranger"]) == {"stranger"}
        gate.act(registry["users"], house.keys["owner"], "reactivate", actor=system)
    assert seen(house["stranger"]) == {"stranger", "owner"}
    to = {"to": house.keys["manager"], "close": True}
    gate.act(registry["users"], house.keys["owner"], "hand_over", to, actor=house["admin"])
    assert all(one.ended_at for one in Substitution._base_manager.all())
    assert seen(house["stranger"]) == {"stranger"}


def test_the_explanation_says_whose_right_it_is(house: House, quotes: dict[str, Any]) -> None:
    name_substitute(house)
    face, access = registry["quotes"], house["stranger"].access
    told = {key: explaining.on_record([access], face, quotes[key], ("read",))[0][0] for key in quotes}
    assert {key for key, verdict in told.items() if verdict.allowed} == {"owner", "stranger"}
    assert [lent.name for lent in told["owner"].lent_by] == ["Person owner"]
    assert [reason.lent for reason in told["stranger"].deciding] == [None]


def test_what_was_lent_is_written_down(house: House) -> None:
    made = name_substitute(house)
    gate.act(registry["substitutions"], made.pk, "end", actor=house["owner"])
    after, ended = RightsSnapshot.objects.filter(role=made.pk).order_by("id")
    assert set(after.rights["quotes"]["verbs"]) >= {"read", "update"}
    assert not {"users", "jobs"} & set(after.rights)
    assert ended.rights == {}


def forget() -> None:
    """As if the clock had gone on: what was worked out before no longer holds."""
    from guanxi.people.models import RightsVersion

    RightsVersion.move()


def test_what_is_taken_out_tells_both_names(house: House, quotes: dict[str, Any]) -> None:
    name_substitute(house)
    wanted = exports.Wanted("quotes", fields=("name",), format="json")
    assert b"".join(exports.take(wanted, house["stranger"])).count(b"\n") == 2
    noted = Event.objects.filter(verb="export", entity="quotes", actor=house.keys["stranger"])
    assert dict(noted.values_list("instead_of", "changes__count")) == {None: 1, house.keys["owner"]: 1}
    found = traces(house["admin"], Traced(actor=house.keys["owner"], verb="export"))
    assert [(row.actor, row.instead_of) for row in found.rows] == [(house.keys["stranger"], house.keys["owner"])]
    only = exports.Wanted("quotes", filter={"field": "name", "op": "eq", "value": "owner"}, format="json")
    exports.take(only, house["stranger"])
    assert list(noted.order_by("-at").values_list("instead_of", flat=True)[:1]) == [house.keys["owner"]]
    assert noted.count() == 3
    exports.take(wanted, house["owner"])
    assert Event.objects.get(verb="export", actor=house.keys["owner"]).instead_of is None


def test_what_both_may_take_out_is_taken_out_in_ones_own_place(house: House, quotes: dict[str, Any]) -> None:
    name_substitute(house, substitute=house.keys["manager"])
    exports.take(exports.Wanted("quotes", format="json"), house["manager"])
    assert Event.objects.get(verb="export", actor=house.keys["manager"]).instead_of is None


def test_who_may_not_take_out_leaves_no_trace(house: House, quotes: dict[str, Any]) -> None:
    name_substitute(house)
    with pytest.raises(NotFound):
        exports.take(exports.Wanted("quotes", format="json"), house["nobody"])
    assert not Event.objects.filter(verb="export").exists()
