"""Which layout somebody has for a record; without one, the face's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Section
from guanxi.engine.permissions import Access
from guanxi.engine.tailoring.words import Words, later

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Laid:
    """One layout as pages need it; names are bare."""

    entity: str
    role: Any = None
    by: str = ""
    value: str = ""
    sections: tuple[tuple[Words, tuple[str, ...]], ...] = ()
    key_facts: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()
    aside: frozenset[str] = frozenset()
    key: Any = None
    """The layout's; none before it was saved."""

    def fits(self, access: Access, row: Values | None) -> bool:
        """Whether it is for this person and, where it says so, for this kind of record."""
        if self.role is not None and self.role not in access.place.subjects:
            return False
        return not self.by or (row is not None and row.get(self.by) == self.value)

    @property
    def rank(self) -> tuple[bool, bool]:
        """What is said of a role goes before what is said of a kind of record, and both before what is said of all."""
        return (self.role is not None, bool(self.by))


_layouts: dict[str, list[Laid]] = {}
_tried: ContextVar[Laid | None] = ContextVar("guanxi_tried_layout", default=None)


def refresh(*, empty: bool, **_signal: Any) -> None:
    """Read all layouts anew; none at all for a process that begins again."""
    from guanxi.web.ownlayouts.model import Layout, LayoutSection

    if empty:
        _layouts.clear()
        return
    sections: dict[Any, list[tuple[Words, tuple[str, ...]]]] = {}
    for line in LayoutSection._base_manager.filter(layout__deleted_at__isnull=True).order_by("position"):
        sections.setdefault(line.layout_id, []).append((line.words, bare(line.holds)))  # type: ignore[attr-defined]
    found: dict[str, list[Laid]] = {}
    for row in Layout._base_manager.filter(deleted_at__isnull=True).order_by("created_at"):
        by, _equals, value = row.when.partition("=")
        laid = Laid(
            row.entity,
            row.role_id,  # type: ignore[attr-defined]
            by.rpartition(".")[2],
            value,
            tuple(sections.get(row.pk, ())),
            bare(row.key_facts),
            bare(row.columns),
            bare(row.quick),
            frozenset(bare(row.aside)),
            row.pk,
        )
        found.setdefault(row.entity, []).append(laid)
    _layouts.clear()
    _layouts.update({name: sorted(all_, key=lambda one: one.rank, reverse=True) for name, all_ in found.items()})


def bare(names: Iterable[str]) -> tuple[str, ...]:
    """Fields without the name of their records."""
    return tuple(name.partition(".")[2] for name in names)


@contextmanager
def trying(one: Laid) -> Iterator[None]:
    """Pages drawn inside have this layout as if it had been saved."""
    token = _tried.set(one)
    try:
        yield
    finally:
        _tried.reset(token)


def _known(entity: Entity) -> list[Laid]:
    """Those of an entity, the most particular first."""
    there, tried = _layouts.get(entity.name, []), _tried.get()
    if tried is None or tried.entity != entity.name:
        return there
    others = [one for one in there if tried.key is None or one.key != tried.key]
    return sorted([tried, *others], key=lambda one: one.rank, reverse=True)


def laid(entity: Entity, access: Access, row: Values | None = None) -> Laid | None:
    """The layout of the most particular kind that fits."""
    return next((one for one in _known(entity) if one.fits(access, row)), None)


def sections(entity: Entity, access: Access, row: Values | None = None) -> tuple[Section, ...]:
    """The sections of the form and the page; what stands in none is under "More", unless it was set aside."""
    chosen = laid(entity, access, row)
    if chosen is None or not (chosen.sections or chosen.aside):
        return entity.sections
    if not chosen.sections:
        left = (Section(one.label, _without(one.fields, chosen.aside)) for one in entity.sections)
        return tuple(one for one in left if one.fields)
    placed = [Section(later(words.any), _without(names, chosen.aside)) for words, names in chosen.sections]
    there = {name for _words, names in chosen.sections for name in names} | chosen.aside
    rest = tuple(name for one in entity.sections for name in one.fields if name not in there)
    return (*placed, Section(_("More"), rest)) if rest else tuple(placed)


def _without(names: tuple[str, ...], aside: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in aside)


def quick(entity: Entity, access: Access, row: Values | None = None) -> tuple[Section, ...]:
    """The sections of a form in the side panel: what the layout asks there, and what a record can't be without."""
    chosen = laid(entity, access, row)
    if chosen is None or not chosen.quick:
        return sections(entity, access, row)
    needed = (name for name, kind in entity.fields.items() if kind.needed and not kind.has_default())
    return (Section("", tuple(dict.fromkeys((*chosen.quick, *needed)))),)


def key_facts(entity: Entity, access: Access, row: Values | None = None) -> tuple[str, ...]:
    """The facts under the title."""
    chosen = laid(entity, access, row)
    return chosen.key_facts if chosen and chosen.key_facts else entity.key_facts


def columns(entity: Entity, access: Access) -> tuple[str, ...]:
    """The columns of a list that nobody arranged."""
    chosen = next((one for one in _known(entity) if one.columns and one.fits(access, None)), None)
    return chosen.columns if chosen else entity.columns or tuple(entity.fields)[:6]
