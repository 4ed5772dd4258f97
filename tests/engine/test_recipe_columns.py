"""Columns of a file, found by the names that a recipe has for them."""

from __future__ import annotations

import pytest

from guanxi.engine.imports.plain import Columns


@pytest.mark.parametrize(
    ("columns", "name", "found"),
    [
        (("# (18)", "% (18)"), "% (18)", "% (18)"),
        (("#", "%"), "%", "%"),
        (("#",), "%", None),
        (("Name", "name"), "name", "name"),
        (("E-Mail ", "Phone"), "email", "E-Mail "),
        (("ＮＡＭＥ",), "name", "ＮＡＭＥ"),
        (("Phone 1", "Phone 2"), "phone2", "Phone 2"),
        ((), "name", None),
    ],
)
def test_the_exact_name_comes_before_one_like_it(columns: tuple[str, ...], name: str, found: str | None) -> None:
    assert Columns(columns).find(name) == found
