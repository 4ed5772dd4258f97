"""Which columns of a table can be changed in place, told once for the whole table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access, Actor
from guanxi.web import addresses
from guanxi.web.remembering import arrangement, recall, remember

KINDS = frozenset(
    "text long_text integer decimal money date datetime time choice choices yes_no link phone email url tags".split()  # noqa: SIM905
)
"""Kinds whose control fits into a cell."""
HINT = "celledit"
"""How often somebody has changed a cell; the first few times the keys are told."""
HINTED = 10


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HINTED


arrangement(HINT, _is_count)


def editable(entity: Entity, access: Access) -> frozenset[str]:
    """The fields this person can change in a cell of at least some records; the gate judges each."""
    if "update" not in entity.verbs or not access.may(entity.name, "update"):
        return frozenset()
    return frozenset(name for name in access.changeable(entity) if entity.fields[name].kind in KINDS)


def table_cells(entity: Entity, names: Sequence[str], access: Access, *, deleted: bool) -> dict[str, str] | None:
    """What the table's script is told, where a column can be changed: addresses, columns, words; JSON as text."""
    open_ = editable(entity, access)
    if deleted or not any(name in open_ for name in names):
        return None
    return {
        "url": f"{addresses.list_url(entity.name)}{{id}}/cell/{{field}}/",
        "columns": json.dumps(list(names)),
        "editable": json.dumps([name for name in names if name in open_]),
        "labels": json.dumps(labels(), ensure_ascii=False),
    }


def labels() -> dict[str, str]:
    """The words of the script."""
    return {
        "save": _("save"),
        "next": _("next cell"),
        "cancel": _("cancel"),
        "mine": _("Keep mine"),
        "theirs": _("Take theirs"),
        "failed": _("The server can't be reached; what you typed is still here. Try again in a moment."),
        "saved": _("Saved"),
    }


def is_new_to_it(actor: Actor) -> bool:
    """Whether the keys should be told."""
    return int(recall(actor, HINT).get(HINT, 0)) < HINTED


def count_use(actor: Actor) -> None:
    """One more cell was changed."""
    times = int(recall(actor, HINT).get(HINT, 0))
    if times < HINTED:
        remember(actor, HINT, times + 1)
