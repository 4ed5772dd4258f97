"""The table: a page of rows with columns."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access
from guanxi.web.guard import Asking
from guanxi.web.layouts import TABLE, Layout, layout
from guanxi.web.lists import table
from guanxi.web.lists.state import ListState


@layout
class Table(Layout):
    """Rows with columns, fifty at a time."""

    name = TABLE
    label = pgettext_lazy("layout", "Table")
    icon = "table"
    place = 0
    template = "web/parts/list_table.html"
    uses_sort = True
    uses_columns = True

    def offered(self, entity: Entity, access: Access) -> bool:
        return True

    def render(self, request: Asking, state: ListState) -> dict[str, Any]:
        return table.table(state, request.user)
