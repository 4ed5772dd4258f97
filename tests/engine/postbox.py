"""A real IMAP server with a certificate, as a company's provider has it, and messages that come to it."""

from __future__ import annotations

import imaplib
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.browser.house import free_port
from tests.engine.mariadb import certified

ACCOUNT, PASSWORD = "cards@example.com", "let me in"


@dataclass
class Postbox:
    """Where it listens on 127.0.0.1, and the file that proves it."""

    port: int
    certificate: Path

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """Somebody's own mail program."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as program:
            program.starttls(ssl.create_default_context(cafile=str(self.certificate)))
            program.login(ACCOUNT, PASSWORD)
            yield program

    def receive(self, message: EmailMessage, folder: str = "INBOX") -> None:
        with self.opened() as program:
            program.append(folder, "", imaplib.Time2Internaldate(time.time()), message.as_bytes())

    def flags(self) -> list[bytes]:
        with self.opened() as program:
            program.select("INBOX", readonly=True)
            return [line for line in program.fetch("1:*", "(FLAGS)")[1] if isinstance(line, bytes)]


@contextmanager
def postbox(home: Path) -> Iterator[Postbox]:
    """An empty mailbox of one account, until the end."""
    certificate, key = certified(home)
    box = Postbox(free_port(), certificate)
    words = [str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(box.port)]
    words += ["--cert", str(certificate), "--key", str(key)]
    words += ["dict", "--demo-user", ACCOUNT, "--demo-password", PASSWORD]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log)
    try:
        _wait(box, home)
        yield box
    finally:
        process.terminate()
        process.wait(20)


def _wait(box: Postbox, home: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with box.opened():
                return
        except (OSError, imaplib.IMAP4.error):
            assert time.monotonic() < deadline, (home / "log").read_text()
            time.sleep(0.1)


def mail(*cards: tuple[str, bytes], subject: str = "A card", kind: str = "text/vcard") -> EmailMessage:
    """A message with these cards, by their file names."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "somebody@example.com", ACCOUNT, subject
    message.set_content("As we said.")
    main, sub = kind.split("/")
    for name, content in cards:
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def card(name: str, phone: str = "", *, encoding: str = "utf-8") -> bytes:
    """A vCard as telephones send it."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", f"TEL;TYPE=CELL:{phone}", "END:VCARD", ""]
    return "\r\n".join(lines).encode(encoding)
