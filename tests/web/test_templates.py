"""Every template of the gallery renders, and is fit for the strict policy: no inline style, script or handler."""

from __future__ import annotations

import json
import re

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from guanxi.web.gallery.pages import PAGES
from guanxi.web.gallery.shell import shell
from guanxi.web.icons import UnknownIcon, icon
from guanxi.web.templatetags import gx
from tests.web.reading import Reader


def page(name: str) -> Reader:
    request = RequestFactory().get(f"/gallery/{name}/")
    shown = PAGES[name]
    return Reader(render_to_string(shown.template, shell(request) | shown.sample(), request))


@pytest.mark.parametrize("name", PAGES)
def test_page_is_well_formed_and_has_one_heading(name: str) -> None:
    read = page(name)
    assert read.open == []
    assert read.tags.count("h1") == 1
    assert read.tags.count("main") == 1


@pytest.mark.parametrize("name", PAGES)
def test_page_has_nothing_inline(name: str) -> None:
    read = page(name)
    assert read.all("style") == []
    assert "style" not in read.tags
    assert [found for _, found, _ in read.attributes if found.startswith(("on", "hx-on", "hx-vals"))] == []
    sources = [value for tag, found, value in read.attributes if tag == "script" and found == "src"]
    assert len(sources) == 1


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_references_lead_somewhere(name: str) -> None:
    read = page(name)
    ids = read.all("id")
    assert sorted(ids) == sorted(set(ids))
    for reference in ("for", "aria-labelledby", "form"):
        for value in read.all(reference):
            assert value in ids, f"{reference}={value}"
    for value in read.all("aria-describedby"):
        assert set(value.split()) <= set(ids)


@pytest.mark.parametrize("name", PAGES)
def test_posting_forms_carry_a_token(name: str) -> None:
    request = RequestFactory().get(f"/gallery/{name}/")
    html = render_to_string(PAGES[name].template, shell(request) | PAGES[name].sample(), request)
    posts = len(re.findall(r"<form[^>]*method=\"post\"", html))
    assert html.count('name="csrfmiddlewaretoken"') == posts


@pytest.mark.parametrize("code", ["400", "403", "404", "409", "429", "500"])
def test_error_pages_need_neither_context_nor_request(code: str) -> None:
    html = get_template(f"{code}.html").render()
    assert "<h1" in html


def test_htmx_is_told_to_evaluate_nothing() -> None:
    settings = next(
        json.loads(value) for _, name, value in page("list").attributes if name == "content" and "{" in value
    )
    assert (settings["allowEval"], settings["includeIndicatorStyles"], settings["selfRequestsOnly"]) == (
        False,
        False,
        True,
    )
    # Settling a style attribute would be an inline style.
    assert "style" not in settings["attributesToSettle"]


def test_icon_names_are_checked_and_escaped() -> None:
    assert 'class="gx-i gx-s"' in icon("home", "s")
    assert icon("home").endswith('icons.svg#home"/></svg>')
    with pytest.raises(UnknownIcon, match="no-such-icon"):
        icon("no-such-icon")


def test_field_says_what_is_wrong_where_readers_hear_it() -> None:
    class Phone(forms.Form):
        phone = forms.CharField(label="<b>Phone</b>", min_length=11, help_text="With area code")

    drawn = gx.field(Phone({"phone": "1"})["phone"])["field"]
    assert 'aria-describedby="id_phone-hint id_phone-error"' in drawn["control"]
    assert 'aria-invalid="true"' in drawn["control"]
    html = render_to_string("web/parts/field.html", {"field": drawn})
    assert "&lt;b&gt;Phone" in html
    assert {"id_phone", "id_phone-hint", "id_phone-error"} == set(Reader(html).all("id"))


@pytest.mark.parametrize(("tags", "url"), [("undo=/restore/1/", "/restore/1/"), ("safe", ""), ("", "")])
def test_undo_address_comes_from_the_tags(tags: str, url: str) -> None:
    assert gx.undo_url(Message(constants.SUCCESS, "Deleted", extra_tags=tags)) == url


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari, iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
    ],
)
def test_browsers_are_named_shortly(agent: str, shown: str) -> None:
    assert gx.browser(agent) == shown
