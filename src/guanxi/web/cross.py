"""Numbers in two directions, as the part `cross.html` shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Context = dict[str, Any]
Pair = tuple[str, str]


def cross(
    numbers: Mapping[Pair, int],
    down: Sequence[tuple[str, str]],
    across: Sequence[tuple[str, str]],
    cell: Callable[[str, str], Context],
    *,
    shares: bool = True,
) -> Context:
    """Rows and columns that have a number, each with its total; `cell` adds what a pair of keys leads to."""
    rows = [(key, label) for key, label in down if any(numbers.get((key, other)) for other, _label in across)]
    columns = [(key, label) for key, label in across if any(numbers.get((other, key)) for other, _label in down)]
    whole = sum(numbers.values())
    return {
        "columns": [label for _key, label in columns],
        "rows": [
            {
                "label": label,
                "cells": [_cell(numbers.get((key, other), 0), whole, cell(key, other), shares) for other, _ in columns],
                "total": f"{sum(numbers.get((key, other), 0) for other, _ in columns):,}",
            }
            for key, label in rows
        ],
        "totals": [{"number": f"{sum(numbers.get((key, other), 0) for key, _ in rows):,}"} for other, _ in columns],
        "all": f"{whole:,}",
    }


def _cell(number: int, whole: int, told: Context, shares: bool) -> Context:
    share = f"{number / whole:.0%}" if shares and number else ""
    return {**told, "number": f"{number:,}" if number else "", "share": share}
