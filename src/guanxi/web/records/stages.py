"""A record's stages so far: when each was entered and left, by whom, and how long it took."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.fields.since import days_ago
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.reading.stages import Stay, stays
from guanxi.engine.registry import registry

Context = dict[str, Any]


def so_far(entity: Entity, row: Context, actor: Actor) -> list[Context]:
    """The present stage first; nothing where the reader may not know the stage."""
    since = row.get(entity.stage_since.name) if entity.stage_since else None  # type: ignore[attr-defined]
    if since is None:
        return []
    maker = row.get("created_by")
    told = stays(
        entity,
        row["id"],
        actor,
        here=row[entity.stage.name],  # type: ignore[union-attr]
        since=since,
        made_by=getattr(maker, "id", None),
    )
    users = registry.for_model(get_user_model()).name
    names = titles_of(users, {stay.by for stay in told if stay.by}, actor.access)
    return [_stay(entity, stay, names) for stay in told]


def _stay(entity: Entity, stay: Stay, names: dict[Any, str]) -> Context:
    until = timezone.localdate(stay.left_at) if stay.left_at else timezone.localdate()
    days = (until - timezone.localdate(stay.entered_at)).days
    return {
        "key": stay.stage,
        "stage": entity.stage.to_text(stay.stage),  # type: ignore[union-attr]
        "entered": _moment(stay.entered_at),
        "left": _moment(stay.left_at) if stay.left_at else "",
        "time": days_ago(days) if days or not stay.left_at else _("less than a day"),
        "by": (names.get(stay.by) or _("hidden")) if stay.by else _("System"),
    }


def in_words(told: list[Context]) -> dict[str, str]:
    """Stage by stage, the times it was left, for whoever points at it."""
    found: dict[str, list[str]] = {}
    for stay in reversed(told):
        if stay["left"]:
            found.setdefault(stay["key"], []).append(
                _("%(entered)s to %(left)s, %(time)s")
                % {"entered": stay["entered"], "left": stay["left"], "time": stay["time"]}
            )
    return {key: "; ".join(times) for key, times in found.items()}


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
