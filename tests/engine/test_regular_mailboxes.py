"""Business cards out of a mailbox, by the clock: each once, whatever wraps it; the mailbox stays as it is."""

import ipaddress

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine import gate
from guanxi.engine.errors import Invalid
from guanxi.engine.imports.instructions import Instructions
from guanxi.engine.imports.making import Making
from guanxi.engine.models import Import, RegularImport
from guanxi.engine.outgoing import Refused, Unreachable
from guanxi.engine.registry import registry
from guanxi.engine.regular import mailboxes
from guanxi.engine.regular.sources import looking
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.site.environment import OutgoingHosts
from tests.engine.importing import column
from tests.engine.postbox import ACCOUNT, PASSWORD, card, mail, postbox
from tests.engine.regularly import act, active, now, recipe, regular

HERE = OutgoingHosts(networks=(ipaddress.ip_network("127.0.0.0/8"),))


@pytest.fixture
def box(tmp_path, monkeypatch, settings):
    settings.OUTGOING_HOSTS = HERE
    with postbox(tmp_path) as standing:
        monkeypatch.setenv("SSL_CERT_FILE", str(standing.certificate))
        yield standing


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield found()


def at(box, **values):
    return {
        "source": "mailbox", "server": f"127.0.0.1:{box.port}", "mailbox": "INBOX",
        "account": ACCOUNT, "secret": PASSWORD, **values,
    }  # fmt: skip


def of_cards(owner):
    said = Instructions({"name": Making(("name",)), "mobile": Making(("mobile",))}).as_json()
    return recipe(owner, name="Cards", entity="contacts", instructions=Instructions.read(said).text)


def running(work, owner):
    act(work, "run_now", owner)
    run_jobs_now()
    return now(work)


def test_each_card_comes_in_once_and_the_mailbox_stays_as_it_is(box, world):
    owner = world.users["clerk"]
    sent_on = mail(subject="Fwd: cards")
    sent_on.add_attachment(mail(("王芳.vcf", card("王芳", encoding="gb18030")), kind="application/octet-stream"))
    box.receive(mail(subject="No card"))
    box.receive(mail(("li.vcf", card("李雷", "13800138000")), ("hu.vcf", card("胡静"))))
    box.receive(sent_on)
    work = active(regular(world.users["admin"], owner, **at(box), recipe=of_cards(owner)), owner)
    assert "would" in now(work).last_result or "li.vcf" in now(work).last_result
    assert column(owner, "contacts", "name") == []
    told = running(work, owner).last_result
    assert told == "li.vcf: created 1; hu.vcf: created 1; 王芳.vcf: created 1"
    assert running(work, owner).last_result == "Nothing new."
    box.receive(mail(("li.vcf", card("李雷", "13800138000"))))  # the same card, sent once more
    box.receive(mail(("a/b\\c.vcf", card("Anna Stone"))))
    assert running(work, owner).last_result == "a-b-c.vcf: created 1"
    assert sorted(column(owner, "contacts", "name")) == sorted(["李雷", "胡静", "王芳", "Anna Stone"])
    assert not any(b"Seen" in line for line in box.flags())


def test_what_is_no_card_is_told_once_and_holds_nothing_up(box, world):
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, **at(box), recipe=of_cards(owner)), owner)
    box.receive(mail(("half.vcf", b"BEGIN:VCARD\r\nFN:Half"), ("none.vcf", b"\x00\xff\xfe"), ("empty.vcf", b" ")))
    box.receive(mail(("good.vcf", card("Good"))))
    told = running(work, owner).last_result
    assert "good.vcf: created 1" in told
    assert "none.vcf" in told
    assert "empty.vcf" not in told
    assert sorted(column(owner, "contacts", "name")) == ["Good", "Half"]
    done = Import._base_manager.filter(regular=work).count()
    running(work, owner)
    assert Import._base_manager.filter(regular=work).count() == done


def test_more_than_one_run_looks_into_goes_on_with_the_next(box, world, monkeypatch):
    monkeypatch.setattr(mailboxes, "MOST", 3)
    monkeypatch.setattr(mailboxes, "AT_ONCE", 2)
    monkeypatch.setattr(mailboxes, "LARGE", 50_000)
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, **at(box), recipe=of_cards(owner)), owner)
    for number in range(5):
        box.receive(mail((f"{number}.vcf", card(f"Guest {number}"))))
    box.receive(mail(("large.vcf", card("Large") + b" " * 60_000)))
    assert running(work, owner).last_result == "0.vcf: created 1; 1.vcf: created 1; 2.vcf: created 1"
    assert running(work, owner).last_result == "3.vcf: created 1; 4.vcf: created 1"
    assert running(work, owner).last_result == "Nothing new."


@pytest.mark.parametrize(
    ("values", "field"),
    [({"secret": "wrong"}, "mailbox"), ({"mailbox": "Nowhere"}, "mailbox"), ({"account": ""}, "secret")],
)
def test_what_is_in_the_way_is_told_in_words(box, values, field):
    with pytest.raises(Invalid) as bad, looking(RegularImport(**at(box, **values)), is_trial=True):
        pass
    assert list(bad.value.errors) == [field]
    assert PASSWORD not in str(bad.value.errors)


def test_an_unproved_or_forbidden_server_hears_no_password(box, monkeypatch, settings):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Unreachable), looking(RegularImport(**at(box)), is_trial=True):
        pass
    settings.OUTGOING_HOSTS = OutgoingHosts()
    with pytest.raises(Refused), looking(RegularImport(**at(box)), is_trial=True):
        pass


def test_only_who_may_say_from_where_does(box, world):
    owner = world.users["clerk"]
    work = regular(world.users["admin"], owner, **at(box), recipe=of_cards(owner))
    for who in ("clerk", "owner", "stranger"):
        with pytest.raises(Exception) as refused:  # noqa: PT011 - unknown to some, closed to others
            gate.update(registry["regular-imports"], work.pk, {"mailbox": "Secret"}, actor=world.users[who])
        assert type(refused.value).__name__ in ("Invalid", "NotAllowed", "NotFound")
    assert now(work).mailbox == "INBOX"
