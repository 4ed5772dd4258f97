"""How many records each view holds: asked after the page is there, bounded in number and in time."""

from __future__ import annotations

from django.db import OperationalError, connection, transaction

from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import count
from guanxi.web.lists.state import ListState

PATIENCE = 300
"""Milliseconds for one of them; what takes longer stays without a number."""


def counted(state: ListState, actor: Actor) -> str:
    """The number of records, "1,000+" for more; "" where it can't be told or takes too long."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE)])
            return str(count(state.entity, actor, state.query(())))
    except (BadQuery, OperationalError):
        return ""
