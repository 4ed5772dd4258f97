"""A layout looked at as somebody of a role, before it is saved."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.engine.testing.tables import unchanged
from guanxi.people.models import Role
from guanxi.web.ownlayouts import choosing
from tests.house import House, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    house = build()
    values = {
        "name": "Lanyu Ltd",
        "owner": house.keys["owner"],
        "tax_number": "91330100MA2XTAX",
        "website": "https://l.cn",
    }
    with as_system("test") as system:
        gate.create(registry["customers"], values, actor=system)
    return house


def look(house: House, who: str, role: str, **given: Any) -> tuple[int, str, list[str]]:
    """The answer, its words, and what stands in the frames of the desk."""
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(house[who])
    key = Role._base_manager.get(key=role).pk
    sent = {"entity": "customers", "preview": "1", "preview_as": str(key), **given}
    with unchanged("django_session", "people_user"):
        answer = client.post("/layouts/new/", sent)
    text = answer.content.decode()
    frames = [html.unescape(one) for one in re.findall(r'srcdoc="([^"]*)"', text)]
    return answer.status_code, text, frames[::2]


def test_form_and_page_stand_as_they_would(house: House) -> None:
    lines = {
        "sections-0-en": "Who is it",
        "sections-0-holds": ["customers.website", "customers.name"],
        "sections-TOTAL_FORMS": "1",
    }
    status, text, (form, page) = look(house, "admin", "sales_manager", **lines, key_facts=["customers.tax_number"])
    assert status == 200
    assert "Who is it" in form
    assert form.index('name="website"') < form.index('name="name"')
    assert "91330100MA2XTAX" in page
    assert page.index("Tax number") < page.index("Website")
    assert not choosing._layouts.get("customers")
    assert 'value="customers.tax_number" selected' in text, "what was typed stays"


def test_what_the_role_may_not_see_is_not_there(house: House) -> None:
    for role, there in (("sales_manager", True), ("warehouse_keeper", False)):
        _status, _text, frames = look(house, "admin", role)
        for frame in frames:
            assert ("91330100MA2XTAX" in frame) is there, role
            assert ("tax_number" in frame or "Tax number" in frame) is there
    _status, _text, frames = look(house, "admin", "marketing_manager")
    assert "91330100MA2XTAX" not in "".join(frames)


def test_nobody_sees_more_through_it_than_they_may(house: House) -> None:
    """Whoever may arrange layouts and see roles, but not the tax number."""
    with as_system("test") as system:
        rights = [
            {"entity": "layouts", "verbs": "*", "scope": "all"},
            {"entity": "roles", "verbs": "read", "scope": "all"},
            {"entity": "customers", "verbs": "*", "scope": "all"},
        ]
        limits = [{"entity": "customers", "names": "tax_number", "mode": "HIDDEN"}]
        role = {"key": "designer", "name": "Designer", "permissions": rights, "field_limits": limits}
        gate.create(registry["roles"], role, actor=system)
    house.give("nobody", "designer")
    status, _text, frames = look(house, "nobody", "sales_manager")
    assert status == 200
    assert frames
    assert "91330100MA2XTAX" not in "".join(frames)
    status, _text, frames = look(house, "owner", "sales_manager")
    assert (status, frames) == (404, [])


def test_what_can_not_be_saved_is_told_and_kept(house: House) -> None:
    status, text, frames = look(house, "admin", "sales_manager", entity="", name="Kept words")
    assert (status, frames) == (422, [])
    assert "Kept words" in text
