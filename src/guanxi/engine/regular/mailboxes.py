"""A mailbox to which business cards are sent: the vCards of its messages. Nothing in it is changed or marked."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import Message
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls

from guanxi.engine import outgoing
from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.regular import servers
from guanxi.engine.regular.sources import Item, Look, received

ENCRYPTED = 993
"""On this port a server speaks encrypted from the first word; on any other it is told to begin with it."""
KINDS = ("text/vcard", "text/x-vcard", "text/directory")
SECONDS = 30.0
MOST, AT_ONCE = 500, 20
"""So many messages are looked into in one run, the others with the next; so many are fetched together."""
LARGE = 25_000_000
"""Bytes; a message of more is passed over."""
_ERRORS = (imaplib.IMAP4.error, ImapToolsError)


def cards(regular: RegularImport, stack: ExitStack, *, is_trial: bool) -> Look:
    """The cards of messages that came since the last look; a trial looks from the beginning."""
    place = servers.place_of(regular, ENCRYPTED)
    if not (regular.account and regular.secret):
        raise Invalid({"secret": [_("An account and its password are needed.")]})
    box = stack.enter_context(_opened(place, regular))
    folder = regular.mailbox.strip() or "INBOX"
    with _asking():
        if not box.folder.exists(folder):
            raise Invalid({"mailbox": [_("There is no folder “%(name)s” in this mailbox.") % {"name": folder}]})
        mark = box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        box.folder.set(folder, readonly=True)
    whole = {"place": f"{place.host}:{place.port}/{regular.account}/{folder}", "mark": mark}
    before = regular.memory if not is_trial and all(regular.memory.get(key) == whole[key] for key in whole) else {}
    memory: dict[str, Any] = {**whole, "last": before.get("last", 0)}
    with _asking():
        new = sorted(uid for uid in map(int, box.uids(f"UID {memory['last'] + 1}:*")) if uid > memory["last"])
    return Look(_items(box, new[:MOST], memory), memory)


@contextmanager
def _opened(place: servers.Server, regular: RegularImport) -> Iterator[BaseMailBox]:
    """Signed in; the certificate of the server must hold. Raises Unreachable, Invalid."""
    kind = MailBox if place.port == ENCRYPTED else MailBoxStartTls
    with servers.getting_in(place, *_ERRORS), ExitStack() as stack:
        box = kind(place.host, place.port, timeout=SECONDS, ssl_context=outgoing.trust())
        stack.callback(_left, box)
        with _asking():
            box.login(regular.account, regular.secret, initial_folder=None)
            if "ID" in box.client.capabilities:  # some providers open a mailbox only to who says what it is
                box.client.xatom("ID", '("name" "Guanxi" "vendor" "Guanxi")')
        yield box


def _left(box: BaseMailBox) -> None:
    try:
        box.client.logout()
    except (*_ERRORS, OSError):
        box.client.shutdown()


@contextmanager
def _asking() -> Iterator[None]:
    """What the server says against it, in words."""
    try:
        yield
    except _ERRORS as bad:
        why = " ".join(str(bad).split())[:300]
        raise Invalid({"mailbox": [_("The mail server says: %(why)s") % {"why": why}]}) from bad


def _items(box: BaseMailBox, uids: list[int], memory: dict[str, Any]) -> Iterator[Item]:
    """Each card of each message; a message is behind when the last of its cards is."""
    for begin in range(0, len(uids), AT_ONCE):
        some = uids[begin : begin + AT_ONCE]
        with _asking():
            large = _large(box, some)
            wanted = ",".join(str(uid) for uid in some if uid not in large)
            messages = list(box.fetch(f"UID {wanted}", mark_seen=False, bulk=True)) if wanted else []
        for message in messages:
            found = list(_cards_of(message.obj))
            for place, (name, content) in enumerate(found, 1):
                key, digest = received([content])
                yield Item(name, key, digest, partial(_passed, int(message.uid or 0) if place == len(found) else 0))
        _passed(some[-1], True, memory)


def _passed(uid: int, _went_well: bool, memory: dict[str, Any]) -> None:
    """A card that could not be imported is told once, and not fetched for ever."""
    memory["last"] = max(memory["last"], uid)


def _large(box: BaseMailBox, uids: list[int]) -> set[int]:
    _ok, told = box.client.uid("fetch", ",".join(map(str, uids)), "(RFC822.SIZE)")
    sizes = {}
    for line in told:
        words = (line[0] if isinstance(line, tuple) else line or b"").replace(b"(", b" ").replace(b")", b" ").split()
        if b"UID" in words and b"RFC822.SIZE" in words:
            sizes[int(words[words.index(b"UID") + 1])] = int(words[words.index(b"RFC822.SIZE") + 1])
    return {uid for uid, size in sizes.items() if size > LARGE}


def _cards_of(message: Message) -> Iterator[tuple[str, bytes]]:
    """Name and content of each card, also of a message that was sent on as a whole."""
    for part in message.walk():
        name = part.get_filename() or ""
        if part.is_multipart() or not (part.get_content_type() in KINDS or name.lower().endswith(".vcf")):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            name = name.replace("/", "-").replace("\\", "-")[-150:] or "card"
            yield (name if name.lower().endswith(".vcf") else f"{name}.vcf"), content
