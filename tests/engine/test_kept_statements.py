"""A list's words are kept for as long as one's rights are the same, and never for longer or for anybody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from guanxi.engine import gate, origin, prepared
from guanxi.engine.models.share import open_to
from guanxi.engine.permissions import Scope
from guanxi.engine.reading import Query, present, read_page
from guanxi.engine.reading.counting import count_with_sums
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting, Company, allow
from guanxi.kit.collation import collation_key
from tests.example.models import Quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    prepared._kept.clear()
    return Company()


def quote(company: Company, who: str, name: str, amount: int = 1, **more: Any) -> Quote:
    now = timezone.now()
    shown = {"version": 1, "created_at": now, "updated_at": now, "sort_key": collation_key(name), "number": name}
    made = Quote(owner_id=company.keys[who], name=name, amount=amount, **(shown | more))
    with origin.unguarded():
        Quote._base_manager.bulk_create([made])
    return made


def seen(actor: Acting, **query: Any) -> tuple[list[str], int, int]:
    """Names, how many, and what they come to: as a list's page asks."""
    with origin.origin("page", request="r"):
        asked = Query(fields=("name",), **query)
        names = [row["name"] for row in read_page(registry["quotes"], actor, asked).rows]
        number, sums = count_with_sums(registry["quotes"], actor, asked, ["amount"])
    return names, number.value, int(sums.get("amount", 0))


def test_what_comes_and_goes_is_told_by_the_same_words(company: Company) -> None:
    boss = company.boss()
    assert seen(boss) == ([], 0, 0)
    kept = len(prepared._kept)
    assert kept == 2
    first = quote(company, "owner", "a", 5)
    quote(company, "stranger", "b", 7)
    assert seen(boss) == (["a", "b"], 2, 12)
    with origin.unguarded():
        Quote._base_manager.filter(pk=first.pk).update(deleted_at=timezone.now())
    assert seen(boss) == (["b"], 1, 7)
    assert len(prepared._kept) == kept
    assert seen(boss, deleted=True) == (["a"], 1, 5)


def test_each_sees_their_own_though_the_question_is_the_same(company: Company) -> None:
    own = {who: company.actor(who, allow("quotes", scope=Scope.OWN)) for who in ("owner", "teammate", "stranger")}
    for place, who in enumerate(own):
        quote(company, who, who, place + 1)
    for _again in range(2):
        for place, (who, actor) in enumerate(own.items()):
            assert seen(actor) == ([who], 1, place + 1)


def test_what_is_shared_is_seen_at_the_next_request_and_not_after_it_ended(company: Company) -> None:
    shared = quote(company, "owner", "shared", 3)
    grants = allow("quotes", scope=Scope.OWN), allow("quotes", scope=Scope.SHARED)
    stranger = company.actor("stranger", *grants)
    assert seen(stranger) == ([], 0, 0)
    open_to("quotes", shared.pk, company.keys["stranger"])
    assert seen(stranger) == (["shared"], 1, 3)
    open_to("quotes", shared.pk, None)
    assert seen(stranger) == ([], 0, 0)


def test_other_rights_are_other_words(company: Company) -> None:
    quote(company, "owner", "mine")
    quote(company, "teammate", "theirs")
    assert seen(company.actor("owner", allow("quotes", scope=Scope.OWN)))[0] == ["mine"]
    assert seen(company.actor("owner", allow("quotes", scope=Scope.DEPARTMENT)))[0] == ["mine", "theirs"]
    priced = allow("quotes", filter={"field": "name", "op": "eq", "value": "theirs"})
    assert seen(company.actor("owner", priced))[0] == ["theirs"]


