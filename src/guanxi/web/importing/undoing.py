"""The page that asks before a whole import is taken back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.engine.entity import Entity
from guanxi.engine.imports import Forecast
from guanxi.engine.models.imports import Import
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.engine.wording import listed
from guanxi.web import addresses
from guanxi.web.importing.steps import url

Context = dict[str, Any]
TOLD = 50


def page(face: Entity, work: Import, ahead: Forecast, actor: Actor) -> Context:
    """How many records go, change back and stay, with the first of those that stay and why."""
    titles = titles_of(face.name, list(ahead.stays)[:TOLD], actor.access)
    return {
        "title": _("Take back this import"),
        "text": registry.for_model(Import).actions["undo"].help,
        "figures": [
            {"label": _("To the recycle bin"), "value": f"{ahead.made:,}", "tone": "bad"},
            {"label": _("As before the import"), "value": f"{ahead.changed:,}", "tone": "acc"},
            {"label": _("Stay as they are"), "value": f"{ahead.staying:,}", "tone": "off"},
        ],
        "stays": [
            {"label": title, "url": addresses.record_url(face.name, key), "why": ahead.stays[key]}
            for key, title in titles.items()
        ],
        "stays_more": ahead.staying - len(titles),
        "note": " ".join(filter(None, [_beside(ahead), "" if ahead.is_whole else _not_all(work)])),
        "can_undo": ahead.made + ahead.changed > 0 or not ahead.is_whole,
        "form_url": url("import-undo", work),
        "cancel_url": url("import-run", work),
    }


def _beside(ahead: Forecast) -> str:
    """What was made beside the import's own records, where its links found nothing."""
    if not ahead.beside:
        return ""
    told = listed(registry[name].numbered(count) for name, count in ahead.beside.items())
    return _("%(things)s that the import made beside them go as well, where nothing else needs them.") % {
        "things": told
    }


def _not_all(work: Import) -> str:
    n = work.created + work.updated
    told = ngettext(
        "The import brought %(n)s record; only the first were looked at so far. The others are judged when their "
        "turn comes.",
        "The import brought %(n)s records; only the first were looked at so far. The others are judged when their "
        "turn comes.",
        n,
    )
    return told % {"n": f"{n:,}"}
