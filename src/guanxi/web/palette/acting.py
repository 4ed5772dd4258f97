"""What can be done with one record, for the palette."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Actor
from guanxi.engine.reading import read_one
from guanxi.web import addresses, cells
from guanxi.web.palette.finding import Group, Row
from guanxi.web.records.actions import buttons, offered


def acts(face: Entity, key: uuid.UUID, actor: Actor) -> Group:
    """Opening it, its verbs, then what takes something away; raises NotFound."""
    row = read_one(face, key, actor)
    main, rest = buttons(face, row, offered(face, row, actor))
    calm = [button for button in (*main, *rest) if not button.get("danger")]
    grave = [button for button in rest if button.get("danger")]
    rows = [Row(_("Open"), addresses.record_url(face.name, key), face.icon, keys=("Enter",))]
    rows += [
        Row(
            button["label"],
            button["url"],
            button["icon"],
            method=button.get("method", ""),
            danger=bool(button.get("danger")),
        )
        for button in (*calm, *grave)
    ]
    return Group(_("With “%(thing)s”") % {"thing": cells.title_of(face, row)}, rows)
