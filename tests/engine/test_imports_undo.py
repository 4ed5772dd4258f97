"""A whole import taken back: what it made is gone, what it changed is as before, and nobody's later work is lost."""

import uuid
from typing import Any

import pytest

from guanxi.engine import gate, imports
from guanxi.engine.errors import NotAllowed, NotFound, WrongStage
from guanxi.engine.imports import undoing
from guanxi.engine.jobs import Job
from guanxi.engine.models import Event, Import
from guanxi.engine.models.imports import CANCELLED, DONE, UNDONE
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.messaging import rooms as rooms_of_talk
from guanxi.messaging import talking
from tests.engine.importing import bring, column, rows
from tests.house import House

FILE = "Name,Industry,Region\nNorthwind,software,Leeds\nContoso,retail,Hull\nFabrikam,software,York\n"


def undo(house: House, work: Import, who: str = "clerk") -> Import:
    gate.act(registry["imports"], work.pk, "undo", actor=house[who])
    run_jobs_now()
    return Import._base_manager.get(pk=work.pk)


def outcome(work: Import) -> dict[str, Any]:
    told: dict[str, Any] = Job._base_manager.get(pk=work.job).result
    return told


def key_of(name: str) -> uuid.UUID:
    key: uuid.UUID = registry["customers"].manager().get(name=name).pk
    return key


def test_what_the_file_made_goes_to_the_recycle_bin(house: House) -> None:
    gate.create(registry["customers"], {"name": "Before"}, actor=house["clerk"])
    work = bring(house["clerk"], "customers", FILE)
    assert sorted(column(house["clerk"], "customers", "name")) == ["Before", "Contoso", "Fabrikam", "Northwind"]
    ahead = imports.forecast(work)
    assert (ahead.made, ahead.changed, ahead.staying, ahead.is_whole) == (3, 0, 0, True)
    assert undo(house, work).state == UNDONE
    assert column(house["clerk"], "customers", "name") == ["Before"]
    assert sorted(column_in_bin(house)) == ["Contoso", "Fabrikam", "Northwind"]
    event = Event.objects.filter(record=key_of("Contoso")).order_by("-version").first()
    assert event is not None
    assert (event.verb, event.actor, event.reason) == ("delete", house.keys["clerk"], "taken back")


def column_in_bin(house: House) -> list[Any]:
    return [row["name"] for row in rows(house["clerk"], "customers", "name", deleted=True)]


def test_what_the_file_changed_becomes_as_it_was_even_when_two_rows_changed_it(house: House) -> None:
    made = gate.create(registry["customers"], {"name": "Northwind", "region": "Bath"}, actor=house["clerk"])
    twice = "Name,Region,Employees\nNorthwind,Leeds,\nNorthwind,Hull,12\nContoso,York,3\n"
    work = bring(house["clerk"], "customers", twice, on_match="update")
    now = registry["customers"].manager().get(pk=made.pk)
    assert (now.region, now.employees) == ("Hull", 12)
    ahead = imports.forecast(work)
    assert (ahead.made, ahead.changed) == (1, 1)
    undo(house, work)
    now = registry["customers"].manager().get(pk=made.pk)
    assert (now.region, now.employees, now.deleted_at) == ("Bath", None, None)
    assert column_in_bin(house) == ["Contoso"]


