"""The face of a noun: what of it shows where. Everything else is derived."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from guanxi.engine.action import Action, actions_of
from guanxi.engine.duplicates.identity import Identity
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.file import File
from guanxi.engine.fields.link import Link
from guanxi.engine.fields.listed import Listed
from guanxi.engine.fields.number import AutoNumber
from guanxi.engine.fields.since import StageSince
from guanxi.engine.layouts import Board, Calendar, Grid, Regions
from guanxi.engine.record import Kept, Line, Record

if TYPE_CHECKING:
    from guanxi.engine.errors import EngineError
    from guanxi.engine.expressions import Expression
    from guanxi.engine.imports.known import KnownFile

STANDARD_VERBS = ("read", "create", "update", "delete", "restore", "import", "export")


@dataclass(frozen=True)
class Related:
    """Records of another entity that belong on this one's page: those whose `path` leads here."""

    entity: str
    path: str
    columns: tuple[str, ...] = ()
    label: str | Promise = ""
    """The list's heading; the other entity's plural name when empty."""
    match: str = ""
    """The field of this one that `path` equals, where it is no link to it."""


@dataclass(frozen=True)
class Section:
    """A group of fields on the form and the page."""

    label: str | Promise
    fields: tuple[str, ...]


@dataclass(frozen=True)
class LineSet:
    """The lines that a record owns, under the name of their relation."""

    name: str
    model: type[Line]
    parent: str
    right: str = ""

    @cached_property
    def fields(self) -> dict[str, Kind]:
        return {f.name: f for f in self.model._meta.concrete_fields if isinstance(f, Kind) and f.editable}

    @cached_property
    def choices(self) -> dict[str, Kind]:
        """Those of the fields that have a list."""
        return {name: kind for name, kind in self.fields.items() if isinstance(kind, Listed)}

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)


