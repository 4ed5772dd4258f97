"""The page and the endpoint of how good the data is, asked by those who may know all, some and nothing of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from guanxi.engine.models import Job
from guanxi.engine.quality import figures
from guanxi.people import tokens
from guanxi.web.tests.world import World, text
from tests.quality.test_measuring import customer, night, spoil

PAGE = "/quality/customers/"


def prepared(world: World) -> None:
    customer(world, "owner", "Good Ltd", phone="021 6200 1234", industry="trade")
    spoil(customer(world, "owner", "Broken Ltd", tax_number="91350100M000100Y43"), tax_number="123")
    customer(world, "stranger", "Elsewhere Ltd", phone="021 6200 1234")
    world.make("admin", "customers", name="Nobody's Ltd", owner=None)
    night()


def links(page: Any) -> list[str]:
    found = re.findall(r'href="(/customers/\?filter=[^"]+)"', page.content.decode())
    return [unescape(one) for one in found]


def test_the_page_leads_to_what_is_to_be_mended(world: World) -> None:
    prepared(world)
    assert world.get("manager", "/quality/").headers["Location"].startswith("/quality/")
    page = world.get("manager", PAGE)
    assert "2 customers" in text(page)
    assert "Tax number: wrong" in text(page)
    (wrong,) = {url for url in links(page) if "tax_number" in url and "all" not in url and "any" not in url} - {
        url for url in links(page) if "missing" in url or "empty" in url
    }
    shown = text(world.get("manager", wrong))
    assert "Broken Ltd" in shown
    assert "Good Ltd" not in shown
    assert "Data quality Tax number: wrong" in shown
    for url in links(page):
        assert world.get("manager", url).status_code == 200, urlsplit(url)


def test_each_sees_their_part(world: World) -> None:
    prepared(world)
    for who, told in (
        ("owner", "2 customers"),
        ("teammate", "0 customers"),
        ("stranger", "1 customer"),
        ("admin", "4 customers"),
    ):
        assert told in text(world.get(who, PAGE)), who
    assert "nobody" in text(world.get("admin", PAGE))
    assert "nobody" not in text(world.get("manager", PAGE))
    assert "Stranger" not in text(world.get("manager", PAGE))


def test_somebody_elses_figures_arent_there(world: World) -> None:
    prepared(world)
    owner = world.users["owner"]
    for who in ("teammate", "stranger"):
        assert world.get(who, f"{PAGE}?owner={owner.pk}").status_code == 404, who
        assert world.get(who, f"{PAGE}?department={owner.department_id}").status_code == 404, who  # type: ignore[attr-defined]
    assert "Data quality: Owner" in text(world.get("manager", f"{PAGE}?owner={owner.pk}"))
    assert "2 customers" in text(world.get("manager", f"{PAGE}?department={owner.department_id}"))  # type: ignore[attr-defined]
    assert world.get("manager", f"{PAGE}?owner=nonsense").status_code == 404


def test_what_is_not_measured_has_no_page(world: World) -> None:
    for name in ("users", "notes", "nonsense"):
        assert world.get("admin", f"/quality/{name}/").status_code == 404


def test_only_who_sees_everything_has_it_measured_anew_and_once(world: World) -> None:
    assert "Nothing has been measured yet" in text(world.get("owner", PAGE))
    assert "Measure now" in text(world.get("admin", PAGE))
    for who in ("owner", "manager", "stranger", "marketer"):
        assert world.post(who, PAGE).status_code == 403, who
    assert not Job._base_manager.filter(name=figures.JOB).exists()
    for _click in range(2):
        assert world.post("admin", PAGE).status_code == 302
    assert Job._base_manager.filter(name=figures.JOB).count() == 1


def test_programs_are_told_the_same(world: World) -> None:
    prepared(world)

    def ask(who: str, entity: str = "customers") -> Any:
        secret = tokens.make(world.users[who], "test", None)
        return Client().get(f"/api/v1/{entity}/quality", headers={"Authorization": f"Bearer {secret}"})

    told = ask("manager").json()
    assert told["whole"]["records"] == 2
    assert told["whole"]["found"]["invalid.tax_number"] == 1
    assert [one["owner"]["label"] for one in told["owners"]] == ["Owner"]
    assert ask("stranger").json()["whole"]["records"] == 1
    assert [one["owner"] for one in ask("admin").json()["owners"]].count(None) == 1
    assert ask("admin", "users").status_code == 404
