"""The page of attacks names tests that exist, for every class it promises something about."""

import re

import pytest

from tests.docs.reading import ROOT

PAGE = ROOT / "docs" / "developers" / "security.md"
CLASSES = "BCEFGHIJKLOV"
_NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def sections() -> dict[str, str]:
    parts = re.split(r"^## ([A-Z])\. ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_class_has_its_part() -> None:
    assert "".join(sections()) == CLASSES


@pytest.mark.parametrize("letter", CLASSES)
def test_each_promise_names_a_test_that_is_there(letter: str) -> None:
    rows = [line for line in sections()[letter].splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 3
    for row in rows:
        named = _NAMED.findall(row)
        assert named, row
        for path, test in named:
            source = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"^ *def {test}\(", source, re.MULTILINE), f"{path}::{test}"
