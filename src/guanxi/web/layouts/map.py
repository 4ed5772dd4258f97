"""The map: how many records, or how much, lies in each province; everywhere else below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from guanxi.engine.entity import Entity
from guanxi.engine.layouts import Regions
from guanxi.engine.permissions import Access
from guanxi.engine.reading import Bucket, Count, Query, groups
from guanxi.engine.reading.grouping import MOST_COUNTED, can_add
from guanxi.kit.provinces import COLUMNS, PROVINCES, ROWS, Province, find
from guanxi.web import cells
from guanxi.web.guard import Asking
from guanxi.web.layouts import Layout, figures, layout
from guanxi.web.layouts import regions as own
from guanxi.web.lists.conditions import joined
from guanxi.web.lists.state import ListState

Context = dict[str, Any]
COUNT = ""
MOST_PLACES = 1_000
"""Different texts that are read as places."""
MOST_NAMED = 200
"""Texts that one condition holds."""
MOST_ELSEWHERE = 50
SIDE, GAP, STEPS = 72, 6, 5
LONGEST_ON_TILE = 5
"""Characters of a region's name that a tile holds."""


@dataclass
class Region:
    """A province, or a place that is none, with the texts that mean it."""

    name: str
    province: Province | None = None
    texts: list[str] = field(default_factory=list)
    count: int = 0
    sum: Decimal | int | None = 0

    def add(self, bucket: Bucket, measure: str) -> None:
        self.texts.append(bucket.key or "")
        self.count += bucket.count.value
        value = bucket.sums.get(measure)
        self.sum = None if value is None or self.sum is None else self.sum + value


@layout
class MapLayout(Layout):
    """A map of equal tiles, one for each province, and the same as a table."""

    name = "map"
    label = pgettext_lazy("layout", "Map")
    icon = "map-pin"
    place = 30
    template = "web/parts/list_map.html"
    settings = ("by", "of")

    def offered(self, entity: Entity, access: Access) -> bool:
        told = entity.regions is not None and access.readable(entity, entity.regions.by)
        return told or (entity.regions is not None and own.offered(entity, access))

    def render(self, request: Asking, state: ListState) -> Context:
        entity, access = state.entity, request.user.access
        regions = entity.regions if entity.regions and access.readable(entity, entity.regions.by) else None
        if own.offered(entity, access) and (regions is None or state.settings.get("of") == own.OWN):
            return _of_own(request, state, alone=regions is None)
        assert regions is not None  # It isn't offered without.
        measures = [COUNT, *(n for n in regions.measures if access.readable(entity, n) and can_add(entity.fields[n]))]
        wanted = state.settings.get("by", COUNT)
        measure = wanted if wanted in measures else COUNT
        query = Query(state.filter, state.q, deleted=state.deleted)
        sums = [measure] if measure else []
        found = groups(entity, request.user, query, regions.by, sums, most=MOST_PLACES)
        told = read(found.buckets, measure)
        rows = [_row(state, regions, region, measure) for region in told]
        tiles = {region.province.code: row for region, row in zip(told, rows, strict=True) if region.province}
        total = sum(bucket.count.value for bucket in found.buckets)
        return {
            "rows": total > 0,
            "total": Count(total, exact=found.complete and not found.more),
            "map": draw(tiles),
            "regions": rows,
            "measure": _measure(entity, measure),
            "field": cells.label(entity, regions.by),
            "note": "" if found.complete else _note(),
            "choices": [
                {
                    "label": _measure(entity, name) or pgettext("map", "Number"),
                    "url": state.url(settings={"by": name} if name else {}),
                    "on": name == measure,
                }
                for name in measures
            ],
            "choices_label": pgettext_lazy("map", "Show"),
            "of": _of(state, "") if own.offered(entity, access) else [],
        }


def _of(state: ListState, chosen: str) -> list[Context]:
    """What the map is cut by."""
    told = (("", pgettext("map", "Provinces")), (own.OWN, pgettext("map", "Sales regions")))
    return [
        {"label": label, "url": state.url(settings={"of": key} if key else {}), "on": key == chosen}
        for key, label in told
    ]


def _of_own(request: Asking, state: ListState, *, alone: bool) -> Context:
    """The same by the company's own regions."""
    entity = state.entity
    found, places, total, complete = own.counted(
        entity, request.user, Query(state.filter, state.q, deleted=state.deleted)
    )
    rows = {one["key"]: _own_row(state, one) for one in found}
    tiles = {code: {**rows[one["key"]], "label": one["name"]} for code, one in places.items() if one["key"] in rows}
    return {
        "rows": total > 0,
        "total": Count(total, exact=complete),
        "map": draw(tiles),
        "regions": list(rows.values()),
        "measure": "",
        "field": cells.label(entity, entity.region_path),
        "note": "" if complete else _note(),
        "choices": [],
        "of": [] if alone else _of(state, own.OWN),
    }


