"""The page on which what is known of a person is taken out or erased."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from guanxi.engine import gate
from guanxi.engine.jobs import Job
from guanxi.engine.models import Event
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.web.tests.world import World, text


@pytest.fixture(autouse=True)
def place(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.FILES_DIR = tmp_path, tmp_path / "files"


def test_a_person_is_taken_out_and_erased(world: World) -> None:
    made = world.make("owner", "contacts", name="Zhang Meilan", mobile="13800006120")
    address = f"/contacts/{made.pk}/"
    assert f"{address}person/" in world.get("admin", address).content.decode()
    page = text(world.get("admin", f"{address}person/"))
    assert "Personal data of Zhang Meilan" in page
    assert "Mobile" in page
    started = world.post("admin", f"{address}person/take-out/")
    run_jobs_now()
    assert "Download the file" in text(world.get("admin", started["Location"]))
    wrong = world.post("admin", f"{address}person/erase/", {"why": "asked by letter"})
    assert wrong.status_code == 422
    assert 'value="asked by letter"' in wrong.content.decode()
    assert "Zhang Meilan" in text(world.get("owner", address))
    done = world.post("admin", f"{address}person/erase/", {"why": "asked by letter", "sure": "on"})
    assert done.status_code == 302
    left = world.get("owner", address).content.decode()
    assert "Zhang Meilan" not in left
    assert "6120" not in left
    told = text(world.get("admin", "/traces/"))
    assert "Personal data erased" in told
    assert "asked by letter" in told


def test_it_is_there_for_people_and_for_who_may(world: World) -> None:
    person = f"/contacts/{world.make('owner', 'contacts', name='Mei').pk}/person/"
    company = f"/customers/{world.make('owner', 'customers', name='Northwind').pk}/person/"
    events = Event.objects.count()
    for who in ("owner", "teammate", "manager", "stranger", "clerk"):
        assert "Erase for good" not in text(world.get(who, person))
        assert world.post(who, f"{person}erase/", {"why": "x", "sure": "on"}).status_code in (403, 404)
        assert world.post(who, f"{person}take-out/").status_code in (403, 404)
    assert world.get("admin", company).status_code == 404
    assert world.post("admin", f"{company}erase/", {"why": "x", "sure": "on"}).status_code == 404
    assert world.post("admin", f"{company}take-out/").status_code == 404
    assert Event.objects.count() == events
    assert not Job._base_manager.filter(name="privacy.disclose").exists()
    assert registry["contacts"].manager().get(name="Mei")


def test_what_a_person_said_is_written_down_and_shown(world: World) -> None:
    words = gate.create(
        registry["privacy-notices"], {"name": "Newsletter", "text": "Once a month."}, actor=world.users["admin"]
    )
    made = world.make("owner", "contacts", name="Mei")
    address = f"/contacts/{made.pk}/"
    assert "Nothing was written down yet." in text(world.get("owner", f"{address}person/"))
    sent = {"notice": str(words.pk), "channel": "email", "way": "form", "said_at": "2026-11-01 10:00", "given": "on"}
    wrong = world.post("owner", f"{address}person/consent/", {**sent, "notice": ""})
    assert wrong.status_code == 422
    assert world.post("owner", f"{address}person/consent/", sent).status_code == 302
    later = {**sent, "said_at": "2026-11-02 10:00"}
    del later["given"]
    assert world.post("owner", f"{address}person/consent/", later).status_code == 302
    page = text(world.get("owner", f"{address}person/"))
    assert page.index("does not agree") < page.index("agrees, e-mail")
    assert page.count("holds now") == 1
    assert "does not agree" in text(world.get("owner", address))
    events = Event.objects.count()
    for who in ("stranger", "teammate"):
        assert world.post(who, f"{address}person/consent/", sent).status_code == 404
    assert Event.objects.count() == events
