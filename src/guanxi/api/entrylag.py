"""How long entries took, for programs: of those whose figures the caller may see."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.endpoint import Answer, Call
from guanxi.api.listing import key
from guanxi.engine.errors import BadQuery
from guanxi.engine.reading.rows import titles_of
from guanxi.messaging import entrylag
from guanxi.messaging.entrylag import Figures

PARAMETERS = ("days", "person", "department")


def figures(call: Call) -> Answer:
    """GET of the figures of a span of time."""
    given = call.parameters(*PARAMETERS)
    call.caller.demand("read", "notes")
    days = given.get("days", "30")
    if days not in map(str, entrylag.PERIODS):
        raise BadQuery(_("“days” is one of %(days)s.") % {"days": ", ".join(map(str, entrylag.PERIODS))})
    person, department = key(given, "person"), key(given, "department")
    told = entrylag.told(call.actor, int(days), person=person, department=department)
    access = call.actor.access
    people = titles_of("users", {*told.people, *(burst.person for burst in told.bursts)}, access)
    departments = titles_of("departments", {group.key for group, _one in told.departments}, access)
    answer: dict[str, Any] = {
        "complete": told.complete,
        "whole": _told(told.whole) if told.whole else None,
        "course": [{"from": day, **_told(one)} for day, one in told.course],
        "people": [{"person": _named(key, people), **_told(one)} for key, one in told.people.items()],
        "departments": [
            {"department": _named(group.key, departments), **_told(one)} for group, one in told.departments
        ],
        "bursts": [
            {
                "person": _named(burst.person, people),
                "entries": burst.number,
                "entered_first": burst.first,
                "entered_last": burst.last,
                "filter": burst.filter,
            }
            for burst in told.bursts
        ],
    }
    return Answer(answer)


def _told(one: Figures) -> dict[str, Any]:
    return {"entries": one.number, "half": round(one.half), "nine_tenths": round(one.ninety), "lengths": one.lengths}


def _named(key: uuid.UUID, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    return {"id": key, "label": names.get(key, "")}
