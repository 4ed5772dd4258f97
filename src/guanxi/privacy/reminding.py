"""Whoever answers for a breach is told before a clock of it runs out: once for each clock."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guanxi.engine.mail import BadAddress, Mail, post
from guanxi.engine.registry import registry
from guanxi.messaging import inbox, notifying, wishes
from guanxi.messaging.models.notification import DEADLINE
from guanxi.people.overview import administrators
from guanxi.privacy.clocks import FIELDS, LABELS, RUNNING_AT, Clock, running

ENTITY = "breaches"
LONGEST = dt.timedelta(days=30)
"""Of what is overdue for longer nobody is told any more: they were."""
NAMES = ("pk", "stage", "discovered_at", "owner", *(name for pair in FIELDS.values() for name in pair))


def remind(now: dt.datetime | None = None) -> int:
    """Tell of every clock of which little is left; in the running transaction. Returns how many people were told."""
    now = now or timezone.now()
    count, open_ones = 0, set()
    for row in registry[ENTITY].manager().filter(deleted_at__isnull=True, stage=RUNNING_AT).values(*NAMES):
        for clock in running(row):
            open_ones.add((row["pk"], clock.place))
            if clock.urgent_from <= now < clock.due + LONGEST:
                count += _tell(row, clock, now)
    inbox.done_with(DEADLINE, lambda one: (one.record, one.told.get("place")) not in open_ones)
    return count


def _tell(row: dict[str, Any], clock: Clock, now: dt.datetime) -> int:
    fold = f"{DEADLINE}:{row['pk']}:{clock.place}:{clock.due:%Y%m%dT%H%M}"
    people = {key for key in (row["owner"], *administrators()) if key is not None}
    people = notifying.willing(people - notifying.told_of(people, fold), DEADLINE)
    told = {"place": clock.place, "due": clock.due.isoformat()}
    notifying.notify(people, DEADLINE, ENTITY, row["pk"], told=told, fold=fold)
    _mail(wishes.mailed(people, DEADLINE), row["pk"], clock, now)
    return len(people)


def _mail(people: Collection[uuid.UUID], key: uuid.UUID, clock: Clock, now: dt.datetime) -> None:
    """The same by e-mail; it says nothing of what happened to whom."""
    for user in (
        registry["users"].manager().filter(pk__in=people, is_active=True, deleted_at__isnull=True).exclude(email="")
    ):
        with translation.override(user.language or settings.LANGUAGE_CODE):
            due = date_format(timezone.localtime(clock.due, wishes.zone_of(user.time_zone)), "DATETIME_FORMAT")
            told = {"place": LABELS[clock.place], "time": clock.words(now), "due": due}
            subject = _("Data breach: tell the authority in %(place)s, %(time)s") % told
            text = (
                _("The authority in %(place)s has to be told by %(due)s: %(time)s. Sign in to see which breach:") % told
            )
            link = f"{settings.PUBLIC_URL}/{ENTITY}/{key}/"
            try:
                post(Mail(user.email, subject, f"{text}\n\n{link}\n"))
            except BadAddress:
                continue  # told in the program
