"""The tree of sales regions: what covers what, who looks after it, and where a record lies."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotAllowed
from guanxi.engine.jobs import enqueue
from guanxi.engine.registry import registry
from guanxi.engine.rows_sql import write_rows
from guanxi.engine.trees import descend
from guanxi.engine.wording import listed
from guanxi.kit import addresses, divisions
from guanxi.people import dividing
from guanxi.people.models.region import Claim, Region
from guanxi.people.models.user import User

if TYPE_CHECKING:
    from guanxi.people.models.placed import Placed

REGIONS = "regions"
PLACING = "people.place"
MOST_NAMED = 5


@dataclass(frozen=True)
class Branch:
    """One region, as far as records and rights hang on it."""

    name: str
    parent: uuid.UUID | None
    person: uuid.UUID | None
    """Who is in charge, if that is somebody whose account can be used."""
    department: uuid.UUID | None
    hands_over: bool


class Tree:
    """All regions at one moment."""

    def __init__(self, branches: dict[uuid.UUID, Branch], claims: dict[str, uuid.UUID]) -> None:
        self.branches, self.claims = branches, claims
        self.parents = {key: branch.parent for key, branch in branches.items()}

    def region_of(self, division: str) -> uuid.UUID | None:
        """The region of a kept division: that which covers the smallest place in which it lies."""
        steps = division.partition(addresses.PART)[0].split(addresses.STEP)
        return next((self.claims[key] for key in divisions.prefixes(steps) if key in self.claims), None)

    def below(self, *roots: uuid.UUID) -> list[uuid.UUID]:
        """Regions and all that is below them, each once."""
        return list(dict.fromkeys(key for root in roots for key in descend(self.parents, root)))

    def upwards(self, region: uuid.UUID | None) -> Iterator[uuid.UUID]:
        """A region and those of which it is a part, the nearest first."""
        seen: set[uuid.UUID] = set()
        while region in self.branches and region not in seen:
            yield region
            seen.add(region)
            region = self.branches[region].parent

    def depth(self, region: uuid.UUID | None) -> int:
        """How many regions it is a part of, itself included; 0 for none."""
        return sum(1 for _region in self.upwards(region))

    def heir(self, region: uuid.UUID | None) -> tuple[uuid.UUID, uuid.UUID] | None:
        """Who gets what nobody owns there, and the region that says so."""
        for key in self.upwards(region):
            branch = self.branches[key]
            if branch.hands_over and branch.person is not None:
                return branch.person, key
        return None

    def looked_after(self, person: Any, departments: Collection[Any]) -> tuple[uuid.UUID, ...]:
        """The regions of which somebody is in charge, or their department or one below it, with all below them."""
        mine = [
            key
            for key, branch in self.branches.items()
            if branch.person == person or (branch.department is not None and branch.department in departments)
        ]
        return tuple(self.below(*mine))


_kept: tuple[Any, Tree] | None = None
"""The tree, for as long as one transaction lasts."""
_last: Tree | None = None


def tree() -> Tree:
    """All regions as they are now; read once in each transaction, however many records it places."""
    global _kept, _last
    inside = connection.atomic_blocks[0] if connection.atomic_blocks else None  # type: ignore[attr-defined]
    held = _kept
    if inside is not None and held is not None and held[0] is inside:
        return held[1]
    found = _last = read()
    _kept = (inside, found) if inside is not None else None
    return found


def recent() -> Tree:
    """All regions as this process read them last, for new records: the transaction that saves them corrects them."""
    return _last or tree()


def forget() -> None:
    """The tree changes in this transaction."""
    global _kept, _last
    _kept = _last = None


def read(*, claims: bool = True) -> Tree:
    """All regions, out of the database; without what they cover where only the tree is asked."""
    usable = User._base_manager.filter(is_active=True, deleted_at__isnull=True)
    rows = Region._base_manager.filter(deleted_at__isnull=True)
    branches = {}
    active = set(usable.filter(pk__in=rows.exclude(person=None).values("person")).values_list("pk", flat=True))
    for key, name, parent, person, department, hands_over in rows.values_list(
        "pk", "name", "parent_id", "person_id", "department_id", "hands_over"
    ):
        branches[key] = Branch(name, parent, person if person in active else None, department, hands_over)
    return Tree(branches, dict(Claim.objects.values_list("division", "region_id")) if claims else {})


def placed() -> Iterator[Entity]:
    """The kinds of records that lie somewhere."""
    from guanxi.people.models.placed import Placed

    return (entity for entity in registry if issubclass(entity.model, Placed))


def division_of(record: Placed) -> str:
    """Where a record's own texts say it is, as it is kept; "" where they don't say."""
    steps = addresses.placed(*(str(getattr(record, name) or "") for name in record.places))
    return addresses.Address(steps).kept


def correct(model: type[Placed], records: Sequence[Placed]) -> None:
    """Put right the region of records that were made ready before the tree changed."""
    now, wrong = tree(), []
    for record in records:
        region = now.region_of(record.division)
        if record.sales_region_id != region:  # type: ignore[attr-defined]
            record.sales_region_id = region  # type: ignore[attr-defined]
            wrong.append(record)
    if wrong:
        write_rows(model, wrong, ["sales_region"])


# --- what is refused --------------------------------------------------------------------------------------------------


def check_claims(region: Region) -> None:
    """Raise ValidationError where another region covers one of the same divisions; not while several change."""
    if dividing.is_put_off(region):
        return
    others = Claim.objects.filter(division__in=region.divisions).exclude(region=region.pk).select_related("region")
    taken = [(claim.division, claim.region.name) for claim in others.order_by("division")[:MOST_NAMED]]
    if taken:
        told = listed(
            _("%(division)s belongs to “%(region)s” already") % {"division": division.replace("/", "·"), "region": name}
            for division, name in taken
        )
        raise ValidationError({"divisions": told})


def check_empty(region: Region) -> None:
    """Raise NotAllowed where other regions are a part of it."""
    if Region._base_manager.filter(parent=region.pk, deleted_at__isnull=True).exists():
        raise NotAllowed(_("Other sales regions are a part of this one. Move or delete those first."))


# --- what follows -----------------------------------------------------------------------------------------------------


def claim(region: Region) -> None:
    """Note what a region covers; raises Invalid when another one took a division at the same moment."""
    if dividing.is_put_off(region):
        return
    wanted = give_up(region)
    there = set(Claim.objects.filter(region=region.pk).values_list("division", flat=True))
    try:
        with transaction.atomic():
            Claim.objects.bulk_create([Claim(division=one, region=region) for one in sorted(wanted - there)])
    except IntegrityError as taken:
        raise Invalid({"divisions": [_("Another region took one of these divisions at the same moment.")]}) from taken


def give_up(region: Region) -> set[str]:
    """Free what a region covers no longer; what it covers now."""
    wanted = set() if region.deleted_at else set(region.divisions)
    Claim.objects.filter(region=region.pk).exclude(division__in=wanted).delete()
    return wanted


def place_anew() -> None:
    """Ask for the job that brings every record's region up to the tree."""
    enqueue(PLACING, {}, actor=None, lock=PLACING)


def wrongly_placed(rows: Any, division: str, region: uuid.UUID | None) -> Any:
    """Those of the rows in a division that don't say this region."""
    there = rows.filter(division=division)
    return there.exclude(sales_region=None) if region is None else there.exclude(sales_region=region)


def names(keys: Iterable[uuid.UUID]) -> list[str]:
    """Regions by name; their names are for everybody who has a role."""
    branches = read(claims=False).branches
    return sorted(branches[key].name for key in keys if key in branches)
