"""Rules of the company's own that are seen before they are active, and from then on carried out every night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Kept

if TYPE_CHECKING:
    from guanxi.engine.permissions import Actor
    from guanxi.engine.simulating.working import Simulation


class NightlyRule(Kept):
    """What every such rule is; the job that carries out the active ones is the room's own."""

    active = fields.YesNo(gettext_lazy("active"), editable=False)

    class Meta(Kept.Meta):
        abstract = True

    @property
    def is_inactive(self) -> bool:
        return not self.active

    def foresee(self, actor: Actor) -> list[str]:
        """What it would do now, line by line, as far as the actor may see it, however long that takes."""
        raise NotImplementedError

    def simulation(self, actor: Actor) -> Simulation:
        """The same as work in steps; rules that look at very many records have more than one."""
        from guanxi.engine.simulating.working import AllAtOnce

        return AllAtOnce(lambda: self.foresee(actor), actor.access)

    @action(
        gettext_lazy("Activate"),
        right="update",
        when="is_inactive",
        preview="foresee",
        danger=True,
        undo=True,
        help=gettext_lazy("From tonight on it is applied every night."),
    )
    def activate(self) -> None:
        """Apply it every night."""
        self.active = True

    @action(gettext_lazy("Deactivate"), right="update", when="active", undo=True)
    def deactivate(self) -> None:
        """Don't apply it any more."""
        self.active = False
