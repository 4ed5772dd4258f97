"""The shared calendar: what shows to whom, what dragging changes, what a private appointment gives away."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from guanxi.diary.models import Appointment, SpecialDay
from guanxi.engine.record import Kept
from guanxi.engine.testing.tables import unchanged
from guanxi.kit import workdays
from guanxi.web.diary import views
from guanxi.web.tests.world import World, text

LOOKING = ("django_session", "web_remembered")
SPAN = "start=2026-11-23T00:00:00&end=2026-11-30T00:00:00"


def at(hour: int, day: int = 25) -> str:
    """A moment of that day, in Shanghai."""
    return dt.datetime(2026, 11, day, hour, tzinfo=ZoneInfo("Asia/Shanghai")).isoformat()


def book(world: World, who: str, name: str, **values: Any) -> Kept:
    told = {"name": name, "starts_at": at(10), "ends_at": at(11), "zone": "Asia/Shanghai", **values}
    return world.make(who, "appointments", **told)


def look(world: World, who: str, *people: str, span: str = SPAN) -> list[dict[str, Any]]:
    keys = [str(world.users[name].pk) for name in people]
    assert world.post(who, "/calendar/people/", {"people": keys}).status_code == 302
    answer = world.get(who, f"/calendar/entries/?{span}")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = json.loads(answer.content)["events"]
    return found


def put(world: World, who: str, key: object, **data: str) -> Any:
    return world.post(who, f"/calendar/move/{key}/", data, headers={"accept": "application/json"})


def test_the_department_sees_open_ones_and_of_private_ones_only_that_there_is_one(world: World) -> None:
    book(world, "owner", "Open talk")
    hidden = book(
        world, "owner", "Doctor zqsecret", visibility="private", place="zqclinic", starts_at=at(14), ends_at=at(15)
    )
    assert [entry["title"] for entry in look(world, "owner")] == ["Open talk", "Doctor zqsecret"]
    for who in ("teammate", "manager"):
        found = look(world, who, "owner")
        assert [entry["title"] for entry in found] == ["Owner: Open talk", "Owner: busy"]
        assert "zq" not in json.dumps(found)
        assert str(hidden.pk) not in json.dumps(found)
        assert set(found[1]) == {"id", "title", "start", "end", "allDay", "tone", "editable"}
        assert world.get(who, f"/appointments/{hidden.pk}/").status_code == 404
        assert world.get(who, "/appointments/?q=zqsecret").content.decode().count("Doctor") == 0
    assert look(world, "stranger", "owner") == []
    assert look(world, "teammate") == []


def test_not_even_an_administrator_reads_a_private_one(world: World) -> None:
    hidden = book(world, "owner", "Doctor", visibility="private")
    assert world.get("admin", f"/appointments/{hidden.pk}/").status_code == 404
    assert [entry["title"] for entry in look(world, "admin", "owner")] == ["Owner: busy"]
    with unchanged(*LOOKING):
        assert put(world, "admin", hidden.pk, start="2026-11-26T10:00:00").status_code == 404
        assert world.post("admin", f"/appointments/{hidden.pk}/delete/").status_code == 404


def test_who_takes_part_sees_it_wherever_they_work_and_changes_nothing(world: World) -> None:
    made = book(world, "owner", "Plan", visibility="private", participants=[{"user": str(world.users["stranger"].pk)}])
    (entry,) = look(world, "stranger")
    assert (entry["title"], entry["editable"]) == ("Plan", False)
    with unchanged(*LOOKING):
        refused = put(world, "stranger", made.pk, start="2026-11-26T10:00:00")
        assert refused.status_code == 403


def test_dragging_goes_through_the_gate_with_the_version(world: World) -> None:
    made = book(world, "owner", "Talk")
    moved = put(world, "owner", made.pk, start="2026-11-26T15:30:00", end="2026-11-26T16:30:00", version="1")
    assert (moved.status_code, moved.json()["message"]) == (200, "Moved to 2026-11-26 15:30")
    now = Appointment._base_manager.get(pk=made.pk)
    assert (now.starts_at.isoformat(), now.version) == ("2026-11-26T07:30:00+00:00", 2)
    with unchanged(*LOOKING):
        stale = put(world, "owner", made.pk, start="2026-11-27T15:30:00", version="1")
        assert stale.status_code == 409
        for who in ("teammate", "manager"):
            assert put(world, who, made.pk, start="2026-11-27T15:30:00").status_code == 403
        assert put(world, "stranger", made.pk, start="2026-11-27T15:30:00").status_code == 404
        for odd in ("", "soon", "2026-11-27T15:30:00Z"):
            assert put(world, "owner", made.pk, start=odd).status_code == 400
        assert put(world, "owner", "x", start="2026-11-27T15:30:00").status_code == 404


def test_of_a_series_only_the_dragged_day_moves(world: World) -> None:
    made = book(
        world, "owner", "Standup", repeats="weekly", weekdays=["MO", "WE"], starts_at=at(9, 23), ends_at=at(10, 23)
    )
    assert [entry["start"] for entry in look(world, "owner")] == ["2026-11-23T09:00:00", "2026-11-25T09:00:00"]
    answer = put(
        world, "owner", f"{made.pk}_2026-11-25", start="2026-11-26T08:00:00", end="2026-11-26T09:00:00", version="1"
    )
    assert "Only this day" in answer.json()["message"]
    assert [entry["start"] for entry in look(world, "owner")] == ["2026-11-23T09:00:00", "2026-11-26T08:00:00"]
    again = put(world, "owner", f"{made.pk}_2026-11-25", start="2026-11-27T08:00:00")
    assert again.status_code == 200
    assert SpecialDay._base_manager.filter(appointment=made.pk).count() == 1
    with unchanged(*LOOKING):
        assert put(world, "owner", f"{made.pk}_2026-11-24", start="2026-11-26T08:00:00").status_code == 404
        assert put(world, "owner", made.pk, start="2026-11-26T08:00:00").status_code == 404


WEEKLY = {"repeats": "weekly", "weekdays": ["MO", "WE"], "starts_at": at(9, 23), "ends_at": at(10, 23)}


def starts(world: World, who: str = "owner") -> list[str]:
    return [entry["start"][5:16] for entry in look(world, who)]


def test_one_day_of_a_series_is_left_out_and_comes_back(world: World) -> None:
    made = book(world, "owner", "Standup", **WEEKLY)
    (entry, _other) = look(world, "owner")
    assert entry["url"] == f"/calendar/day/{made.pk}_2026-11-23/"
    shown = text(world.get("owner", entry["url"]))
    assert "Monday" in shown
    assert "09:00–10:00 · every week" in shown
    assert world.post("owner", entry["url"], {"act": "cancel", "version": "1"}).status_code == 302
    assert starts(world) == ["11-25T09:00"]
    assert "doesn’t take place" in text(world.get("owner", entry["url"]))
    assert world.post("owner", entry["url"], {"act": "usual", "version": "2"}).status_code == 302
    assert starts(world) == ["11-23T09:00", "11-25T09:00"]
    assert not SpecialDay._base_manager.filter(appointment=made.pk).exists()


def test_one_day_of_a_series_is_typed_another_time(world: World) -> None:
    made = book(world, "owner", "Standup", **WEEKLY)
    url = f"/calendar/day/{made.pk}_2026-11-25/"
    with unchanged(*LOOKING, "engine_idempotencykey"):
        for starts_at, ends_at in (("", ""), ("soon", ""), ("2026-11-26T15:00", "2026-11-26T14:00")):
            bad = world.post("owner", url, {"act": "move", "starts_at": starts_at, "ends_at": ends_at})
            assert bad.status_code == 422, starts_at
            assert starts_at in bad.content.decode()
        assert world.post("owner", url, {"act": "explode"}).status_code == 400
    moved = world.post("owner", url, {"act": "move", "starts_at": "2026-11-26T15:00", "ends_at": "", "version": "1"})
    assert moved.status_code == 302
    assert starts(world) == ["11-23T09:00", "11-26T15:00"]


def test_a_colleague_s_change_of_the_series_is_told_and_what_was_typed_stays(world: World) -> None:
    made = book(world, "owner", "Standup", **WEEKLY)
    assert (
        world.post("owner", f"/calendar/day/{made.pk}_2026-11-23/", {"act": "cancel", "version": "1"}).status_code
        == 302
    )
    data = {"act": "move", "starts_at": "2026-11-26T15:00", "ends_at": "2026-11-26T16:00", "version": "1"}
    with unchanged(*LOOKING, "engine_idempotencykey"):
        late = world.post("owner", f"/calendar/day/{made.pk}_2026-11-25/", data)
    page = late.content.decode()
    assert late.status_code == 409
    assert "2026-11-26T15:00" in page
    assert 'role="alert"' in page
    assert 'name="version" value="2"' in page
    assert world.post("owner", f"/calendar/day/{made.pk}_2026-11-25/", data | {"version": "2"}).status_code == 302
    assert starts(world) == ["11-26T15:00"]


def test_a_series_ends_before_a_day_and_with_its_first_it_is_deleted(world: World) -> None:
    made = book(world, "owner", "Standup", **WEEKLY)
    ended = world.post("owner", f"/calendar/day/{made.pk}_2026-11-25/", {"act": "end"})
    assert ended.status_code == 302
    assert starts(world) == ["11-23T09:00"]
    assert str(Appointment._base_manager.get(pk=made.pk).until) == "2026-11-24"
    assert world.get("owner", f"/calendar/day/{made.pk}_2026-11-25/").status_code == 404
    assert world.post("owner", f"/calendar/day/{made.pk}_2026-11-23/", {"act": "end"}).status_code == 302
    assert starts(world) == []
    assert Appointment._base_manager.get(pk=made.pk).deleted_at is not None


def test_a_day_of_a_series_is_changed_by_who_may_and_once(world: World) -> None:
    made = book(world, "owner", "Standup", **WEEKLY)
    once = book(world, "owner", "Once")
    url = f"/calendar/day/{made.pk}_2026-11-25/"
    with unchanged(*LOOKING):
        for act in ("move", "cancel", "usual", "end"):
            data = {"act": act, "starts_at": "2026-11-26T15:00"}
            assert world.post("teammate", url, data).status_code == 403
            assert world.post("stranger", url, data).status_code == 404
        assert world.get("teammate", url).status_code == 403
        assert world.get("stranger", url).status_code == 404
        for odd in (f"{made.pk}_2026-11-24", f"{made.pk}", f"{once.pk}_2026-11-25", "x_2026-11-25"):
            assert world.get("owner", f"/calendar/day/{odd}/").status_code == 404
            assert world.post("owner", f"/calendar/day/{odd}/", {"act": "cancel"}).status_code == 404
    for _time in range(2):
        assert world.post("owner", url, {"act": "cancel", "version": "1", "once": "k" * 32}).status_code == 302
    assert Appointment._base_manager.get(pk=made.pk).version == 2


def test_a_whole_day_is_the_same_day_in_every_zone(world: World) -> None:
    made = book(world, "owner", "Fair", all_day=True, starts_at=at(9, 25), ends_at=at(18, 26))
    assert (made.starts_at.isoformat(), made.ends_at.isoformat()) == (  # type: ignore[attr-defined]
        "2026-11-24T16:00:00+00:00",
        "2026-11-26T16:00:00+00:00",
    )
    for zone in ("Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"):
        world.users["owner"].__class__._base_manager.filter(pk=world.users["owner"].pk).update(time_zone=zone)
        (entry,) = look(world, "owner")
        assert (entry["start"], entry["end"], entry["allDay"]) == ("2026-11-25", "2026-11-27", True), zone
    put(world, "owner", made.pk, start="2026-11-27T00:00:00", end="2026-11-28T00:00:00", allDay="yes")
    now = Appointment._base_manager.get(pk=made.pk)
    assert now.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).isoformat() == "2026-11-27T00:00:00+08:00"


def test_it_is_about_a_record_only_for_who_may_read_that(world: World) -> None:
    quote = world.make("owner", "quotes", name="zqoffer")
    foreign = world.make("stranger", "quotes", name="Foreign")
    made = book(world, "owner", "Talk", about=f"{quote.pk}/quotes")
    assert "zqoffer" in text(world.get("owner", f"/appointments/{made.pk}/"))
    page = text(world.get("teammate", f"/appointments/{made.pk}/"))
    assert "Talk" in page
    assert "zqoffer" not in page
    with unchanged(*LOOKING):
        refused = world.post(
            "owner",
            "/appointments/new/",
            {
                "name": "Spy",
                "kind": "meeting",
                "starts_at": "2026-11-25T10:00",
                "about": f"{foreign.pk}/quotes",
                "zone": "UTC",
            },
        )
        assert refused.status_code == 422
    found = [item["label"] for item in json.loads(world.get("owner", "/options/any/?q=zqoffer").content)]
    assert found == ["zqoffer"]
    assert json.loads(world.get("stranger", "/options/any/?q=zqoffer").content) == []


def test_the_form_is_filled_from_the_calendar(world: World) -> None:
    url = "/appointments/new/?starts_at=2026-11-25T09:30:00&ends_at=2026-11-25T10:15:00&all_day=no"
    page = world.get("owner", url).content.decode()
    assert 'value="2026-11-25T09:30"' in page
    assert 'value="2026-11-25T10:15"' in page


def test_only_calendars_in_reach_are_offered(world: World) -> None:
    offered = [item["label"] for item in json.loads(world.get("owner", "/calendar/colleagues/").content)]
    assert offered == ["Manager", "Teammate"]
    assert json.loads(world.get("owner", "/calendar/colleagues/?q=Stranger").content) == []
    assert "Stranger" in world.get("admin", "/calendar/colleagues/").content.decode()


def test_the_year_has_dots_where_something_is(world: World) -> None:
    book(world, "owner", "Talk", repeats="daily", until="2026-11-27")
    page = world.get("owner", "/calendar/year/?year=2026").content.decode()
    assert page.count("1 appointment") == 3
    assert "date=2026-11-25" in page.split("1 appointment")[0].rsplit("<a ", 1)[1]


@pytest.mark.parametrize("query", ["", "?start=x&end=y", "?start=2026-01-01T00:00:00&end=2027-01-01T00:00:00"])
def test_odd_spans_are_refused(world: World, query: str) -> None:
    assert world.get("owner", f"/calendar/entries/{query}").status_code == 400


def test_holidays_and_working_weekends_stand_behind_the_entries(world: World) -> None:
    answer = world.get("owner", "/calendar/entries/?start=2026-10-01T00:00:00&end=2026-10-11T00:00:00")
    days = json.loads(answer.content)["days"]
    assert days[0] == {"date": "2026-10-01", "label": "National Day", "off": True}
    assert days[-1] == {"date": "2026-10-10", "label": "workday", "off": False}
    assert len(days) == 8


def test_every_holiday_has_a_name_in_the_readers_language() -> None:
    assert set(workdays.HOLIDAYS) <= set(views.HOLIDAYS)
