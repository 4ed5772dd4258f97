"""From what a person wrote to a tree: spreadsheet signs and full-width marks are understood, nothing is carried out."""

from __future__ import annotations

import ast
import re

from django.utils.translation import gettext as _

from guanxi.engine.expressions.parts import Wrong

LONGEST = 1_000
MOST_PARTS = 800
DEEPEST = 40
"""How many brackets, signs and functions may stand inside each other."""
_PIECE = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|“[^”\n]*”|<>|[<>=!]=|=|[（），；：！＝＜＞＋－×÷＊／＆≠≤≥\u3000\r\n\t]")
_MEANT = {
    "=": "==", "<>": "!=", "（": "(", "）": ")", "，": ",", "；": ",", "！": "!", "＝": "==", "＜": "<", "＞": ">",
    "＋": "+", "－": "-", "×": "*", "÷": "/", "＊": "*", "／": "/", "＆": "&", "≠": "!=", "≤": "<=", "≥": ">=",
    "\u3000": " ", "\r": " ", "\n": " ", "\t": " ", "：": ":",
}  # fmt: skip


def read(written: str) -> tuple[ast.expr, str]:
    """The tree, and the text it was read from; raises Wrong."""
    if len(written) > LONGEST:
        raise Wrong(_("At most %(most)d characters.") % {"most": LONGEST})
    if not written.strip():
        raise Wrong(_("Nothing is written here."))
    text = _PIECE.sub(_plain, written).strip()
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as bad:
        raise Wrong(_("This can't be read. Look for a missing bracket, comma or quotation mark."), _near(bad)) from bad
    except (ValueError, MemoryError, RecursionError) as bad:
        raise Wrong(_("This can't be read. Look for a missing bracket, comma or quotation mark.")) from bad
    if not _is_small(tree):
        raise Wrong(_("This is too long-winded. Make a field of a part of it."))
    return tree, text


def _is_small(tree: ast.expr) -> bool:
    layer: list[ast.AST] = [tree]
    depth = parts = 0
    while layer:
        depth, parts = depth + 1, parts + len(layer)
        if depth > DEEPEST or parts > MOST_PARTS:
            return False
        layer = [child for node in layer for child in ast.iter_child_nodes(node)]
    return True


def names_in(written: str) -> frozenset[str]:
    """The names of fields that an expression uses, whether there are such fields or not."""
    try:
        tree, _text = read(written)
    except Wrong:
        return frozenset()
    return frozenset(name for node in ast.walk(tree) if (name := name_of(node)))


def name_of(node: ast.AST) -> str:
    """The field that a piece names: `size`, or `custom.size` for one of the company's own."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "custom":
        return f"custom_{node.attr}"
    return ""


def piece(text: str, node: ast.AST) -> str:
    """The part of the text that a node was read from, short enough to be quoted."""
    found = ast.get_source_segment(text, node) or text
    return found if len(found) <= 60 else f"{found[:59]}…"


def _plain(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] == "“":
        inside = found[1:-1].replace("\\", "\\\\").replace('"', '\\"')
        return f'"{inside}"'
    if found[0] in "\"'":
        return found.replace("\\", "\\\\")
    return _MEANT.get(found, found)


def _near(bad: SyntaxError) -> str:
    text, place = bad.text or "", max(0, (bad.offset or 1) - 1)
    return text[max(0, place - 12) : place + 12].strip()
