"""Imports run downwards only, and no room names a module that stands above it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "guanxi"
BELOW_MODULES = ("kit", "engine", "people", "messaging", "web", "api", "mcp", "cli")
MODULES = "customers|inventory|sales|finance|service|marketing|loyalty|rollout"
NAMES_A_MODULE = re.compile(
    rf"guanxi\.modules\.\w|[\"'](?:{MODULES})\.[A-Z]\w|\{{% (?:url|include) [\"'](?:{MODULES})[:/]"
)


def test_imports_run_downwards() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [program, "--config", ROOT / ".importlinter", "--cache-dir", ROOT / ".cache" / "import_linter"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-4000:]


@pytest.mark.parametrize("room", BELOW_MODULES)
def test_no_lower_room_names_a_module(room: str) -> None:
    found = []
    for path in sorted((PACKAGE / room).rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and not {"tests", "migrations"} & set(path.parts):
            lines = enumerate(path.read_text().splitlines(), start=1)
            found += [
                f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
                for number, line in lines
                if NAMES_A_MODULE.search(line)
            ]
    assert not found, "\n".join(found)
