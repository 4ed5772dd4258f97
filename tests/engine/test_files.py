"""Files on disk and on records: stored whole or not at all, named by nobody, given out through rights."""

import datetime as dt
import errno
import io
import os
import time
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from guanxi.engine import files, gate
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.events.verifying import verify
from guanxi.engine.files import clearing, storing
from guanxi.engine.files.names import LONGEST, shown_name
from guanxi.engine.models import StoredFile
from guanxi.engine.permissions import Scope
from guanxi.engine.reading import history
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import allow

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
def stranger(company):
    return company.actor("stranger", allow("partners", scope=Scope.OWN))


@pytest.fixture
def reader(company):
    return company.actor("manager", allow("partners", "read"))


@pytest.fixture
def record(owner):
    return gate.create(ENTITY, {"name": "Partner"}, actor=owner)


def upload(content=b"hello", name="note.txt", type="text/plain"):
    return SimpleUploadedFile(name, content, type)


def on_disk(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


# --- on disk -------------------------------------------------------------------------------------------------------


def test_stored_whole_under_a_random_name(folder, owner):
    content = os.urandom(600_000)
    file = files.store(upload(content, "报价 (最终).pdf"), actor=owner)
    (path,) = on_disk(folder)
    assert path == files.path_of(file) == folder / file.place[:2] / file.place[2:4] / file.place
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert (file.name, file.size, len(file.sha256)) == ("报价 (最终).pdf", 600_000, 64)
    assert file.pk.hex not in str(path)


@pytest.mark.parametrize("given", [b"abc", io.BytesIO(b"abc"), iter([b"a", b"bc"]), upload(b"abc")])
def test_whatever_carries_bytes_can_be_stored(owner, given):
    file = files.store(given, actor=owner, name="x")
    assert files.path_of(file).read_bytes() == b"abc"


def test_too_large_leaves_nothing(folder, owner):
    with pytest.raises(Invalid) as told:
        files.store(upload(b"x" * 1001), actor=owner, most=1000)
    assert list(told.value.errors) == ["file"]
    assert on_disk(folder) == []
    assert not StoredFile.objects.exists()
    assert files.store(upload(b"x" * 1000), actor=owner, most=1000).size == 1000


def test_nothing_is_no_file(folder, owner):
    with pytest.raises(Invalid):
        files.store(upload(b""), actor=owner)
    assert on_disk(folder) == []


def test_one_person_s_room_is_limited(settings, owner, stranger):
    settings.FILES_MOST_OF_ONE_PERSON = 10
    files.store(upload(b"0123456789"), actor=owner)
    with pytest.raises(Invalid):
        files.store(upload(), actor=owner)
    assert files.store(upload(), actor=stranger).size == 5


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["fsync", "write"])
def test_a_full_disk_is_told_and_leaves_nothing(folder, owner, monkeypatch, number, call):
    def full(*_arguments):
        raise OSError(number, "full")

    if call == "fsync":
        monkeypatch.setattr(storing.os, "fsync", full)
    else:
        monkeypatch.setattr(storing, "_copy", full)
    with pytest.raises(files.NoRoom) as told:
        files.store(upload(), actor=owner)
    assert told.value.status == 507
    assert on_disk(folder) == []
    assert not StoredFile.objects.exists()
    monkeypatch.undo()


def test_an_upload_that_breaks_off_leaves_nothing(folder, owner):
    def breaking():
        yield b"first"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.store(breaking(), actor=owner, name="x")
    assert on_disk(folder) == []
    assert not StoredFile.objects.exists()


# --- names are never paths (class K) -------------------------------------------------------------------------------

NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "/etc/shadow": "shadow",
    "C:\\secret.txt": "secret.txt",
    "a\x00b.txt": "ab.txt",
    "evil.php\x00.png": "evil.php.png",
    "": "file",
    "..": "file",
    ".": "file",
    "   ": "file",
    "....": "file",
    "con": "_con",
    "NUL.txt": "_NUL.txt",
    "com1.log": "_com1.log",
    "lpt9": "_lpt9",
    "console.txt": "console.txt",
    "name\r\nSet-Cookie: x=1.txt": "name Set-Cookie_ x=1.txt",
    'quo"te.txt': "quo_te.txt",
    "a<b>|c?.txt": "a_b__c_.txt",
    "a\u202egnp.exe": "agnp.exe",
    ".htaccess": "htaccess",
    "trailing. . .": "trailing",
    "合同/附件：一.docx": "附件：一.docx",
    "file.txt::$DATA": "file.txt__$DATA",
}


@pytest.mark.parametrize("given", NAMES)
def test_a_name_is_the_last_part_and_harmless(given):
    assert shown_name(given) == NAMES[given]


@pytest.mark.parametrize(
    "given", ["x" * 300 + ".pdf", "中" * 300 + ".xlsx", "x" * 300, "." + "y" * 300, "a." + "z" * 300]
)
def test_a_long_name_is_cut_and_keeps_its_ending(given):
    shown = shown_name(given)
    assert 1 <= len(shown) <= LONGEST
    if given.endswith((".pdf", ".xlsx")):
        assert shown.rsplit(".")[-1] == given.rsplit(".")[-1]


@pytest.mark.parametrize("given", [*NAMES, "x" * 300, "a/" * 200 + "b"])
def test_whatever_the_name_the_bytes_lie_inside(folder, owner, given):
    file = files.store(b"bytes", actor=owner, name=given)
    (path,) = on_disk(folder)
    assert path.resolve().is_relative_to(folder.resolve())
    assert path.name == file.place


