"""The nodes of which a page has hundreds, each with a way to draw it that looks nothing up twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.template import TemplateSyntaxError, VariableDoesNotExist
from django.template.base import Node, NodeList, TextNode, VariableNode
from django.template.context import Context
from django.template.defaulttags import ForNode, IfNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import BlockTranslateNode
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from guanxi.kit.escaping import escape
from guanxi.web.templatetags.constant import Constant
from guanxi.web.templating.values import Getter, getter, shown, test

Drawer = Callable[[Context], str]


class Nodes(NodeList):
    """Nodes drawn one after another. What is the same for everybody who reads a language is put together once."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        super().__init__(nodes)
        self._drawn: dict[str | None, list[str | Drawer]] = {}
        self._by_type: dict[type[Node], list[Node]] = {}

    def render(self, context: Context) -> SafeString:
        """Draw them all."""
        language = language_of(context)
        parts = self._drawn.get(language)
        if parts is None:
            parts = self._drawn[language] = self._parts(context)
        return SafeString("".join([part if part.__class__ is str else part(context) for part in parts]))  # type: ignore[operator]

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """All nodes of the type, also within others; a template stays as it is, so they are looked for once."""
        found = self._by_type.get(nodetype)
        if found is None:
            found = self._by_type[nodetype] = super().get_nodes_by_type(nodetype)
        return found

    def _parts(self, context: Context) -> list[str | Drawer]:
        parts: list[str | Drawer] = []
        for node in self:
            fixed = (
                node.s if isinstance(node, TextNode) else node.render(context) if isinstance(node, Constant) else None
            )
            if fixed is None:
                parts.append(node.render if isinstance(node, Quick) else node.render_annotated)  # type: ignore[arg-type]
            elif parts and isinstance(parts[-1], str):
                parts[-1] += fixed
            else:
                parts.append("" + fixed)  # a plain text, also where it was a safe one
        return parts


def language_of(context: Context) -> str | None:
    """The language in which a page is drawn: asked for once, when its template begins."""
    try:
        return context.language  # type: ignore[attr-defined, no-any-return]
    except AttributeError:
        return get_language()


class Quick(Node):
    """A node that stands for one of Django's; `origin` and `token` are that one's."""

    child_nodelists: tuple[str, ...] = ()

    def __init__(self, node: Node) -> None:
        self.token = node.token
        self.origin = node.origin


class Shown(Quick):
    """{{ … }}"""

    def __init__(self, node: VariableNode) -> None:
        super().__init__(node)
        self.filter_expression = node.filter_expression
        self.value = getter(node.filter_expression)

    def render(self, context: Context) -> str:
        """The value as a part of the page."""
        return shown(self.value(context), context)


class If(Quick):
    """{% if … %}"""

    def __init__(self, node: IfNode) -> None:
        super().__init__(node)
        self.ways = [
            (test(condition) if condition is not None else _always, nodes)
            for condition, nodes in node.conditions_nodelists
        ]

    def render(self, context: Context) -> str:
        """What stands after the first condition that holds."""
        for holds, nodes in self.ways:
            try:
                if holds(context):
                    return nodes.render(context)
            except VariableDoesNotExist:
                continue
        return ""

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """All nodes of the type on all ways."""
        return [node for _holds, nodes in self.ways for node in nodes.get_nodes_by_type(nodetype)]


def _always(_context: Context) -> Any:
    return True


class For(Quick):
    """{% for … %}"""

    child_nodelists = ("nodelist_loop", "nodelist_empty")

    def __init__(self, node: ForNode) -> None:
        super().__init__(node)
        self.names, self.is_reversed = list(node.loopvars), node.is_reversed
        self.sequence = getter(node.sequence, None)  # type: ignore[arg-type]
        self.nodelist_loop: Any = node.nodelist_loop
        self.nodelist_empty: Any = node.nodelist_empty

    def render(self, context: Context) -> str:
        """What stands within, for each value."""
        outer = context.get("forloop", {})
        scope: dict[str, Any] = {}
        context.dicts.append(scope)
        try:
            values = self.sequence(context)
            values = [] if values is None else values if hasattr(values, "__len__") else list(values)
            count = len(values)
            if count < 1:
                return self.nodelist_empty.render(context)  # type: ignore[no-any-return]
            loop = scope["forloop"] = {"parentloop": outer}
            one = self._one if len(self.names) == 1 else self._several
            drawn = []
            for index, value in enumerate(reversed(values) if self.is_reversed else values):
                loop["counter0"], loop["counter"] = index, index + 1
                loop["revcounter"], loop["revcounter0"] = count - index, count - index - 1
                loop["first"], loop["last"] = index == 0, index == count - 1
                drawn.append(one(context, scope, value))
            return SafeString("".join(drawn))
        finally:
            context.dicts.pop()

    def _one(self, context: Context, scope: dict[str, Any], value: Any) -> str:
        scope[self.names[0]] = value
        return self.nodelist_loop.render(context)  # type: ignore[no-any-return]

    def _several(self, context: Context, _scope: dict[str, Any], value: Any) -> str:
        given = len(value) if hasattr(value, "__len__") else 1
        if given != len(self.names):
            raise ValueError(f"Need {len(self.names)} values to unpack in for loop; got {given}. ")
        context.dicts.append(dict(zip(self.names, value, strict=True)))
        try:
            return self.nodelist_loop.render(context)  # type: ignore[no-any-return]
        finally:
            context.dicts.pop()


