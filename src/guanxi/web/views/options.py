"""What a link can lead to, as a person types."""

from __future__ import annotations

from django.http import JsonResponse
from django.utils.text import Truncator

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.fields.anchor import written
from guanxi.engine.permissions import Access, Mode
from guanxi.engine.reading import Query, read_page
from guanxi.engine.registry import registry
from guanxi.engine.search.everywhere import search
from guanxi.web import cells
from guanxi.web.guard import Asking, face_of, page

MOST, FEW = 20, 6
LONGEST = 200


@page()
def options(request: Asking, entity: str) -> JsonResponse:
    """Up to twenty records that answer the text, with what tells namesakes apart."""
    face = face_of(request, entity)
    access = request.user.access
    if not access.readable(face, face.title):
        raise BadQuery()
    hint = hint_field(face, access)
    wanted = (face.title, hint) if hint else (face.title,)
    text = request.GET.get("q", "").strip()[:LONGEST]
    page_ = read_page(face, request.user, Query(q=text if face.searched else "", fields=wanted, limit=MOST))
    told = [
        {
            "id": str(row["id"]),
            "label": cells.title_of(face, row),
            "hint": Truncator(cells.words(face.fields[hint], row[hint])).chars(40) if hint and row[hint] else "",
        }
        for row in page_.rows
    ]
    return JsonResponse(told, safe=False)


@page()
def any_record(request: Asking) -> JsonResponse:
    """Records of whatever entity that answer the text, each with what it is."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    hits = search(request.user, text, limit=FEW) if text else []
    told = [{"id": written(hit.entity, hit.id), "label": hit.label, "hint": registry[hit.entity].label} for hit in hits]
    return JsonResponse(told[:MOST], safe=False)


def hint_field(face: Entity, access: Access) -> str:
    """The field beside the title: one that identifies records, else the list's second column."""
    wanted = (*face.keys_, *face.columns)
    return next((n for n in wanted if n != face.title and n in face.fields and access.mode(face, n) > Mode.HIDDEN), "")
