"""What never changes in a language is worked out once; what does is worked out each time."""

from __future__ import annotations

from django.template import Context, Template
from django.utils import translation

from guanxi.web.templatetags.constant import Constant

LOAD = "{% load i18n gx %}"


def kept(text: str) -> int:
    """How many tags of a template are worked out once."""
    return len(Template(LOAD + text).nodelist.get_nodes_by_type(Constant))


def test_words_are_kept_for_each_language() -> None:
    template = Template(LOAD + '{% translate "Save" %} {% translate "Flow" context "layout" %}')
    for _twice in range(2):
        with translation.override("en"):
            assert template.render(Context()) == "Save Flow"
        with translation.override("zh-hans"):
            assert template.render(Context()) == "保存 流转"


def test_signs_are_escaped_as_ever() -> None:
    plain = Template('{% load i18n %}{% translate "A & B <b> 100%%" %}').render(Context())
    assert Template(LOAD + '{% translate "A & B <b> 100%%" %}').render(Context()) == plain


def test_only_what_stands_in_the_template_is_kept() -> None:
    assert kept('{% translate "Save" %}{% icon "home" %}{% icon "x" "s" %}') == 3
    assert kept('{% translate word %}{% icon name %}{% icon "x" size %}{% translate "Save" as said %}') == 0
    assert kept('{% translate "Save"|upper %}{% icon "home" as drawn %}') == 0


def test_words_from_the_context_follow_it() -> None:
    template = Template(LOAD + "{% translate word %}{% icon name %}")
    with translation.override("zh-hans"):
        shown = [template.render(Context({"word": word, "name": "home"})) for word in ("Save", "Cancel")]
    assert shown[0].startswith("保存")
    assert shown[1].startswith("取消")
