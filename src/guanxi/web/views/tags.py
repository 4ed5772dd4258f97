"""The tags in use, as a person types one: only from records this person may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import JsonResponse
from django.utils.translation import ngettext

from guanxi.engine.entity import Entity
from guanxi.engine.errors import NotFound
from guanxi.engine.permissions import Access
from guanxi.engine.registry import registry
from guanxi.web.guard import Asking, face_of, page

MOST = 50
NEWEST = 5_000
"""How many of the records tagged last are asked, so that the answer takes the same time among a million."""
LONGEST = 40


@page()
def tags(request: Asking) -> JsonResponse:
    """Those of all entities, for a question that belongs to none."""
    return _answer(request, registry)


@page()
def tags_of(request: Asking, entity: str) -> JsonResponse:
    """Those of one entity."""
    face = face_of(request, entity)
    if not _asked_of(face, request.user.access):
        raise NotFound()
    return _answer(request, [face])


def in_use(face: Entity, access: Access) -> Counter[str]:
    """How often each tag stands on the records that this person may see, among those tagged last."""
    tagged = face.manager().exclude(tags=[]).order_by("-updated_at").values("pk")[:NEWEST]
    rows = access.narrow(face, face.manager().filter(pk__in=tagged))
    return Counter(word for words in rows.values_list("tags", flat=True) for word in words)


def _answer(request: Asking, faces: Iterable[Entity]) -> JsonResponse:
    access, text = request.user.access, request.GET.get("q", "").strip()[:LONGEST].casefold()
    counts: Counter[str] = Counter()
    for face in faces:
        if _asked_of(face, access):
            counts.update(in_use(face, access))
    found = sorted(
        (word for word in counts if text in word.casefold()),
        key=lambda word: (not word.casefold().startswith(text), -counts[word], word),
    )
    return JsonResponse([_told(word, counts[word]) for word in found[:MOST]], safe=False)


def _told(word: str, count: int) -> dict[str, Any]:
    return {"id": word, "label": word, "hint": ngettext("%(n)d record", "%(n)d records", count) % {"n": count}}


def _asked_of(face: Entity, access: Access) -> bool:
    kind = face.fields.get("tags")
    return kind is not None and kind.kind == "tags" and access.may(face.name, "read") and access.readable(face, "tags")
