"""Quick nodes draw what Django's own draw, letter by letter."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Engine, Template, TemplateSyntaxError, VariableDoesNotExist, engines
from django.template.loaders import cached
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.safestring import SafeString
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from guanxi.web.templating.loader import Loader, QuickTemplate, quickened
from guanxi.web.tests.world import World

LIBRARIES = {"i18n": "django.templatetags.i18n", "gx": "guanxi.web.templatetags.gx", "l10n": "django.templatetags.l10n"}
PARTS = {
    "row.html": "<li>{{ row.name }}{% if not forloop.last %},{% endif %}</li>",
    "base.html": "<{% block a %}A{{ one }}{% endblock %}|{% if one %}{% block b %}B{% endblock %}{% endif %}>",
    "middle.html": "{% extends 'base.html' %}{% block a %}[{{ block.super }}]{% endblock %}",
}
TEXTS = [
    "{{ one }} {{ one.two }} {{ one.two.three }} {{ missing }} {{ missing.deep }} ",
    "{{ 1.5 }} {{ 'a<b' }} {{ _('Save') }}",
    "{{ one|default:'—' }} {{ missing|default:one }} {{ one|length }} {{ many|join:', ' }} {{ one|capfirst }}",
    "{{ many.0 }} {{ many.1.name }} {{ one.items }} {{ one.keys }} ",
    "{{ thing.name }} {{ thing.call }} {{ thing.broken }}",
    "{{ thing.needs }} {{ thing.danger }} {{ thing.kept }} {{ push }} {{ thing.0 }} {{ thing }} {{ block }}",
    "{% if one %}yes{% elif many %}many{% else %}no{% endif %}{% if not missing %}none{% endif %}",
    "{% if one == 3 or many and not one %}A{% endif %}{% if one < 5 %}B{% endif %}{% if one in many %}C{% endif %}",
    "{% if one is None %}D{% endif %}{% if one not in many %}E{% endif %}{% if missing.x|length > 0 %}F{% endif %}",
    "{% if one|default:missing_too %}G{% else %}H{% endif %}",
    "{% if many >= one %}I{% endif %}{% if one is not 3 %}J{% endif %}",
    "{% for x in many %}{{ forloop.counter }}{{ forloop.first }}{{ x }}{% empty %}nothing{% endfor %}",
    "{% for x in many reversed %}{% for y in x %}{{ forloop.parentloop.revcounter0 }}{{ y }}{% endfor %}{% endfor %}",
    "{% for a, b in pairs %}{{ a }}={{ b }};{% endfor %}{{ a }}{% for x in missing %}{{ x }}{% empty %}-{% endfor %}",
    "{% for row in rows %}{% include 'row.html' %}{% endfor %}",
    "{% include name with row=thing extra=missing %}{{ row }}",
    "{% include 'row.html' with row=thing only %}",
    "{% for x in many %}{% cycle 'a' 'b' %}{% ifchanged x %}!{% endifchanged %}{% endfor %}",
    "{% extends 'middle.html' %}{% block b %}{{ one }}{% for x in many %}{{ x }}{% endfor %}{% endblock %}",
    "{% blocktranslate with name=one %}Edit {{ name }} & {{ one }}{% endblocktranslate %}{{ name }}",
    "{% blocktranslate count n=rows|length %}{{ n }} row{% plural %}{{ n }} of {{ one }}{% endblocktranslate %}",
    "{% blocktranslate with name=one asvar said %}Hello {{ name }}{% endblocktranslate %}{{ said }}{{ said|upper }}",
    "{% translate 'Save' %}{% translate one as told %}{{ told }}",
    "{% icon 'home' %}{% icon name 's' %}{% avatar thing %}",
    "{% autoescape off %}{{ one }}{% if one %}{{ one }}{% endif %}{% endautoescape %}",
    "{% with one as x %}{{ x }}{% endwith %}",
    "{% filter upper %}{{ one }}<i>{% endfilter %}",
    "{% firstof missing one 'x' %}{% spaceless %}<b> {{ one }} </b>{% endspaceless %}",
    "{{ day|date:'Y-m-d' }} {{ day }} {{ big }} ",
    "{{ big|stringformat:'s' }} {{ share }} {{ share|floatformat:1 }} {{ on }}",
]


class Thing:
    """What a view gives a template: attributes, methods, properties."""

    name = "<Thing>"
    initial, colour = "T", 2

    def call(self) -> str:
        return "called & safe"

    def needs(self, _more: object) -> str:
        return "never"

    def danger(self) -> str:
        raise AssertionError("it changes data, so a template never calls it")

    danger.alters_data = True  # type: ignore[attr-defined]

    @property
    def kept(self) -> SafeString:
        return SafeString("<em>safe</em>")

    @property
    def broken(self) -> str:
        error = KeyError("gone")
        error.silent_variable_failure = True  # type: ignore[attr-defined]
        raise error

    def __str__(self) -> str:
        return "a 'thing'"


def drawn(text: str, values: dict[str, Any], *, quick: bool) -> str:
    """A template drawn by an engine of its own; errors by their kind."""
    engine = Engine(libraries=LIBRARIES)
    inner: Any = [("django.template.loaders.locmem.Loader", {**PARTS, "t": text})]
    engine.template_loaders = [(Loader if quick else cached.Loader)(engine, inner)]
    engine.template_builtins.extend(engine.get_template_builtins(list(LIBRARIES.values())))
    template = engine.get_template("t")
    assert isinstance(template, QuickTemplate) is quick
    try:
        return str(template.render(Context({**values, "thing": Thing(), "name": "row.html"})))
    except (TypeError, ValueError, AttributeError, TemplateSyntaxError, LookupError, VariableDoesNotExist) as error:
        return type(error).__name__


simple = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5_000_000),
    st.sampled_from(["", "plain", "<b>&amp;\"'", "字 符"]),
    st.sampled_from([SafeString("<b>safe</b>"), lazystr("lazy <&>"), Decimal("1234.50"), 0.25, 1e9]),
)
deep = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["two", "three", "name", "items"]), inner, max_size=3),
        st.tuples(inner, inner),
    ),
    max_leaves=8,
)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "one": deep,
        "many": st.lists(deep, max_size=3),
        "pairs": st.lists(st.tuples(simple, simple), max_size=3),
        "rows": st.lists(st.fixed_dictionaries({"name": simple}), max_size=3),
        "push": simple,
        "day": st.sampled_from([datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 9, 5, tzinfo=datetime.UTC)]),
        "big": st.sampled_from([0, 999, 1_000, -1, 1_234_567]),
        "share": st.sampled_from([0.5, Decimal("0.125")]),
        "on": st.booleans(),
    },
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@limits(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values=contexts)
def test_the_same_comes_out(text: str, language: str, values: dict[str, Any]) -> None:
    with translation.override(language):
        assert drawn(text, values, quick=True) == drawn(text, values, quick=False)


def test_one_template_speaks_each_readers_language() -> None:
    engine = Engine(libraries=LIBRARIES)
    text = "{% load i18n %}{% translate 'Save' %} {% blocktranslate %}Cancel{% endblocktranslate %}"
    template = Template(text, engine=engine)
    template.nodelist, template.__class__ = quickened(template.nodelist), QuickTemplate
    told = []
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            told.append(template.render(Context()))
    assert told == ["Save Cancel", "保存 取消", "Save Cancel"]


def test_while_one_works_on_templates_they_stay_djangos() -> None:
    engine = Engine(debug=True)
    engine.template_loaders = [Loader(engine, [("django.template.loaders.locmem.Loader", {"t": "{{ one }}"})])]
    assert not isinstance(engine.get_template("t"), QuickTemplate)


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_quick_stays_as_it_is(text: str) -> None:
    engine = Engine(libraries=LIBRARIES, loaders=[("django.template.loaders.locmem.Loader", PARTS)])
    engine.template_builtins.extend(engine.get_template_builtins(list(LIBRARIES.values())))
    template = Template(text, engine=engine)
    name = "home" if "icon" in text else "row.html"
    values = {
        "one": "<1>",
        "many": [[1], ["b"]],
        "pairs": [(1, 2)],
        "rows": [{"name": "a"}],
        "thing": Thing(),
        "name": name,
    }
    drawings = []
    for _again in range(3):
        drawings.append(template.render(Context(values)))
        template.nodelist = quickened(template.nodelist)
    assert len(set(drawings)) == 1


def test_a_page_has_one_language() -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn("{% language 'en' %}{{ one }}{% endlanguage %}", {}, quick=True)


ONES_OWN = re.compile(r"(name=\"(?:csrfmiddlewaretoken|once)\" value=\"|nonce=\"|X-CSRFToken&quot;: &quot;)[^\"&]+")


@pytest.fixture
def company(world: World) -> list[str]:
    """Addresses of pages that show something."""
    partner = world.make("owner", "partners", name="宁波<澜屿>", note="first & last")
    quote = world.make(
        "owner", "quotes", name="Offer", partner=str(partner.pk), lines=[{"product": "A", "partner": str(partner.pk)}]
    )
    of_record = [f"/partners/{partner.pk}/{page}" for page in ("", "history/", "edit/", "delete/")]
    others = ["/", "/partners/", "/partners/new/", "/quotes/", f"/quotes/{quote.pk}/", "/search/?q=澜屿", "/settings/"]
    return [*of_record, *others, "/partners/?q=nothing", "/roles/", "/gallery/", "/nowhere/", "/notifications/"]


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_whole_pages_are_the_same(world: World, company: list[str], who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [_page(world, who, url) for _twice in range(2) for url in company][len(company) :]
    engine = engines["django"].engine
    [(_loader, inner)] = settings.TEMPLATES[0]["OPTIONS"]["loaders"]
    monkeypatch.setattr(engine, "template_loaders", [cached.Loader(engine, inner)])
    for url, page in zip(company, quick, strict=True):
        assert page == _page(world, who, url), url
    assert sum(map(len, quick)) > 3_000, "lines"


def _page(world: World, who: str, url: str) -> list[str]:
    return ONES_OWN.sub("", world.get(who, url).content.decode()).splitlines()
