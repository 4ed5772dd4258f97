"""Writes the table of settings in docs/admin/install.md from the variables that the program declares."""

import re
from pathlib import Path

from guanxi.site.environment import VARIABLES

PAGE = Path(__file__).parent.parent / "docs" / "admin" / "install.md"
HEAD = "| variable | without it | meaning |\n|---|---|---|\n"


def table() -> str:
    """One row for each variable."""
    rows = (f"| `{v.name}` | {f'`{v.default}`' if v.default else ''} | {v.meaning} |\n" for v in VARIABLES.values())
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(re.sub(re.escape(HEAD) + r"(\|.*\n)*", lambda _: table(), PAGE.read_text()))
