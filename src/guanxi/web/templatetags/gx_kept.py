"""Parts of a page that are the same on many pages: made once, then kept in memory."""

from __future__ import annotations

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST = 2_000
"""So many parts at most, about 2 kB each; then all are made anew."""
_parts: dict[tuple[str, ...], SafeString] = {}


class Kept(template.Node):
    """What stands between the tags."""

    def __init__(self, nodelist: NodeList, name: str, by: list[FilterExpression]) -> None:
        self.nodelist, self.name, self.by = nodelist, name, by

    def render(self, context: template.Context) -> SafeString:
        by = [str(one.resolve(context, ignore_failures=True) or "") for one in self.by]
        if not all(by):
            return self.nodelist.render(context)
        key = (self.name, get_language() or "", *by)
        part = _parts.get(key)
        if part is None:
            part = self._made(context)
            if len(_parts) >= MOST:
                _parts.clear()
            _parts[key] = part
        return part

    def _made(self, context: template.Context) -> SafeString:
        part = self.nodelist.render(context)
        if "csrfmiddlewaretoken" in part:
            raise ImproperlyConfigured(f"The kept part {self.name!r} holds a form, whose token is one person's own.")
        return part


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """{% kept "side" by shell_key here %}…{% endkept %}: everything the part depends on besides the language is named.

    Where one of these is empty, the part is made each time. It may hold nothing of one person and no form.
    """
    _tag, name, *by = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, name.strip("\"'"), [parser.compile_filter(one) for one in by if one != "by"])
