"""Sample appointments around today, for the people of the demo."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.demo import Demo, demo_part
from guanxi.engine.registry import registry
from guanxi.people.models import User

ZONE = "Asia/Shanghai"
WEEKLY: tuple[tuple[str, str, int, int, int, dict[str, Any]], ...] = (
    ("部门晨会", "meeting", 0, 9, 1, {"repeats": "weekly", "weekdays": ["MO", "TH"], "place": "三楼会议室"}),
    ("拜访客户：方案讲解", "visit", 1, 14, 2, {"place": "宁波江北"}),
    ("电话回访老客户", "call", 2, 10, 1, {"remind": "15"}),
    ("写报价", "block", 2, 15, 2, {}),
    ("看牙", "absence", 3, 13, 1, {"visibility": "private"}),
    ("周总结", "meeting", 4, 16, 1, {"repeats": "weekly"}),
)
NAMES = ("sales", "sales2", "sales3", "manager", "service")


@demo_part(60)
def appointments(demo: Demo) -> None:
    """A week of a few people, each at somewhat other hours."""
    if registry["appointments"].manager().exists():
        return
    people = list(User.objects.filter(username__in=NAMES, deleted_at=None).order_by("username"))
    today = timezone.localdate(timezone=ZoneInfo(ZONE))
    monday = today - dt.timedelta(days=today.weekday())
    for number, person in enumerate(people):
        for title, kind, day, hour, length, more in WEEKLY[number % 2 :]:
            begin = dt.datetime.combine(monday + dt.timedelta(days=day), dt.time(hour), ZoneInfo(ZONE))
            begin += dt.timedelta(minutes=30 * (number % 3))
            end = begin + dt.timedelta(hours=length)
            values = {"name": title, "kind": kind, "starts_at": begin, "ends_at": end, "owner": person.pk, "zone": ZONE}
            gate.create(registry["appointments"], values | more, actor=demo.system)
