"""The page of a breach says how much time is left; the drawer leads there."""

import datetime as dt

import pytest
from django.utils import timezone

from guanxi.privacy.reminding import remind
from guanxi.web.tests.world import World, text


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0.5, ("China: 3 h 30 min left", "Europe: 2 days 23 h left")),
        (6.01, ("China: 2 h overdue", "Europe: 2 days 17 h left")),
        (75.01, ("China: 2 days 23 h overdue", "Europe: 3 h overdue")),
    ],
)
def test_time_left_and_overdue_are_said_plainly(world: World, hours: float, shown: tuple[str, ...]) -> None:
    known = timezone.now() - dt.timedelta(hours=hours) + dt.timedelta(seconds=20)
    made = world.make("admin", "breaches", name="Laptop stolen", discovered_at=known.isoformat())
    page = text(world.get("admin", f"/breaches/{made.pk}/"))
    for words in shown:
        assert words in page
    told = {"china_told_at": timezone.now().strftime("%Y-%m-%dT%H:%M"), "why": "late"}
    assert world.post("admin", f"/breaches/{made.pk}/do/tell_china/", told).status_code == 302
    page = text(world.get("admin", f"/breaches/{made.pk}/"))
    assert "China: " not in page
    assert shown[1] in page
    for who in ("owner", "teammate", "stranger"):
        assert world.get(who, f"/breaches/{made.pk}/").status_code in (403, 404)


def test_the_drawer_says_whom_to_tell_and_by_when(world: World) -> None:
    known = timezone.now() - dt.timedelta(hours=3)
    world.make("admin", "breaches", name="Laptop <b>stolen</b>", discovered_at=known.isoformat())
    remind()
    due = timezone.localtime(known + dt.timedelta(hours=4))
    page = text(world.get("admin", "/notifications/?tab=waits"))
    assert "Laptop &lt;b&gt;stolen&lt;/b&gt; : tell the authority in China by" in page, page[page.index("Laptop") :][
        :200
    ]
    assert f"{due:%H:%M}" in page
    assert "tell the authority" not in text(world.get("owner", "/notifications/?tab=all"))


def test_mail_of_deadlines_is_one_s_own_wish(world: World) -> None:
    address = "/settings/notifications/"
    assert 'name="mailed" value="deadline" checked' in world.get("admin", address).content.decode()
    world.post("admin", address, {"wishes": "1", "wanted": ["deadline"]})
    assert 'name="mailed" value="deadline">' in world.get("admin", address).content.decode()
