"""A regular import on its way, file by file; a worker's death in between loses and repeats nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.imports import recipes, storage, working
from guanxi.engine.imports.jobs import InJob
from guanxi.engine.jobs import Cancelled, Run
from guanxi.engine.models import imports as model
from guanxi.engine.models.imports import Import
from guanxi.engine.models.recipe import Recipe
from guanxi.engine.models.regular import Fetched, RegularImport
from guanxi.engine.permissions.access import Actor
from guanxi.engine.registry import registry
from guanxi.engine.regular.sources import Item, looking
from guanxi.engine.wording import listed

OPEN, DONE, FAILED = "open", "done", "failed"
MOST_FILES = 100
"""So many files are taken in one run; the others with the next."""


class Runner:
    """One run, in a job; what was taken before an interruption is finished first."""

    def __init__(self, run: Run, regular: RegularImport) -> None:
        self.run = run
        self.regular = regular
        self.recipe: Recipe = self._recipe(run.actor)
        self.told: list[str] = []
        self.went_well = True
        self.is_unsettled = False
        self.finished: dict[str, bool] = {}
        """By their digests, the files that this run came to the end of."""

    def _recipe(self, actor: Actor) -> Recipe:
        """The recipe, as its owner may read it, and as it was tried out."""
        rows = Recipe.objects.visible_to(actor).filter(pk=self.regular.recipe_id, deleted_at=None).defer("search")  # type: ignore[attr-defined]
        recipe: Recipe | None = rows.first()
        if recipe is None:
            raise Invalid({"recipe": [_("The recipe isn't there any more, or its owner may not read it.")]})
        return recipe

    def changed_by_another(self) -> bool:
        """Whether somebody else gave the recipe other words after it had been tried out."""
        tried, by = self.regular.tried_at, self.recipe.updated_by_id  # type: ignore[attr-defined]
        return tried is not None and self.recipe.updated_at > tried and by != self.regular.owner_id  # type: ignore[attr-defined]

    def go(self) -> None:
        """Import everything that is there."""
        for one in Fetched.objects.filter(regular=self.regular, state=OPEN).order_by("at", "pk"):
            self._finish(one)
        with looking(self.regular, is_trial=False) as look:
            self.is_unsettled, memory = look.is_unsettled, look.memory
            for count, item in enumerate(look.items):
                self.run.check()
                self._import(item, memory)
                self._remember(memory)
                if count + 1 >= MOST_FILES:
                    break
            self._remember(memory)

    def _remember(self, memory: dict[str, Any]) -> None:
        RegularImport._base_manager.filter(pk=self.regular.pk).update(memory=memory)
        self.regular.memory = memory

    def _import(self, item: Item, memory: dict[str, Any]) -> None:
        """One file, unless it was taken before; then only put away, as a run that was killed left it."""
        try:
            if (ended := self._ended(item)) is None:
                one = self._begun(item)
                item.drop()
                ended = self._finish(one)
            item.keep(ended, memory)
        except Cancelled:
            item.keep(False, memory)
            self._remember(memory)
            raise
        finally:
            item.drop()

    def _ended(self, item: Item) -> bool | None:
        """How it went when these bytes were taken before; none when they are new, or failed and came again."""
        if item.digest in self.finished:
            return self.finished[item.digest]
        known = Fetched.objects.filter(regular=self.regular, digest=item.digest, state=DONE).first()
        return True if known is not None and (item.once or self._is_last(known)) else None

    def _is_last(self, known: Fetched) -> bool:
        return not Fetched.objects.filter(regular=self.regular, at__gt=known.at).exists()

    def _begun(self, item: Item) -> Fetched:
        """The import and the note that the file was taken, together or neither."""
        values: dict[str, Any] = {
            "name": item.name[:300],
            "state": OPEN,
            "error": "",
            "work": None,
            "at": timezone.now(),
        }
        actor = self.run.actor
        try:
            with transaction.atomic():
                self.run.still_mine()
                work = taken(actor, self.recipe, item)
                working.move(work, actor, "begin", state=model.WAITING, job=self.run.job.pk, regular_id=self.regular.pk)
                values["work"] = work.pk
                return self._noted(item, values)
        except EngineError as bad:
            with self.run.transaction():
                return self._noted(item, values | {"error": reason(bad)})

    def _noted(self, item: Item, values: dict[str, Any]) -> Fetched:
        return Fetched.objects.update_or_create(regular=self.regular, digest=item.digest, defaults=values)[0]

    def _finish(self, one: Fetched) -> bool:
        """Carry the import of a file out, or go on with it; whether it came to its end."""
        work = Import._base_manager.filter(pk=one.work).first() if one.work else None
        if work is not None and work.state in model.ALIVE:
            self._carry_out(one, work)
        went_well = work is not None and work.state == model.DONE
        why = one.error if work is None else work.error
        self.told.append(f"{one.name}: {counted(work, work.counts) if went_well and work is not None else why}")
        self.went_well &= went_well
        self._end(one, went_well)
        return went_well

    def _end(self, one: Fetched, went_well: bool) -> None:
        Fetched.objects.filter(pk=one.pk).update(state=DONE if went_well else FAILED)
        self.finished[one.digest] = went_well

    def _carry_out(self, one: Fetched, work: Import) -> None:
        try:
            working.run(work, InJob(self.run, self.run.actor))
        except Cancelled:
            working.finish(work, self.run.actor, model.CANCELLED)
            self._end(one, False)
            raise
        except EngineError as bad:
            work.state, work.error = model.FAILED, reason(bad)


def taken(actor: Actor, recipe: Recipe, item: Item) -> Import:
    """The import of a file that was fetched; raises Invalid when the recipe doesn't fit it wholly.

    A person sees what is left out and decides; nobody looks here.
    """
    entity = registry.written(recipe.entity)
    with storage.path_of(item.key).open("rb") as file:
        work, notes = recipes.begun(actor, entity, file, item.name, recipe)
    if notes:
        storage.remove(work.file)
        raise Invalid({"recipe": notes})
    return work


def reason(bad: EngineError) -> str:
    """Why, in one line."""
    texts = [text for texts in bad.errors.values() for text in texts] if isinstance(bad, Invalid) else []
    return (" ".join(texts) or bad.message)[:500]


def counted(work: Import, counts: Mapping[str, int]) -> str:
    """What came of an import, or would, in words."""
    fields = registry["imports"].fields
    names = ("created", "updated", "skipped", "failed")
    told = [f"{fields[name].verbose_name} {counts[name]:,}" for name in names if counts.get(name)]
    return listed(told) or _("no rows")
