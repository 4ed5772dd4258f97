"""Saying how a field is made, by form: what a press of each button does, and for whom."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from guanxi.engine.models import Import, Recipe
from guanxi.engine.testing.tables import unchanged
from guanxi.web.importing.adjusting import read_table
from guanxi.web.tests.world import World, text

FILE = "Title,Given,Family,Old\nacme north,Ada,King,x\nacme south,,,y\n"


MATCHING = {"matching": "skip"}


def begun(world: World) -> str:
    """A file on its second page."""
    upload = SimpleUploadedFile("list.csv", FILE.encode())
    base = world.post("clerk", "/partners/import/", {"file": upload})["Location"]
    world.post("clerk", base, MATCHING | {"column-0": "name", "act": "save"})
    return str(base)


def work() -> Import:
    return Import._base_manager.get()


def test_a_table_is_read_as_it_is_typed_and_as_it_is_pasted() -> None:
    assert read_table("a = b\nc=d\n e\tf\n\nno pair\n = x\ng =\nh = i = j\r\n") == {
        "a": "b", "c": "d", "e": "f", "g": "", "h": "i = j",
    }  # fmt: skip


def test_steps_are_added_moved_left_out_and_kept(world: World) -> None:
    base = begun(world)
    page = f"{base}name/"
    form = {"source": ["Title"], "steps": "1", "do-0": "split", "by-0": " ", "part-0": "2"}
    more = world.post("clerk", page, form | {"act": "add", "add": "case"})
    assert more.status_code == 200
    assert "Capital or small letters" in text(more)
    assert work().made == {}, "nothing is kept before it is said"
    two = form | {"steps": "2", "do-1": "case", "to-1": "upper"}
    assert "NORTH" in text(world.post("clerk", page, two | {"act": "show"}))
    assert "CAPITALS" not in text(world.post("clerk", page, two | {"act": "remove-1"}))
    assert world.post("clerk", page, two | {"act": "keep"})["Location"] == base
    split, case = {"do": "split", "by": " ", "part": 2}, {"do": "case", "to": "upper"}
    assert (work().mapping, work().made) == ({}, {"name": {"from": ["Title"], "steps": [split, case]}})
    assert "becomes NORTH" in text(world.get("clerk", base))
    world.post("clerk", page, {"source": ["Title"], "steps": "0", "act": "keep"})
    assert (work().mapping, work().made) == ({"Title": "name"}, {}), "a column as it stands is a plain one again"


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(world: World) -> None:
    page = f"{begun(world)}name/"
    form = {"source": ["Title"], "steps": "1", "do-0": "split", "by-0": "/", "part-0": "zero", "act": "keep"}
    with unchanged("django_session"):
        answer = world.post("clerk", page, form)
    assert answer.status_code == 422
    assert 'value="zero"' in answer.content.decode()


def test_a_made_field_stays_until_its_column_leads_elsewhere(world: World) -> None:
    base = begun(world)
    world.post("clerk", f"{base}name/", {"source": ["Title"], "steps": "1", "do-0": "trim", "act": "keep"})
    world.post("clerk", base, MATCHING | {"column-0": "name", "column-3": "note", "act": "save"})
    assert list(work().made) == ["name"]
    world.post("clerk", base, MATCHING | {"column-0": "", "column-3": "name", "act": "save"})
    assert (work().mapping, work().made) == ({"Old": "name"}, {})


def test_a_recipe_is_kept_changed_and_taken(world: World) -> None:
    base = begun(world)
    assert "Give the recipe a name" in text(world.post("clerk", base, MATCHING | {"column-0": "name", "act": "keep"}))
    world.post("clerk", base, MATCHING | {"column-0": "name", "act": "keep", "recipe_name": "ERP"})
    recipe = Recipe._base_manager.get()
    assert (recipe.name, recipe.entity, recipe.audience, list(recipe.says.fields)) == (
        "ERP",
        "partners",
        "me",
        ["name"],
    )
    world.post("clerk", base, MATCHING | {"column-0": "name", "column-3": "note", "act": "renew"})
    assert list(Recipe._base_manager.get().says.fields) == ["name", "note"]
    world.post("clerk", base, MATCHING | {"column-0": "name", "act": "save"})
    world.post("clerk", base, {"act": f"use:{recipe.pk}"})
    assert work().mapping == {"Title": "name", "Old": "note"}


def test_nobody_else_adjusts_it(world: World) -> None:
    page = f"{begun(world)}name/"
    for who in ("owner", "teammate", "stranger"):
        with unchanged("django_session"):
            assert world.get(who, page).status_code in (403, 404)
            assert world.post(who, page, {"source": ["Old"], "act": "keep"}).status_code in (403, 404)
    for field in ("created_by", "nothing", "name/x"):
        assert world.get("clerk", page.replace("/name/", f"/{field}/")).status_code == 404


def test_a_name_in_two_columns_is_mapped_before_anybody_looks(world: World) -> None:
    upload = SimpleUploadedFile("people.csv", "姓,名,手机\n王,小明,13800006120\n".encode())
    base = str(world.post("clerk", "/contacts/import/", {"file": upload})["Location"])
    assert work().made == {"name": {"from": ["名", "姓"], "joined": "name"}}
    assert "王小明" in text(world.get("clerk", f"{base}name/"))
    page = world.get("clerk", base).content.decode()
    chosen = re.findall(r'<select[^>]*name="(column-\d+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    assert dict(chosen) == {"column-0": "", "column-1": "name", "column-2": "mobile"}
    world.post("clerk", base, MATCHING | dict(chosen) | {"act": "save"})
    assert (list(work().made), work().mapping) == (["name"], {"手机": "mobile"})
