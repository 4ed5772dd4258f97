"""A form that says which records look like what it holds, and asks once before it makes another."""

from __future__ import annotations

import re

import pytest

from guanxi.engine.duplicates import finding
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.web.tests.test_form import filled, rows
from guanxi.web.tests.world import World, text

LANYU = {"name": "宁波澜屿精工机械有限公司", "phone": "13812342051"}
AGAIN = {"name": "澜屿精工机械", "phone": "138 1234 2051"}


@pytest.fixture(autouse=True)
def _afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_limits", finding.Local())


def test_leaving_a_field_tells_what_looks_the_same(world: World) -> None:
    key = world.make("owner", "customers", **LANYU).pk
    with unchanged("django_session"):
        answer = world.post("owner", "/customers/alike/", AGAIN)
    assert "same name, same telephone · owner Owner" in text(answer)
    assert f'href="/customers/{key}/"' in answer.content.decode()
    assert f'name="alike" value="{key}"' in answer.content.decode()
    assert text(world.post("owner", f"/customers/alike/?key={key}", AGAIN)) == ""
    assert text(world.post("owner", "/customers/alike/", {"name": "Nobody Else", "phone": "12"})) == ""


@pytest.mark.parametrize("who", ["teammate", "stranger"])
def test_others_are_told_only_whose_it_is(world: World, who: str) -> None:
    key = world.make("owner", "customers", **LANYU).pk
    answer = world.post(who, "/customers/alike/", AGAIN)
    assert "There is such a record, owned by Owner." in text(answer)
    assert str(key) not in answer.content.decode()
    assert LANYU["name"] not in answer.content.decode()


def test_who_may_enter_none_is_refused(world: World) -> None:
    world.make("owner", "customers", **LANYU)
    assert world.post("marketer", "/customers/alike/", AGAIN).status_code == 403
    assert world.post("owner", "/notes/alike/", {"body": "x"}).status_code == 404


def test_the_form_asks_at_the_fields_that_tell(world: World) -> None:
    html = world.get("owner", "/customers/new/").content.decode()
    asking = re.findall(
        r'data-alike-url-value="/customers/alike/".*?<label class="form-label" for="id_(\w+)"', html, re.DOTALL
    )
    assert set(asking) >= {"name", "phone", "email"}
    assert "industry" not in asking


def test_what_is_surely_there_is_asked_about_once_and_then_made(world: World) -> None:
    key = world.make("owner", "customers", **LANYU).pk
    sent = filled(world.get("owner", "/customers/new/"), **AGAIN)
    with unchanged("django_session"):
        answer = world.post("owner", "/customers/new/", sent)
    assert answer.status_code == 422
    assert "If it is another one, save again." in text(answer)
    again = filled(answer)
    assert (again["name"], again["alike"]) == (AGAIN["name"], str(key))
    assert world.post("owner", "/customers/new/", again).status_code == 302
    assert len(rows(world, "owner", "customers")) == 2


def test_what_is_only_like_stops_nobody(world: World) -> None:
    world.make("owner", "customers", **LANYU)
    sent = filled(world.get("owner", "/customers/new/"), name="澜屿精工")
    assert world.post("owner", "/customers/new/", sent).status_code == 302


def test_sent_twice_it_is_made_once_and_not_asked_about(world: World) -> None:
    sent = filled(world.get("owner", "/customers/new/"), **LANYU)
    first, second = (world.post("owner", "/customers/new/", sent) for _time in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert registry["customers"].manager().count() == 1
