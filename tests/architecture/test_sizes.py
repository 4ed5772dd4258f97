"""The size budgets hold, and the script that says so can tell."""

from pathlib import Path

import pytest

from scripts import sizes


def test_files_and_functions_are_within_their_budgets() -> None:
    assert sizes.problems() == []


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "scripts" / "sizes.toml").write_text("")
    return tmp_path


def test_a_long_file_and_a_long_function_are_told(tree: Path) -> None:
    (tree / "src" / "long.py").write_text("x = 1\n" * 401)
    (tree / "src" / "deep.py").write_text("def walk():\n" + "    x = 1\n" * 60)
    assert sizes.too_big(tree) == {"src/deep.py:walk": 61, "src/long.py": 401}
    assert len(sizes.problems(tree)) == 2


def test_an_exception_needs_a_sentence_and_a_reason_to_exist(tree: Path) -> None:
    (tree / "src" / "long.py").write_text("x = 1\n" * 401)
    allowed = tree / "scripts" / "sizes.toml"
    allowed.write_text('"src/long.py" = "A table of readings, one line each."\n')
    assert sizes.problems(tree) == []
    allowed.write_text('"src/long.py" = "big"\n"src/gone.py" = "It was long at that time."\n')
    assert sizes.problems(tree) == [
        "src/gone.py is within its budget: remove it from scripts/sizes.toml.",
        "src/long.py" + " in scripts/sizes.toml needs a sentence.",
    ]
