"""Mail: written with its cause, sent to a real server, tried again or parked by what that says; nothing in headers."""

from __future__ import annotations

import email
import email.policy
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.utils import timezone

from guanxi.engine.errors import BadQuery, NotAllowed, NotFound
from guanxi.engine.jobs import Job
from guanxi.engine.jobs.working import perform
from guanxi.engine.mail import BadAddress, Mail, post
from guanxi.engine.mail.page import outbox_mail, outbox_page
from guanxi.engine.models import OutgoingMail
from guanxi.engine.permissions import Access, Grant, Scope


@dataclass(frozen=True)
class Smtp:
    """Where mail goes."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


class Mailbox:
    """What the server's users get; answers what a test tells it to."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.answers: list[str] = []
        self.rcpt: list[str] = []

    async def handle_RCPT(self, server: Server, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Server, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.got.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server on this machine."""
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL = Smtp("127.0.0.1", port)
    settings.EMAIL_BACKEND = "guanxi.engine.mail.backend.OutboxBackend"
    yield box
    controller.stop()


def work() -> None:
    """Do the waiting jobs, as a worker does."""
    for job in Job._base_manager.filter(name="mail.send", state="waiting"):
        perform(job.pk, job.ticket)


def state(row: OutgoingMail) -> tuple[str, int, str]:
    fresh = OutgoingMail.objects.get(pk=row.pk)
    return fresh.state, fresh.attempts, fresh.error


HELLO = Mail(to="李雷 <lilei@example.com>", subject="报价单 №7", text="你好，\n请看附件。", html="<p>你好</p>")


@pytest.mark.django_db
def test_a_mail_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    row = post(HELLO)
    assert state(row) == ("waiting", 0, "")
    work()
    assert state(row) == ("sent", 1, "")
    ((to, message),) = mailbox.got
    assert to == ["lilei@example.com"]
    assert message["Subject"] == "报价单 №7"
    assert "lilei@example.com" in message["To"]
    assert row.pk.hex in message["Message-ID"]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == "你好，\n请看附件。"
    assert html.get_content().strip() == "<p>你好</p>"
    work()
    assert len(mailbox.got) == 1


@pytest.mark.django_db
def test_what_the_server_cant_take_now_is_tried_again_under_the_same_id(mailbox: Mailbox) -> None:
    mailbox.answers = ["451 Try later", "421 Busy"]
    row = post(HELLO)
    work()
    assert state(row) == ("waiting", 1, "451 Try later")
    for _ in range(2):
        Job._base_manager.filter(name="mail.send").update(due_at=timezone.now())
        work()
    assert state(row) == ("sent", 3, "")
    assert len(mailbox.got) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("rcpt", "data"), [(["550 No such user"], []), ([], ["554 Rejected as spam"])])
def test_what_the_server_refuses_for_good_is_parked_with_its_words(
    mailbox: Mailbox, rcpt: list[str], data: list[str]
) -> None:
    said = (rcpt or data)[0]
    mailbox.rcpt, mailbox.answers = rcpt, data
    row = post(HELLO)
    work()
    assert state(row) == ("refused", 1, said)
    work()
    assert mailbox.got == []
    assert Job._base_manager.get(name="mail.send").state == "done"


@pytest.mark.django_db
def test_a_server_that_is_away_means_later(settings: Any) -> None:
    settings.MAIL = Smtp("127.0.0.1", 9)
    row = post(HELLO)
    work()
    told, attempts, error = state(row)
    assert (told, attempts) == ("waiting", 1)
    assert "refused" in error.lower()
    assert Job._base_manager.get(name="mail.send").state == "waiting"


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_written(mailbox: Mailbox) -> None:
    with transaction.atomic():
        post(HELLO)
        transaction.set_rollback(True)
    work()
    assert not OutgoingMail.objects.exists()
    assert not Job._base_manager.filter(name="mail.send").exists()
    assert mailbox.got == []


@pytest.mark.django_db
def test_without_a_server_it_is_shown(settings: Any) -> None:
    settings.MAIL = None
    assert post(HELLO).state == "shown"
    assert not Job._base_manager.filter(name="mail.send").exists()


@pytest.mark.django_db
def test_mail_that_waited_for_a_server_nobody_has_any_more_is_shown(mailbox: Mailbox, settings: Any) -> None:
    row = post(HELLO)
    settings.MAIL = None
    work()
    assert state(row) == ("shown", 0, "")


@pytest.mark.django_db
def test_a_link_into_an_account_does_not_stay_once_it_was_sent(mailbox: Mailbox) -> None:
    row = post(Mail("a@example.com", "Link", "secret link", expires_at=timezone.now()))
    work()
    fresh = OutgoingMail.objects.get(pk=row.pk)
    assert (fresh.state, fresh.text) == ("sent", "")
    assert fresh.is_expired
    assert "secret link" in mailbox.got[0][1].get_content()


BREAKS = ["\r\nBcc: evil@example.com", "\nX-Evil: 1", "\r\n\r\nbody", "\x00", "\u2028Bcc: x", "\x85Bcc: x", "\rBcc: x"]


@pytest.mark.django_db
@pytest.mark.parametrize("bad", BREAKS)
def test_nothing_gets_into_the_headers(mailbox: Mailbox, bad: str) -> None:
    for address in (f"a@example.com{bad}", f"A{bad} <a@example.com>", f"a{bad}@example.com"):
        with pytest.raises(BadAddress):
            post(Mail(address, "s", "t"))
        with pytest.raises(BadAddress):
            post(Mail("a@example.com", "s", "t", sender=address))
    post(Mail("a@example.com", f"Subject{bad}", "text", headers={"Reply-To": f"b@example.com{bad}", f"X{bad}": "1"}))
    work()
    ((to, message),) = mailbox.got
    assert to == ["a@example.com"]
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert message.get_content().strip() == "text"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["", "a", "@", "a@", "@b", "a@b,c@d", "a@b c@d", "<>", "a@b@c d", "a@b;c@d", "x" * 400 + "@b.c"]
)
def test_one_mail_goes_to_one_address(address: str) -> None:
    with pytest.raises(BadAddress):
        post(Mail(address, "s", "t"))
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_libraries_that_send_by_django_pass_the_outbox(mailbox: Mailbox) -> None:
    assert send_mail("Hi", "text", "from@example.com", ["a@example.com", "b@example.com"]) == 1
    message = EmailMultiAlternatives("Two", "plain", "from@example.com", ["c@example.com"], reply_to=["r@example.com"])
    message.attach_alternative("<b>rich</b>", "text/html")
    message.send()
    assert list(OutgoingMail.objects.order_by("id").values_list("to", "subject", "html")) == [
        ("a@example.com", "Hi", ""),
        ("b@example.com", "Hi", ""),
        ("c@example.com", "Two", "<b>rich</b>"),
    ]
    assert OutgoingMail.objects.get(to="c@example.com").headers == {"Reply-To": "r@example.com"}
    with pytest.raises(BadAddress):
        EmailMessage("x", "y", "from@example.com", ["nowhere"]).send()


class Somebody:
    pk = uuid.uuid4()

    def __init__(self, *grants: Grant) -> None:
        self.access = Access(grants)


@pytest.mark.django_db
def test_only_administrators_see_the_outbox() -> None:
    rows = [post(Mail("a@example.com", f"No {number}", "text")) for number in range(5)]
    nobody = Somebody(Grant("users", frozenset({"read"}), Scope.ALL))
    admin = Somebody(Grant("*", frozenset("*"), Scope.ALL))
    with pytest.raises(NotAllowed):
        outbox_page(nobody)
    with pytest.raises(NotAllowed):
        outbox_mail(nobody, rows[0].pk)
    first = outbox_page(admin, limit=3)
    assert [row.subject for row in first.rows] == ["No 4", "No 3", "No 2"]
    second = outbox_page(admin, first.next, limit=3)
    assert [row.subject for row in second.rows] == ["No 1", "No 0"]
    assert second.next is None
    assert outbox_mail(admin, rows[0].pk).text == "text"
    with pytest.raises(NotFound):
        outbox_mail(admin, uuid.uuid4())
    for cursor in ("x", "a:b:c", first.next[:-1] if first.next else ""):
        with pytest.raises(BadQuery):
            outbox_page(admin, cursor)
