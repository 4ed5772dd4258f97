"""What every noun is made of: a record with an owner, a version and a place in the recycle bin; and a line it owns."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.engine import origin
from guanxi.engine.action import action
from guanxi.engine.fields import base as kinds
from guanxi.engine.fields.dates import DateTime
from guanxi.engine.fields.link import Link
from guanxi.engine.fields.tags import Tags
from guanxi.engine.search.vector import SearchVector
from guanxi.kit.uuids import uuid7

if TYPE_CHECKING:
    from guanxi.engine.permissions.access import Actor
    from guanxi.engine.permissions.lending import Lent


class Unguarded(RuntimeError):
    """A query that no access rule has narrowed; use `visible_to(user)` or `as_system(reason)`."""


class RecordQuerySet(models.QuerySet[Any]):
    """Rows that may only be read once an access rule was applied."""

    _cleared = False

    def visible_to(self, actor: Actor, verb: str = "read") -> Self:
        """Only the rows on which this actor may do the verb; the one way to rows outside the engine."""
        from guanxi.engine.registry import registry

        entity = registry.for_model(self.model)
        return actor.access.narrow(entity, self._clear(), verb)

    def _clear(self) -> Self:
        rows: Self = self._chain()  # type: ignore[attr-defined]
        rows._cleared = True
        return rows

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._cleared = self._cleared
        return clone

    def _guard(self) -> None:
        if not self._cleared and origin.guarded():
            raise Unguarded(f"{self.model.__name__}: read through visible_to(user), or inside as_system(reason)")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._guard()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._guard()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._guard()
        return super().count()

    def exists(self) -> bool:
        self._guard()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._guard()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()

    def create(self, **kwargs: Any) -> Any:
        self._guard()
        return super().create(**kwargs)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        self._guard()
        return super().bulk_create(*args, **kwargs)


class Identified(models.Model):
    """A row whose key can be made anywhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Kept(Identified):
    """What the gate keeps: versioned, searchable, restorable, with its history. Change it through the gate only."""

    id: uuid.UUID
    created_at = DateTime(_("created"), editable=False)
    created_by = Link(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    updated_at = DateTime(_("last changed"), editable=False)
    updated_by = Link(
        settings.AUTH_USER_MODEL,
        verbose_name=_("last changed by"),
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    deleted_at = DateTime(_("deleted"), null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    head = models.BinaryField(default=b"", editable=False)
    sort_key = models.CharField(max_length=96, editable=False, default="")
    search = SearchVector()

    objects = RecordQuerySet.as_manager()

    _lent_by: Lent | None = None
    """Whose rights allow what is being done with it, where the actor's own don't."""
    _instead_of: uuid.UUID | None = None
    """In whose place it is done."""
    _beside: Mapping[str, Any] = MappingProxyType({})
    """What a verb did besides changing fields, as its event tells it: a name to [from, to]."""

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["sort_key", "id"], name="%(class)s_by_name"),
            models.Index(fields=["updated_at", "id"], name="%(class)s_by_change"),
            GinIndex(fields=["search"], name="%(class)s_search"),
        ]

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """A last word on whether this actor may make this change; raising NotAllowed undoes it. Silent by default."""

    @classmethod
    def missed(cls, key: uuid.UUID, actor: Actor, verb: str) -> None:
        """What to say, by raising it, to who comes for a record that isn't theirs to do it with; silent by default."""

    def why_not(self, verb: str) -> str:
        """Why a verb isn't possible on it as it stands, where that can be said in better words than "not now"."""
        return ""

    @classmethod
    def waiting_where(cls, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
        """Of records that nobody owns, where they wait for somebody; nowhere by default."""
        return {}

    def before_change(self, before: Mapping[str, Any]) -> None:
        """Put on the record what follows from a change for its other fields, before it is judged and saved.

        `before`: the values it had, by field; nothing of a new one.
        """

    @classmethod
    def after_changes(cls, verb: str, changed: Sequence[tuple[Self, dict[str, Any]]]) -> None:
        """`after_change` for many records that were saved together."""
        for record, changes in changed:
            record.after_change(verb, changes)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        """What must happen in the same transaction once this record was saved; nothing by default."""

    def after_undo(self, verbs: set[str], deed: str, actor: Actor) -> None:
        """What must be taken back with it, once what these verbs did in a request was; nothing by default."""

    def before_erasure(self) -> dict[str, Any]:
        """Where the record is a person: end what no entity keeps; raising Invalid stops it.

        Returns values for fields that neither nothing nor a pseudonym fits.
        """
        return {}

    def __str__(self) -> str:
        return str(getattr(self, kinds.title_name(type(self)), self.pk))


class Record(Kept):
    """A noun with an owner: the usual base of an entity's model."""

    owner = Link(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        related_name="+",
        default_actor=True,
        right="assign",
        db_index=False,
    )
    tags = Tags(_("tags"))

    class Meta:
        abstract = True
        indexes = [
            *Kept.Meta.indexes,
            models.Index(fields=["owner", "sort_key", "id"], name="%(class)s_own_by_name"),
            models.Index(fields=["owner", "updated_at", "id"], name="%(class)s_own_by_change"),
            GinIndex(fields=["tags"], name="%(class)s_by_tag"),
            # Which words are in use is asked of the records that were tagged last, however many others there are.
            models.Index(fields=["updated_at"], condition=~models.Q(tags=[]), name="%(class)s_tagged"),
        ]

    @property
    def is_tagged(self) -> bool:
        """Whether there is a tag to take off."""
        return bool(self.tags)

    @action(
        _("Assign"),
        inputs={"to": Link(settings.AUTH_USER_MODEL, verbose_name=_("new owner"), related_name="+")},
        undo=True,
    )
    def assign(self, to: Any) -> None:
        """Hand the record to another owner."""
        self.owner_id = getattr(to, "pk", to)

    @property
    def can_be_shared(self) -> bool:
        """Whether it is work rather than what governs the product."""
        from guanxi.engine.registry import registry

        return registry.for_model(type(self)).lent

    @action(
        _("Share"),
        inputs={
            "person": Link(settings.AUTH_USER_MODEL, verbose_name=_("with whom"), related_name="+"),
            "starts_at": DateTime(_("from"), null=True, blank=True),
            "ends_at": DateTime(_("until"), null=True, blank=True, help_text=_("It ends by itself.")),
        },
        right="update",
        icon="user-share",
        when="can_be_shared",
        aside=True,
        help=_("Somebody sees it whose roles let them see what is shared with them."),
    )
    def share(self, person: Any, starts_at: Any = None, ends_at: Any = None) -> None:
        """Open the record to somebody, for ever or for a time."""
        from guanxi.engine import sharing

        sharing.share(self, getattr(person, "pk", person), starts_at, ends_at)

    def shared_now(self, actor: Actor) -> list[str]:
        """With whom it is shared by hand, and until when."""
        from guanxi.engine import sharing

        return sharing.in_force(self, actor)

    @action(
        _("Stop sharing"),
        inputs={
            "person": Link(
                settings.AUTH_USER_MODEL,
                verbose_name=_("with whom"),
                null=True,
                blank=True,
                related_name="+",
                help_text=_("With everybody when empty."),
            )
        },
        right="update",
        icon="lock",
        when="can_be_shared",
        preview="shared_now",
        aside=True,
    )
    def unshare(self, person: Any = None) -> None:
        """Close the record again to somebody, or to everybody to whom it was opened by hand."""
        from guanxi.engine import sharing

        sharing.unshare(self, getattr(person, "pk", person))

    @action(
        _("Tag"), inputs={"words": Tags(_("tags"), required=True)}, right="update", icon="tag", undo=True, aside=True
    )
    def tag(self, words: list[str]) -> None:
        """Put tags on the record, beside those it has."""
        self.tags = Tags().checked([*self.tags, *words])

    @action(
        _("Take off tags"),
        inputs={"words": Tags(_("tags"), required=True)},
        right="update",
        icon="tag-off",
        when="is_tagged",
        undo=True,
        aside=True,
    )
    def untag(self, words: list[str]) -> None:
        """Take tags off the record; those it doesn't have are no mistake."""
        gone = {word.casefold() for word in words}
        self.tags = [word for word in self.tags if word.casefold() not in gone]


class Line(Identified):
    """A row that belongs to one record and is kept with it; its parent is a `Parent` field."""

    position = models.PositiveIntegerField(default=0, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position",)
