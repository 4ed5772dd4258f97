"""Parts that scripts open, fill or mark: drawn by their own templates and shown as they look then."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guanxi.engine import fields
from guanxi.web.calendars import MONTH, calendar
from guanxi.web.forms.fields import field_row
from guanxi.web.gallery import floating, pieces, records

Context = dict[str, Any]
Dress = Callable[[str], str]
EVENTS = "/gallery/events/"
DAY = "2024-11-13"
"""A month that is over: nothing on it is today."""

TOUR = ("Your customers", "Everything begins with them: open one, or bring in a file.")

_SCRIPTED = re.compile(
    r'\s(?:hidden|autofocus|(?:data-(?:controller|action|[a-z]+-target)|hx-[a-z-]+)="[^"]*")(?=[\s>])'
)
_TEMPLATE = re.compile("</?template[^>]*>")
_NAMES = re.compile(r'\b(id|for|aria-(?:labelledby|describedby|controls))="([^"]+)"')


def still(html: str) -> str:
    """Open, with all that it can say, in names of its own, and left alone by the scripts."""
    html = _TEMPLATE.sub("", html).replace("<dialog", "<dialog open")
    return named(_SCRIPTED.sub("", html))


def named(html: str) -> str:
    """In names of its own: the page has the real one besides."""
    return _NAMES.sub(lambda found: f'{found[1]}="{" ".join(f"still-{name}" for name in found[2].split())}"', html)


def filled(start: str, template: str, sample: Callable[[], Context]) -> Dress:
    """Opened, and what stands in `template` put right behind the tag that begins with `start`."""

    def dress(html: str) -> str:
        inside = render_to_string(template, sample())
        done, times = re.subn(
            rf'({re.escape(start)}(?:[^>"]|"[^"]*")*>)', lambda found: found[1] + inside, html, count=1
        )
        if not times:
            raise ValueError(f"{start!r} is not in the part.")
        return still(done)

    return dress


palette = filled('<div class="gx-pal-list"', "web/parts/palette_results.html", pieces.found)


def inbox(html: str) -> str:
    """The drawer with notices; the editor's frame, which waits beside it, is shown where it is used."""
    return _inbox(
        re.sub('<p class="gx-t3 gx-waiting">.*?</p>|<template id="editor-frame".*', "", html, flags=re.DOTALL)
    )


_inbox = filled('<div class="gx-scroll"', "web/talk/notices.html", floating.notices)


def panel(html: str) -> str:
    """The side panel with a title, a page in it, and everything that it can say."""
    return _panel(html.replace('data-panel-target="title">', ">Northwind Precision"))


_panel = filled('<div class="gx-scroll"', "web/gallery/panel_body.html", lambda: {"timeline": records.timeline()})
keys = filled('<div class="gx-bd gx-keygrid"', "web/gallery/keys.html", dict)


def picked(html: str) -> str:
    """The first two rows of a list ticked; its script does the rest."""
    head, rows = html.split("<tbody>", 1)
    return named(f"{head}<tbody>" + rows.replace('type="checkbox"', 'type="checkbox" checked', 2))


def asked() -> Context:
    """What is asked when a card is dropped on Lost."""
    kind = fields.Text("Reason")
    kind.set_attributes_from_name("reason")
    told: Context = {"title": "Why was it lost?", "text": "It helps to see what to do better."}
    told |= {"fields": [field_row(kind, "", name="ask-reason")]}
    return told | {"form_url": "#", "to": "lost", "submit_label": "Lost", "danger": True}


def days() -> Context:
    """A month with appointments."""
    return {"calendar": calendar(EVENTS, views=(MONTH,), date=DAY)} | pieces.choices()


def events() -> dict[str, Any]:
    """What the sample calendar fetches."""
    told = (
        ("acc", "Visit to Northwind", "2024-11-05T09:30", "2024-11-05T11:00"),
        ("ok", "Acceptance of the measuring machine", "2024-11-13T14:00", "2024-11-13T16:00"),
        ("bad", "合同到期", "2024-11-13T00:00", "2024-11-14T00:00"),
        ("4", "Trade fair", "2024-11-19T00:00", "2024-11-22T00:00"),
    )
    entries = [
        {"id": str(at), "tone": tone, "title": title, "start": f"{start}:00", "end": f"{end}:00", "url": ""}
        | {"allDay": start.endswith("00:00")}
        for at, (tone, title, start, end) in enumerate(told)
    ]
    return {"events": entries, "days": [{"date": "2024-11-11", "label": "Holiday", "off": True}], "note": ""}


def cells() -> dict[str, Context]:
    """A value changed in its cell: with the keys, refused, changed by somebody else meanwhile."""
    words = (("Enter", "save"), ("Tab", "save and go on"), ("Esc", "leave as it was"))
    theirs = format_html(
        '<p>{}</p><div class="gx-row"><button class="btn btn-sm btn-primary" type="button">{}</button>'
        '<button class="btn btn-sm" type="button">{}</button></div>',
        "Zhao Yu'an wrote “Ningbo” here meanwhile.", "Keep mine", "Take theirs",
    )  # fmt: skip
    shown = {
        "opened": ("gx-keys", "", format_html_join("", "<span><kbd>{}</kbd> {}</span>", words)),
        "refused": ("gx-bad", "gx-wrong", SafeString("Fill this in.")),
        "changed meanwhile": ("gx-warn", "gx-wrong", theirs),
    }
    return {name: _cell(name, *how) for name, how in shown.items()}


def _cell(name: str, note_css: str, css: str, note: SafeString) -> Context:
    kind = fields.Text("City")
    kind.set_attributes_from_name("city")
    control = kind.widget(
        "宁波", name="city", ident=f"cell-{name.replace(' ', '-')}", attrs=format_html(' aria-label="{}"', "City")
    )
    return {"control": control, "css": css, "note_css": note_css, "note": note}


def touring() -> Context:
    """One step of a tour."""
    return {"tour": {"steps": [{"anchor": "#main", "title": TOUR[0], "text": TOUR[1]}], "start": False}}


def tour(html: str) -> str:
    """Its card, with the words that its script would put there."""
    for name, words in zip(("title", "text"), TOUR, strict=True):
        html = html.replace(f'data-tour-target="{name}">', f">{words}")
    return still(re.sub('<template.*?</template>|<span data-tour-target="end".*?</span>', "", html, flags=re.DOTALL))
