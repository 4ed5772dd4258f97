"""What the address of a pool's list asks for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from django.utils.translation import gettext as _

from guanxi.engine.errors import BadQuery
from guanxi.ownership import looking
from guanxi.ownership.membership import Member
from guanxi.web import addresses
from guanxi.web.lists.state import ListState


@dataclass(frozen=True)
class PoolState(ListState):
    """Conditions, a search and one of two orders; columns and layout are the pool's own."""

    pool: uuid.UUID | None = None

    @classmethod
    def asked(cls, member: Member, asked: Mapping[str, Any]) -> Self:
        """Out of an address; raises BadQuery for an order that isn't offered."""
        told = ListState.read(member.entity, asked)
        if told.sort not in ((), (member.entity.title,)):
            raise BadQuery(_("This order isn't known."))
        return cls(told.entity, told.filter, told.q, told.sort, told.cursor, view=told.view, pool=member.pool.pk)

    @property
    def home(self) -> str:
        return addresses.page_url("waiting", self.pool)

    @property
    def builder(self) -> str:
        return addresses.page_url("waiting-filter", self.pool)

    @property
    def saving(self) -> str:
        return addresses.page_url("waiting-view-save", self.pool)

    def query(self, fields: tuple[str, ...]) -> Any:
        """The longest waiting first, where nothing else is asked."""
        return replace(super().query(fields), sort=self.sort or (looking.ORDER,))
