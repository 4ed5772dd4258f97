"""Layouts: what is registered can be switched to, keeps its settings in the address, and never widens what one sees."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guanxi.web import layouts
from guanxi.web.lists.state import ListState
from guanxi.web.tests.world import World, text


@pytest.fixture
def cards() -> Iterator[None]:
    """A layout that only quotes have."""

    class Cards(layouts.Layout):
        name = "cards"
        label = "As cards"
        icon = "box"
        template = "web/parts/chip.html"
        settings = ("by",)

        def offered(self, entity: object, access: object) -> bool:
            return getattr(entity, "name", "") == "quotes"

        def render(self, request: object, state: ListState) -> dict:
            return {"rows": True, "label": f"cards by {state.settings.get('by', 'nothing')}"}

    layouts.known()
    layouts.layout(Cards)
    yield
    del layouts._known["cards"]


def test_a_layout_is_offered_where_it_fits_and_drawn_with_its_settings(world: World, cards: None) -> None:
    offered = world.get("owner", "/quotes/?q=a").content.decode()
    assert "As cards" in offered
    assert "/quotes/?q=a&amp;layout=cards" in offered
    assert "cards by stage" in text(world.get("owner", "/quotes/?layout=cards&layout_by=stage"))
    assert "As cards" not in text(world.get("owner", "/partners/"))


def test_a_layout_that_isn_t_offered_shows_the_table(world: World, cards: None) -> None:
    world.make("owner", "partners", name="Alpha")
    for name in ("cards", "nothing", "<b>"):
        assert "Alpha" in text(world.get("owner", f"/partners/?layout={name}"))
