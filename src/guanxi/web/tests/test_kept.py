"""Parts of the shell are made once for who sees the same, and are nobody's own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.utils import translation

from guanxi.web.templatetags import gx_kept
from guanxi.web.tests.world import World

TEXT = '{% load gx_kept %}{% kept "part" by who where %}{{ said }}{% endkept %}'


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gx_kept, "_parts", {})


def made(text: str = TEXT, **values: Any) -> str:
    return Template(text).render(Context(values))


def test_a_part_is_made_once_for_what_it_depends_on() -> None:
    assert made(who="a", where="x", said="first <b>") == "first &lt;b&gt;"
    assert made(who="a", where="x", said="second") == "first &lt;b&gt;"
    assert made(who="b", where="x", said="third") == "third"
    assert made(who="a", where="y", said="fourth") == "fourth"
    with translation.override("zh-hant"):
        assert made(who="a", where="x", said="fifth") == "fifth"


def test_what_is_not_named_is_not_kept() -> None:
    assert [made(who="a", said=said) for said in ("first", "second")] == ["first", "second"]
    assert gx_kept._parts == {}


def test_a_form_is_never_kept() -> None:
    form = '{% load gx_kept %}{% kept "form" %}<form>{% csrf_token %}</form>{% endkept %}'
    with pytest.raises(ImproperlyConfigured, match="form"):
        made(form, csrf_token="one person's own")
    assert gx_kept._parts == {}


def test_many_parts_are_made_anew_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gx_kept, "MOST", 3)
    for number in range(20):
        assert made(who=str(number), where="x", said=str(number)) == str(number)
    assert len(gx_kept._parts) <= 3


def entries(world: World, who: str, url: str = "/settings/") -> list[str]:
    page = world.get(who, url).content.decode()
    nav = re.search(r'<nav class="gx-nav".*?</nav>', page, re.DOTALL)
    assert nav
    return re.findall(r'href="([^"]+)"', nav[0])


def test_who_may_less_sees_less_whoever_came_before(world: World) -> None:
    admin, owner = entries(world, "admin"), entries(world, "owner")
    assert "/roles/" in admin
    assert "/roles/" not in owner
    assert entries(world, "admin") == admin
    assert entries(world, "teammate") == owner


def test_the_place_is_marked_on_each_page_and_made_up_ones_keep_nothing(world: World) -> None:
    for url in ("/customers/", "/contacts/", "/settings/"):
        page = world.get("admin", url).content.decode()
        assert re.findall(r'<a href="([^"]+)" class="gx-on" aria-current="page">', page)[0] == url
    count = len(gx_kept._parts)
    for number in range(5):
        assert world.get("admin", f"/no-such-{number}/").status_code == 404
    assert len(gx_kept._parts) <= count + 3


def test_no_kept_part_names_a_person(world: World) -> None:
    for who in ("admin", "owner"):
        for url in ("/", "/customers/", "/help/"):
            world.get(who, url)
    assert gx_kept._parts
    for part in gx_kept._parts.values():
        assert not any(str(user.pk) in part or f">{user.name}<" in part for user in world.users.values())
        assert "csrfmiddlewaretoken" not in part
