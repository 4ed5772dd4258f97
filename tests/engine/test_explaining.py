"""Why somebody may or may not: what is explained agrees with what is enforced, for roles that nobody thought of."""

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.models.share import open_to
from guanxi.engine.permissions import Access, FieldRule, Grant, Mode, Scope, as_system, explaining
from guanxi.engine.reading.allowed import verbs_on
from guanxi.engine.registry import registry
from guanxi.people.access import access_of_many, place_of, work_out
from guanxi.people.models import User
from guanxi.people.models.user import RoleGiven
from guanxi.people.overview import who_may
from tests.house import House

OWNERS = ("owner", "teammate", "manager", "stranger")
FILTERS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"field": "name", "op": "contains", "value": "owner"},
    {"field": "owner", "op": "eq", "value": "me"},
    {"not": {"field": "name", "op": "eq", "value": "stranger"}},
)
VERBS = ("read", "update", "delete", "assign", "send")
GRANTS = st.builds(
    Grant,
    st.sampled_from(("quotes", "*", "partners")),
    st.frozensets(st.sampled_from((*VERBS, "*")), min_size=1),
    st.sampled_from(list(Scope)),
    st.sampled_from(FILTERS),
    st.sampled_from((True, True, True, False)),
    st.sampled_from(("one", "other")),
)
RULES = st.builds(
    FieldRule,
    st.sampled_from(("quotes", "*")),
    st.frozensets(st.sampled_from(("name", "amount", "secret", "lines", "owner")), min_size=1),
    st.sampled_from([Mode.HIDDEN, Mode.MASKED, Mode.READ_ONLY]),
    st.sampled_from(("one", "other")),
)


class Somebody:
    def __init__(self, access: Access) -> None:
        self.pk, self.access = access.place.user, access


@pytest.fixture
def quotes(house: House) -> dict[str, uuid.UUID]:
    """One quote of each, by its owner's name; the stranger's is shared with the owner."""
    with as_system("test") as system:
        made = {
            who: gate.create(registry["quotes"], {"name": who, "owner": house.keys[who]}, actor=system).pk
            for who in OWNERS
        }
    open_to("quotes", made["stranger"], house.keys["owner"])
    return made


@given(grants=st.lists(GRANTS, max_size=6), rules=st.lists(RULES, max_size=4), who=st.sampled_from(OWNERS))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_explained_is_what_is_enforced(
    house: House, quotes: dict[str, uuid.UUID], grants: list[Grant], rules: list[FieldRule], who: str
) -> None:
    face = registry["quotes"]
    user = User.objects.get(pk=house.keys[who])
    access = Access(grants, rules, place_of(user, ()))
    explained = {verdict.verb: verdict.allowed for verdict in explaining.on_entity(access, face)}
    assert explained == {verb: access.may("quotes", verb) for verb in face.all_verbs}
    for key in quotes.values():
        told = {v.verb: v.allowed for v in explaining.on_record([access], face, key)[0]}
        for verb in VERBS:
            there = access.narrow(face, face.manager().filter(pk=key), verb).exists()
            assert told[verb] == there, (verb, grants)
        if told["read"]:
            assert {verb for verb in VERBS if told[verb]} == verbs_on(face, key, Somebody(access), VERBS)
    limited = {limit.field: limit.mode for limit in explaining.limits(access, face)}
    for field, mode in limited.items():
        assert access.mode(face, field) is mode is not Mode.OPEN
    ruled = {field for rule in rules for field in rule.fields}
    if access.may("quotes", "read"):
        closed = {field for field in ruled if access.mode(face, field) < Mode.READ_ONLY}
        assert closed <= set(limited), "what is hidden or masked by a rule is told"


