"""A person's name that stands in several columns: the family's in one, the given ones in others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from guanxi.engine.imports.making import Making
from guanxi.engine.imports.plain import plain
from guanxi.kit.steps.chain import PERSON

GIVEN = ("given name", "given names", "first name", "first names", "forename", "名", "名字")
FURTHER = ("additional name", "middle name", "middle names", "second name", "中间名", "中間名")
FAMILY = ("family name", "last name", "surname", "姓", "姓氏")
_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")


def parted(columns: Iterable[str]) -> Making | None:
    """How a name is made of the columns; None where they don't hold both sides of it.

    Whatever their order in the file, the text is what people of that language write: 王小明, Ada Lovelace.
    """
    there: dict[str, str] = {}
    for column in columns:
        for said in (plain(column), plain(_BRACKETS.sub("", column))):
            there.setdefault(said, column)
    given, further, family = (_first(there, words) for words in (GIVEN, FURTHER, FAMILY))
    if not given or not family:
        return None
    return Making(tuple(dict.fromkeys((given, *([further] if further else []), family))), PERSON)


def _first(there: Mapping[str, str], words: Iterable[str]) -> str:
    return next((there[plain(word)] for word in words if plain(word) in there), "")