@pytest.mark.parametrize(
    "place", ["", "../../../../etc/passwd", "a" * 31, "A" * 32, "0" * 33, "/" * 32, "0" * 31 + "\x00"]
)
def test_only_random_names_lead_to_the_disk(place):
    with pytest.raises(ValueError, match="no name"):
        files.path_of(StoredFile(place=place))


# --- on records ----------------------------------------------------------------------------------------------------


def test_attached_and_removed_like_any_change(folder, owner, record):
    file = files.attach(ENTITY, record.pk, upload(b"contract", "合同.pdf"), actor=owner)
    assert [one.pk for one in files.files_of(ENTITY, record.pk, owner)] == [file.pk]
    files.detach(file.pk, actor=owner)
    assert files.files_of(ENTITY, record.pk, owner) == []
    with pytest.raises(NotFound):
        files.open_for(file.pk, owner)
    told = [(one.verb, one.version, [(c.old, c.new) for c in one.changes]) for one in history(ENTITY, record.pk, owner)]
    assert told[:2] == [("detach", 3, [("合同.pdf", None)]), ("attach", 2, [(None, "合同.pdf")])]
    assert verify([ENTITY]).broken is None
    assert len(on_disk(folder)) == 1  # until the recycle bin is emptied


def test_who_may_only_read_may_open_but_not_change(folder, owner, reader, record):
    file = files.attach(ENTITY, record.pk, upload(), actor=owner)
    assert files.open_for(file.pk, reader) == file
    before = on_disk(folder)
    with pytest.raises(NotAllowed):
        files.attach(ENTITY, record.pk, upload(), actor=reader)
    with pytest.raises(NotAllowed):
        files.detach(file.pk, actor=reader)
    assert on_disk(folder) == before
    assert StoredFile.objects.get().deleted_at is None


def test_for_a_stranger_there_is_nothing(folder, owner, stranger, record):
    file = files.attach(ENTITY, record.pk, upload(), actor=owner)
    for attempt in (
        lambda: files.open_for(file.pk, stranger),
        lambda: files.files_of(ENTITY, record.pk, stranger),
        lambda: files.attach(ENTITY, record.pk, upload(), actor=stranger),
        lambda: files.detach(file.pk, actor=stranger),
        lambda: files.open_for(uuid.uuid4(), stranger),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert len(on_disk(folder)) == 1
    assert gate.update(ENTITY, record.pk, {}, actor=owner).version == 2


def test_a_right_taken_away_closes_the_file_at_once(company, owner, record):
    file = files.attach(ENTITY, record.pk, upload(), actor=owner)
    with pytest.raises(NotFound):
        files.open_for(file.pk, company.actor("owner"))


def test_a_file_without_a_record_is_its_uploader_s(owner, stranger):
    file = files.store(upload(), actor=owner, purpose="import")
    assert files.open_for(file.pk, owner) == file
    with pytest.raises(NotFound):
        files.open_for(file.pk, stranger)


def test_the_file_of_an_entity_that_is_gone_is_nobody_s(owner):
    file = files.store(upload(), actor=owner, entity="nothing", record=uuid.uuid4())
    with pytest.raises(NotFound):
        files.open_for(file.pk, owner)


def test_a_change_refused_later_takes_the_bytes_along(folder, owner, record, monkeypatch):
    def refuse(*_arguments, **_more):
        raise Invalid({"": ["no"]})

    monkeypatch.setattr("guanxi.engine.files.attaching.touch", refuse)
    with pytest.raises(Invalid):
        files.attach(ENTITY, record.pk, upload(), actor=owner)
    assert on_disk(folder) == []
    assert not StoredFile.objects.exists()


# --- clearing ------------------------------------------------------------------------------------------------------


def test_bytes_without_a_row_go_after_a_day_and_missing_bytes_are_told(folder, owner):
    kept = files.store(upload(), actor=owner)
    lost = files.store(upload(), actor=owner)
    files.path_of(lost).unlink()
    old, young = (storing.place_path(mark * 32) for mark in "ab")
    for path in (old, young, old.with_name(f"{old.name}.part")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"orphan")
    for path in (old, old.with_name(f"{old.name}.part"), files.path_of(kept)):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert clearing.clear_bytes() == {"orphans": 2, "missing": 1, "missing_files": [str(lost.pk)]}
    assert on_disk(folder) == sorted([files.path_of(kept), young])


def test_another_database_s_folder_is_left_alone(folder):
    for number in range(clearing.FEW + 1):
        path = storing.place_path(f"{number:032x}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"somebody's")
        os.utime(path, (0, 0))
    with pytest.raises(clearing.WrongFolder):
        clearing.clear_bytes()
    assert len(on_disk(folder)) == clearing.FEW + 1


def test_what_was_removed_long_ago_goes_for_good(folder, owner, record):
    keep, old, never = (files.store(upload(), actor=owner) for _number in range(3))
    month = dt.timedelta(days=30)
    StoredFile.objects.filter(pk=keep.pk).update(record=record.pk, deleted_at=timezone.now() - month / 2)
    StoredFile.objects.filter(pk=old.pk).update(record=record.pk, deleted_at=timezone.now() - month * 2)
    StoredFile.objects.filter(pk=never.pk).update(at=timezone.now() - dt.timedelta(days=2))
    assert clearing.clear_rows(month) == 2
    assert on_disk(folder) == [files.path_of(keep)]
    assert [file.pk for file in StoredFile.objects.all()] == [keep.pk]