@dataclass(frozen=True)
class Moves:
    """Records that are part of a company's configuration, which moves from one system to another."""

    by: tuple[str, ...]
    """The fields that name a record in every installation."""
    after: tuple[str, ...] = ()
    """The entities whose records these speak of, so that those are brought in first."""
    only: Any = None
    """A filter: which of the records move."""
    called: Mapping[str, str] = field(default_factory=dict)
    """Links to what doesn't move, by the field that names it: left as they are where nothing of that name is here."""
    needing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What says nothing without one of those links, and is left as it is with it."""
    together: Callable[[], AbstractContextManager[dict[uuid.UUID, EngineError]]] = lambda: nullcontext({})
    """Within this, several are changed before what holds between them is judged; then it holds what was refused."""


@dataclass(frozen=True)
class Talk:
    """How a follow-up tells of a talk with somebody: by which way, and who came to whom."""

    way: str
    """The field that says by which way."""
    ways: tuple[str, ...]
    """Its values that are a talk."""
    visits: tuple[str, ...] = ()
    """Those of them by which one is there in person."""
    came: tuple[str, str] | None = None
    """The field, and its value, by which they came to us; without it, one always goes to them."""
    missed: tuple[str, tuple[str, ...]] | None = None
    """The field, and its values, by which nobody was met."""


class Entity:
    """Subclass, name the model and what of it shows; decorate with `@register`."""

    model: ClassVar[type[Kept]]
    name: ClassVar[str] = ""
    """Plural and kebab-case, as in addresses; derived from the model's name when empty."""
    title: ClassVar[str] = "name"
    icon: ClassVar[str] = "table"
    group: ClassVar[str | Promise] = ""
    """Under which heading of the navigation it stands; none when empty."""
    key: ClassVar[str] = ""
    """The letter that leads to its list after G and to a new one after N; found in its name when empty."""
    columns: ClassVar[tuple[str, ...]] = ()
    layout: ClassVar[tuple[Section, ...]] = ()
    key_facts: ClassVar[tuple[str, ...]] = ()
    search: ClassVar[tuple[str, ...]] = ()
    orders: ClassVar[tuple[str, ...]] = ()
    """Fields with an index that serves lists ordered by them; the first is the default."""
    keys: ClassVar[tuple[str, ...]] = ()
    """Fields that identify a record in a file; the title when empty."""
    identity: ClassVar[Identity | None] = None
    """What tells that two of its records are the same; None: nobody looks for such."""
    worthy: ClassVar[tuple[str, ...]] = ()
    """Fields that ought to be filled in; its key facts and what a record is known by when empty."""
    fresh: ClassVar[tuple[str, ...]] = ("updated_at",)
    """Moments that ought not to be long ago."""
    never_ahead: ClassVar[tuple[str, ...]] = ()
    """Days and moments that can't lie ahead, such as a birthday."""
    aliases: ClassVar[dict[str, tuple[str, ...]]] = {}
    """What files call a field, besides its name and labels: helps to map columns."""
    known_files: ClassVar[tuple[KnownFile, ...]] = ()
    """What other programs write of these records, and what to do with its columns."""
    related: ClassVar[tuple[Related, ...]] = ()
    led_here: tuple[Related, ...] = ()
    """The same for links of the company's own that lead here; put there while it runs."""
    board: ClassVar[Board | None] = Board()
    """How its records stand on a board; derived from its stage or choices when empty, none when None."""
    calendar: ClassVar[Calendar | None] = Calendar()
    """By which days its records stand on a calendar; derived from its dates when empty, none when None."""
    regions: ClassVar[Regions | None] = None
    """By which place its records are counted on a map."""
    grid: ClassVar[Grid | None] = None
    """By which two of its choices its records are counted in a table; none: they aren't."""
    owner_path: ClassVar[str] = "owner"
    """What must equal the actor for the scope "own"; "" where nobody owns a record."""
    region_path: ClassVar[str] = ""
    """The link to the company's own region in which a record lies, for the scope "regions"; "" where none is known."""
    along: ClassVar[str] = ""
    """The link to the record with which it is seen: whoever may not read that one doesn't see this one."""
    tree: ClassVar[str] = ""
    """The parent link, where records form a tree; gives filters the operator `within`."""
    lent: ClassVar[bool] = True
    """Whether who stands in for somebody gets their rights on its records; never on what governs the product."""
    verbs: ClassVar[tuple[str, ...]] = STANDARD_VERBS
    """The standard verbs that exist for it; what is missing can't be granted."""
    merges: ClassVar[bool] = False
    """Whether several of its records can become one."""
    purged: ClassVar[bool] = True
    """Whether what lies in the recycle bin for long is deleted for good."""
    counter: ClassVar[str | Promise] = pgettext_lazy("a number of things", "%(n)s")
    """How languages with measure words count it; the context says what is counted: companies, people, records."""
    moves: ClassVar[Moves | None] = None
    """How its records move with the company's configuration; None: they don't."""
    follow_up: ClassVar[str] = ""
    """The moment at which a record of this kind was a follow-up of the one it is about; none: it never is."""
    talk: ClassVar[Talk | None] = None
    """How a follow-up of this kind tells of a talk; None: it tells of none."""
    offline: ClassVar[tuple[str, ...]] = ()
    """Fields of it that can be written down on a phone without a connection and sent later; none: it can't be."""
    person: ClassVar[bool | Mapping[str, str]] = False
    """Whether its records are people, or those of them with these values: what is known of one can be taken out."""
    personal: ClassVar[tuple[str, ...]] = ()
    """Fields that say something of a person; one inside a set of lines as `lines.field`."""
    sensitive: ClassVar[tuple[str, ...]] = ()
    """Those of which reading is noted."""
    impersonal: ClassVar[tuple[str, ...]] = ()
    """Those that say nothing of a person. Every field is in one of the three."""
    hint: ClassVar[str | Promise] = ""
    """One sentence for the empty page: what it is good for."""

    def __init__(self) -> None:
        self.keys_ = self.keys or (self.title,)
        self.orders_ = self.orders or (self.title, "updated_at")

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def label_plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def counted(self, number: object) -> str:
        """A number of these, without the noun: 120, 120 家."""
        return str(self.counter) % {"n": number}

    def numbered(self, number: int, shown: object = None) -> str:
        """A number of these, with it: 120 customers, 120 家客户; `shown` instead of the number when it is a bound."""
        noun = self.label if number == 1 else self.label_plural
        told = self.counted(f"{number:,}" if shown is None else shown)
        return pgettext("a number and what is counted", "%(count)s %(noun)s") % {"count": told, "noun": noun}

    @cached_property
    def fields(self) -> dict[str, Kind]:
        """Every field that people or programs can see, by name, in the model's order."""
        own = [f for f in self.model._meta.concrete_fields if isinstance(f, Kind)]
        base = {f.name for f in Record._meta.get_fields()}
        hidden = {"search"}
        ordered = [f for f in own if f.name not in base] + [f for f in own if f.name in base]
        return {f.name: f for f in ordered if f.name not in hidden and f.name not in self.concealed}

    concealed: ClassVar[tuple[str, ...]] = ()
    """Fields that no interface ever shows, such as a password's hash."""

    @cached_property
    def told(self) -> tuple[tuple[str, Kind], ...]:
        """What the event of a creation tells: name and kind of each field, but of those it has itself."""
        by_itself = {"created_at", "created_by", "updated_at", "updated_by", "deleted_at", "stage_since"}
        return tuple((name, kind) for name, kind in self.fields.items() if name not in by_itself)

    @cached_property
    def running_numbers(self) -> dict[str, AutoNumber]:
        """The fields that get their numbers when a record is saved."""
        return {name: kind for name, kind in self.fields.items() if isinstance(kind, AutoNumber)}

    @cached_property
    def told_values(self) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
        """Takes the values of `told` from a record's attributes."""
        names = [kind.attname for _name, kind in self.told]
        return itemgetter(*names) if len(names) > 1 else lambda attributes: tuple(attributes[name] for name in names)

    @cached_property
    def untold(self) -> tuple[Any, ...]:
        """For each of `told` the one object by which most records say nothing; what isn't it is looked at closer."""
        return tuple("" if kind.nothing() == "" else None for _name, kind in self.told)

    @cached_property
    def lines(self) -> dict[str, LineSet]:
        """The sets of lines a record owns, by name."""
        found: dict[str, LineSet] = {}
        for relation in self.model._meta.related_objects:
            other = relation.related_model
            if isinstance(other, type) and issubclass(other, Line) and relation.field.__class__.__name__ == "Parent":
                name = str(relation.get_accessor_name())
                found[name] = LineSet(name, other, relation.field.name, getattr(relation.field, "right", ""))
        return found

    @cached_property
    def choices(self) -> dict[str, Kind]:
        """The fields that have a list."""
        return {name: kind for name, kind in self.fields.items() if isinstance(kind, Listed)}

    @cached_property
    def actions(self) -> dict[str, Action]:
        return actions_of(self.model)

    @cached_property
    def stage(self) -> Kind | None:
        """The field that says where a record stands, if it has one."""
        return next((f for f in self.fields.values() if f.kind == "stage"), None)

    @cached_property
    def stage_since(self) -> Kind | None:
        """The field that says since when a record is at its stage; stages that only the product moves have none."""
        return next((f for f in self.fields.values() if isinstance(f, StageSince)), None) if self.stage else None

    @property
    def is_own(self) -> bool:
        """Whether the company declared it, and not the product."""
        return self.model._meta.app_label == "custom"

    @cached_property
    def sealed(self) -> dict[str, Kind]:
        """The fields that are kept encrypted."""
        return {name: field for name, field in self.fields.items() if field.is_sealed}

    @cached_property
    def holding(self) -> tuple[str, ...]:
        """The fields that hold files."""
        return tuple(name for name, field in self.fields.items() if isinstance(field, File))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The layout, with every field nobody placed under "More"."""
        from django.utils.translation import gettext_lazy as _

        placed = {name for section in self.layout for name in section.fields}
        rest = tuple(
            name
            for name, field in self.fields.items()
            if name not in placed and (field.editable or field.only_by_verb or field.is_custom)
        )
        if not self.layout:
            return (Section(_("Facts"), rest),)
        return (*self.layout, Section(_("More"), rest)) if rest else self.layout

    @cached_property
    def all_verbs(self) -> tuple[str, ...]:
        """Every verb a role can be granted on it."""
        rights = [field.right for field in self.fields.values() if field.right]
        rights += [lines.right for lines in self.lines.values() if lines.right]
        rights += ["reveal"] if self.personal or self.sensitive else []
        rights += ["disclose", "erase"] if self.person else []
        rights += ["merge"] if self.merges else []
        return tuple(dict.fromkeys((*self.verbs, *(a.verb for a in self.actions.values()), *rights)))

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """The fields by which a search finds its records: those of the face, then the company's own."""
        return (*self.search, *(name for name, kind in self.fields.items() if kind.is_searched))

    @cached_property
    def searched_first(self) -> tuple[str, ...]:
        """Those of them up to the first whose value comes with the record: a number, a title, a result."""
        kinds = [self.fields[name] for name in self.searched]
        comes = [isinstance(kind, AutoNumber | Link) or bool(kind.formula) for kind in kinds]
        return self.searched[: comes.index(True) if True in comes else None]

    @cached_property
    def computed(self) -> tuple[tuple[Kind, Expression], ...]:
        """The fields that are worked out, each after those it needs."""
        from guanxi.engine.computing import in_order

        return in_order(self.fields)

    @cached_property
    def asked(self) -> dict[str, Expression]:
        """When the fields are asked that aren't always."""
        from guanxi.engine.asking import conditions

        return conditions(self.fields)

    @cached_property
    def gates(self) -> dict[str, Expression]:
        """What has to hold before a record comes to a stage, by the stage."""
        from guanxi.engine.stagegates import conditions

        return conditions(self)

    @cached_property
    def demanding(self) -> tuple[Kind, ...]:
        """The fields that have to be filled in under a condition, or from a stage on."""
        return tuple(kind for kind in self.fields.values() if kind.demanded or kind.demanded_from)

    @cached_property
    def anchor(self) -> Kind | None:
        """The field that says on which record a record hangs; whoever may not read that one doesn't see this one."""
        return next((f for f in self.fields.values() if f.kind == "anchor"), None)

    @property
    def goes_along(self) -> bool:
        """Whether it is seen only by those who see another record."""
        return bool(self.along) or self.anchor is not None

    def kind_of(self, name: str) -> Kind | None:
        return self.fields.get(name)

    def manager(self) -> models.QuerySet[Any]:
        """Every row, unguarded; for the engine's own use."""
        return self.model._base_manager.all()

    def __repr__(self) -> str:
        return f"<entity {self.name}>"
