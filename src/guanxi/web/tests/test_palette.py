"""The command palette: what it finds and why, for whom; the keys that go with it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from guanxi.engine.registry import registry
from guanxi.web import keys, places
from guanxi.web.models import Remembered
from guanxi.web.palette.finding import FACES
from guanxi.web.tests.world import World, text


def options(world: World, who: str, q: str = "", **headers: str) -> list[str]:
    """The rows of an answer as a person reads them."""
    response = world.browser(who).get(
        "/palette/", {"q": q}, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    assert response.status_code == 200
    rows = re.findall(r'<a role="option".*?</a>', response.content.decode(), flags=re.DOTALL)
    return [" ".join(re.sub(r"<(?!/?mark)[^>]+>", " ", row).split()) for row in rows]


@pytest.mark.parametrize(
    ("q", "row"),
    [
        ("澜屿", "宁波 <mark>澜屿</mark> 精工"),
        ("lanyu", "宁波 <mark>澜屿</mark> 精工 by pinyin"),
        ("nbly", "<mark>宁波澜屿</mark> 精工 by initials"),
        ("6120", "宁波澜屿精工 Telephone: 138 1000 <mark>6120</mark>"),
    ],
)
def test_a_record_is_found_and_told_why(world: World, q: str, row: str) -> None:
    world.make("owner", "customers", name="宁波澜屿精工", phone="13810006120")
    found = [re.sub(r"\s*(</?mark>)\s*", r" \1 ", one) for one in options(world, "owner", q)]
    wanted = re.sub(r"\s*(</?mark>)\s*", r" \1 ", row)
    assert any(" ".join(wanted.split()) in " ".join(one.split()) for one in found), found


def test_a_stranger_finds_nothing(world: World) -> None:
    made = world.make("owner", "customers", name="Guarded Pavilion")
    assert any("Guarded" in row for row in options(world, "owner", "Guarded Pavilion"))
    assert options(world, "stranger", "Guarded Pavilion") == []
    assert world.get("owner", f"/palette/customers/{made.pk}/").status_code == 200
    assert world.get("stranger", f"/palette/customers/{made.pk}/").status_code == 404


def test_what_can_be_done_is_told_with_verbs_one_may_use(world: World) -> None:
    made = world.make("owner", "customers", name="Pavilion")
    page = text(world.get("owner", f"/palette/customers/{made.pk}/"))
    assert "With “Pavilion”" in page
    assert "Edit" in page
    assert "Delete" in page
    looking = text(world.get("marketer", f"/palette/customers/{made.pk}/"))
    assert "Open" in looking
    assert "Delete" not in looking


def test_pages_and_forms_are_found_as_they_are_called(world: World) -> None:
    first, *others = options(world, "owner", "custom")
    assert first.startswith("<mark>Custom</mark>ers")
    assert any("New <mark>custom</mark>er" in row for row in others)
    assert any(row.startswith("Settings") for row in options(world, "owner", ">profile"))
    assert not any("Roles" in row for row in options(world, "owner"))
    assert any("Roles" in row for row in options(world, "admin"))


def test_commands_alone_are_found_after_the_sign(world: World) -> None:
    world.make("owner", "customers", name="Contacts of the North")
    assert any("of the North" in row for row in options(world, "owner", "contacts"))
    assert not any("of the North" in row for row in options(world, "owner", ">contacts"))


def test_what_was_opened_last_comes_first_and_only_as_far_as_rights_reach(world: World) -> None:
    mine = world.make("owner", "customers", name="Harbour")
    foreign = world.make("stranger", "customers", name="Foreign")
    for what in (f"customers:{foreign.pk}", f"customers:{mine.pk}", "contacts", "@profile", "@nothing", "../x", ""):
        assert world.post("owner", "/palette/opened/", {"what": what}).status_code == 204
    shown = options(world, "owner")
    assert [row.split()[0] for row in shown[:3]] == ["Settings", "Contacts", "Harbour"]
    assert not any("Foreign" in row for row in shown)
    assert "Foreign" in options(world, "stranger", "Foreign")[0].replace("<mark>", "").replace("</mark>", "")
    here = options(world, "owner", HX_Current_URL="http://testserver/settings/")
    assert here[0].startswith("Contacts")
    world.post("owner", f"/customers/{mine.pk}/delete/")
    assert not any("Harbour" in row for row in options(world, "owner"))


def test_what_was_opened_is_bounded(world: World) -> None:
    for n in range(40):
        world.post("owner", "/palette/opened/", {"what": f"list-{n}"})
    kept = Remembered.objects.get(user=world.users["owner"], name="recent").value
    assert len(kept) == 24
    assert kept[0] == "list-39"


def test_the_answer_costs_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    for n in range(9):
        made = world.make("owner", "customers", name=f"Northern {n}")
        world.post("owner", "/palette/opened/", {"what": f"customers:{made.pk}"})
    searched = [entity for entity in registry if world.users["owner"].access.may(entity.name, "read")]
    hanging = [entity for entity in searched if entity.anchor]  # asked on which kinds of record they hang
    world.get("owner", "/palette/?q=northern")
    with django_assert_max_num_queries(6 + len(searched) + len(hanging) + FACES):
        assert len(options(world, "owner", "northern")) == 6
    with django_assert_max_num_queries(6):
        options(world, "owner")


def test_the_table_of_keys_leads_where_one_may_go(world: World) -> None:
    owner, admin = (json.loads(keys.table(world.users[who].access))["keys"] for who in ("owner", "admin"))
    ways = {way: key["to"] for key in admin for way in key["press"] if key.get("does") == "visit"}
    assert ways["g c"] == "/customers/"
    assert ways["n c"] == "/customers/new/"
    assert ways["g h"] == "/"
    assert "/roles/" in ways.values()
    assert "/roles/" not in {key.get("to") for key in owner}
    assert len({way for key in admin for way in key["press"] if " " in way}) == sum(
        " " in way for key in admin for way in key["press"]
    )


def test_two_faces_with_one_key_fail_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert keys.clashes() == []
    monkeypatch.setattr(type(registry["contacts"]), "key", "c")
    assert keys.clashes() == ["contacts: the key 'c' leads to customers already; choose another"]
    monkeypatch.setattr(type(registry["contacts"]), "key", "H")
    assert keys.clashes() == ["contacts: the key 'H' is no small letter from a to z"]


def test_letters_that_nobody_declared_are_found_in_the_name() -> None:
    letters = places.letters()
    assert letters["customers"] == "c"
    assert letters["users"] == "u"
    found = {name: letter for name, letter in letters.items() if letter and not registry[name].key}
    assert found
    assert all(letter in name for name, letter in found.items())
    given = [letter for letter in letters.values() if letter]
    assert len(given) == len(set(given))


def test_the_help_page_lists_the_keys(world: World) -> None:
    page = text(world.get("owner", "/help/"))
    assert "Search and commands" in page
    assert "G C Customers" in page
    assert "Roles" not in page
    assert "Write a mail" not in page, "a key that nothing answers to"


def test_single_letters_can_be_switched_off(world: World) -> None:
    assert 'data-keys-single-value="true"' in world.get("owner", "/").content.decode()
    user = world.users["owner"]
    sent = {"time_zone": user.time_zone, "single_keys": "no"}
    assert world.post("owner", "/settings/", sent).status_code == 302
    assert 'data-keys-single-value="false"' in world.get("owner", "/").content.decode()
    world.post("owner", "/settings/preferences/", {"theme": "dark"})
    assert 'data-keys-single-value="false"' in world.get("owner", "/").content.decode()


def test_rich_text_is_told_as_plain_words(world: World) -> None:
    world.make("owner", "notes", title="Meeting", body="<p>They want the zqsample <strong>by Friday</strong></p>")
    (found,) = [row for row in options(world, "owner", "zqsample") if "Meeting" in row]
    assert "They want the <mark>zqsample</mark> by Friday" in found
    page = world.get("owner", "/search/?q=zqsample").content.decode()
    assert "zqsample" in page
    assert "&lt;p&gt;" not in page


def test_the_help_page_leads_administrators_to_fields_of_their_own(world: World) -> None:
    assert "/custom-fields/" in world.get("admin", "/help/").content.decode()
    assert "/custom-fields/" not in world.get("owner", "/help/").content.decode()
