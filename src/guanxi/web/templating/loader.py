"""The loader: each template is put together from quick nodes when it is first asked for, and kept."""

from __future__ import annotations

from typing import Any

from django.template import Origin, Template, TemplateSyntaxError
from django.template.base import Node, NodeList, VariableNode
from django.template.context import Context
from django.template.defaulttags import ForNode, IfNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode
from django.utils.translation import get_language

from guanxi.web.templating import nodes


class Loader(cached.Loader):
    """Django's keeping loader. While one works on templates (DEBUG), they stay Django's, whose errors tell the line."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """The template, made quick the first time; two threads may do so at once: what is quick stays as it is."""
        template = super().get_template(template_name, skip)
        if type(template) is Template and not self.engine.debug and not self.engine.string_if_invalid:
            template.nodelist = quickened(template.nodelist)
            template.__class__ = QuickTemplate
        return template


class QuickTemplate(Template):
    """A template of quick nodes."""

    def render(self, context: Context) -> Any:
        """Draw it: as a page of its own, or within the one that is being drawn."""
        state = context.render_context
        around, state.template = state.template, self
        state.dicts.append({})
        try:
            if context.template is not None:
                return self._render(context)  # type: ignore[attr-defined]
            context.language = get_language()  # type: ignore[attr-defined]
            with context.bind_template(self):
                context.template_name = self.name
                return self._render(context)  # type: ignore[attr-defined]
        finally:
            state.template = around
            state.dicts.pop()


def quickened(given: NodeList) -> NodeList:
    """The nodes, and all within them, in their quick form where there is one."""
    return nodes.Nodes(_quick(node) for node in given)


def _quick(node: Node) -> Node:
    if isinstance(node, LanguageNode):
        raise TemplateSyntaxError("A page has one language: draw another part by itself, within translation.override.")
    if isinstance(node, IfNode):
        node.conditions_nodelists = [(condition, quickened(within)) for condition, within in node.conditions_nodelists]
    for name in node.child_nodelists:
        if not isinstance(node, IfNode) and isinstance(getattr(node, name, None), NodeList):
            setattr(node, name, quickened(getattr(node, name)))
    form = _FORMS.get(type(node))
    return form(node) if form and _is_plain(node) else node


def _is_plain(node: Node) -> bool:
    if isinstance(node, IncludeNode):
        return not node.isolated_context
    if isinstance(node, BlockTranslateNode):
        return not (node.asvar or node.message_context)
    if isinstance(node, URLNode):
        return not (node.args or node.kwargs or node.asvar or node.view_name.is_var or node.view_name.filters)
    return True


_FORMS: dict[type[Node], Any] = {
    VariableNode: nodes.Shown,
    IfNode: nodes.If,
    ForNode: nodes.For,
    IncludeNode: nodes.Include,
    BlockTranslateNode: nodes.Sentence,
    SimpleNode: nodes.Simple,
    URLNode: nodes.Address,
}
