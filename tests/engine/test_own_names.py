"""What the company calls records and fields is what everybody reads, on every surface, until it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from guanxi.engine import exports, gate
from guanxi.engine.customfields import living
from guanxi.engine.errors import Invalid, NotAllowed, NotFound
from guanxi.engine.reading import history
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Acting, Company, allow
from tests.engine.customising import QUOTES, add
from tests.engine.importing import take
from tests.house import House

pytestmark = pytest.mark.django_db
NAMES = registry["names"]
PARTNERS = registry["partners"]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def call(actor: Any, subject: str, name: str, **more: Any) -> Any:
    """A name, in force at once."""
    made = gate.create(NAMES, {"subject": subject, "name": name, **more}, actor=actor)
    living.refresh()  # with the commit, outside of tests
    return made


def test_each_reader_has_it_in_their_language_or_as_it_is(boss: Acting) -> None:
    call(boss, "partners", "甲方", en="client", en_plural="clients", hant="業主")
    told = {}
    for language in ("en", "zh-hans", "zh-hant"):
        with override(language):
            told[language] = (PARTNERS.label, PARTNERS.label_plural)
    assert told == {"en": ("client", "clients"), "zh-hans": ("甲方", "甲方"), "zh-hant": ("業主", "業主")}


def test_a_field_is_called_so_with_its_hint_and_by_its_old_name_again(boss: Acting) -> None:
    kind: Any = QUOTES.fields["amount"]
    came = (str(kind.verbose_name), str(kind.help_text))
    made = call(boss, "quotes.amount", "Contract value", hint="Without tax.", hint_hans="不含税。")
    assert (str(kind.verbose_name), str(kind.help_text)) == ("Contract value", "Without tax.")
    with override("zh-hans"):
        assert str(kind.help_text) == "不含税。"
    gate.update(NAMES, made.pk, {"name": "Value", "hint": "", "hint_hans": ""}, actor=boss)
    living.refresh()
    assert (str(kind.verbose_name), str(kind.help_text)) == ("Value", came[1])
    gate.delete(NAMES, made.pk, actor=boss)
    living.refresh()
    assert (str(kind.verbose_name), str(kind.help_text)) == came
    gate.restore(NAMES, made.pk, actor=boss)
    living.refresh()
    assert str(kind.verbose_name) == "Value"
    assert [event.verb for event in history(NAMES, made.pk, boss)] == ["restore", "delete", "update", "create"]


def test_lines_and_custom_fields_have_names_too(boss: Acting) -> None:
    add(boss, "Colour")
    call(boss, "quotes.lines", "positions")
    call(boss, "quotes.lines.product", "article")
    call(boss, "quotes.custom_colour", "Shade")
    assert QUOTES.lines["lines"].label == "positions"
    assert str(QUOTES.lines["lines"].fields["product"].verbose_name) == "article"  # type: ignore[attr-defined]
    living.clear()
    living.refresh()  # the custom field is another object now
    assert str(QUOTES.fields["custom_colour"].verbose_name) == "Shade"  # type: ignore[attr-defined]


def test_exports_are_headed_so_and_files_may_say_either(boss: Acting) -> None:
    gate.create(PARTNERS, {"name": "North"}, actor=boss)
    call(boss, "partners.phone", "Hotline")
    file = b"".join(exports.pieces(exports.Wanted("partners", fields=("name", "phone")), boss))
    assert file.decode("utf-8-sig").splitlines()[0] == "name,Hotline"
    for column in ("Hotline", "telephone"):
        work = take(boss, "partners", f"name,{column}\nSouth,+8613800006120\n")
        assert work.mapping[column] == "phone", column


def test_one_thing_has_one_name(boss: Acting) -> None:
    call(boss, "partners", "client")
    with pytest.raises(Invalid):
        gate.create(NAMES, {"subject": "partners", "name": "firm"}, actor=boss)
    assert PARTNERS.label == "client"
    with pytest.raises(Invalid):
        gate.create(NAMES, {"subject": "names", "name": "x"}, actor=boss)


def test_only_who_may_give_names_does() -> None:
    company = Company()
    for who, rights, error in (("teammate", (), NotFound), ("stranger", (allow("names", "read"),), NotAllowed)):
        with pytest.raises(error):
            gate.create(NAMES, {"subject": "quotes", "name": "x"}, actor=company.actor(who, *rights))
    assert NAMES.manager().count() == 0


def test_pages_and_programs_read_it_with_their_next_request(house: House) -> None:
    client = Client()
    client.force_login(house["owner"])
    assert "Customers" in client.get("/customers/").content.decode()
    call(house["admin"], "customers", "client", plural="clients")
    call(house["admin"], "customers.industry", "Trade")
    living.clear()  # as another process, that has not been told
    page = client.get("/customers/").content.decode()
    assert "Clients" in page
    page = client.get("/customers/new/").content.decode()
    assert "New client" in page
    assert "Trade" in page
    fields = {one["name"]: one["label"] for one in client.get("/api/v1/schema/customers").json()["fields"]}
    assert fields["industry"] == "Trade"
