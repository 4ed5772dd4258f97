"""In whose place somebody acts on a record, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.fields.link import Ref
from guanxi.engine.permissions import Actor
from guanxi.engine.permissions.lending import Lent, needing


def told(face: Entity, row: dict[str, Any], actor: Actor) -> str:
    """One sentence where the record is somebody's for whom the reader stands in; nothing for all others."""
    lenders = actor.access.lenders(face, "read")
    if not lenders:
        return ""
    owner = row.get(face.owner_path)
    theirs = next((lent for lent in lenders if isinstance(owner, Ref) and owner.id == lent.whose), None)
    lent = theirs or needing(actor.access, face, [row["id"]], "read").get(row["id"])
    if lent is None:
        return ""
    return _("You stand in for %(name)s until %(day)s: what you do here is kept with both names.") % words(lent)


def words(lent: Lent) -> dict[str, str]:
    """Whose place it is, and the last day of it."""
    day = timezone.localtime(lent.until - dt.timedelta(seconds=1)).date().isoformat() if lent.until else ""
    return {"name": lent.name, "day": day}
