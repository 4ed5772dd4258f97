"""Sample calls and visits: what the salespeople of the demo talked about, and when they wrote it down."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.html import format_html

from guanxi.engine.demo import Demo, demo_part
from guanxi.engine.entity import Entity
from guanxi.engine.fields.anchor import written
from guanxi.engine.gate.cleaning import Cleaner
from guanxi.engine.gate.creating import begin, insert_many, prepare
from guanxi.engine.registry import registry
from guanxi.messaging.models.note import CALL, OURS, THEIRS, VISIT

MOST = 600
DAYS = 75
SHARE = 0.7
"""Of the customers somebody was met at."""
SAID = (
    ("样机试用反馈", CALL, "样机已经用了一周，精度满意，想再看看噪声数据。"),
    ("确认交期", CALL, "希望月底前到货，付款方式按上次的办。"),
    ("报价跟进", CALL, "价格比另一家高一成，要我们说明差在哪里。"),
    ("上门拜访", VISIT, "看了车间，现有两台设备明年要换，预算年底批。"),
    ("技术交流", VISIT, "和设备科谈了安装条件，需要三相电和防震地基。"),
    ("例行回访", CALL, "一切正常，问了保养的时间。"),
    ("没有接通", CALL, "打了两次没人接，改天再联系。"),
    ("介绍新品", VISIT, "对新型号有兴趣，要一份详细资料。"),
)
LATE = 3
"""Every so manieth salesperson writes down the week on Friday evening."""


@demo_part(65)
def interactions(demo: Demo) -> None:
    """Some calls and visits of the last weeks, each written down by the owner, most within hours."""
    notes = registry["notes"]
    if notes.manager().exists():
        return
    dice = demo.dice
    faces = [face for face in registry if face.owner_path == "owner" and face.merges and face.stage is not None]
    for face in faces:
        owned = face.manager().filter(deleted_at=None).exclude(owner=None).order_by("sort_key", "pk")
        rows = list(owned.values_list("pk", "owner", "created_at")[:MOST])
        people: Any = get_user_model()._base_manager.filter(pk__in={owner for _key, owner, _at in rows})
        for place, person in enumerate(people.order_by("username"), 1):
            told = [
                (*moments(dice, since, is_late=not place % LATE), key)
                for key, owner, since in rows
                if owner == person.pk and dice.random() < SHARE
            ]
            write(notes, face, person, sorted(told), dice)


def moments(dice: random.Random, since: dt.datetime, *, is_late: bool) -> tuple[dt.datetime, dt.datetime]:
    """When it was written down, and when it happened."""
    now = timezone.localtime()
    at = now - dt.timedelta(days=dice.randrange(1, DAYS))
    at = at.replace(hour=dice.randrange(9, 18), minute=dice.randrange(0, 60, 5), second=0, microsecond=0)
    at = min(max(at, timezone.localtime(since)), now)
    if is_late:
        evening = at + dt.timedelta(days=(4 - at.weekday()) % 7)
        return min(max(evening.replace(hour=18, minute=dice.randrange(9)), at), now), at
    return min(at + dt.timedelta(minutes=dice.lognormvariate(4.2, 1.1)), now), at


def write(
    notes: Entity,
    face: Entity,
    person: Any,
    told: list[tuple[dt.datetime, dt.datetime, uuid.UUID]],
    dice: random.Random,
) -> None:
    """Calls and visits in the order in which they were entered; every third time they came to us."""
    cleaner, made = Cleaner(notes, person, "value"), []
    for entered, at, key in told:
        title, kind, body = dice.choice(SAID)
        values = {"title": title, "kind": kind, "happened_at": at, "body": format_html("<p>{}</p>", body)}
        values["direction"] = OURS if key.int % 3 else THEIRS
        item = prepare(notes, cleaner.clean(values, creating=True), person)
        item.record.about = written(face.name, key)  # type: ignore[attr-defined]
        begin(notes, item.record, entered)
        made.append(item)
    insert_many(notes, made, actor=person)
