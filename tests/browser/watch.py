"""What must never happen behind a page, whatever the test looks at."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

ANSWERED = ("document", "xhr", "fetch")
REFUSED = "Failed to load resource: the server responded with a status of 4"


class Watch:
    """Notes errors in the console, breaches of the content policy, refused and failed answers, calls to strangers."""

    def __init__(self, url: str, log: Path) -> None:
        self.host, self.log = urlsplit(url).netloc, log
        self.ours = {self.host}
        self.faults: list[str] = []
        self.expected: set[int] = set()
        self.begin = log.stat().st_size

    def expect(self, *statuses: int) -> None:
        """From here on, the test provokes these refusals."""
        self.expected |= set(statuses)

    def knows(self, *ports: int) -> None:
        """Further servers of ours on this machine."""
        self.ours |= {f"127.0.0.1:{port}" for port in ports}

    def forgive(self, words: str) -> None:
        """What the test itself brought about, such as a line it cut."""
        self.faults = [fault for fault in self.faults if words not in fault]

    def follow(self, context: BrowserContext) -> None:
        """Watch every page of a browser context."""
        context.on("console", self._said)
        context.on("weberror", self._threw)
        context.on("request", self._asked)
        context.on("response", self._answered)

    def verdict(self) -> list[str]:
        """Everything that went wrong, the server's log included."""
        with self.log.open("rb") as log:
            log.seek(self.begin)
            told = log.read().decode(errors="replace")
        return [*self.faults, *([f"log: {told[-3000:]}"] if "Traceback" in told else [])]

    def _said(self, message: ConsoleMessage) -> None:
        about_policy = "Content Security Policy" in message.text or "Content-Security-Policy" in message.text
        if about_policy or (message.type == "error" and not message.text.startswith(REFUSED)):
            where = message.page.url if message.page else "a page that is gone"
            self.faults.append(f"console: {message.text} on {where} ({message.location.get('url')})")

    def _threw(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc not in self.ours:
            self.faults.append(f"foreign host: {request.url}")

    def _answered(self, response: Response) -> None:
        allowed = response.request.resource_type in ANSWERED and response.status in self.expected
        if response.status >= 500 or (response.status >= 400 and not allowed):
            asking = response.request
            where = "the worker" if asking.service_worker else response.frame.url
            self.faults.append(f"{response.status}: {asking.method} {response.url} after {where}")
