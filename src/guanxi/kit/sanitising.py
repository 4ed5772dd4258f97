"""HTML that people wrote, made harmless; the only module that decides which HTML of theirs a page may hold.

What comes in passes it before it is stored, and again before it is shown: what stood in the database before a rule was
made stricter is held to the stricter rule.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import nh3

BLOCKS = ("p", "h2", "h3", "ul", "ol", "blockquote", "pre", "hr", "img")
TAGS = frozenset({*BLOCKS, "li", "br", "strong", "em", "u", "s", "code", "a"})
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
SCHEMES = {"http", "https", "mailto", "tel"}
GONE = {"script", "style", "template", "svg", "math", "iframe", "object", "embed", "form", "noscript", "title", "xmp"}
"""Of these not even the text stays."""
_PICTURE = re.compile(r"/files/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/")
_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?!/))[^\s\\]*", re.IGNORECASE)
_BEGINS = re.compile(rf"\s*<(?:{'|'.join(BLOCKS)})[\s>/]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:/p|/h2|/h3|/li|/blockquote|/pre|br|hr)\b[^<>]*>")
_EMPTY_PICTURE = re.compile(r"<img(?![^>]*\bsrc=)[^>]*>")
_MOST_ROUNDS = 5
"""Until nothing changes any more; what doesn't come to rest loses its markup."""
_PAIRS = {"b": "strong", "i": "em", "strike": "s", "del": "s", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_SAME = re.compile(rf"<(/?)({'|'.join(_PAIRS)})(?=[\s>/])", re.IGNORECASE)


def clean(text: str) -> str:
    """HTML that holds nothing but paragraphs, headings, lists, emphasis, links, and pictures of our own files.

    Plain text becomes paragraphs. What comes out goes through unchanged when it is cleaned again.
    """
    text = text.replace("\0", "")
    if not text.strip():
        return ""
    if not _BEGINS.match(text) and not (looks_like_html(text)):
        return paragraphs(text)
    told = _SAME.sub(lambda found: f"<{found[1]}{_PAIRS[found[2].lower()]}", text)
    for _round in range(_MOST_ROUNDS):
        before = told
        told = _EMPTY_PICTURE.sub("", _cleaner(told)).strip()
        if told and not _BEGINS.match(told):
            told = f"<p>{told}</p>"
        if told == before:
            break
    else:
        told = paragraphs(plain(told))
    return told if plain(told) or "<img" in told else ""


def looks_like_html(text: str) -> bool:
    """Whether somebody sent markup rather than a text with an angle bracket in it."""
    return bool(re.match(r"\s*<(?:!doctype|!--|/?[a-z][a-z0-9-]*)[\s>/]", text, re.IGNORECASE))


def paragraphs(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs, others are breaks."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "".join(f"<p>{'<br>'.join(_escaped(part).split(chr(10)))}</p>" for part in parts)


def plain(text: str) -> str:
    """The words of cleaned HTML, each block on a line of its own."""
    lines = _TAG.sub("", _BREAK.sub("\n", text)).split("\n")
    return "\n".join(line for line in (html.unescape(line).strip() for line in lines) if line)


def pictures(text: str) -> list[str]:
    """The keys of our own files that cleaned HTML shows."""
    return list(dict.fromkeys(_PICTURE.findall(text)))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\u00a0", "&nbsp;")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Links lead to the web, to mail, to a telephone, or within the product; pictures come from our own file server."""
    if (tag, name) == ("a", "href"):
        return value if _LINK.fullmatch(value.strip()) else None
    if (tag, name) == ("img", "src"):
        return value if _PICTURE.fullmatch(value) else None
    return value


_cleaner: Callable[[str], str] = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=GONE,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes=SCHEMES,
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
).clean
