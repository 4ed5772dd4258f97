"""A list begins with what its field offers: as it is called in each language, in its order."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override

from guanxi.engine.tailoring.places import Place

LANGUAGES = (("en", "en"), ("hans", "zh-hans"), ("hant", "zh-hant"))


def entries_of(one: Place) -> list[dict[str, Any]]:
    """The choices of a field as lines of a list; a name that is the same in all languages stands there once."""
    known = dict(one.kind.declared)
    found = []
    for key, label in known.items():
        names = {}
        for column, language in LANGUAGES:
            with override(language):
                names[column] = str(label)
        if len(set(names.values())) == 1:
            names = {"en": names["en"]} if names["en"].isascii() else {"hans": names["hans"]}
        means = {"means": one.kind.kind_of(key)} if getattr(one.kind, "drawn", False) else {}
        found.append({"key": key, **names, **means})
    retired = getattr(one.kind, "retired", ())
    return found + [{"key": key, "hans": str(label), "retired": True} for key, label in retired]
