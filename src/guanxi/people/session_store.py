"""Sessions in the database, found by a query that is put into words once: every page asks it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from guanxi.engine.prepared import Prepared


class SessionStore(db.SessionStore):
    """Django's own store but for the way a session is found."""

    def _get_session_from_db(self) -> Session | None:
        rows = _living.rows(self.session_key, timezone.now()) if self.session_key else []
        if not rows:
            self._session_key = None
            return None
        key, data, until = rows[0]
        return Session(session_key=key, session_data=data, expire_date=until)


def _living_session(key: str, now: dt.datetime) -> QuerySet[Session, Any]:
    rows = Session.objects.filter(session_key=key, expire_date__gt=now)
    return rows.values_list("session_key", "session_data", "expire_date")


_living = Prepared(_living_session, ("a key", dt.datetime(2000, 1, 1, tzinfo=dt.UTC)))