def _own_row(state: ListState, one: Context) -> Context:
    path = state.entity.region_path
    inside = {"field": path, "op": "within", "value": str(one["key"])} if one["key"] else {"field": path, "op": "empty"}
    return {
        "name": one["name"],
        "count": f"{one['value']:,}",
        "tile": one["name"] if len(one["name"]) <= LONGEST_ON_TILE else figures.short(None, one["value"]),
        "value": one["value"],
        "url": state.url(layout="table", settings={}, filter=joined(state.filter, inside)),
    }


def read(buckets: Sequence[Bucket], measure: str) -> list[Region]:
    """Texts as places: provinces and other places by what lies in them, what has no place last."""
    provinces: dict[str, Region] = {}
    others: dict[str, Region] = {}
    nowhere = Region(pgettext("map", "Not set"))
    language = get_language() or "en"
    for bucket in buckets:
        text = str(bucket.key or "").strip()
        province = find(text)
        if province is not None:
            region = provinces.setdefault(province.code, Region(province.name(language), province))
        else:
            region = others.setdefault(text, Region(text)) if text else nowhere
        region.add(bucket, measure)

    def weight(region: Region) -> Any:
        return -((region.sum or 0) if measure else region.count)

    elsewhere = sorted(others.values(), key=weight)[:MOST_ELSEWHERE]
    return [*sorted(provinces.values(), key=weight), *elsewhere, *([nowhere] if nowhere.count else [])]


def _row(state: ListState, regions: Regions, region: Region, measure: str) -> Context:
    kind = state.entity.fields.get(measure)
    value = region.sum if measure else region.count
    return {
        "name": region.name,
        "count": f"{region.count:,}",
        "sum": figures.full(kind, region.sum) if kind is not None else "",
        "short": figures.short(kind, value) if value is not None else "…",
        "tile": figures.short(None, value) if value is not None else "…",
        "value": value or 0,
        "province": region.province is not None,
        "url": state.url(layout="table", settings={}, filter=joined(state.filter, _condition(regions.by, region))),
    }


def _condition(by: str, region: Region) -> Context:
    texts = [text for text in region.texts if text]
    if not texts:
        return {"field": by, "op": "empty"}
    if len(texts) == 1:
        return {"field": by, "op": "eq", "value": texts[0]}
    return {"field": by, "op": "in", "value": texts[:MOST_NAMED]}


def _measure(entity: Entity, measure: str) -> str:
    return cells.label(entity, measure) if measure else ""


def _note() -> str:
    words = _("Only the first %(most)s records were counted. Add a condition to count all.")
    return words % {"most": f"{MOST_COUNTED:,}"}


def draw(tiles: dict[str, Context]) -> SafeString:
    """The tiles, darker where there is more; each a link to what lies there."""
    most = max((tile["value"] for tile in tiles.values()), default=0)
    language = get_language() or "en"
    width, height = COLUMNS * (SIDE + GAP) - GAP, ROWS * (SIDE + GAP) - GAP
    drawn = format_html_join(
        "", "{}", ((_tile(province, tiles.get(province.code), most, language),) for province in PROVINCES)
    )
    return format_html('<svg class="gx-map-tiles" viewBox="0 0 {} {}" role="group">{}</svg>', width, height, drawn)


def _tile(province: Province, tile: Context | None, most: Any, language: str) -> SafeString:
    x, y = province.column * (SIDE + GAP), province.row * (SIDE + GAP)
    step = _step(tile["value"], most) if tile else 0
    name, short = province.name(language), tile["tile"] if tile else ""
    told = tile.get("label", "") if tile else ""
    middle = x + SIDE // 2
    inside = format_html(
        '<rect class="gx-m{0}" x="{1}" y="{2}" width="{3}" height="{3}" rx="6"/>'
        '<text class="gx-mt{0} gx-mw{4}" x="{5}" y="{6}">{7} </text>'
        '<text class="gx-mt{0} gx-mp" aria-hidden="true" x="{5}" y="{6}">{8}</text>'
        '<text class="gx-mt{0} gx-mn" x="{5}" y="{9}">{10}</text>',
        step, x, y, SIDE, "" if len(name) < 9 else " gx-ms" if len(name) < 13 else " gx-mxs",
        middle, y + 32, name, province.sign(language), y + 54, short,
    )  # fmt: skip
    if tile is None:
        return format_html("<g>{}</g>", inside)
    title = format_html("<title>{}: {}</title>", name, told) if told else ""
    return format_html('<a href="{}">{}{}</a>', tile["url"], title, inside)


def _step(value: Any, most: Any) -> int:
    """1 to 5, by the share of the largest."""
    if not most or value <= 0:
        return 1 if value else 0
    return min(STEPS, 1 + int(STEPS * float(value) / float(most) * 0.999))
