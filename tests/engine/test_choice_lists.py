"""A company makes a field's list its own: words, colours, order, new and retired choices; nothing in use is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import override

from guanxi.engine import fields, gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.models import ListEntry
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.company import Acting, Company, allow
from tests.engine.customising import QUOTES, add
from tests.engine.importing import bring, told
from tests.house import House, build

pytestmark = pytest.mark.django_db
LISTS, PARTNERS = registry["choice-lists"], registry["partners"]
KIND = PARTNERS.fields["kind"]
ENTRIES: list[dict[str, Any]] = [
    {"key": "factory", "en": "Works", "hans": "工厂", "hant": "工廠", "colour": "3"},
    {"en": "Museum", "hans": "博物馆"},
    {"key": "dealer", "en": "Trader", "hans": "经销商", "retired": True},
]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def make(actor: Any, field: str = "partners.kind", by: str = "", **more: Any) -> Any:
    """A list for one field, in force at once."""
    given = {"name": "List", "uses": [{"field": field, "by": by}], "entries": ENTRIES, **more}
    made = gate.create(LISTS, given, actor=actor)
    living.refresh()  # with the commit, outside of tests
    return made


def entries(row: Any) -> list[dict[str, Any]]:
    """The lines as a form would send them back."""
    return [
        {"id": one.pk, "key": one.key, "en": one.en, "hans": one.hans, "hant": one.hant, "retired": one.retired}
        for one in ListEntry._base_manager.filter(list=row.pk).order_by("position")
    ]


def change(row: Any, actor: Any, **values: Any) -> None:
    gate.update(LISTS, row.pk, values, actor=actor)
    living.refresh()


def test_words_order_and_colours_are_the_company_s_in_each_language(boss: Acting) -> None:
    make(boss)
    assert [key for key, _label in KIND.options] == ["factory", "museum"]
    with override("zh-hans"):
        assert [str(label) for _key, label in KIND.options] == ["工厂", "博物馆"]
        assert KIND.to_text("dealer") == "经销商"
    with override("zh-hant"):
        assert KIND.to_text("factory") == "工廠"
        assert KIND.to_text("museum") == "博物馆"
    with override("en"):
        assert KIND.to_text("factory") == "Works"
    assert 'data-c="3"' in KIND.cell("factory")
    assert "data-c" not in KIND.cell("museum")


@pytest.mark.parametrize("said", ["museum", "Museum", "博物馆", "MUSEUM"])
def test_a_new_choice_is_taken_from_every_way_in(boss: Acting, said: str) -> None:
    make(boss)
    made = gate.create(PARTNERS, {"name": "Louvre", "kind": said}, actor=boss, given="text")
    assert read_one(PARTNERS, made.pk, boss)["kind"] == "museum"
    page = read_page(PARTNERS, boss, Query(filter={"field": "kind", "op": "eq", "value": said}))
    assert [row["name"] for row in page.rows] == ["Louvre"]


def test_files_may_say_what_the_product_called_a_choice(boss: Acting) -> None:
    make(boss)
    work = bring(boss, "partners", "name,kind\nA,Factory\nB,博物馆\nC,Trader\n")
    kinds = dict(PARTNERS.manager().values_list("name", "kind"))
    assert kinds == {"A": "factory", "B": "museum"}
    assert told(work) == [(4, "kind", "“Trader” isn't offered any more.", True)]


def test_a_retired_choice_stays_where_it_is_and_isnt_chosen_anew(boss: Acting) -> None:
    old = gate.create(PARTNERS, {"name": "Old", "kind": "dealer"}, actor=boss)
    make(boss)
    gate.update(PARTNERS, old.pk, {"name": "Old and kept", "kind": "dealer"}, actor=boss)
    assert read_one(PARTNERS, old.pk, boss)["kind"] == "dealer"
    with pytest.raises(Invalid) as refused:
        gate.create(PARTNERS, {"name": "New", "kind": "dealer"}, actor=boss)
    assert refused.value.errors == {"kind": ["“Trader” isn't offered any more."]}
    assert ("dealer", "Trader") in [(key, str(label)) for key, label in KIND.offered({"dealer"})]
    assert "dealer" not in dict(KIND.offered(set()))
    assert PARTNERS.manager().filter(name="New").count() == 0
    changed = gate.bulk(PARTNERS, [old.pk], "update", {"kind": "factory"}, actor=boss)
    assert changed.done == [old.pk]
    again = gate.bulk(PARTNERS, [old.pk], "update", {"kind": "dealer"}, actor=boss)
    assert list(again.refused) == [old.pk]


def test_a_list_that_is_made_empty_begins_with_what_its_field_offers(boss: Acting) -> None:
    made = make(boss, field="quotes.lost_reason", entries=[])
    assert [(one["key"], one["en"]) for one in entries(made)] == [
        ("price", "price"),
        ("time", "time"),
        ("rival", "rival"),
    ]
    assert [key for key, _label in QUOTES.fields["lost_reason"].options] == ["price", "time", "rival"]
    assert [event.verb for event in history(LISTS, made.pk, boss)] == ["update", "create"]


def test_what_records_have_isnt_removed_and_the_number_is_told(boss: Acting) -> None:
    made = make(boss)
    for name in ("Louvre", "Prado"):
        gate.create(PARTNERS, {"name": name, "kind": "museum"}, actor=boss)
    rest = [one for one in entries(made) if one["key"] != "museum"]
    with pytest.raises(Invalid) as refused:
        change(made, boss, entries=rest)
    assert refused.value.errors["entries"] == [
        "“Museum” stands in 2 partners. Replace it first, or mark it as no longer offered."
    ]
    assert len(entries(made)) == 3
    with pytest.raises(Invalid):
        gate.delete(LISTS, made.pk, actor=boss)
    with pytest.raises(Invalid):
        change(made, boss, uses=[])


def test_a_choice_is_replaced_everywhere_and_can_go_then(company: Company) -> None:
    house = build()
    admin = house["admin"]
    made = make(admin)
    keys = [gate.create(PARTNERS, {"name": n, "kind": "museum"}, actor=admin).pk for n in ("Louvre", "Prado")]
    with pytest.raises(Invalid) as refused:
        gate.act(LISTS, made.pk, "replace", {"choice": "Museum", "by": "Nothing"}, actor=admin)
    assert set(refused.value.errors) == {"by"}
    gate.act(LISTS, made.pk, "replace", {"choice": "博物馆", "by": "works"}, actor=admin)
    run_jobs_now()
    assert {read_one(PARTNERS, key, admin)["kind"] for key in keys} == {"factory"}
    assert history(PARTNERS, keys[0], admin)[0].verb == "update"
    change(made, admin, entries=[one for one in entries(made) if one["key"] != "museum"])
    assert "museum" not in KIND.labels


def test_one_of_several_choices_is_replaced_and_the_others_stay() -> None:
    admin = build()["admin"]
    made = make(admin, field="quotes.traits", entries=[])
    with_both = gate.create(QUOTES, {"name": "q", "traits": ["urgent", "export"]}, actor=admin).pk
    gate.act(LISTS, made.pk, "replace", {"choice": "urgent", "by": "repeat"}, actor=admin)
    run_jobs_now()
    assert read_one(QUOTES, with_both, admin)["traits"] == ["repeat", "export"]


def test_what_came_with_the_program_isnt_removed(boss: Acting) -> None:
    made = make(boss)
    with pytest.raises(Invalid) as refused:
        change(made, boss, entries=[one for one in entries(made) if one["key"] != "dealer"])
    assert "came with the program" in refused.value.errors["entries"][0]


def test_stages_are_renamed_and_coloured_but_stay_those_they_are(boss: Acting) -> None:
    stage: Any = QUOTES.stage
    made = make(boss, field="quotes.stage", entries=[])
    first = entries(made)
    first[0] |= {"en": "Being written", "hans": "起草中"}
    change(made, boss, entries=[first[1], first[0], *first[2:]])
    assert list(stage.steps) == ["sent", "draft", "won", "lost"]
    assert str(stage.steps["draft"].label) == "Being written"
    assert stage.kind_of("won") == "won"
    for wrong in ({"key": "paused", "en": "Paused"}, None):
        lines = [*first, wrong] if wrong else [{**first[0], "retired": True}, *first[1:]]
        with pytest.raises(Invalid):
            change(made, boss, entries=lines)


def test_one_list_serves_several_fields_and_a_field_has_one_list(boss: Acting) -> None:
    add(boss, "Old kind", "choice", choices=[{"label": "红色"}])
    made = make(boss, uses=[{"field": "partners.kind"}, {"field": "quotes.custom_old_kind"}])
    colour = QUOTES.fields["custom_old_kind"]
    assert [key for key, _label in colour.options] == ["factory", "museum"]
    assert colour.to_text("hong_se") == "红色"
    with pytest.raises(Invalid) as refused:
        gate.create(LISTS, {"name": "Second", "uses": [{"field": "partners.kind"}]}, actor=boss)
    assert refused.value.errors["uses"] == ["Partners / Kind has a list already: “List”."]
    gate.delete(LISTS, made.pk, actor=boss)
    living.refresh()
    assert [str(label) for _key, label in KIND.options] == ["Dealer", "Factory"]
    gate.restore(LISTS, made.pk, actor=boss)
    living.refresh()
    assert [key for key, _label in KIND.options] == ["factory", "museum"]


def test_dependent_choices_fit_on_every_way_in(boss: Acting) -> None:
    made = make(boss, field="quotes.lost_reason", by="quotes.traits", entries=[])
    lines = entries(made)
    lines[0]["only_for"] = ["quotes.traits=export"]
    change(made, boss, entries=lines)
    assert 'data-only-for="[&quot;export&quot;]"' in QUOTES.fields["lost_reason"].widget(
        "", name="lost_reason", ident="x", attrs=""
    )
    fitting = {"name": "q", "traits": ["export"], "lost_reason": "price"}
    quote = gate.create(QUOTES, fitting, actor=boss)
    for wrong in ({"traits": ["urgent"]}, {"traits": []}):
        with pytest.raises(Invalid) as refused:
            gate.create(QUOTES, fitting | wrong, actor=boss)
        assert set(refused.value.errors) == {"lost_reason"}
        with pytest.raises(Invalid):
            gate.update(QUOTES, quote.pk, wrong, actor=boss)
        assert list(gate.bulk(QUOTES, [quote.pk], "update", wrong, actor=boss).refused) == [quote.pk]
    gate.update(QUOTES, quote.pk, {"traits": ["urgent"], "lost_reason": "time"}, actor=boss)
    assert gate.check(QUOTES, "lost_reason", {"traits": ["urgent"], "lost_reason": "price"}, actor=boss)
    assert not gate.check(QUOTES, "lost_reason", {"traits": ["export"], "lost_reason": "price"}, actor=boss)


def test_what_was_there_before_the_rule_is_left_alone(boss: Acting) -> None:
    old = gate.create(QUOTES, {"name": "old", "lost_reason": "price"}, actor=boss)
    made = make(boss, field="quotes.lost_reason", by="quotes.traits", entries=[])
    lines = entries(made)
    lines[0]["only_for"] = ["quotes.traits=export"]
    change(made, boss, entries=lines)
    gate.update(QUOTES, old.pk, {"name": "old, told anew"}, actor=boss)
    assert read_one(QUOTES, old.pk, boss)["name"] == "old, told anew"


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ({"field": "quotes.lost_reason", "by": "partners.kind"}, {}),
        ({"field": "quotes.lost_reason", "by": "quotes.lost_reason"}, {}),
        ({"field": "quotes.lost_reason"}, {"only_for": ["quotes.traits=export"]}),
        ({"field": "quotes.name"}, {}),
        ({"field": "choice-lists.entries.colour"}, {}),
        ({"field": "quotes.lost_reason"}, {"en": ""}),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_made(boss: Acting, use: Any, line: Any) -> None:
    with pytest.raises(Invalid):
        gate.create(LISTS, {"name": "L", "uses": [use], "entries": [{"en": "price", **line}]}, actor=boss)
    assert LISTS.manager().count() == 0


def test_only_who_may_change_lists_does(company: Company) -> None:
    made = make(company.boss())
    for who, rights, error in (
        ("teammate", (), NotFound),
        ("stranger", (allow("choice-lists", "read"),), NotAllowed),
    ):
        actor = company.actor(who, *rights)
        with pytest.raises(error):
            gate.update(LISTS, made.pk, {"name": "Mine"}, actor=actor)
        with pytest.raises(error):
            gate.act(LISTS, made.pk, "replace", {"choice": "museum", "by": "factory"}, actor=actor)
    assert LISTS.manager().get(pk=made.pk).name == "List"


def test_another_process_has_it_with_its_next_request(house: House) -> None:
    make(house["admin"])
    living.clear()  # as a process that has just begun
    assert [key for key, _label in KIND.options] == ["dealer", "factory"]
    assert house["owner"].access is not None
    assert [key for key, _label in KIND.options] == ["factory", "museum"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("red, or so; blue", ["odd", "blue"]),
        ("Blue,Red, or so", ["blue", "odd"]),
        ("red，blue、red, or so\nblue", ["red", "blue", "odd", "blue"]),
        ("red, or so", ["odd"]),
        (" ; blue,, red", ["blue", "red"]),
        ("", []),
    ],
)
def test_a_choice_with_a_comma_in_its_name_stays_whole(text: str, keys: list[str]) -> None:
    kind = fields.Choices("paint", options=[("red", "Red"), ("odd", "Red, or so"), ("blue", "Blue")])
    assert kind.from_text(text) == keys
    assert kind.from_cell(text) == (keys, "")
    assert kind.from_text(kind.to_text(keys)) == keys


@pytest.mark.parametrize(("number", "searched"), [(40, False), (41, True)])
def test_among_many_choices_one_searches_by_typing(number: int, searched: bool) -> None:
    kind = fields.Choice("country", options=tuple((f"c{n}", f"Country {n}") for n in range(number)), default="c0")
    control = kind.widget("c0", name="country", ident="f", attrs=SafeString(""))
    assert ('data-controller="select"' in control, " multiple" in control) == (searched, False)
