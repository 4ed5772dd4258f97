"""Recipes on the page that maps columns: what is known of the file, which recipes fit, and keeping one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.errors import Invalid
from guanxi.engine.imports import recipes
from guanxi.engine.imports.known import recognised
from guanxi.engine.models.imports import Import
from guanxi.engine.models.recipe import EVERYBODY, ME, Recipe
from guanxi.engine.permissions import Actor
from guanxi.web.guard import Asking

Context = dict[str, Any]
SUGGESTED = 3


def panel(face: Entity, work: Import, actor: Actor) -> Context:
    """Which recipes there are, which fits, and whether the present choices can be kept."""
    known = recipes.known(actor, face)
    fits = recipes.fitting(known, work.columns)
    taken = next((recipe for recipe in known if recipe.pk == work.recipe), None)
    program = recognised(face, work.columns)
    return {
        "program": program.program if program else "",
        "taken": taken.name if taken else "",
        "may_renew": taken is not None and actor.access.may("recipes", "update") and _is_own(taken, actor),
        "suggested": [{"value": recipe.pk, "label": recipe.name} for recipe in fits[: 0 if taken else SUGGESTED]],
        "known": _choices(known, taken),
        "may_keep": actor.access.may("recipes", "create"),
        "may_share": actor.access.may("recipes", "share"),
    }


def _choices(known: Sequence[Recipe], taken: Recipe | None) -> list[Context]:
    return [{"value": recipe.pk, "label": recipe.name, "chosen": recipe is taken} for recipe in known]


def _is_own(recipe: Recipe, actor: Actor) -> bool:
    face = recipe_face()
    return actor.access.narrow(face, Recipe.objects.visible_to(actor).filter(pk=recipe.pk), "update").exists()


def recipe_face() -> Entity:
    from guanxi.engine.registry import registry

    return registry["recipes"]


def use(request: Asking, face: Entity, work: Import, said: str) -> None:
    """Follow a recipe; what of it is left out is told. Raises NotFound, Invalid."""
    recipe = recipes.find(request.user, face, said)
    if notes := recipes.take(work, request.user, recipe).notes:
        messages.warning(request, " ".join(notes))


def keep(request: Asking, work: Import) -> None:
    """Keep what was said of the file under a name; raises Invalid."""
    name = request.POST.get("recipe_name", "").strip()
    if not name:
        raise Invalid({"recipe_name": [_("Give the recipe a name.")]})
    recipes.keep(work, request.user, name, EVERYBODY if request.POST.get("recipe_shared") else ME)
    messages.success(request, _("Kept as recipe “%(name)s”") % {"name": name})


def renew(request: Asking, face: Entity, work: Import) -> None:
    """Put what is said now in the place of what the recipe said; raises NotFound, NotAllowed, Invalid."""
    recipe = recipes.find(request.user, face, str(work.recipe))
    recipes.renew(work, request.user, recipe)
    messages.success(request, _("Recipe “%(name)s” changed") % {"name": recipe.name})
