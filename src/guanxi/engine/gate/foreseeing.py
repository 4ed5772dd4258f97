"""What a verb would do with these answers, told before it is done; nothing changes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from guanxi.engine import origin
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.gate.cleaning import Given
from guanxi.engine.gate.updating import answers, check_stage, locked
from guanxi.engine.permissions.access import Actor
from guanxi.engine.transactions import atomically


def foresee(
    entity: Entity,
    key: uuid.UUID,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    given: Given = "value",
) -> list[str]:
    """Line by line what the verb would change; raises what doing it would raise: NotFound, NotAllowed, Invalid …"""
    action = entity.actions.get(name)
    if action is None or not action.foresee:
        raise NotFound()

    def work() -> list[str]:
        record = locked(entity, key, actor, action.verb)
        check_stage(entity, action, record)
        asked = answers(entity, action, values, actor, given)
        try:
            with origin.unguarded():
                told: list[str] = getattr(record, action.foresee)(actor, **asked)
        except ValidationError as bad:
            raise Invalid(bad.message_dict if hasattr(bad, "error_dict") else {"": list(bad.messages)}) from bad
        return told

    return atomically(work)
