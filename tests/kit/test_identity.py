"""Telephones, addresses, numbers: one form each; and how sure it is that two records are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit import identity
from guanxi.kit.companies import read
from guanxi.kit.identity import Key
from guanxi.kit.likeness import SURE_FROM, TOLD_FROM, Traits, compare


@pytest.mark.parametrize(
    ("form", "written", "told"),
    [
        (identity.phone, "010-65001234-801", "+861065001234"),
        (identity.phone, "１３８ 1234 2051", "+8613812342051"),
        (identity.phone, "310/246-1501", "+863102461501"),
        (identity.phone, "9 99 99 99", "9999999"),
        (identity.phone, "12345", ""),
        (identity.email, " Info@Bluefield.Example ", "info@bluefield.example"),
        (identity.email, "info+crm@bluefield.example", "info@bluefield.example"),
        (identity.email, "info", ""),
        (identity.domain, "https://www.Bluefield.example/about?x=1", "bluefield.example"),
        (identity.domain, "info@mail.bluefield.example", "bluefield.example"),
        (identity.domain, "somebody@163.com", ""),
        (identity.domain, "somebody@gmail.com", ""),
        (identity.domain, "somebody@yahoo.co.uk", ""),
        (identity.number, "91350100M000100Y43", "M000100Y4"),
        (identity.number, "91350100m0001 00Y43", "M000100Y4"),
        (identity.number, "91350100M000100Y44", "91350100M000100Y44"),
        (identity.number, "350100M000100Y4", "M000100Y4"),
        (identity.number, "DE 123 456 789", "DE123456789"),
        (identity.number, "n/a", ""),
        (identity.address, "山东省聊城市东昌府区兴华西路12号", "聊城兴华西路12号"),
        (identity.address, "聊城市東昌府區興華西路 12 號", "聊城兴华西路12号"),
        (identity.address, "聊城", ""),
    ],
)
def test_one_form(form, written, told):
    assert form(written) == told


@given(st.text(max_size=60))
def test_anything_can_stand_in_a_field(text):
    for form in (identity.phone, identity.email, identity.domain, identity.number, identity.address):
        told = form(text)
        assert form(told) in (told, "") or form is identity.number


@given(st.sampled_from(identity.KINDS), st.text(max_size=20), st.text(max_size=20))
def test_keys_are_eight_bytes_and_never_shared_between_entities(kind, one, other):
    here = identity.hashed("customers", Key(kind, one))
    assert -(2**63) <= here < 2**63
    assert here == identity.hashed("customers", Key(kind, one))
    assert here != identity.hashed("contacts", Key(kind, one))
    assert (here == identity.hashed("customers", Key(kind, other))) is (one == other)


def traits(name="", phone="", email="", number="", **more):
    told = {"phones": phone, "emails": email, "numbers": number}
    return Traits(names=[read(name)] if name else [], **{kind: {text} for kind, text in told.items() if text}, **more)


def kinds(likeness):
    return [reason.kind for reason in likeness.reasons]


def test_the_surest_reason_comes_first():
    one, other = traits("澜屿精工", "+86138", number="M1"), traits("澜屿精工机械", "+86138", number="M1")
    found = compare(one, other)
    assert kinds(found) == ["number", "phone", "name"]
    assert found.score > SURE_FROM


def test_a_telephone_is_enough_to_be_told_and_a_name_alike_too():
    assert compare(traits(phone="+86138"), traits(phone="+86138")).score >= SURE_FROM
    assert compare(traits("澜屿精工机械"), traits("澜屿精工")).score >= TOLD_FROM


def test_another_number_speaks_against_the_same_name():
    assert compare(traits("澜屿精工机械", number="M1"), traits("澜屿精工机械", number="M2")).score < TOLD_FROM


def test_a_switchboard_with_two_names_is_told_but_not_sure():
    found = compare(traits("澜屿精工机械", "+86138"), traits("栖禾纺织", "+86138"))
    assert TOLD_FROM <= found.score < SURE_FROM


def test_people_of_the_same_name_are_many():
    assert compare(traits("王伟", is_person=True), traits("王伟", is_person=True)).score < TOLD_FROM
    assert [key.kind for key in traits("王伟", is_person=True).clues()] == ["name"]


def test_nothing_in_common_is_nothing():
    assert compare(traits("澜屿精工机械"), traits("栖禾纺织")).score == 0
    assert compare(Traits(), Traits()).score == 0
