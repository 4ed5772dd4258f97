"""Who may import, and what an import may touch."""

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.imports import working
from guanxi.engine.imports.running import Foreground
from guanxi.engine.models import Import
from tests.engine.importing import bring, column, rows, take, told

pytestmark = pytest.mark.django_db
COUNTED = ("total", "created", "updated", "skipped", "failed", "warned")


@pytest.fixture
def world(db):
    return found()


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def clerk(world):
    return world.users["clerk"]


def counts(work):
    return tuple(work.counts[name] for name in COUNTED)


def test_only_who_may_import_does(world):
    for who in ("owner", "keeper"):
        with pytest.raises(NotAllowed):
            take(world.users[who], "customers", "name\nA\n")
    with pytest.raises(NotAllowed):
        take(world.users["clerk"], "users", "name\nA\n")
    assert not Import._base_manager.exists()


def test_an_import_is_its_owners_alone(world):
    work = take(world.users["manager"], "customers", "name\nA\n")
    assert working.find(world.users["manager"], work.pk).pk == work.pk
    assert working.find(world.users["admin"], work.pk).pk == work.pk
    for who in ("owner", "teammate", "stranger", "clerk"):
        with pytest.raises(NotFound):
            working.find(world.users[who], work.pk)


def test_a_field_that_may_not_be_written_looks_unknown(world, clerk):
    work = take(clerk, "customers", "name,created_by,version,head,number\nA,x,7,x,KH-1\n")
    assert work.mapping == {"name": "name", "number": "number"}
    for field in ("created_by", "version", "head", "id", "deleted_at", "search", "nonsense", "affiliations.customer"):
        with pytest.raises(Invalid) as refused:
            working.set_mapping(work, clerk, {"name": "name", "version": field})
        assert refused.value.errors["mapping.version"] == [f"There is no field “{field}”."]


def test_rights_are_those_of_the_moment_it_runs(world):
    manager = world.users["manager"]
    work = take(manager, "customers", "name\nA\n")
    working.set_mapping(work, manager)
    stranger = world.users["stranger"]
    with pytest.raises(NotAllowed):
        working.run(work, Foreground(stranger))
    stored = Import._base_manager.get(pk=work.pk)
    assert (stored.state, stored.counts["created"]) == ("failed", 0)
    assert column(world.users["admin"], "customers", "name") == []


def test_what_one_may_not_see_is_not_matched_and_not_changed(world, clerk):
    """A manager's import finds records of the own department only; others' look as if they weren't there."""
    bring(clerk, "customers", "name,region\nSecret,here\n")
    manager = world.users["manager"]
    work = bring(manager, "customers", "name,region\nSecret,there\n", on_match="update")
    assert counts(work) == (1, 1, 0, 0, 0, 0)
    assert sorted(row["region"] for row in rows(clerk, "customers")) == ["here", "there"]
    parent = bring(manager, "customers", "name,parent\nChild,Secret\n")
    child = next(row for row in rows(clerk, "customers", sort=("number",)) if row["name"] == "Child")
    assert child["parent"] == "Secret"
    assert counts(parent) == (1, 1, 0, 0, 0, 0)


def test_people_are_not_found_by_what_is_hidden(clerk, world):
    """Sign-in names and addresses of colleagues are hidden from a clerk: as an owner they mean nobody."""
    work = bring(clerk, "customers", "name,owner\nA,manager@example.com\nB,Manager\n")
    assert [(row, bad) for row, _column, _text, bad in told(work)] == [(2, True)]
    assert counts(work) == (2, 1, 0, 0, 1, 0)
