"""For roles that nobody thought of, the list, the page, the API, the export, the search and the explanation agree.

So they do while somebody stands in for somebody, and while roles, shares and substitutions are ahead, hold or are over.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guanxi.api import endpoint
from guanxi.engine import gate
from guanxi.engine.errors import EngineError
from guanxi.engine.models.share import open_to
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.people.access import own_access
from guanxi.people.models import Role, RoleGiven, Substitution, User
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.role import FieldLimit, Permission
from tests.house import House, build

OWNERS = ("owner", "teammate", "manager", "stranger")
VERBS = ("read", "update", "delete", "export", "assign", "send")
FIELDS = ("name", "amount", "secret", "lines", "stage")
FILTERS: tuple[dict[str, Any] | None, ...] = (
    None,
    None,
    {"field": "name", "op": "contains", "value": "owner"},
    {"field": "owner", "op": "eq", "value": "me"},
    {"not": {"field": "secret", "op": "eq", "value": "hush-stranger"}},
    {"any": [{"field": "amount", "op": "gt", "value": 15}, {"field": "stage", "op": "eq", "value": "sent"}]},
)
PERMISSIONS = st.fixed_dictionaries(
    {
        "entity": st.sampled_from(("quotes", "quotes", "quotes", "*", "partners")),
        "verbs": st.sets(st.sampled_from((*VERBS, "*")), min_size=1).map(lambda verbs: " ".join(sorted(verbs))),
        "scope": st.sampled_from(("own", "department", "below", "regions", "shared", "all")),
        "filter": st.sampled_from(FILTERS),
        "allow": st.sampled_from((True, True, True, False)),
    }
)
LIMITS = st.fixed_dictionaries(
    {
        "entity": st.sampled_from(("quotes", "*")),
        "names": st.sets(st.sampled_from(FIELDS), min_size=1).map(lambda names: " ".join(sorted(names))),
        "mode": st.sampled_from(("HIDDEN", "MASKED", "READ_ONLY")),
    }
)
ROLE = st.tuples(st.lists(PERMISSIONS, max_size=4), st.lists(LIMITS, max_size=2))
READS = {"entity": "quotes", "verbs": "read export", "scope": "all", "filter": None, "allow": True}


@pytest.fixture
def house(db: None) -> House:
    house = build()
    with as_system("roles for a test") as system:
        for key in ("one", "other"):
            gate.create(registry["roles"], {"key": key, "name": key}, actor=system)
    for who in OWNERS:
        house.give(who, "one", "other")
    return house


@pytest.fixture
def quotes(house: House) -> dict[str, uuid.UUID]:
    """One quote of each, by its owner's name; the stranger's is shared with the owner."""
    made = {}
    with as_system("quotes for a test") as system:
        for place, who in enumerate(OWNERS):
            values = {
                "name": f"zq{who}",
                "owner": house.keys[who],
                "amount": Decimal(place * 10),
                "secret": f"hush-{who}",
            }
            made[who] = gate.create(registry["quotes"], values, actor=system).pk
        gate.act(registry["quotes"], made["teammate"], "send", actor=system)
    open_to("quotes", made["stranger"], house.keys["owner"])
    return made


class Asked:
    """What one person is told by each way there is."""

    def __init__(self, house: House, who: str) -> None:
        self.user = house[who]
        self.client = Client(HTTP_ACCEPT_LANGUAGE="en")
        self.client.force_login(self.user)
        self.admin = Client(HTTP_ACCEPT_LANGUAGE="en")
        self.admin.force_login(house["admin"])
        endpoint.limits = endpoint.Local()

    def api(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def listed(self) -> set[str]:
        answer = self.api("quotes")
        return {row["id"] for row in answer.json()["items"]} if answer.status_code == 200 else set()

    def on_page(self, keys: dict[str, uuid.UUID]) -> set[str]:
        answer = self.client.get("/quotes/")
        text = answer.content.decode() if answer.status_code == 200 else ""
        return {str(key) for key in keys.values() if f"/quotes/{key}/" in text}

    def opened(self, keys: dict[str, uuid.UUID]) -> tuple[set[str], set[str]]:
        pages = {str(key) for key in keys.values() if self.client.get(f"/quotes/{key}/").status_code == 200}
        return pages, {str(key) for key in keys.values() if self.api(f"quotes/{key}").status_code == 200}

    def found(self) -> set[str]:
        answer = self.api("search", q="zq")
        return {hit["id"] for hit in answer.json()["items"] if hit["entity"] == "quotes"}

    def exported(self) -> set[str] | None:
        answer = self.api("quotes/export", format="json", exact="true")
        if answer.status_code != 200:
            return None
        return {json.loads(line)["id"] for line in answer.content.decode().splitlines() if line.strip()}

    def explained(self, key: uuid.UUID) -> dict[str, bool]:
        """As whoever sees all records is told of this person."""
        address = f"/api/v1/users/{self.user.pk}/rights?entity=quotes&record={key}"
        told = self.admin.get(address).json()["detail"]["verbs"]
        own = self.client.get(address)
        users = registry["users"]
        known = self.user.access.narrow(users, users.manager().filter(pk=self.user.pk)).exists()
        readable = next(verb["allowed"] for verb in told if verb["verb"] == "read")
        assert (own.status_code == 200) == (known and readable)
        if own.status_code == 200:
            assert own.json()["detail"]["verbs"] == told
        return {verb["verb"]: verb["allowed"] for verb in told}

    def limits(self) -> dict[str, str]:
        told = self.admin.get(f"/api/v1/users/{self.user.pk}/rights").json()["entities"]
        return {one["field"]: one["mode"] for face in told if face["name"] == "quotes" for one in face["limits"]}


DAY = dt.timedelta(days=1)
SPANS = {"over": (-9, -5), "now": (-1, 1), "ahead": (5, 9)}
"""From when until when, in days from now."""


def stand_in(house: House, who: str, away: str, when: str) -> None:
    """The one stands in for the other, and nobody else for anybody."""
    first, last = (timezone.localdate() + n * DAY for n in SPANS[when])
    Substitution._base_manager.all().delete()
    if who != away:
        now = timezone.now()
        Substitution._base_manager.bulk_create(
            [
                Substitution(
                    person=house[away],
                    substitute=house[who],
                    first_day=first,
                    last_day=last,
                    created_at=now,
                    updated_at=now,
                )
            ]
        )


def hold(house: House, quotes: dict[str, uuid.UUID], role: str, share: str) -> None:
    """The second role, and what is shared by hand, hold at these times."""
    (starts, ends), (since, until) = ([timezone.now() + n * DAY for n in SPANS[when]] for when in (role, share))
    RoleGiven._base_manager.filter(role__key="other").update(starts_at=starts, ends_at=ends)
    open_to("quotes", quotes["stranger"], house.keys["owner"], starts_at=since, ends_at=until)


def become(roles: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]]) -> None:
    """Make these all that the roles say."""
    for key, (permissions, limits) in roles.items():
        role = Role._base_manager.get(key=key)
        Permission._base_manager.filter(role=role).delete()
        FieldLimit._base_manager.filter(role=role).delete()
        everybody = {"entity": "users", "verbs": "read", "scope": "all"}
        for line in (everybody, *permissions):
            Permission(role=role, **line).save()
        for line in limits:
            FieldLimit(role=role, **line).save()
    RightsVersion.move()


@given(
    one=ROLE,
    other=ROLE,
    reads=st.booleans(),
    who=st.sampled_from(OWNERS),
    away=st.sampled_from(OWNERS),
    when=st.tuples(*[st.sampled_from(("now", "now", "over", "ahead"))] * 3),
)
@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_way_tells_the_same(
    house: House,
    quotes: dict[str, uuid.UUID],
    one: Any,
    other: Any,
    reads: bool,
    who: str,
    away: str,
    when: tuple[str, str, str],
) -> None:
    stand_in(house, who, away, when[0])
    hold(house, quotes, when[1], when[2])
    become({"one": ([*one[0], *([READS] if reads else [])], one[1]), "other": other})
    asked, face = Asked(house, who), registry["quotes"]
    access = asked.user.access
    wanted = {str(pk) for pk in access.narrow(face, face.manager().all()).values_list("pk", flat=True)}
    assert wanted <= own_rows(house[who]) | (own_rows(house[away]) if when[0] == "now" else set())
    assert own_rows(house[who]) <= wanted
    assert asked.listed() == wanted
    assert asked.on_page(quotes) == wanted
    assert asked.opened(quotes) == (wanted, wanted)
    assert asked.found() == (wanted if access.readable(face, "name") else set())
    told = {str(key): asked.explained(key) for key in quotes.values()}
    assert {key for key, verbs in told.items() if verbs["read"]} == wanted
    exported = asked.exported()
    if exported is not None:
        assert exported == {key for key, verbs in told.items() if verbs["read"] and verbs["export"]}
    for key in wanted:
        tell_fields(asked, key)
    for verb in ("update", "delete", "send"):
        for key in quotes.values():
            assert may(asked, key, verb) == told[str(key)][verb], verb


def own_rows(user: User) -> set[str]:
    """What somebody sees without standing in for anybody."""
    face = registry["quotes"]
    rows = own_access(user).narrow(face, face.manager().all())
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def tell_fields(asked: Asked, key: str) -> None:
    """What is hidden, masked or shown is what the explanation says."""
    row, limits = asked.api(f"quotes/{key}").json(), asked.limits()
    for field in ("name", "amount", "secret", "lines"):
        mode = limits.get(field, "open")
        assert (field in row) == (mode != "hidden" and (field != "lines" or mode != "masked")), (field, mode)
        if mode == "masked" and field == "secret":
            assert row[field] != "hush"
            assert "hush" not in json.dumps(row)


def may(asked: Asked, key: uuid.UUID, verb: str) -> bool:
    """Whether the gate does it: tried with the version before, so that only somebody with the right is told of it."""
    face = registry["quotes"]
    rows = asked.user.access.narrow(face, face.manager().filter(pk=key), verb)
    there = rows.exists()
    try:
        if verb == "delete":
            gate.delete(face, key, actor=asked.user, version=999)
        elif verb == "send":
            gate.act(face, key, verb, actor=asked.user, version=999)
        else:
            gate.update(face, key, {}, actor=asked.user, version=999, strict=True)
    except EngineError as refused:
        done = refused.status not in (403, 404)
    else:
        done = True
    assert done == there
    return done
