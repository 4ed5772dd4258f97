"""Size budgets: files of at most 400 lines, functions of at most 60. Exceptions and their reasons are in sizes.toml."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE_LINES = 400
FUNCTION_LINES = 60
FOLDERS = ("src", "tests", "scripts", "bench", "fuzz", "frontend/src")
KINDS = {".py", ".html", ".js", ".css", ".sh"}
NOT_WRITTEN_BY_HAND = {"migrations", "node_modules", "build", "__pycache__"}


def files(root: Path) -> Iterator[Path]:
    """The files written by hand."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in KINDS and path.is_file() and not NOT_WRITTEN_BY_HAND & set(path.relative_to(root).parts):
                yield path


def too_big(root: Path) -> dict[str, int]:
    """What is over its budget, with its lines: "path" for a file, "path:function" for a function."""
    found = {}
    for path in files(root):
        name, text = path.relative_to(root).as_posix(), path.read_text()
        if (lines := len(text.splitlines())) > FILE_LINES:
            found[name] = lines
        if path.suffix == ".py":
            found |= {f"{name}:{function}": lines for function, lines in long_functions(text)}
    return found


def long_functions(source: str) -> Iterator[tuple[str, int]]:
    """The functions of a Python file that are over the budget, decorators not counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield node.name, lines


def problems(root: Path = ROOT) -> list[str]:
    """What breaks the budgets, one line each."""
    allowed = tomllib.loads((root / "scripts" / "sizes.toml").read_text())
    found = too_big(root)
    over = [
        f"{name} has {lines} lines; the budget is {FUNCTION_LINES if ':' in name else FILE_LINES}. Split it."
        for name, lines in found.items()
        if name not in allowed
    ]
    stale = [
        f"{name} is within its budget: remove it from scripts/sizes.toml." for name in allowed if name not in found
    ]
    bare = [f"{name} in scripts/sizes.toml needs a sentence." for name, why in allowed.items() if len(why.split()) < 4]
    return over + stale + bare


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or "Sizes are within their budgets.")
    sys.exit(bool(found))
