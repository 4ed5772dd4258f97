"""The ways a list can be laid out, each registered once: the table, and what other files of this folder add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access

if TYPE_CHECKING:
    from guanxi.web.guard import Asking
    from guanxi.web.lists.state import ListState

TABLE = "table"


class Layout:
    """One way to lay out a list; subclass, and decorate with `@layout`."""

    name: ClassVar[str]
    """As the address says it."""
    label: ClassVar[str | Promise]
    icon: ClassVar[str]
    place: ClassVar[int] = 50
    """Where it stands in the switch; the table is first."""
    template: ClassVar[str]
    """What stands under the toolbar, inside the region that htmx renews."""
    settings: ClassVar[tuple[str, ...]] = ()
    """The names of its own settings: `by` stands as `layout_by` in the address, and in saved views."""
    uses_sort: ClassVar[bool] = False
    uses_columns: ClassVar[bool] = False

    def offered(self, entity: Entity, access: Access) -> bool:
        """Whether this person can see records of this entity so."""
        raise NotImplementedError

    def usual_order(self, entity: Entity) -> tuple[str, ...]:
        """How it is sorted where nobody said."""
        return entity.orders_[:1]

    def render(self, request: Asking, state: ListState) -> dict[str, Any]:
        """The template's context; `rows` false shows the empty page, `total` (a Count) stands beside the heading."""
        raise NotImplementedError


_known: dict[str, Layout] = {}


def layout(made: type[Layout]) -> type[Layout]:
    """Make a layout known; a class decorator."""
    if made.name in _known and type(_known[made.name]) is not made:
        raise ImproperlyConfigured(f"Two layouts are named {made.name!r}")
    _known[made.name] = made()
    return made


def known() -> dict[str, Layout]:
    """Every layout, in the order of the switch."""
    from guanxi.web.layouts import shipped  # noqa: F401 (registers them)

    return _known


def offered(entity: Entity, access: Access) -> list[Layout]:
    """The layouts that an entity offers this person; the table first."""
    fitting = (one for one in known().values() if one.offered(entity, access))
    return sorted(fitting, key=lambda one: one.place)


def chosen(name: str, entity: Entity, access: Access) -> Layout:
    """The layout an address asks for; the table where that isn't offered."""
    wanted = known().get(name)
    return wanted if wanted is not None and wanted.offered(entity, access) else known()[TABLE]
