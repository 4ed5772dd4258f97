"""The gallery's page of components shows every part there is, whole and in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.test.signals import template_rendered

import guanxi.web
from guanxi.web.gallery import views
from guanxi.web.gallery.pages import PAGES
from guanxi.web.gallery.shell import shell
from tests.web.reading import Reader

TEMPLATES = Path(guanxi.web.__file__).parent / "templates" / "web"
ELSEWHERE = {
    "board_cards.html": "Cards of the board, one batch after another.",
    "cross.html": "Numbers in two directions: tests/grading/test_pages.py looks at them.",
    "list_grid.html": "The same under a list.",
    "filter_show.html": "Attributes of the builder's button while it floats over a list.",
    "list_part.html": "What stands beside a list, renewed with it.",
    "moved.html": "One record of a configuration beside what is here, on that page.",
    "substitutions.html": "Who stands in for whom, twice on that page.",
    "view_counts.html": "Numbers of the tabs, fetched after the page.",
    "view_edited.html": "What becomes of the tabs once a view was changed.",
}
"""Parts that the gallery doesn't show, and why."""


@pytest.fixture
def seen() -> Iterator[set[str]]:
    """Names of the templates that were rendered."""
    names: set[str] = set()

    def note(sender: object, template: object, **_more: object) -> None:
        names.add(str(getattr(template, "name", "")))

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def components(language: str = "en") -> str:
    with override_settings(DEBUG=True):
        return views.components(RequestFactory().get(f"/gallery/components/?language={language}")).content.decode()


def test_every_part_is_shown(seen: set[str]) -> None:
    components()
    for page in PAGES.values():
        request = RequestFactory().get("/gallery/")
        render_to_string(page.template, shell(request) | page.sample(), request)
    parts = {path.name for path in (TEMPLATES / "parts").glob("*.html")}
    assert sorted(parts - {name.rpartition("/")[2] for name in seen} - set(ELSEWHERE)) == []
    assert sorted(set(ELSEWHERE) - parts) == []


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_page_is_whole(language: str) -> None:
    read = Reader(components(language))
    assert read.open == []
    assert read.all("style") == []
    ids = read.all("id")
    assert sorted(key for key in set(ids) if ids.count(key) > 1) == []
    for value in read.all("aria-describedby"):
        assert set(value.split()) <= set(ids)


def test_it_exists_for_developers_only() -> None:
    with override_settings(DEBUG=False), pytest.raises(Http404):
        views.components(RequestFactory().get("/gallery/components/"))
