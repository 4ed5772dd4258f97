"""What the written pages contain: blocks of code, links, words in code type."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!\\)!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block, and the last line of text before it."""

    language: str
    code: str
    before: str


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def blocks(self) -> list[Block]:
        text = self.text
        return [
            Block(found[1], found[2], next(filter(None, reversed(text[: found.start()].splitlines())), ""))
            for found in _FENCE.finditer(text)
        ]

    @property
    def prose(self) -> str:
        """The text without its blocks."""
        return _FENCE.sub("", self.text)

    @property
    def code(self) -> list[str]:
        """Every line in code type: of shell blocks, of indented blocks and inside backticks."""
        fenced = [line for block in self.blocks if block.language == "sh" for line in block.code.splitlines()]
        indented = [line.strip() for line in self.prose.splitlines() if line.startswith("    ") and line.strip()]
        return [*fenced, *indented, *re.findall(r"`([^`\n]+)`", self.prose)]

    @property
    def links(self) -> list[str]:
        return _LINK.findall(self.prose)

    @property
    def anchors(self) -> set[str]:
        """What links into this page may point at."""
        return {slug(title) for title in _HEADING.findall(self.prose)}


def slug(title: str) -> str:
    """A heading's anchor, as the usual Markdown viewers make it."""
    kept = "".join(sign for sign in title.lower() if sign.isalnum() or sign in " -_")
    return kept.strip().replace(" ", "-")


PAGES = [Page(path) for path in sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])]
