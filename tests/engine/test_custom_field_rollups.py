"""Fields that tell of a list of other records: right after whatever happens there, closed where they tell too much."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.engine import gate
from guanxi.engine.customfields import living
from guanxi.engine.customfields.kinds import TELLS_OF_ALL
from guanxi.engine.customfields.rolling import follow, roll
from guanxi.engine.errors import BadQuery, Invalid
from guanxi.engine.events.readers import read_some, readers
from guanxi.engine.expressions import Wrong, compile_expression
from guanxi.engine.expressions.filtering import as_filter
from guanxi.engine.filters import compile_for_rule
from guanxi.engine.models.event import Event
from guanxi.engine.permissions import Mode
from guanxi.engine.reading import Query, read_one, read_page
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.company import Acting, Company, allow, rule
from tests.engine.customising import FIELDS, QUOTES, add

pytestmark = pytest.mark.django_db
PARTNERS = registry["partners"]


@pytest.fixture(autouse=True)
def _reading(db: None) -> None:
    """The reader has been there before the first field."""
    catch_up()


def tell(actor: Any, label: str, rolled: str, field: str = "", **more: Any) -> str:
    """A field on partners that tells of their quotes."""
    more = {"over": "quotes.partner", **more}
    told = {"rolled": rolled, "rolled_field": field and f"quotes.{field}", **more}
    name: str = add(actor, label, "rollup", entity="partners", **told).name
    run_jobs_now()
    return name


def partner(actor: Any, name: str) -> Any:
    return gate.create(PARTNERS, {"name": name}, actor=actor).pk


def quote(actor: Any, name: str, **values: Any) -> Any:
    return gate.create(QUOTES, {"name": name, **values}, actor=actor).pk


def catch_up() -> None:
    """What the reader does with all that happened so far."""
    read_some(readers["customfields.rolling"], waiting=False, events=Event.objects.all)


def test_after_whatever_happens_there(boss: Acting) -> None:
    north, south = partner(boss, "North"), partner(boss, "South")
    quote(boss, "old", partner=north, amount=Decimal(7))
    count, total = tell(boss, "Quotes", "count"), tell(boss, "Worth", "sum", "amount")

    def told(key: Any) -> tuple[Any, Any]:
        catch_up()
        row = read_one(PARTNERS, key, boss)
        return row[count], row[total]

    assert told(north) == (1, Decimal(7)), "what was there before, by the job"
    assert told(south) == (0, None)
    one = quote(boss, "one", partner=north, amount=Decimal(10))
    gate.create_many(QUOTES, [{"name": n, "partner": south, "amount": Decimal(1)} for n in "xyz"], actor=boss)
    assert (told(north), told(south)) == ((2, Decimal(17)), (3, Decimal(3)))
    gate.update(QUOTES, one, {"amount": Decimal(20)}, actor=boss)
    assert told(north) == (2, Decimal(27))
    gate.update(QUOTES, one, {"partner": south}, actor=boss)
    assert (told(north), told(south)) == ((1, Decimal(7)), (4, Decimal(23)))
    gate.delete(QUOTES, one, actor=boss)
    assert told(south) == (3, Decimal(3))
    gate.restore(QUOTES, one, actor=boss)
    assert told(south) == (4, Decimal(23))
    gate.bulk(QUOTES, [one], "update", {"partner": None}, actor=boss)
    assert told(south) == (3, Decimal(3))
    assert read_one(PARTNERS, south, boss)["version"] == 1, "nobody changed the partner"
    new = partner(boss, "New")
    assert read_one(PARTNERS, new, boss)[count] == 0


def test_records_whose_lines_lead_here_count_once(company: Company, boss: Acting) -> None:
    north, south = partner(boss, "North"), partner(boss, "South")
    count = tell(boss, "Quoted", "count", over="quotes.lines.partner")
    total = tell(boss, "Worth", "sum", "amount", over="quotes.lines.partner")
    lines = [{"product": "a", "partner": north}, {"product": "b", "partner": north}, {"product": "c", "partner": south}]
    one = quote(boss, "one", amount=Decimal(10), lines=lines)
    quote(boss, "two", amount=Decimal(5), lines=lines[:1])

    def told(key: Any) -> tuple[Any, Any]:
        catch_up()
        row = read_one(PARTNERS, key, boss)
        return row[count], row[total]

    assert (told(north), told(south)) == ((2, Decimal(15)), (1, Decimal(10)))
    gate.update(QUOTES, one, {"lines": lines[:1]}, actor=boss)
    assert (told(north), told(south)) == ((2, Decimal(15)), (0, None))
    gate.delete(QUOTES, one, actor=boss)
    assert told(north) == (1, Decimal(5))
    clerk = company.actor("teammate", allow("*"), rules=(rule("quotes", "lines", Mode.HIDDEN),))
    assert count not in read_one(PARTNERS, north, clerk)


def test_every_way_of_telling_with_a_condition(boss: Acting) -> None:
    north = partner(boss, "North")
    sent = tell(boss, "Sent", "count", only="stage in ('sent', 'won') and not EMPTY(amount)")
    least, most = tell(boss, "Least", "min", "amount"), tell(boss, "Last day", "max", "valid_until")
    newest = tell(boss, "Newest", "latest", "name")
    for place, amount in enumerate((30, 10, None)):
        day = dt.date(2026, 1, 10 - place)
        key = quote(boss, f"quote {place}", partner=north, amount=amount and Decimal(amount), valid_until=day)
        gate.act(QUOTES, key, "send", {}, actor=boss)
    catch_up()
    row = read_one(PARTNERS, north, boss)
    assert (row[sent], row[least], row[most], row[newest]) == (2, Decimal(10), dt.date(2026, 1, 10), "quote 2")
    found = read_page(PARTNERS, boss, Query(filter={"field": sent, "op": "gte", "value": 2}, sort=(f"-{sent}",)))
    assert [one["id"] for one in found.rows] == [north]
    field = FIELDS.manager().get(label="Sent")
    gate.update(FIELDS, field.pk, {"only": "amount > 20"}, actor=boss)
    living.refresh()
    run_jobs_now()
    assert read_one(PARTNERS, north, boss)[sent] == 1
    with pytest.raises(Invalid):
        gate.update(PARTNERS, north, {sent: 5}, actor=boss)


def test_results_follow_what_is_told(boss: Acting) -> None:
    count = tell(boss, "Quotes", "count")
    big = add(boss, "Big", "computed", entity="partners", formula=f"{count} > 1", gives="yes_no").name
    north = partner(boss, "North")
    for name in "ab":
        quote(boss, name, partner=north)
    catch_up()
    assert read_one(PARTNERS, north, boss)[big] is True


def test_a_changed_formula_there_is_told_here(boss: Acting) -> None:
    tax = add(boss, "Tax", "computed", formula="amount * 0.1", gives="money")
    total = tell(boss, "Taxes", "sum", tax.name)
    north = partner(boss, "North")
    quote(boss, "one", partner=north, amount=Decimal(100))
    catch_up()
    assert read_one(PARTNERS, north, boss)[total] == 10
    gate.update(FIELDS, tax.pk, {"formula": "amount * 0.2"}, actor=boss)
    living.refresh()
    run_jobs_now()
    assert read_one(PARTNERS, north, boss)[total] == 20
    with pytest.raises(Invalid, match="Taxes"):
        gate.delete(FIELDS, tax.pk, actor=boss)


def test_what_is_too_large_is_nothing(boss: Acting) -> None:
    total = tell(boss, "Worth", "sum", "amount")
    north = partner(boss, "North")
    for name in "ab":
        quote(boss, name, partner=north, amount=Decimal(10) ** 16 - 1)
    catch_up()
    assert read_one(PARTNERS, north, boss)[total] is None


def test_who_may_not_read_what_it_tells_of_does_not_see_it(company: Company, boss: Acting) -> None:
    total = tell(boss, "Worth", "sum", "amount", only="secret = ''")
    north = partner(boss, "North")
    quote(boss, "one", partner=north, amount=Decimal(10))
    catch_up()
    closed = (
        company.actor("teammate", allow("partners")),
        company.actor("teammate", allow("*"), rules=(rule("quotes", "amount", Mode.HIDDEN),)),
        company.actor("teammate", allow("*"), rules=(rule("quotes", "secret", Mode.HIDDEN),)),
        company.actor("teammate", allow("*"), rules=(rule("quotes", "partner", Mode.MASKED),)),
    )
    for clerk in closed:
        assert total not in read_one(PARTNERS, north, clerk)
        with pytest.raises(BadQuery):
            read_page(PARTNERS, clerk, Query(sort=(total,)))
    open_ = company.actor("teammate", allow("partners"), allow("quotes", "read"))
    assert read_one(PARTNERS, north, open_)[total] == 10
    assert str(TELLS_OF_ALL) in str(PARTNERS.fields[total].help_text)


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"over": "quotes.owner", "rolled": "count"}, "over"),
        ({"rolled": "count"}, "over"),
        ({"over": "quotes.partner"}, "rolled"),
        ({"over": "quotes.partner", "rolled": "sum"}, "rolled_field"),
        ({"over": "quotes.partner", "rolled": "sum", "rolled_field": "quotes.valid_until"}, "rolled_field"),
        ({"over": "quotes.partner", "rolled": "sum", "rolled_field": "partners.rating"}, "rolled_field"),
        ({"over": "quotes.partner", "rolled": "min", "rolled_field": "quotes.name"}, "rolled_field"),
        ({"over": "quotes.partner", "rolled": "count", "only": "amount + 1"}, "only"),
        ({"over": "quotes.partner", "rolled": "count", "only": "amount > rating"}, "only"),
        ({"over": "quotes.partner", "rolled": "count", "only": "LENGTH(name) > 3"}, "only"),
        ({"over": "quotes.partner", "rolled": "count", "required": True}, "required"),
        ({"kind": "text", "over": "quotes.partner"}, "over"),
    ],
)
def test_what_cannot_be_told_is_refused_at_its_field(boss: Acting, said: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(boss, "Told", **{"kind": "rollup", "entity": "partners", **said})
    assert where in refused.value.errors
    assert "custom_told" not in PARTNERS.fields


@pytest.mark.django_db(transaction=True)
def test_two_who_add_at_once_are_both_counted(boss: Acting) -> None:
    """The last who tells waits for the first, and sees what both did."""
    field = gate.create(
        FIELDS,
        {"label": "Quotes", "entity": "partners", "kind": "rollup", "over": "quotes.partner", "rolled": "count"},
        actor=boss,
    )
    try:
        north = partner(boss, "North")
        barrier = threading.Barrier(4)

        def work(n: int) -> None:
            try:
                barrier.wait(10)
                quote(boss, f"quote {n}", partner=north)
                with transaction.atomic():
                    roll(PARTNERS, [north])
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert read_one(PARTNERS, north, boss)[field.name] == 4
        with transaction.atomic():
            follow(list(Event.objects.filter(entity="quotes")))
        assert read_one(PARTNERS, north, boss)[field.name] == 4
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE example_partner DROP COLUMN "{field.name}"')


CONDITIONS = st.recursive(
    st.sampled_from(
        [
            "amount > 5", "amount <= 5", "7 > amount", "amount = 5", "amount <> 5", "1 < amount < 9", "approved",
            "name = 'b'", "name <> ''", "CONTAINS(name, 'A')", "EMPTY(amount)", "EMPTY(secret)", "stage = 'draft'",
            "stage in ('sent', 'won')", "stage not in ('sent',)", "valid_until >= DATE(2026, 1, 2)",
            "'urgent' in traits", "EMPTY(partner)", "EMPTY(valid_until)", "CONTAINS(traits, 'urgent')",
        ]
    ),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not {}".format, inner),
        st.builds("OR({}, NOT({}))".format, inner, inner),
    ),
    max_leaves=5,
)  # fmt: skip
ROWS = [
    {"name": "a", "amount": Decimal(3), "approved": True, "traits": ["urgent"], "valid_until": dt.date(2026, 1, 1)},
    {"name": "b", "amount": Decimal(5), "secret": "s", "valid_until": dt.date(2026, 1, 2)},
    {"name": "ba", "traits": ["export", "urgent"]},
    {"name": "c", "amount": Decimal(8), "approved": True},
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONDITIONS)
def test_a_condition_means_to_the_database_what_it_means_for_a_record(written: str) -> None:
    with transaction.atomic():
        actor = Company().boss()
        for row in ROWS:
            gate.create(QUOTES, row, actor=actor)
        condition = compile_expression(written, QUOTES.fields)
        wanted = {record.pk for record in QUOTES.manager() if condition.holds(record)}
        try:
            told = as_filter(written, QUOTES.fields)
        except Wrong:
            transaction.set_rollback(True)
            return
        found = set(QUOTES.manager().filter(compile_for_rule(QUOTES, told, actor.access)).values_list("pk", flat=True))
        transaction.set_rollback(True)
    assert found == wanted, SimpleNamespace(told=told)