class Include(Quick):
    """{% include … %} with the surroundings, of a template told by name."""

    def __init__(self, node: IncludeNode) -> None:
        super().__init__(node)
        self.stock = node
        self.template = getter(node.template)  # type: ignore[arg-type]
        self.extra = [(name, getter(value)) for name, value in node.extra_context.items()]
        self.known: dict[str, Any] = {}

    def render(self, context: Context) -> str:
        """The template, drawn in its place."""
        name = self.template(context)
        if not isinstance(name, str) or not name or name[0] == ".":
            return str(self.stock.render_annotated(context))
        template = self.known.get(name)
        if template is None:
            template = self.known[str(name)] = context.template.engine.get_template(name)  # type: ignore[union-attr]
        context.dicts.append({name: value(context) for name, value in self.extra})
        try:
            return template.render(context)  # type: ignore[no-any-return]
        finally:
            context.dicts.pop()


class Sentence(Quick):
    """{% blocktranslate %}"""

    def __init__(self, node: BlockTranslateNode) -> None:
        super().__init__(node)
        self.stock = node
        self.text, self.names = node.render_token_list(node.singular)
        self.extra = [(name, getter(value)) for name, value in node.extra_context.items()]
        self.known: dict[str | None, str] = {}
        self.counted, self.plural = "", ""
        self.count: Getter = _always
        if node.plural and node.countervar and node.counter:
            self.counted, self.count = node.countervar, getter(node.counter)
            self.plural, more = node.render_token_list(node.plural)
            self.names = [*self.names, *more]

    def render(self, context: Context) -> str:
        """The sentence in the reader's language, with its values."""
        values = {name: value(context) for name, value in self.extra}
        context.dicts.append(values)
        try:
            sentence = self._counting(context, values) if self.plural else self._sentence(context)
            return sentence % {name: shown(context.get(name, ""), context) for name in self.names}
        except (KeyError, ValueError):
            return str(self.stock.render_annotated(context))
        finally:
            context.dicts.pop()

    def _sentence(self, context: Context) -> str:
        language = language_of(context)
        sentence = self.known.get(language)
        if sentence is None:
            sentence = self.known[language] = gettext(self.text)
        return sentence

    def _counting(self, context: Context, values: dict[str, Any]) -> str:
        count = values[self.counted] = self.count(context)
        if not isinstance(count, Decimal | float | int):
            raise TemplateSyntaxError(f"{self.counted!r} argument to 'blocktranslate' tag must be a number.")
        return ngettext(self.text, self.plural, count)  # type: ignore[arg-type]


class Address(Quick):
    """{% url %} of a page that needs nothing but its name."""

    def __init__(self, node: URLNode) -> None:
        super().__init__(node)
        self.name = str(node.view_name.var)
        self.known = ""

    def render(self, _context: Context) -> str:
        """The address, looked up once."""
        self.known = self.known or escape(reverse(self.name))
        return self.known


class Simple(Quick):
    """A tag that is a function."""

    def __init__(self, node: SimpleNode) -> None:
        super().__init__(node)
        self.function, self.target, self.takes_context = node.func, node.target_var, node.takes_context
        self.given: list[Getter] = [getter(value) for value in node.args]
        self.named = [(name, getter(value)) for name, value in node.kwargs.items()]

    def render(self, context: Context) -> str:
        """What the function gives."""
        given = [value(context) for value in self.given]
        if self.takes_context:
            given.insert(0, context)
        output = self.function(*given, **{name: value(context) for name, value in self.named})
        if self.target is not None:
            context[self.target] = output
            return ""
        if type(output) is SafeString:
            return output
        return conditional_escape(output) if context.autoescape else str(output)
