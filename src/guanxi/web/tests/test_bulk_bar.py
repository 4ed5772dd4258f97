"""The bar over picked rows holds what is done most; what would make it too wide stands behind its dots."""

from __future__ import annotations

import pytest

from guanxi.web.lists.bulk import FIRST, MOST_BUTTONS, bar_and_menu


def offered(*names: str) -> list[dict[str, object]]:
    return [{"name": name} for name in names]


@pytest.mark.parametrize("number", range(MOST_BUTTONS + 1))
def test_few_all_stand_in_the_bar(number: int) -> None:
    acts = offered(*(f"act{n}" for n in range(number)))
    assert bar_and_menu(acts) == (acts, [])


def test_of_many_the_usual_ones_stay_in_their_order() -> None:
    acts = offered("update", "set_grade", "to_pool", "protect", "assign", "share", "tag", "delete")
    bar, menu = bar_and_menu(acts)
    assert bar == offered("update", "assign", "tag", "delete")
    assert menu == offered("set_grade", "to_pool", "protect", "share")
    assert all(act["name"] in FIRST for act in bar)


def test_where_none_is_usual_the_first_stay() -> None:
    acts = offered(*(f"act{n}" for n in range(12)))
    bar, menu = bar_and_menu(acts)
    assert (bar, menu) == (acts[:MOST_BUTTONS], acts[MOST_BUTTONS:])
