"""How a request finds its user, and a name with a password becomes one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Subquery
from django.http import HttpRequest

from guanxi.people import signing_in
from guanxi.people.models import RightsVersion, User


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
        version = Subquery(RightsVersion.objects.filter(pk=1).values("version"))
        people = User.objects.defer("search").annotate(rights_version_now=version)
        user = people.filter(pk=key, is_active=True, deleted_at__isnull=True).first()
        if user is not None:
            user.rights_version = user.rights_version_now or 0
        return user
