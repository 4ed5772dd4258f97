"""Yes and no, as people and spreadsheets write them."""

import unicodedata

from .bad import BadValue

# A cross from the keyboard ticks a box; the multiplication sign × rejects, as on Chinese forms.
_YES = {
    "1", "y", "yes", "t", "true", "on", "x", "ok", "是", "是的", "有", "对", "對", "真", "已", "√",
    "✓", "✔", "☑", "☒", "✅", "ja", "oui", "si",
}  # fmt: skip
_NO = {
    "0", "n", "no", "f", "false", "off", "否", "不", "不是", "没有", "沒有", "无", "無", "没", "错", "錯",
    "假", "未", "×", "✗", "✘", "☐", "❌", "nein", "non",
}  # fmt: skip


def parse_bool(text: str) -> bool:
    """Yes or no; `empty` or `not_a_boolean` otherwise."""
    word = unicodedata.normalize("NFKC", text[:40]).strip().casefold()
    if not word:
        raise BadValue("empty", "Nothing is written here.")
    if word in _YES or word in ("1.0",):
        return True
    if word in _NO or word in ("0.0",):
        return False
    raise BadValue("not_a_boolean", "“{text}” is neither yes nor no.", text=text[:40])
