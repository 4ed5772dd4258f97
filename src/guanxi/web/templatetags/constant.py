"""Tags whose outcome never changes in one language: worked out once, of which a page has hundreds."""

from __future__ import annotations

from django.template.base import FilterExpression, Node, Variable
from django.template.context import Context
from django.template.library import SimpleNode
from django.templatetags.i18n import TranslateNode
from django.utils.translation import get_language


class Constant(Node):
    """What another node gives, which hangs on nothing but the language."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.known: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        known = self.known.get(language)
        if known is None:
            known = self.known[language] = str(self.node.render(context))
        return known


def kept(node: Node) -> Node:
    """The node, or what stands for it where everything it is given stands in the template."""
    if isinstance(node, TranslateNode):
        given = [node.filter_expression, *([node.message_context] if node.message_context else [])]
        return node if node.asvar or not all(map(_is_literal, given)) else Constant(node)
    if isinstance(node, SimpleNode):
        given = [*node.args, *node.kwargs.values()]
        return node if node.target_var or node.takes_context or not all(map(_is_literal, given)) else Constant(node)
    return node


def _is_literal(given: FilterExpression) -> bool:
    plain = not isinstance(given.var, Variable) or given.var.lookups is None
    return plain and not given.filters