def test_later_work_is_never_lost_and_is_listed(house: House) -> None:
    work = bring(house["clerk"], "customers", FILE + "Litware,retail,Ely\nAdatum,retail,Ely\nProseware,retail,Ely\n")
    clerk = house["clerk"]
    gate.update(registry["customers"], key_of("Northwind"), {"region": "London"}, actor=house["admin"])
    gate.create(registry["contacts"], {"name": "Mei", "affiliations": [{"customer": key_of("Contoso")}]}, actor=clerk)
    gate.create(registry["customers"], {"name": "Daughter", "parent": key_of("Fabrikam")}, actor=clerk)
    talking.comment(rooms_of_talk.room(registry["customers"], key_of("Litware"), clerk), "Called them.", clerk)
    gate.delete(registry["customers"], key_of("Adatum"), actor=clerk)
    ahead = imports.forecast(work)
    assert (ahead.made, ahead.staying) == (1, 5)
    after = undo(house, work)
    assert after.state == UNDONE
    assert sorted(column(clerk, "customers", "name")) == ["Contoso", "Daughter", "Fabrikam", "Litware", "Northwind"]
    told = outcome(after)
    assert (told["done"], told["refusals"]) == (1, 5)
    assert {key for key, _why in told["refused"]} == {
        str(key_of(name)) for name in ("Northwind", "Contoso", "Fabrikam", "Litware", "Adatum")
    }


def test_parents_of_the_same_file_are_no_obstacle(house: House) -> None:
    work = bring(house["clerk"], "customers", "Name,Parent company\nDaughter,Mother\nMother,\n")
    assert rows(house["clerk"], "customers", "name", "parent", sort=("name",))[0]["parent"] == "Mother"
    undo(house, work)
    assert column(house["clerk"], "customers", "name") == []


def test_it_is_done_once(house: House) -> None:
    work = undo(house, bring(house["clerk"], "customers", FILE))
    before = Event.objects.count()
    with pytest.raises(WrongStage):
        gate.act(registry["imports"], work.pk, "undo", actor=house["clerk"])
    assert Event.objects.count() == before


def test_who_may_take_back(house: House) -> None:
    work = bring(house["clerk"], "customers", FILE)
    for who, refusal in (("owner", NotFound), ("manager", NotFound), ("stranger", NotFound), ("executive", NotFound)):
        with pytest.raises((refusal, NotAllowed)):
            gate.act(registry["imports"], work.pk, "undo", actor=house[who])
    assert Import._base_manager.get(pk=work.pk).state == DONE
    assert len(column(house["clerk"], "customers", "name")) == 3
    assert undo(house, work, "admin").state == UNDONE, "an administrator takes back what others brought in"
    assert column(house["clerk"], "customers", "name") == []


def test_whoever_lost_the_right_meanwhile_changes_nothing(house: House) -> None:
    work = bring(house["clerk"], "customers", FILE)
    gate.act(registry["imports"], work.pk, "undo", actor=house["clerk"])
    house.give("clerk", "executive")
    run_jobs_now()
    assert len(column(house["admin"], "customers", "name")) == 3


@pytest.mark.parametrize("ended", [DONE, CANCELLED])
def test_one_that_was_stopped_can_be_begun_again(house: House, monkeypatch: pytest.MonkeyPatch, ended: str) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    work = bring(house["clerk"], "customers", FILE)
    Import._base_manager.filter(pk=work.pk).update(state=ended)
    gate.act(registry["imports"], work.pk, "undo", actor=house["clerk"])
    real = undoing._take_back

    def stop_after(*args: Any) -> Any:
        told = real(*args)
        job = Job._base_manager.get(pk=Import._base_manager.get(pk=work.pk).job)
        gate.act(registry["jobs"], job.pk, "cancel", actor=house["clerk"])
        return told

    monkeypatch.setattr(undoing, "_take_back", stop_after)
    run_jobs_now()
    monkeypatch.setattr(undoing, "_take_back", real)
    again = Import._base_manager.get(pk=work.pk)
    assert again.state == ended
    assert len(column(house["clerk"], "customers", "name")) == 1
    ahead = imports.forecast(again)
    assert (ahead.made, ahead.changed, ahead.stays) == (1, 0, {})
    after = undo(house, again)
    assert not outcome(after)["refused"]
    assert after.state == UNDONE
    assert column(house["clerk"], "customers", "name") == []


def test_an_import_by_the_system_is_taken_back_by_an_administrator(house: House) -> None:
    with as_system("nightly list") as system:
        work = bring(system, "customers", FILE)
    assert undo(house, work, "admin").state == UNDONE
    assert column(house["admin"], "customers", "name") == []
