"""Changing values in the table: who may, what is told, what two people do to one cell."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from guanxi.web.tests.world import World


@pytest.fixture
def partner(world: World) -> Any:
    return world.make("owner", "partners", name="Alpha", rating=3, kind="dealer", phone="13800006120")


def save(world: World, who: str, made: Any, field: str, value: Any, *, on: str = "partners", **more: str) -> Any:
    data = {field: value, "version": str(made.version), "columns": "name,rating,kind", **more}
    return world.post(who, f"/{on}/{made.pk}/cell/{field}/", data)


def value(made: Any, field: str, on: str = "partners") -> Any:
    return registry[on].manager().filter(pk=made.pk).values_list(field, flat=True).get()


def test_only_tables_with_something_to_change_are_grids(world: World, partner: Any) -> None:
    page = world.get("owner", "/partners/").content.decode()
    assert 'data-cells-editable-value="[&quot;name&quot;, &quot;kind&quot;, &quot;rating&quot;]"' in page
    world.make("owner", "quotes", name="Q")
    read_only = world.get("marketer", "/quotes/").content.decode()  # who may change no quote
    assert ("data-cells" in read_only, ">Q<" in read_only) == (False, True)
    assert "data-cells" not in world.get("owner", "/partners/?deleted=1").content.decode()


def test_the_kind_s_own_control_stands_in_the_cell_with_today_s_value(world: World, partner: Any) -> None:
    world.change("owner", "partners", partner.pk, rating=4)
    told = world.get("owner", f"/partners/{partner.pk}/cell/rating/").json()
    assert 'inputmode="numeric"' in told["html"]
    assert 'value="4"' in told["html"]
    assert 'aria-label="Rating"' in told["html"]
    assert (told["version"], told["hint"]) == (partner.version + 1, True)
    assert "<option" in world.get("owner", f"/partners/{partner.pk}/cell/kind/").json()["html"]


def test_a_value_is_saved_and_the_row_told_as_it_is_now(world: World, partner: Any) -> None:
    told = save(world, "owner", partner, "rating", "5").json()
    assert value(partner, "rating") == 5
    assert told["cells"]["rating"] == "5"
    assert "Alpha" in told["cells"]["name"]
    wrong = save(world, "owner", partner, "rating", "many", version=str(partner.version + 1))
    assert (wrong.status_code, wrong.json()["message"]) == (422, "“many” is not a number.")
    assert value(partner, "rating") == 5


def test_the_keys_are_told_the_first_ten_times(world: World, partner: Any) -> None:
    for number in range(10):
        assert world.get("owner", f"/partners/{partner.pk}/cell/rating/").json()["hint"] is True
        assert world.post("owner", f"/partners/{partner.pk}/cell/rating/", {"rating": str(number)}).status_code == 200
    assert world.get("owner", f"/partners/{partner.pk}/cell/rating/").json()["hint"] is False


def test_two_people_in_one_cell_see_both_values(world: World, partner: Any) -> None:
    world.change("manager", "partners", partner.pk, rating=9)
    both = save(world, "owner", partner, "rating", "5")
    told = both.json()
    assert (both.status_code, told["yours"], told["theirs"]) == (409, "5", "9")
    assert told["message"] == "Manager just changed this to “9”."
    assert value(partner, "rating") == 9
    kept = save(world, "owner", partner, "rating", "5", version=str(told["version"]))
    assert (kept.status_code, value(partner, "rating")) == (200, 5)
    # Another field of the same record is no conflict.
    assert save(world, "owner", partner, "kind", "factory").status_code == 200


def test_nothing_is_changed_that_may_not_be(world: World, partner: Any) -> None:
    face = registry["partners"]
    assert save(world, "stranger", partner, "name", "hacked").status_code == 404
    assert world.get("stranger", f"/partners/{partner.pk}/cell/name/").status_code == 404
    assert save(world, "owner", partner, "owner", str(world.users["stranger"].pk)).status_code == 403
    assert save(world, "owner", partner, "created_at", "2020-01-01").status_code == 403
    assert save(world, "owner", partner, "nothing", "x").status_code == 403
    more = save(world, "owner", partner, "rating", "4", name="hacked", owner=str(world.users["stranger"].pk))
    assert more.status_code == 200
    row = read_one(face, partner.pk, world.users["owner"])
    assert (row["name"], row["rating"], row["owner"].id) == ("Alpha", 4, world.users["owner"].pk)
    quote = world.make("owner", "quotes", name="Q", secret="hush")
    assert save(world, "owner", quote, "stage", "won", on="quotes").status_code == 403
    assert save(world, "owner", quote, "approved", "yes", on="quotes").status_code == 403  # read-only for the role
    assert (value(quote, "stage", "quotes"), value(quote, "approved", "quotes")) == ("draft", False)


def test_the_row_never_tells_hidden_columns(world: World) -> None:
    quote = world.make("owner", "quotes", name="Q", secret="hush", amount="77123.00")
    seen = world.get("marketer", f"/quotes/{quote.pk}/cell/name/?columns=name,secret,amount,lines,head")
    assert seen.status_code == 403  # a marketing manager changes nothing
    told = world.get("owner", f"/quotes/{quote.pk}/cell/name/?columns=name,secret,head,search,password").json()
    assert set(told["cells"]) == {"name", "secret"}
