"""Recipes kept from one file and taken for the next."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.imports import storage, working
from guanxi.engine.imports.following import Fitted, fitted
from guanxi.engine.imports.instructions import Instructions
from guanxi.engine.models.imports import Import
from guanxi.engine.models.recipe import Recipe
from guanxi.engine.permissions.access import Actor
from guanxi.engine.registry import registry

OFFERED = 100
"""So many of an entity's recipes are offered, those last changed first."""


def known(actor: Actor, entity: Entity) -> list[Recipe]:
    """The recipes for an entity that the actor may read."""
    if not actor.access.may("recipes", "read"):
        return []
    rows = Recipe.objects.visible_to(actor).filter(entity=entity.name, deleted_at__isnull=True)
    return list(rows.defer("search").order_by("-updated_at")[:OFFERED])


def find(actor: Actor, entity: Entity, said: str) -> Recipe:
    """A recipe by its key or its name; raises NotFound, Invalid when several have the name."""
    if actor.access.may("recipes", "read"):
        rows = Recipe.objects.visible_to(actor).filter(entity=entity.name, deleted_at__isnull=True).defer("search")
        try:
            rows = rows.filter(pk=uuid.UUID(said))
        except ValueError:
            rows = rows.filter(name__iexact=said.strip())
        found = list(rows[:2])
        if len(found) == 1:
            return found[0]  # type: ignore[no-any-return]
        if found:
            raise Invalid({"recipe": [_("Several recipes have this name; give the key of the one you mean.")]})
    raise NotFound(_("There is no recipe “%(name)s”.") % {"name": said[:80]})


def fitting(recipes: Sequence[Recipe], columns: Sequence[str]) -> list[Recipe]:
    """Those all of whose columns a file has, the ones that use most of them first."""
    fits: list[tuple[int, int, Recipe]] = []
    for recipe in recipes:
        try:
            said = recipe.says
        except Invalid:
            continue
        if said.columns and not said.missing(columns):
            fits.append((-len(said.columns), len(fits), recipe))
    return [recipe for *_order, recipe in sorted(fits)]


def keep(work: Import, actor: Actor, name: str, audience: str = "me") -> Recipe:
    """What was said of a file as a new recipe; raises NotAllowed, Invalid."""
    values = {"name": name, "entity": work.entity, "instructions": Instructions.of(work).text}
    if audience != "me":
        values["audience"] = audience
    recipe: Recipe = gate.create(registry["recipes"], values, actor=actor)  # type: ignore[assignment]
    Import._base_manager.filter(pk=work.pk).update(recipe=recipe.pk)
    work.recipe = recipe.pk
    return recipe


def renew(work: Import, actor: Actor, recipe: Recipe) -> None:
    """What was said of a file in the place of what a recipe says; raises NotFound, NotAllowed, Invalid."""
    gate.update(registry["recipes"], recipe.pk, {"instructions": Instructions.of(work).text}, actor=actor)


def take(work: Import, actor: Actor, recipe: Recipe) -> Fitted:
    """Follow a recipe for a file; raises Invalid when the file has nothing of what it needs."""
    entity = registry[work.entity]
    said = recipe.says
    _read_as_said(work, actor, said)
    result = fitted(said, entity, actor.access, work.columns)
    if result.is_empty:
        raise Invalid({"recipe": [_("None of the recipe's columns is in this file.")]})
    made = {name: making.as_json() for name, making in result.made.items()}
    working.set_mapping(work, actor, result.mapping, result.options.as_json(), made)
    Import._base_manager.filter(pk=work.pk).update(recipe=recipe.pk)
    work.recipe = recipe.pk
    return result


def begun(
    actor: Actor, entity: Entity, upload: BinaryIO | Iterable[bytes], filename: str, recipe: Recipe, **table: Any
) -> tuple[Import, list[str]]:
    """Take a file in and follow a recipe for it, or nothing stays; with what of the recipe was left out."""
    work = None
    try:
        with transaction.atomic():
            work = working.start(actor, entity, upload, filename, **table)
            return work, take(work, actor, recipe).notes
    except BaseException:
        storage.remove(work.file if work else None)
        raise


def _read_as_said(work: Import, actor: Actor, said: Instructions) -> None:
    """Understand the file as the recipe says, if columns are found by that which aren't found without.

    So a file that was corrected and comes back as plain CSV is taken as well.
    """
    lacking = len(said.missing(work.columns))
    if not lacking or not said.reading:
        return
    before: dict[str, Any] = {name: getattr(work, name) or None for name in said.reading}
    before["header_row"] = work.header_row
    try:
        working.reopen(work, actor, **said.reading)
    except Invalid:
        return
    if len(said.missing(work.columns)) >= lacking:
        working.reopen(work, actor, **before)
