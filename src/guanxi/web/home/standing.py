"""For whom one stands in, with the way to their records: whose work is whose."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.permissions import Access, Actor
from guanxi.web import addresses, marks
from guanxi.web.home.shipped import FACES, business
from guanxi.web.home.tiles import ALL_ROLES, WIDE, Content, Tile, tile
from guanxi.web.records.standing_in import words


def standing_in(actor: Actor) -> Content:
    """One row for each person, with their records of each kind of the business."""
    rows = []
    for lent in actor.access.lent:
        faces = [face for face in business(actor.access) if lent in actor.access.lenders(face, "read")]
        rows.append(
            {
                "label": _("%(name)s, until %(day)s") % words(lent),
                "url": addresses.page_url("substitutes"),
                "person": marks.person(lent.whose, lent.name),
                "actions": [
                    {
                        "label": capfirst(face.label_plural),
                        "url": addresses.filtered_url(
                            face.name, {"field": face.owner_path, "op": "eq", "value": str(lent.whose)}
                        ),
                    }
                    for face in faces[:FACES]
                    if face.owner_path in face.fields and actor.access.readable(face, face.owner_path)
                ],
            }
        )
    return Content(rows, more=(_("Substitutes"), addresses.page_url("substitutes")))


def _stands_in(access: Access) -> bool:
    return bool(access.lent)


tile(Tile("standing-in", gettext_lazy("You stand in"), "users", standing_in, ALL_ROLES, WIDE, _stands_in, place=15))
