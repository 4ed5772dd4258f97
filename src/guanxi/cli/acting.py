"""On whose behalf a command works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext_noop

from guanxi.cli import application

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity


@contextmanager
def whoever(username: str | None) -> Iterator[Any]:
    """The user of that name; without one the first administrator; without any, the system, which is logged."""
    from django.utils import translation

    from guanxi.engine import origin
    from guanxi.engine.permissions import as_system
    from guanxi.people.models import RoleGiven, User

    with ExitStack() as stack:
        stack.enter_context(origin.origin("command"))
        living = User._base_manager.filter(is_active=True, deleted_at__isnull=True)
        actor: Any
        if username is not None:
            actor = living.filter(username=username.lower()).first()
            if actor is None:
                raise click.ClickException(f"There is no user “{username}”.")
        else:
            administrators = RoleGiven._base_manager.filter(role__key="administrator", role__deleted_at__isnull=True)
            actor = living.filter(pk__in=administrators.values("user")).order_by("created_at").first()
        if actor is None:
            actor = stack.enter_context(as_system(gettext_noop("guanxi on the command line")))
        stack.enter_context(translation.override(application.language()))
        yield actor


def entity_named(name: str) -> Entity:
    """The entity of that name; a usage error that lists the others."""
    from guanxi.engine.customfields import living
    from guanxi.engine.registry import registry

    living.catch_up()
    entity = registry.get(name)
    if entity is None:
        known = ", ".join(sorted(entity.name for entity in registry))
        raise click.UsageError(f"There is no entity “{name}”. There are: {known}.")
    return entity


@contextmanager
def refusals() -> Iterator[None]:
    """What the engine refuses is told in a line, and the command ends with 1."""
    from guanxi.engine.errors import EngineError

    try:
        yield
    except EngineError as why:
        errors = getattr(why, "errors", {})
        told = [
            " ".join(texts) if name in ("", "file") else f"{name}: {' '.join(texts)}" for name, texts in errors.items()
        ]
        raise click.ClickException("; ".join(told) or why.message) from why
