"""Fields that nobody types or that aren't always asked: numbers, results, conditions, stages; and search by a field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanxi.engine import gate, origin
from guanxi.engine.customfields import living
from guanxi.engine.customfields.numbers import RuledNumber, check_rule
from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery, Invalid
from guanxi.engine.permissions import Mode
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.company import Acting, Company, allow, rule
from guanxi.kit.uuids import uuid7
from tests.engine.customising import FIELDS, QUOTES, add

pytestmark = pytest.mark.django_db


def quote(actor: Any, name: str, **values: Any) -> Any:
    return gate.create(QUOTES, {"name": name, **values}, actor=actor).pk


def names(actor: Any, **query: Any) -> list[str]:
    return [row["name"] for row in read_page(QUOTES, actor, Query(**query)).rows]


def change(field: Any, actor: Any, **values: Any) -> None:
    gate.update(FIELDS, field.pk, values, actor=actor)
    living.refresh()


class TestLinksAndTimes:
    """Kinds that are typed like any other."""

    def test_a_time_of_day(self, boss: Acting) -> None:
        field = add(boss, "Opens", "time").name
        early, late = quote(boss, "early", **{field: dt.time(8, 30)}), quote(boss, "late", **{field: dt.time(22)})
        gate.create(QUOTES, {"name": "typed", field: "下午2点30分"}, actor=boss, given="text")
        quote(boss, "never")
        assert names(boss, sort=(field,)) == ["early", "typed", "late", "never"]
        assert names(boss, filter={"field": field, "op": "gte", "value": "14:30"}) == ["late", "typed"]
        page = read_page(QUOTES, boss, Query(sort=(f"-{field}",), limit=2))
        assert [row["name"] for row in page.rows] == ["late", "typed"]
        more = read_page(QUOTES, boss, Query(sort=(f"-{field}",), limit=2, cursor=page.next))
        assert [row["name"] for row in more.rows] == ["early", "never"]
        assert read_one(QUOTES, early, boss)[field] == dt.time(8, 30)
        assert QUOTES.fields[field].cell(dt.time(8, 30, 5)) == '<span class="gx-tn">08:30:05</span>'
        gate.update(QUOTES, late, {field: None}, actor=boss)
        assert read_one(QUOTES, late, boss)[field] is None
        for wrong in ("25:00", "noon", "08:30+02:00"):
            with pytest.raises(Invalid):
                gate.create(QUOTES, {"name": "x", field: wrong}, actor=boss, given="text")

    @pytest.mark.parametrize("kind", ["person", "department"])
    def test_a_person_or_a_department(self, company: Company, boss: Acting, kind: str) -> None:
        field = add(boss, "In charge", kind).name
        target = QUOTES.fields[field].target  # type: ignore[attr-defined]
        assert registry[target].model is (
            get_user_model() if kind == "person" else get_user_model()._meta.get_field("department").related_model
        )
        key = company.keys["teammate"]
        if kind == "department":
            key = gate.create(registry[target], {"name": "Export"}, actor=boss).pk
        one = quote(boss, "one", **{field: key})
        quote(boss, "two")
        assert read_one(QUOTES, one, boss)[field].id == key
        assert names(boss, filter={"field": field, "op": "eq", "value": str(key)}) == ["one"]


class TestRunningNumbers:
    """Numbers by a rule."""

    def test_every_record_has_one_and_none_is_typed(self, boss: Acting) -> None:
        before = [quote(boss, name) for name in ("first", "second")]
        field = add(boss, "Contract no.", "auto_number", pattern="HT-{year}-{0000}").name
        year = f"{timezone.localdate():%Y}"
        assert read_one(QUOTES, before[0], boss)[field] == ""
        new = quote(boss, "new")
        assert read_one(QUOTES, new, boss)[field] == f"HT-{year}-0001"
        (job,) = run_jobs_now()
        assert (job.done, job.total) == (3, 3)
        assert [read_one(QUOTES, key, boss)[field] for key in before] == [f"HT-{year}-0002", f"HT-{year}-0003"]
        made = gate.create_many(QUOTES, [{"name": "a"}, {"name": "b"}], actor=boss)
        assert [getattr(record, field) for record in made] == [f"HT-{year}-0004", f"HT-{year}-0005"]
        with pytest.raises(Invalid) as refused:
            gate.update(QUOTES, new, {field: "HT-1"}, actor=boss)
        assert set(refused.value.errors) == {field}
        assert names(boss, filter={"field": field, "op": "eq", "value": f"HT-{year}-0002"}) == ["first"]

    def test_numbering_begins_anew_with_the_period(self) -> None:
        kind = RuledNumber("no.", written="{yy}{month}/{000}-X")
        kind.set_attributes_from_name("custom_no")
        assert kind.shaped(7, dt.date(2026, 3, 5)) == "2603/007-X"
        assert kind.shaped(12345, dt.date(2026, 3, 5)) == "2603/12345-X"
        assert kind.series("quotes", dt.date(2026, 3, 5)) == "quotes.custom_no.202603"
        assert kind.series("quotes", dt.date(2026, 4, 1)) == "quotes.custom_no.202604"

    @pytest.mark.parametrize(
        "pattern",
        ["", "A-", "A-{000}-{00}", "A-{week}{000}", "A-{month}-{000}", "A-{year}{day}{00}", "{0000", "0}{000}"],
    )
    def test_a_rule_whose_numbers_would_meet_is_refused(self, boss: Acting, pattern: str) -> None:
        with pytest.raises(Invalid) as refused:
            add(boss, "No.", "auto_number", pattern=pattern)
        assert set(refused.value.errors) == {"pattern"}
        check_rule("{year}{month}{day}{0}")


class TestResults:
    """What is worked out from other fields."""

    def test_with_every_change_of_the_record(self, boss: Acting) -> None:
        field = add(boss, "Tax", "computed", formula="ROUND(amount * 0.13, 2)", gives="money").name
        one = quote(boss, "one", amount=Decimal(100))
        assert read_one(QUOTES, one, boss)[field] == Decimal("13.00")
        gate.update(QUOTES, one, {"amount": Decimal(200)}, actor=boss)
        assert read_one(QUOTES, one, boss)[field] == Decimal("26.00")
        changed = history(QUOTES, one, boss)[0].changes
        assert {told.field for told in changed} == {"amount", field}
        gate.create_many(QUOTES, [{"name": "two", "amount": Decimal(300)}, {"name": "three"}], actor=boss)
        assert names(boss, filter={"field": field, "op": "gte", "value": "26"}, sort=(f"-{field}",)) == ["two", "one"]
        gate.bulk(QUOTES, [one], "update", {"amount": Decimal(1000)}, actor=boss)
        assert read_one(QUOTES, one, boss)[field] == Decimal("130.00")
        with pytest.raises(Invalid):
            gate.update(QUOTES, one, {field: Decimal(1)}, actor=boss)
        with pytest.raises(Invalid):
            gate.create(QUOTES, {"name": "x", field: Decimal(1)}, actor=boss)

    def test_records_that_were_there_get_theirs_by_a_job(self, boss: Acting) -> None:
        keys = [quote(boss, f"quote {n}", amount=Decimal(n)) for n in range(5)]
        field = add(boss, "Double", "computed", formula="amount * 2", gives="decimal")
        (job,) = run_jobs_now()
        assert (job.state, job.done, job.total, job.result) == ("done", 5, 5, {"done": 5, "changed": 5})
        assert [read_one(QUOTES, key, boss)[field.name] for key in keys] == [Decimal(2 * n) for n in range(5)]
        assert read_one(QUOTES, keys[0], boss)["version"] == 1, "nobody's change"
        change(field, boss, formula="amount * 3")
        with CaptureQueriesContext(connection) as asked:
            run_jobs_now()
        assert sum("example_quote" in one["sql"] for one in asked) < 12
        assert read_one(QUOTES, keys[4], boss)[field.name] == 12

    def test_one_result_needs_another_whichever_was_there_first(self, boss: Acting) -> None:
        net = add(boss, "Net", "computed", formula="amount", gives="money")
        gross = add(boss, "Gross", "computed", formula="custom.net * 1.13", gives="money")
        change(net, boss, formula="amount - 10")
        one = quote(boss, "one", amount=Decimal(110))
        row = read_one(QUOTES, one, boss)
        assert (row[net.name], row[gross.name]) == (Decimal(100), Decimal(113))
        with pytest.raises(Invalid) as refused:
            change(net, boss, formula="custom_gross - 10")
        (told,) = refused.value.errors["formula"]
        assert "Net → Gross → Net" in told
        with pytest.raises(Invalid) as refused:
            change(net, boss, formula="custom.net + 1")
        assert "Net → Net" in refused.value.errors["formula"][0]
        with pytest.raises(Invalid, match="Gross"):
            gate.delete(FIELDS, net.pk, actor=boss)
        assert net.name in QUOTES.fields
        gate.delete(FIELDS, gross.pk, actor=boss)

    @pytest.mark.parametrize(
        ("said", "where"),
        [
            ({"formula": "amount * 2"}, "gives"),
            ({"gives": "money"}, "formula"),
            ({"formula": "amuont", "gives": "money"}, "formula"),
            ({"formula": "amount *", "gives": "money"}, "formula"),
            ({"formula": "name", "gives": "money"}, "formula"),
            ({"formula": "amount", "gives": "money", "required": True}, "required"),
            ({"formula": "amount", "gives": "money", "initial": "1"}, "initial"),
            ({"kind": "money", "formula": "amount"}, "formula"),
        ],
    )
    def test_what_does_not_go_together_is_told_at_its_field(
        self, boss: Acting, said: dict[str, Any], where: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            add(boss, "Tax", **{"kind": "computed", **said})
        assert set(refused.value.errors) == {where}
        assert "custom_tax" not in QUOTES.fields

    def test_what_is_too_large_for_the_field_is_nothing(self, boss: Acting) -> None:
        big = add(boss, "Big", "computed", formula="amount * 1000000000", gives="integer").name
        long = add(boss, "Long", "computed", formula="name & name", gives="text").name
        row = read_one(QUOTES, quote(boss, "x" * 200, amount=Decimal(5)), boss)
        assert row[big] is None
        assert row[long] == "x" * 249 + "…"

    def test_who_may_not_see_what_it_comes_from_does_not_see_the_result(self, company: Company, boss: Acting) -> None:
        direct = add(boss, "Tax", "computed", formula="amount * 0.13", gives="money").name
        further = add(boss, "Large", "computed", formula="custom.tax > 100", gives="yes_no").name
        one = quote(boss, "one", amount=Decimal(1000))
        for mode in (Mode.HIDDEN, Mode.MASKED):
            clerk = company.actor("teammate", allow("quotes"), rules=(rule("quotes", "amount", mode),))
            row = read_one(QUOTES, one, clerk)
            assert direct not in row
            assert further not in row
            with pytest.raises(BadQuery):
                names(clerk, filter={"field": direct, "op": "gte", "value": "1"})
            assert all(
                told.field not in (direct, further) for event in history(QUOTES, one, clerk) for told in event.changes
            )
        reader = company.actor("teammate", allow("quotes", "read"))
        assert read_one(QUOTES, one, reader)[further] is True

    def test_a_change_is_taken_back_with_its_results(self, boss: Acting) -> None:
        field = add(boss, "Tax", "computed", formula="amount * 0.5", gives="money").name
        one = quote(boss, "one", amount=Decimal(100))
        request = uuid7().hex
        with origin.origin("page", request=request):
            gate.update(QUOTES, one, {"amount": Decimal(10)}, actor=boss)
        assert read_one(QUOTES, one, boss)[field] == 5
        gate.undo(QUOTES, one, request, actor=boss)
        assert read_one(QUOTES, one, boss)[field] == 50


class TestAsking:
    """Fields that are asked under a condition, or needed from a stage on."""

    def test_what_is_asked_under_a_condition_is_needed_only_then(self, boss: Acting) -> None:
        field = add(boss, "Approval", required=True, asked_when="amount > 1000").name
        small = quote(boss, "small", amount=Decimal(10))
        with pytest.raises(Invalid) as refused:
            quote(boss, "large", amount=Decimal(5000))
        assert set(refused.value.errors) == {field}
        quote(boss, "large", amount=Decimal(5000), **{field: "Li"})
        with pytest.raises(Invalid):
            gate.update(QUOTES, small, {"amount": Decimal(2000)}, actor=boss)
        gate.update(QUOTES, small, {"amount": Decimal(2000), field: "Wu"}, actor=boss)
        with pytest.raises(Invalid):
            gate.update(QUOTES, small, {field: ""}, actor=boss)
        assert read_one(QUOTES, small, boss)[field] == "Wu"
        result = gate.bulk(QUOTES, [small], "update", {field: ""}, actor=boss)
        assert set(result.refused) == {small}

    def test_a_record_of_other_times_is_asked_when_it_is_concerned(self, boss: Acting) -> None:
        old = quote(boss, "old", amount=Decimal(5000))
        field = add(boss, "Approval", required=True, asked_when="amount > 1000").name
        gate.update(QUOTES, old, {"name": "renamed"}, actor=boss)
        with pytest.raises(Invalid) as refused:
            gate.update(QUOTES, old, {"amount": Decimal(6000)}, actor=boss)
        assert set(refused.value.errors) == {field}

    def test_from_a_stage_on(self, boss: Acting) -> None:
        field = add(boss, "Delivery", needed_from="quotes:sent").name
        one, lost = quote(boss, "one"), quote(boss, "lost")
        with pytest.raises(Invalid) as refused:
            gate.act(QUOTES, one, "send", {}, actor=boss)
        assert "Delivery" in refused.value.errors[field][0]
        assert "sent" in refused.value.errors[field][0]
        assert read_one(QUOTES, one, boss)["stage"] == "draft"
        gate.act(QUOTES, lost, "lose", {"lost_reason": "price"}, actor=boss)
        gate.update(QUOTES, one, {field: "Ningbo"}, actor=boss)
        gate.act(QUOTES, one, "send", {}, actor=boss)
        with pytest.raises(Invalid):
            gate.update(QUOTES, one, {field: ""}, actor=boss)
        with pytest.raises(Invalid) as refused:
            add(boss, "Wrong", needed_from="quotes:sold")
        assert "needed_from" in refused.value.errors

    def test_every_declared_condition_can_be_read(self) -> None:
        """What the product itself declares, such as on the form of a custom field."""
        for entity in registry:
            told = {name for name, kind in entity.fields.items() if kind.asked_when}
            assert set(entity.asked) == told, entity
        assert "target" in FIELDS.asked


class TestSearch:
    """Records are found by what stands in a field."""

    def test_a_field_is_searched_from_when_it_says_so(self, company: Company, boss: Acting) -> None:
        field = add(boss, "Nickname")
        one = quote(boss, "one", **{field.name: "Blue Whale"})
        assert names(boss, q="whale") == []
        change(field, boss, searched=True)
        run_jobs_now()
        assert names(boss, q="whale") == ["one"]
        gate.update(QUOTES, one, {field.name: "Red Shark"}, actor=boss)
        assert names(boss, q="whale") == []
        assert names(boss, q="shark") == ["one"]
        quote(boss, "two", **{field.name: "小鲸鱼"})
        assert names(boss, q="鲸鱼") == ["two"]
        clerk = company.actor("teammate", allow("quotes"), rules=(rule("quotes", field.name, Mode.HIDDEN),))
        assert names(clerk, q="shark") == []
        assert names(clerk, q="one") == ["one"]
        change(field, boss, searched=False)
        run_jobs_now()
        assert names(boss, q="shark") == []

    def test_results_and_numbers_are_searched_too(self, boss: Acting) -> None:
        add(boss, "No.", "auto_number", pattern="ZX{0000}", searched=True)
        add(boss, "Code", "computed", formula="UPPER(name) & 'QQ'", gives="text", searched=True)
        quote(boss, "abc")
        assert names(boss, q="ZX0001") == ["abc"]
        assert names(boss, q="ABCQQ") == ["abc"]
        with pytest.raises(Invalid) as refused:
            add(boss, "Size", "integer", searched=True)
        assert set(refused.value.errors) == {"searched"}


def test_the_page_of_a_record_shows_what_nobody_types(boss: Acting) -> None:
    assert isinstance(QUOTES, Entity)
    field = add(boss, "Tax", "computed", formula="amount", gives="money").name
    shown = [name for section in QUOTES.sections for name in section.fields]
    assert field in shown


def test_a_list_ordered_by_a_shown_field_beside_one_whose_name_goes_on(boss: Acting) -> None:
    """Two columns of a name were told apart by a number, which could be another field's name."""
    shade, other = add(boss, "Shade").name, add(boss, "Shade1").name
    assert other == f"{shade}1"
    quote(boss, "one", **{shade: "dark", other: "light"})
    (row,) = read_page(QUOTES, boss, Query(sort=(shade,), fields=("name", shade, other))).rows
    assert (row[shade], row[other]) == ("dark", "light")
