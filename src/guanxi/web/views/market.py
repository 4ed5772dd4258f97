"""The market as the company cut it: the tree of sales regions, what lies in each, and what none covers."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Access
from guanxi.engine.reading import Bucket, Query, groups
from guanxi.engine.reading.grouping import MOST_COUNTED
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.trees import in_order
from guanxi.engine.wording import listed
from guanxi.kit import divisions
from guanxi.people import regions
from guanxi.people.models import Region
from guanxi.people.models.divisions import label
from guanxi.web import addresses, marks
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.layouts.regions import by_region

Context = dict[str, Any]
MOST_FOUND = 50
MOST_NAMED = 6
MOST_LEFT_OUT = 12
LONGEST = 60


@page()
def market(request: Asking) -> HttpResponse:
    """One kind of record, counted by region, each with what is below it."""
    face = face_of(request, regions.REGIONS)
    access, kinds = request.user.access, countable(request.user.access)
    asked = request.GET.get("entity", "")
    kind = next((one for one in kinds if one.name == asked), kinds[0] if kinds else None)
    counts, complete = by_region(kind, request.user, Query()) if kind else ({}, True)
    rows = _rows(request, face, kind, counts)
    may_make = access.may(face.name, "create")
    context = {
        "title": _("Regions at a glance"),
        "tabs": [
            {
                "label": capfirst(one.label_plural),
                "url": addresses.page_url("market", entity=one.name),
                "on": one is kind,
            }
            for one in kinds
        ],
        "head": capfirst(kind.label_plural) if kind else "",
        "rows": rows,
        "outside": _outside(request, kind, may_make=may_make) if kind else [],
        "outside_total": _number(counts.get(None)) if kind else "",
        "outside_url": addresses.filtered_url(kind.name, _nowhere(kind)) if kind else "",
        "note": "" if complete else _("Only the first %(most)s records were counted.") % {"most": f"{MOST_COUNTED:,}"},
        "new_url": addresses.page_url("new", face.name) if may_make else "",
        "list_url": addresses.list_url(face.name),
        "my_url": addresses.filtered_url(kind.name, {"field": kind.region_path, "op": "within", "value": "my_regions"})
        if kind and access.place.regions
        else "",
    }
    return render(request, "web/market.html", context)


@page()
def divisions_found(request: Asking) -> JsonResponse:
    """Provinces, towns and districts whose name holds the text."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    language = get_language() or "en"
    found = divisions.search(text, MOST_FOUND) if text else [(name,) for name in divisions.below()]
    return JsonResponse([_option(steps, language) for steps in found], safe=False)


def _option(steps: tuple[str, ...], language: str) -> Context:
    inside = len(divisions.below(*steps))
    hint = ngettext("%(n)d place in it", "%(n)d places in it", inside) % {"n": inside} if inside else ""
    return {"id": divisions.STEP.join(steps), "label": label(steps, language), "hint": hint}


def countable(access: Access) -> list[Entity]:
    """The kinds of records that this person may count by region."""
    return [one for one in regions.placed() if access.may(one.name, "read") and access.readable(one, one.region_path)]


def _rows(request: Asking, face: Entity, kind: Entity | None, counts: dict[Any, int]) -> list[Context]:
    """Each region below the one of which it is a part."""
    names = ("pk", "name", "parent_id", "divisions", "person_id", "department_id", "hands_over")
    visible = Region.objects.visible_to(request.user).order_by("sort_key", "pk").values_list(*names)
    told = {row[0]: dict(zip(names, row, strict=True)) for row in visible}
    tree = regions.Tree({}, {})
    tree.parents = {key: one["parent_id"] if one["parent_id"] in told else None for key, one in told.items()}
    access = request.user.access
    people = titles_of(marks.people(), {one["person_id"] for one in told.values()} - {None}, access)
    departments = titles_of("departments", {one["department_id"] for one in told.values()} - {None}, access)
    totals = {key: sum(counts.get(one, 0) for one in tree.below(key)) for key in told}
    most = max(totals.values(), default=0) or 1
    mine = set(access.place.regions)
    return [
        {
            "name": told[key]["name"],
            "depth": min(depth, 5),
            "url": addresses.record_url(face.name, key),
            "covers": _covers(told[key]["divisions"]),
            "person": marks.person(who, people.get(who, _("hidden"))) if (who := told[key]["person_id"]) else None,
            "person_name": people.get(who, "") if who else "",
            "department": departments.get(told[key]["department_id"], ""),
            "hands_over": told[key]["hands_over"],
            "mine": key in mine,
            "number": f"{totals[key]:,}",
            "own": f"{counts.get(key, 0):,}" if totals[key] != counts.get(key, 0) else "",
            "width": round(totals[key] * 100 / most),
            "list_url": _inside_url(kind, key),
        }
        for key, depth in in_order(tree.parents, told)
    ]


def _covers(keys: list[str]) -> str:
    """The first divisions in words, and how many more."""
    language = get_language() or "en"
    names = [label(tuple(key.split(divisions.STEP)), language) for key in keys[:MOST_NAMED]]
    more = len(keys) - len(names)
    return listed([*names, ngettext("%(n)d more", "%(n)d more", more) % {"n": more}]) if more > 0 else listed(names)


def _inside_url(kind: Entity | None, region: uuid.UUID) -> str:
    if kind is None:
        return ""
    return addresses.filtered_url(kind.name, {"field": kind.region_path, "op": "within", "value": str(region)})


def _nowhere(kind: Entity) -> Context:
    return {"field": kind.region_path, "op": "empty"}


def _number(count: int | None) -> str:
    return f"{count or 0:,}"


def _outside(request: Asking, kind: Entity, *, may_make: bool) -> list[Context]:
    """Where records lie that are in no region, the most first."""
    if not request.user.access.readable(kind, "division"):
        return []
    found = groups(kind, request.user, Query(_nowhere(kind)), "division", most=MOST_LEFT_OUT)
    return [_left_out(kind, bucket, may_make=may_make) for bucket in found.buckets]


def _left_out(kind: Entity, bucket: Bucket, *, may_make: bool) -> Context:
    place = bucket.key or ""
    lies = {"field": "division", "op": "within", "value": place} if place else {"field": "division", "op": "empty"}
    steps = tuple(place.split(divisions.STEP)) if place else ()
    return {
        "label": label(steps, get_language() or "en") if steps else pgettext("region", "place unknown"),
        "number": str(bucket.count),
        "url": addresses.filtered_url(kind.name, {"all": [_nowhere(kind), lies]}),
        "new_url": addresses.page_url("new", regions.REGIONS, divisions=place) if may_make and place else "",
    }
