"""Template tags of the design: icons, field rows, people, links that swap the list."""

from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.template.base import Node, Parser, Token
from django.templatetags.i18n import do_translate
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guanxi.web import icons
from guanxi.web.templatetags.constant import kept

register = template.Library()


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's own; words that stand in the template are looked up once for each language."""
    return kept(do_translate(parser, token))


UNDO, OPEN = "undo=", "open="


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """{% icon "home" %}, {% icon "x" "s" %}."""
    return icons.icon(name, size)


_drawn = register.tags["icon"]
register.tag("icon", lambda parser, token: kept(_drawn(parser, token)))


@register.simple_tag
def sprite() -> str:
    """The sprite's address, for the rare icon drawn by hand."""
    return icons.sprite_url()


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """A round mark with a letter; person has initial and colour (1 to 6). Decoration: write the name beside it."""
    css = f"gx-av gx-{size}" if size else "gx-av"
    letter, colour = _of(person, "initial"), _of(person, "colour")
    return format_html('<span class="{}" data-c="{}" aria-hidden="true">{}</span>', css, colour, letter)


@register.simple_tag
def swaps_list(url: str) -> SafeString:
    """Attributes of a link that renews the list in place and still works without script."""
    attributes = 'href="{0}" hx-get="{0}" hx-target="#list" hx-select="#list" hx-swap="outerHTML" hx-push-url="true"'
    return format_html(attributes, url)


@register.simple_tag
def opens(url: str) -> SafeString:
    """Attributes of a link whose page opens above the list, and as a page of its own without script."""
    attributes = 'href="{0}" hx-get="{0}" hx-target="#floating" hx-swap="innerHTML"'
    return format_html(attributes, url)


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, hint: str = "", wide: bool = False) -> dict[str, Any]:
    """A row of a Django form in the design's hand: label, control, hint, what is wrong."""
    widget = bound.field.widget
    listed = isinstance(widget, CheckboxSelectMultiple | RadioSelect)
    checkbox = isinstance(widget, CheckboxInput)
    hint = hint or str(bound.help_text)
    attrs: dict[str, Any] = {} if listed else {"class": _css(widget, bool(bound.errors))}
    key = bound.id_for_label or bound.auto_id
    described = [f"{key}-{part}" for part, there in (("hint", hint), ("error", bound.errors)) if there]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": {
            "id": key,
            "label": bound.label,
            "required": bound.field.required,
            "hint": hint,
            "errors": bound.errors,
            "control": bound.as_widget(attrs=attrs),
            "kind": "choices" if listed else "checkbox" if checkbox else "",
            "wide": wide or isinstance(widget, Textarea),
        }
    }


@register.filter
def undo_url(message: Message) -> str:
    """Where a message's Undo button posts to: the view adds it as extra_tags="undo=/address/"."""
    tags = str(message.extra_tags or "")
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""


@register.filter
def open_url(message: Message) -> str:
    """The record a message tells of: the view adds it as extra_tags="open=/address/"."""
    tags = str(message.extra_tags or "")
    return tags.removeprefix(OPEN) if tags.startswith(OPEN) else ""


def _css(widget: Any, wrong: bool) -> str:
    if isinstance(widget, CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, Select):
        css = "form-select"
    else:
        css = "form-control"
    own = widget.attrs.get("class", "")
    return " ".join(part for part in (css, own, "is-invalid" if wrong else "") if part)


def _of(thing: Any, name: str) -> Any:
    return thing.get(name, "") if isinstance(thing, dict) else getattr(thing, name, "")


@register.filter
def browser(user_agent: str) -> str:
    """ "Firefox, Windows" out of a browser's long description of itself; what it doesn't know it shows as it is."""
    browsers = (("Edg/", "Edge"), ("MicroMessenger/", "WeChat"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
    last = (("Mac OS X", "macOS"), ("Linux", "Linux"))
    name = _first(user_agent, (*browsers, ("Safari/", "Safari")))
    system = _first(user_agent, (*systems, *last))
    return ", ".join(part for part in (name, system) if part) or user_agent


def _first(text: str, signs: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in signs if sign in text), "")
