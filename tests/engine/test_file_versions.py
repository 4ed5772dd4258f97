"""A file in versions: the newest stands on the record, the earlier ones stay, and none is anybody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guanxi.engine import files, gate
from guanxi.engine.errors import NotAllowed, NotFound
from guanxi.engine.models import StoredFile
from guanxi.engine.permissions import Scope
from guanxi.engine.reading import history
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import allow
from guanxi.engine.testing.tables import unchanged

pytestmark = pytest.mark.django_db
ENTITY = registry["partners"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def owner(company):
    return company.actor("owner", allow("partners", scope=Scope.OWN))


@pytest.fixture
def others(company):
    """A teammate with rights on their own, a stranger, and one who may only read all."""
    return {
        "teammate": company.actor("teammate", allow("partners", scope=Scope.OWN)),
        "stranger": company.actor("stranger", allow("partners", scope=Scope.OWN)),
        "reader": company.actor("manager", allow("partners", "read")),
    }


@pytest.fixture
def record(owner):
    return gate.create(ENTITY, {"name": "Partner"}, actor=owner)


def put(record, actor, content, name="offer.txt", *, replacing=True):
    return files.attach(ENTITY, record.pk, SimpleUploadedFile(name, content), actor=actor, replacing=replacing)


def content(file):
    return files.path_of(file).read_bytes()


def numbers(record, actor):
    return [
        [(file.number, content(file)) for file in versions] for versions in files.versions_of(ENTITY, record.pk, actor)
    ]


def test_the_same_name_becomes_a_version_only_when_asked(owner, record):
    put(record, owner, b"one")
    put(record, owner, b"two", "OFFER.txt")
    put(record, owner, b"apart", replacing=False)
    put(record, owner, b"other", "other.txt")
    assert numbers(record, owner) == [[(1, b"other")], [(1, b"apart")], [(2, b"two"), (1, b"one")]]
    assert [file.name for file in files.files_of(ENTITY, record.pk, owner)] == ["other.txt", "offer.txt", "OFFER.txt"]
    told = [
        (c.old, c.new)
        for happening in history(ENTITY, record.pk, owner)
        for c in happening.changes
        if c.field == "files"
    ]
    assert ("offer.txt", "OFFER.txt") in told


def test_an_earlier_version_comes_back_as_the_newest(owner, record):
    first = put(record, owner, b"one")
    put(record, owner, b"two")
    made = files.bring_back(first.pk, actor=owner)
    assert (made.number, made.name, content(made)) == (3, "offer.txt", b"one")
    assert numbers(record, owner) == [[(3, b"one"), (2, b"two"), (1, b"one")]]
    with unchanged(), pytest.raises(NotFound):
        files.bring_back(made.pk, actor=owner)


def test_what_is_removed_goes_with_its_versions_and_one_of_them_goes_alone(owner, record):
    first, second, third = (put(record, owner, text) for text in (b"one", b"two", b"three"))
    files.detach(second.pk, actor=owner)
    assert numbers(record, owner) == [[(3, b"three"), (1, b"one")]]
    files.detach(third.pk, actor=owner)
    assert numbers(record, owner) == []
    with pytest.raises(NotFound):
        files.open_for(first.pk, owner)


def test_nobody_else_reaches_a_version_or_makes_one(owner, others, record):
    first = put(record, owner, b"one")
    put(record, owner, b"two")
    for who, refusal in (("teammate", NotFound), ("stranger", NotFound), ("reader", NotAllowed)):
        actor = others[who]
        with unchanged():
            for attempt in (
                lambda actor=actor: files.bring_back(first.pk, actor=actor),
                lambda actor=actor: files.detach(first.pk, actor=actor),
                lambda actor=actor: put(record, actor, b"mine"),
            ):
                with pytest.raises(refusal):
                    attempt()
        if refusal is NotFound:
            with pytest.raises(NotFound):
                files.open_for(first.pk, actor)
        else:
            assert files.open_for(first.pk, actor) == first
    assert StoredFile.objects.filter(record=record.pk).count() == 2


def test_a_file_of_the_same_name_elsewhere_is_not_touched(owner, others, record):
    foreign = gate.create(ENTITY, {"name": "Foreign"}, actor=others["stranger"])
    theirs = put(foreign, others["stranger"], b"secret")
    put(record, owner, b"mine")
    theirs.refresh_from_db()
    assert (theirs.replaced_at, theirs.series, theirs.record) == (None, None, foreign.pk)
    assert numbers(record, owner) == [[(1, b"mine")]]
