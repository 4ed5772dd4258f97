"""Files of a folder, imported by the clock: each once, when it is whole, and from nowhere else."""

import os

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine import gate
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.models import Import
from guanxi.engine.registry import registry
from guanxi.engine.regular import folders, taking
from guanxi.engine.testing.jobs import run_jobs_now
from tests.engine.importing import column
from tests.engine.regularly import FACE, act, active, now, put, regular


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield found()


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    """A folder that is allowed; files come to rest at once."""
    monkeypatch.setattr(taking, "STILL", 0.0)
    root = tmp_path / "allowed"
    (root / "in").mkdir(parents=True)
    settings.IMPORT_FOLDERS = [root]
    return root / "in"


def running(work, owner):
    """Two looks, so that a file is known to be whole."""
    for _turn in range(2):
        act(work, "run_now", owner)
        run_jobs_now()
    return now(work)


def test_a_file_becomes_an_import_and_goes_to_done(world, folder):
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder)), owner)
    assert (work.state, work.next_at is not None) == ("on", True)
    put(folder, "a.csv", "name,phone\nNorth,\nSouth,12\n")
    put(folder, "notes.txt", "nothing")
    work = running(work, owner)
    (one,) = Import._base_manager.filter(regular=work)
    assert (one.state, one.created, one.failed, one.owner_id) == ("done", 1, 1, owner.pk)
    assert column(owner, "customers", "name") == ["North"]
    assert sorted(os.listdir(folder)) == ["done", "notes.txt"]
    assert os.listdir(folder / "done") == ["a.csv"]
    assert (work.failures, "a.csv: created 1, with problems 1" in work.last_result) == (0, True)


def test_the_same_bytes_come_in_once_under_any_name(world, folder):
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder)), owner)
    put(folder, "a.csv", "name,phone\nNorth,\n")
    running(work, owner)
    put(folder, "b.csv", "name,phone\nNorth,\n")
    running(work, owner)
    assert column(owner, "customers", "name") == ["North"]
    assert sorted(os.listdir(folder / "done")) == ["a.csv", "b.csv"]
    put(folder, "a.csv", "name,phone\nEast,\n")
    running(work, owner)
    assert sorted(column(owner, "customers", "name")) == ["East", "North"]
    assert sorted(os.listdir(folder / "done")) == ["a-1.csv", "a.csv", "b.csv"]


def test_a_file_that_is_being_written_waits_until_it_is_still(world, folder):
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder)), owner)
    put(folder, "a.csv", "name,phone\nNor")
    act(work, "run_now", owner)
    run_jobs_now()
    assert "still being written" in now(work).last_result
    put(folder, "a.csv", "name,phone\nNorth,\n", age=3599)
    act(work, "run_now", owner)
    run_jobs_now()
    assert column(owner, "customers", "name") == []
    act(work, "run_now", owner)
    run_jobs_now()
    assert column(owner, "customers", "name") == ["North"]


def test_a_file_that_changes_while_it_is_read_is_left(tmp_path, settings):
    settings.IMPORT_FOLDERS = [tmp_path]
    path = put(tmp_path, "a.csv", "x" * 10)
    with folders.opened(str(tmp_path)) as place:
        (file,) = place.files("*.csv")
        path.write_text("y" * 11)
        with pytest.raises(folders.Changed):
            list(place.pieces(file))


def test_what_does_not_fit_the_recipe_goes_to_failed_and_may_come_again(world, folder):
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder)), owner)
    path = put(folder, "a.csv", "company,tel\nNorth,\n")
    work = running(work, owner)
    assert (work.failures, "None of the recipe" in work.last_result) == (1, True)
    assert os.listdir(folder / "failed") == ["a.csv"]
    assert Import._base_manager.filter(regular=work).count() == 0
    (folder / "failed" / "a.csv").rename(path)
    running(work, owner)
    assert sorted(os.listdir(folder / "failed")) == ["a.csv"]
    assert column(owner, "customers", "name") == []


def test_where_nothing_can_be_moved_files_are_remembered(world, folder, monkeypatch):
    monkeypatch.setattr(folders.Folder, "_made", lambda *_told: (_ for _ in ()).throw(PermissionError()))
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, folder=str(folder)), owner)
    put(folder, "a.csv", "name,phone\nNorth,\n")
    running(work, owner)
    running(work, owner)
    assert os.listdir(folder) == ["a.csv"]
    assert Import._base_manager.filter(regular=work).count() == 1
    assert len(now(work).memory["left"]) == 1


@pytest.mark.parametrize(
    "asked", ["/etc", "{root}/../outside", "{root}/link", "{root}x", "in", "{root}/in/../../outside"]
)
def test_no_way_leads_out_of_the_allowed_folder(world, folder, tmp_path, asked):
    outside = tmp_path / "outside"
    outside.mkdir()
    put(outside, "a.csv", "name,phone\nSecret,\n")
    (folder.parent / "link").symlink_to(outside)
    (folder / "b.csv").symlink_to(outside / "a.csv")
    with pytest.raises(Invalid), folders.opened(asked.format(root=folder.parent)):
        pass
    with folders.opened(str(folder)) as place:
        assert place.files("*") == []
    owner = world.users["clerk"]
    work = regular(world.users["admin"], owner, folder=asked.format(root=folder.parent))
    act(work, "try_out", owner)
    run_jobs_now()
    assert (now(work).is_tried, Import._base_manager.count()) == (False, 0)
    with pytest.raises(EngineError):
        act(work, "activate", owner)


def test_a_file_that_becomes_a_link_is_not_followed(tmp_path, settings):
    settings.IMPORT_FOLDERS = [tmp_path]
    path = put(tmp_path, "a.csv", "x")
    with folders.opened(str(tmp_path)) as place:
        (file,) = place.files("*.csv")
        path.unlink()
        path.symlink_to("/etc/passwd")
        with pytest.raises(Invalid):
            list(place.pieces(file))


def test_without_a_setting_no_folder_is_open(settings, tmp_path):
    settings.IMPORT_FOLDERS = []
    with pytest.raises(Invalid), folders.opened(str(tmp_path)):
        pass


def test_a_trial_checks_the_oldest_file_and_leaves_it(world, folder):
    owner = world.users["clerk"]
    put(folder, "a.csv", "name,phone\nNorth,\n")
    work = regular(world.users["admin"], owner, folder=str(folder))
    with pytest.raises(EngineError):
        act(work, "activate", owner)
    act(work, "try_out", owner)
    run_jobs_now()
    (one,) = Import._base_manager.filter(regular=work)
    assert (one.state, one.checked["created"], os.listdir(folder)) == ("checked", 1, ["a.csv"])
    assert column(owner, "customers", "name") == []
    assert "created 1" in now(work).last_result


def test_another_source_must_be_tried_out_again(world, folder):
    admin, owner = world.users["admin"], world.users["clerk"]
    work = active(regular(admin, owner, folder=str(folder)), owner)
    gate.update(registry[FACE], work.pk, {"pattern": "*.xlsx"}, actor=admin)
    assert (now(work).state, now(work).is_tried, now(work).next_at) == ("new", False, None)