@pytest.mark.parametrize("by", ["right", "filter"])
def test_what_moves_with_the_day_is_not_kept(company: Company, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.localdate()
    quote(company, "owner", "today", valid_until=today)
    quote(company, "owner", "tomorrow", valid_until=today + dt.timedelta(days=1))
    due = {"field": "valid_until", "op": "within", "value": "today"}
    actor = company.actor("owner", allow("quotes", filter=due)) if by == "right" else company.boss()
    query = {} if by == "right" else {"filter": due}
    assert seen(actor, **query)[0] == ["today"]
    later = timezone.now() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    monkeypatch.setattr(
        timezone, "localdate", lambda *_more: (later.astimezone(timezone.get_current_timezone())).date()
    )
    assert seen(actor, **query)[0] == ["tomorrow"]


def test_the_memory_is_bounded(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 4)
    boss = company.boss()
    for name in "abcdefgh":
        seen(boss, filter={"field": "name", "op": "eq", "value": name})
        assert len(prepared._kept) <= 4


def test_what_leads_to_a_record_is_asked_of_every_record_in_the_same_words(company: Company) -> None:
    boss = company.boss()
    partners = [gate.create(registry["partners"], {"name": name}, actor=boss).pk for name in "ab"]
    for place, partner in enumerate(partners):
        for number in range(place + 1):
            gate.create(registry["quotes"], {"name": f"{place} {number}", "partner": partner}, actor=boss)
    prepared._kept.clear()
    seen_of = [seen(boss, filter={"field": "partner", "op": "eq", "value": str(key)})[0] for key in partners]
    assert seen_of == [["0 0"], ["1 0", "1 1"]]
    assert len(prepared._kept) == 2
    assert seen(boss, filter={"field": "partner", "op": "eq", "value": str(company.keys["owner"])}) == ([], 0, 0)


@pytest.mark.parametrize(
    ("value", "leads"),
    [
        ("01a22b57-ef4b-7321-9b95-641554d9f970", True),
        ("01a22b57-ef4b-7321-9b95-641554d9f970/customers", True),
        ("01A22B57-EF4B-7321-9B95-641554D9F970", False),
        ("01a22b57ef4b73219b95641554d9f970/customers", False),
        ("nobody/customers", False),
        (7, False),
    ],
)
def test_a_filter_names_one_record_by_its_key_or_its_place(value: Any, leads: bool) -> None:
    query = Query(filter={"field": "about", "op": "eq", "value": value})
    assert (str(query.leads_to) == value) is leads
    if leads:
        sampled = query.leading_to(query.sample)
        assert (sampled.sample, sampled.leads_to) == (query.sample, query.sample)


def test_a_text_that_looks_like_a_key_is_a_text(company: Company) -> None:
    boss, texts = company.boss(), [str(company.keys[who]) for who in ("owner", "teammate")]
    for text in texts:
        gate.create(registry["quotes"], {"name": text}, actor=boss)
    for text in (*texts, *texts):
        assert seen(boss, filter={"field": "name", "op": "eq", "value": text})[0] == [text]


def test_a_day_begins_where_the_reader_is(company: Company) -> None:
    boss = company.boss()
    late = dt.datetime(2026, 11, 24, 17, tzinfo=dt.UTC)  # one o'clock of the 25th in Shanghai
    quote(company, "owner", "late", created_at=late)
    on_the_25th = {"field": "created_at", "op": "gte", "value": "2026-11-25"}
    for _again in range(2):
        for zone, names in (("Asia/Shanghai", ["late"]), ("Europe/Berlin", [])):
            with timezone.override(zone):
                assert seen(boss, filter=on_the_25th)[0] == names


def test_what_was_forgotten_by_others_meanwhile_is_answered_all_the_same(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(dict[Any, Any]):
        def __setitem__(self, key: Any, value: Any) -> None:
            """Another thread clears it at this moment."""

    monkeypatch.setattr(prepared, "_kept", Forgetful())
    quote(company, "owner", "a")
    for _again in range(2):
        assert seen(company.boss())[0] == ["a"]


def test_one_question_tells_which_lists_show_nothing(
    company: Company, django_assert_num_queries: Callable[[int], Any]
) -> None:
    partners, quotes = registry["partners"], registry["quotes"]
    boss, stranger = company.boss(), company.actor("stranger", allow("quotes", scope=Scope.OWN))
    led, empty = (gate.create(partners, {"name": name}, actor=boss).pk for name in ("led to", "empty"))
    offer = quote(company, "owner", "a", partner_id=led)

    def asked(actor: Acting) -> list[bool]:
        queries = [Query(filter={"field": "partner", "op": "eq", "value": str(key)}) for key in (led, empty)]
        with origin.origin("page", request="r"):
            return present([(quotes, query) for query in queries], actor)

    assert asked(boss) == [True, False]
    assert asked(stranger) == [False, False]
    with django_assert_num_queries(2):  # what is shared, and everything else
        assert asked(boss) == [True, False]
    with origin.unguarded():
        Quote._base_manager.filter(pk=offer.pk).update(deleted_at=timezone.now())
    assert asked(boss) == [False, False]
    assert present([], boss) == []
