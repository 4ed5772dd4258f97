"""How a request finds its user, and a name with a password becomes one."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest

from guanxi.engine.customfields import living
from guanxi.engine.prepared import Prepared
from guanxi.people import signing_in
from guanxi.people.models import RightsVersion, User

carried: dict[str, Callable[[], Any]] = {}
"""What rooms above want to know of whoever asks, by attribute: an expression over the user, read in the same query."""


class Backend(BaseBackend):
    """Only active, undeleted users; with the state of rights in the same query."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_more: Any
    ) -> User | None:
        if not username or not password:
            return None
        return signing_in.verify(username, password).user

    def get_user(self, user_id: Any) -> User | None:
        try:
            key = user_id if isinstance(user_id, uuid.UUID) else uuid.UUID(str(user_id))
        except ValueError:
            return None
        rows = _living.rows(key)
        if not rows:
            return None
        own = len(_columns())
        version, *more = rows[0][own:]
        user = User.from_db("default", _columns(), rows[0][:own])
        user.rights_version = version or 0
        living.follow(user.rights_version)
        user.__dict__.update(zip(carried, more, strict=True))
        return user


@functools.cache
def _columns() -> list[str]:
    """All that Django builds a user of, besides the search index."""
    return [field.attname for field in User._meta.concrete_fields if field.name != "search"]


def _living_user(key: uuid.UUID) -> QuerySet[User, Any]:
    version = Subquery(RightsVersion.objects.filter(pk=1).values("version"))
    rows = User._base_manager.filter(pk=key, is_active=True, deleted_at__isnull=True)
    return rows.values_list(*_columns(), version, *(expression() for expression in carried.values()))


_living = Prepared(_living_user, (uuid.UUID(int=0),))
