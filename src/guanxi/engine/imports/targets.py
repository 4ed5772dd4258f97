"""Where a column of a file may go: the fields, and the fields of lines, that this person may write."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.engine.entity import Entity, LineSet
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.file import File
from guanxi.engine.fields.link import Link
from guanxi.engine.permissions.access import Access
from guanxi.engine.permissions.grants import Mode


@dataclass(frozen=True)
class Target:
    """One field that a column can be mapped to."""

    name: str
    """`field`, or `lines.field`."""
    kind: Kind
    lines: LineSet | None = None
    only_finds: bool = False
    """Whether its values find existing records and are never written, as a running number's."""
    extra_of: Target | None = None
    """The link whose record, when it is made, gets this."""

    @property
    def label(self) -> str:
        own = str(self.kind.verbose_name)  # type: ignore[attr-defined]
        if self.extra_of:
            return f"{self.extra_of.label} / {own}"
        return f"{self.lines.label} / {own}" if self.lines else own

    @property
    def needed(self) -> bool:
        return self.kind.needed


def targets(entity: Entity, access: Access) -> dict[str, Target]:
    """Every target by name, in the entity's own order."""
    writable = set(access.writable(entity))
    found: dict[str, Target] = {}
    for name, kind in entity.fields.items():
        if isinstance(kind, File):  # a table holds none
            continue
        if name in writable:
            found[name] = Target(name, kind)
        elif name in entity.keys_ and access.readable(entity, name):
            found[name] = Target(name, kind, only_finds=True)
    for name, lines in entity.lines.items():
        if access.mode(entity, name) is Mode.OPEN:
            for inner, kind in lines.fields.items():
                found[f"{name}.{inner}"] = Target(f"{name}.{inner}", kind, lines)
    return found


def of_links(entity: Entity) -> dict[str, str]:
    """The links that a file can fill, and the entities to which they lead."""
    own = {name: kind.target for name, kind in entity.fields.items() if isinstance(kind, Link)}
    return own | {
        f"{name}.{inner}": kind.target
        for name, lines in entity.lines.items()
        for inner, kind in lines.fields.items()
        if isinstance(kind, Link)
    }
