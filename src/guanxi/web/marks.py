"""The small signs that stand for people and records: a letter, a colour."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guanxi.engine.fields.link import Link, Ref
from guanxi.engine.registry import registry

COLOURS = 6
_HAN_BEGINS = "\u3400"


def letter(title: str) -> str:
    """The first sign of a title that says something."""
    return next((sign.upper() for sign in title if sign.isalnum()), "·")


def initial(name: str) -> str:
    """For a person: the last Han character of the name, else the initials."""
    han = [sign for sign in name if sign >= _HAN_BEGINS and sign.isalpha()]
    if han:
        return han[-1]
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in (words[0], words[-1])[: len(words)]) if words else "·"


def colour(key: uuid.UUID) -> int:
    """A person's hue, 1 to 6, the same on every page."""
    return key.int % COLOURS + 1


def person(key: uuid.UUID, name: str) -> dict[str, Any]:
    """What the avatar tag draws."""
    return {"id": str(key), "name": name, "initial": initial(name), "colour": colour(key)}


@cache
def people() -> str:
    """The entity that the product's users are."""
    return registry.for_model(get_user_model()).name


def is_person(kind: Any) -> bool:
    """Whether a field links to one of the product's users."""
    return isinstance(kind, Link) and kind.target == people()


def person_tag(ref: Ref) -> SafeString:
    """A user with the avatar before the name."""
    return format_html(
        '<span class="gx-p"><span class="gx-av" data-c="{}" aria-hidden="true">{}</span>{}</span>',
        colour(ref.id),
        initial(str(ref)),
        str(ref),
    )


def letter_tag(title: str) -> SafeString:
    """A record's letter; decoration, the title stands beside it."""
    return format_html('<span class="gx-lm" aria-hidden="true">{}</span>', letter(title))