def test_every_reason_names_its_role(house: House, quotes: dict[str, uuid.UUID]) -> None:
    access = house["manager"].access
    read = explaining.on_record([access], registry["quotes"], quotes["owner"], ("read",))[0][0]
    assert read.allowed
    assert {reason.grant.role for reason in read.deciding} == {"sales_manager"}
    assert all(reason.fits for reason in read.deciding)
    stranger = explaining.on_record([house["stranger"].access], registry["quotes"], quotes["owner"], ("read",))[0][0]
    assert not stranger.allowed
    assert not stranger.deciding
    assert stranger.reasons, "the grants that would allow others are still told"


def test_a_ban_is_the_reason_before_what_it_forbids(house: House, quotes: dict[str, uuid.UUID]) -> None:
    permissions = [
        {"entity": "quotes", "verbs": "read update", "scope": "all"},
        {"entity": "quotes", "verbs": "update", "scope": "own", "allow": False},
    ]
    gate.create(
        registry["roles"], {"key": "helper", "name": "Helper", "permissions": permissions}, actor=house["admin"]
    )
    access = house.give("owner", "helper").access
    update = explaining.on_record([access], registry["quotes"], quotes["owner"], ("update",))[0][0]
    assert not update.allowed
    assert [reason.grant.allow for reason in update.deciding] == [False]


def test_a_record_that_is_not_there_has_no_verdicts(house: House) -> None:
    assert explaining.on_record([house["admin"].access], registry["quotes"], uuid.uuid4()) == [[]]


def test_many_people_s_rights_are_those_of_each(house: House, django_assert_max_num_queries: Any) -> None:
    users = list(User.objects.order_by("pk"))
    assert len(users) > 8
    with django_assert_max_num_queries(30):  # roles of a few kinds, departments, people: not a query for each
        together = access_of_many(users)
    for user, access in zip(users, together, strict=True):
        alone = work_out(user)
        assert set(map(repr, access.grants)) == set(map(repr, alone.grants)), user
        assert set(access.rules) == set(alone.rules)
        assert set(access.place.colleagues_below) == set(alone.place.colleagues_below)
        assert set(access.place.subjects) == set(alone.place.subjects)
        assert (access.place.department, set(access.place.departments_below)) == (
            alone.place.department,
            set(alone.place.departments_below),
        )


def test_who_may_see_a_record_is_who_finds_it(
    house: House, quotes: dict[str, uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    face = registry["quotes"]
    for key in quotes.values():
        wanted = {
            user.pk
            for user in User.objects.all()
            if work_out(user).narrow(face, face.manager().filter(pk=key), "read").exists()
        }
        assert wanted
        found, further = who_may(face, key, ("read", "update"))
        assert ({one.user.pk for one in found}, further) == (wanted, None)
        assert [one.user.name for one in found] == sorted(one.user.name for one in found)
    monkeypatch.setattr("guanxi.people.overview.BATCH", 3)
    paged: list[uuid.UUID] = []
    after = None
    for _page in range(50):
        found, after = who_may(face, quotes["owner"], ("read",), after=after, limit=2)
        paged += [one.user.pk for one in found]
        if after is None:
            break
    whole, _further = who_may(face, quotes["owner"], ("read",))
    assert paged == [one.user.pk for one in whole]


def test_a_role_given_and_deleted_is_no_reason(house: House, quotes: dict[str, uuid.UUID]) -> None:
    values = {"key": "reader", "name": "Reader", "permissions": [{"entity": "quotes", "verbs": "read", "scope": "all"}]}
    role = gate.create(registry["roles"], values, actor=house["admin"])
    house.give("stranger", "sales_representative", "reader")
    assert house.keys["stranger"] in {one.user.pk for one in who_may(registry["quotes"], quotes["owner"], ("read",))[0]}
    gate.delete(registry["roles"], role.pk, actor=house["admin"])
    assert RoleGiven._base_manager.filter(role=role).exists()
    assert house.keys["stranger"] not in {
        one.user.pk for one in who_may(registry["quotes"], quotes["owner"], ("read",))[0]
    }
