"""What a person said about their data, on their page."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.gate.erasing import is_person
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry
from guanxi.engine.wording import strung
from guanxi.privacy import consenting
from guanxi.web import addresses, cells, marks
from guanxi.web.records.actions import as_record

Context = dict[str, Any]


def panel(face: Entity, row: Context, actor: Actor) -> list[Context]:
    """What holds now, by purpose and channel; nothing for what is no person."""
    if (
        not face.person
        or not actor.access.may(consenting.CONSENTS, "read")
        or not is_person(face, as_record(face, row))
    ):
        return []
    consents, key = registry[consenting.CONSENTS], row["id"]
    rows = list(consenting.stands(consenting.said(face, key, actor)).values())
    url = addresses.page_url("person", face.name, key)
    return [
        {
            "key": "consents",
            "tab": "consents",
            "template": "web/records/related.html",
            "entity": consents.name,
            "title": capfirst(consents.label_plural),
            "count": len(rows),
            "url": url,
            "more": False,
            "add_url": "",
            "rows": [
                {
                    "label": one["summary"],
                    "url": url,
                    "mark": marks.letter(one["summary"]),
                    "meta": _meta(consents, one),
                }
                for one in rows
            ],
        }
    ]


def _line(consents: Entity, row: Context, url: str) -> Context:
    return {"label": row["summary"], "url": url, "mark": marks.letter(row["summary"]), "meta": _meta(consents, row)}


def told(face: Entity, key: uuid.UUID, actor: Actor) -> list[Context]:
    """Every word, the latest first, and whether it still holds."""
    consents = registry[consenting.CONSENTS]
    rows = consenting.said(face, key, actor)
    holding = {row["id"] for row in consenting.stands(rows).values()}
    return [
        {
            "label": row["summary"],
            "url": addresses.record_url(consents.name, row["id"]),
            "meta": _meta(consents, row),
            "given": row["given"],
            "holds": row["id"] in holding,
        }
        for row in rows
    ]


def _meta(consents: Entity, row: Context) -> str:
    answer = _("agrees") if row["given"] else _("does not agree")
    day = timezone.localtime(row["said_at"]).strftime("%Y-%m-%d")
    return strung([answer, *(cells.words(consents.fields[name], row[name]) for name in ("channel", "way")), day])
