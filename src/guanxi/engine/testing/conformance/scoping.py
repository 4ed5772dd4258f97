"""Owner, teammate, manager and stranger see exactly what their scope says: lists, pages, counts, search, history."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.models import Share
from guanxi.engine.permissions import Scope
from guanxi.engine.reading import Query, count, history, read_one, read_page
from guanxi.engine.testing.company import WHO, allow
from guanxi.engine.testing.conformance.base import Subject, where
from guanxi.engine.testing.tables import unchanged

SEEN: dict[Scope, dict[str, set[str]]] = {
    Scope.OWN: {who: {who} for who in WHO},
    Scope.DEPARTMENT: {
        "owner": {"owner", "teammate"},
        "teammate": {"owner", "teammate"},
        "manager": {"manager"},
        "stranger": {"stranger"},
    },
    Scope.BELOW: {
        "owner": {"owner", "teammate"},
        "teammate": {"owner", "teammate"},
        "manager": {"owner", "teammate", "manager"},
        "stranger": {"stranger"},
    },
    Scope.SHARED: {who: set() for who in WHO},
    Scope.ALL: {who: set(WHO) for who in WHO},
}


def _owned(entity: Entity) -> bool:
    return entity.owner_path == "owner" and entity.fields["owner"].editable  # type: ignore[attr-defined]


class Scopes:
    """Whose records somebody sees."""

    @where("create", that=_owned)
    def test_each_sees_exactly_their_share(self, subject: Subject) -> None:
        keys = self.one_of_each(subject)
        for scope, seen in SEEN.items():
            for who in WHO:
                wanted = {keys[name] for name in seen[who]}
                self.check(subject, subject.actor(who, "read", scope), wanted, set(keys.values()))

    @where("create", that=_owned)
    def test_what_is_shared_is_seen_by_those_it_is_shared_with(self, subject: Subject) -> None:
        keys = self.one_of_each(subject)
        everything = set(keys.values())
        Share.objects.create(entity=subject.entity.name, record=keys["owner"], subject=subject.company.keys["stranger"])
        Share.objects.create(entity="another", record=keys["manager"], subject=subject.company.keys["stranger"])
        self.check(subject, subject.actor("stranger", "read", Scope.SHARED), {keys["owner"]}, everything)
        self.check(subject, subject.actor("teammate", "read", Scope.SHARED), set(), everything)
        both = [allow(subject.entity.name, "read", scope) for scope in (Scope.OWN, Scope.SHARED)]
        self.check(subject, subject.company.actor("stranger", *both), {keys["stranger"], keys["owner"]}, everything)

    @where("create", that=_owned)
    def test_a_ban_wins_and_roles_add_up(self, subject: Subject) -> None:
        name, keys = subject.entity.name, self.one_of_each(subject)
        everything = set(keys.values())
        mine = {"field": "owner", "op": "eq", "value": "me"}
        for grants, wanted in (
            ([allow(name, "read"), allow(name, "read", Scope.OWN, allow=False)], {"teammate", "manager", "stranger"}),
            ([allow(name, "read"), allow("*", "*", allow=False)], set()),
            ([allow(name, "read", filter=mine)], {"owner"}),
            (
                [allow(name, "read", filter=mine), allow(name, "read", Scope.DEPARTMENT, role="b")],
                {"owner", "teammate"},
            ),
            ([allow(name, "read", Scope.BELOW), allow(name, "read", filter=mine, allow=False)], {"teammate"}),
        ):
            self.check(subject, subject.company.actor("owner", *grants), {keys[who] for who in wanted}, everything)

    @where("create", "update", "delete", that=_owned)
    def test_seeing_is_not_changing(self, subject: Subject) -> None:
        keys = self.one_of_each(subject)
        grants = [allow(subject.entity.name, "read"), allow(subject.entity.name, "update delete", Scope.OWN)]
        actor = subject.company.actor("owner", *grants)
        name = next(field for field in subject.writable if field != "owner")
        with unchanged():
            for who in ("teammate", "manager", "stranger"):
                value = subject.value(name, 60)
                result = gate.bulk(subject.entity, [keys[who]], "update", {name: value}, actor=actor)
                assert not result.done
                with pytest.raises(gate_errors()):
                    gate.update(subject.entity, keys[who], {name: value}, actor=actor)
                with pytest.raises(gate_errors()):
                    gate.delete(subject.entity, keys[who], actor=actor)
        gate.update(subject.entity, keys["owner"], {name: subject.value(name, 60)}, actor=actor)

    @where(that=lambda entity: not entity.owner_path)
    def test_what_nobody_owns_is_seen_with_the_right_to_all_only(self, subject: Subject) -> None:
        record = subject.make(1)
        for scope in (Scope.OWN, Scope.DEPARTMENT, Scope.BELOW, Scope.SHARED):
            self.check(subject, subject.actor("manager", "read", scope), set(), {record.pk})
        self.check(subject, subject.actor("stranger", "read", Scope.ALL), {record.pk}, {record.pk})

    def test_without_any_right_the_entity_is_not_there(self, subject: Subject) -> None:
        record = subject.make(1)
        for actor in (subject.company.actor("owner"), subject.actor("owner", "update create delete")):
            for ask in (
                lambda a=actor: read_page(subject.entity, a, Query()),
                lambda a=actor: read_page(subject.entity, a, Query(q="a", deleted=True)),
                lambda a=actor: count(subject.entity, a, Query()),
                lambda a=actor: read_one(subject.entity, record.pk, a, ()),
                lambda a=actor: history(subject.entity, record.pk, a),
            ):
                with pytest.raises(NotFound):
                    ask()

    def one_of_each(self, subject: Subject) -> dict[str, uuid.UUID]:
        """A record of each user's."""
        return {who: subject.make(n, owner=subject.company.keys[who]).pk for n, who in enumerate(WHO)}

    def check(self, subject: Subject, actor: Any, wanted: set[uuid.UUID], among: set[uuid.UUID]) -> None:
        """That the actor sees these among those, on every way of looking."""
        entity = subject.entity
        title = entity.title
        assert set(subject.keys(actor)) & among == wanted
        everything = {"any": [{"field": title, "op": "empty", "value": flag} for flag in (True, False)]}
        assert set(subject.keys(actor, filter=everything)) & among == wanted
        assert (
            set(subject.keys(actor, filter={"field": "id", "op": "in", "value": [str(key) for key in among]})) == wanted
        )
        assert count(
            entity, actor, Query(filter={"field": "id", "op": "in", "value": [str(k) for k in among]})
        ).value == len(wanted)
        assert set(entity.model.objects.visible_to(actor).values_list("pk", flat=True)) & among == wanted
        for key in [*list(wanted)[:1], *list(among - wanted)[:1]]:
            title_text = str(entity.manager().values_list(title, flat=True).get(pk=key))
            if title in entity.search:
                assert (key in subject.keys(actor, q=title_text)) is (key in wanted)
            if key in wanted:
                assert read_one(entity, key, actor)["id"] == key
                assert history(entity, key, actor)
            else:
                for look in (read_one, history):
                    with pytest.raises(NotFound):
                        look(entity, key, actor)


def gate_errors() -> tuple[type[Exception], ...]:
    from guanxi.engine.errors import NotAllowed

    return (NotAllowed, NotFound)
