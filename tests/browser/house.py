"""A running Guanxi with demo data, of its own database, port and folder."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from guanxi.kit import postgres

CUSTOMERS = 40
SETTLED = """
from guanxi.people.models import User
from guanxi.web.models import Remembered

User._base_manager.update(language="en")
for user in User._base_manager.all():
    Remembered.objects.create(user=user, name="tour", value=True)
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class House:
    """`guanxi demo` and `guanxi serve`, as on a developer's machine; everybody reads English and has seen the tour."""

    def __init__(self, customers: int = CUSTOMERS) -> None:
        # Not in pytest's own folder: every new run of pytest takes from that folder the rights of the server's account.
        self.folder = Path(tempfile.mkdtemp(prefix="guanxi-browser-"))
        self.data_dir = self.folder / "var"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.live_port = free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUANXI_", "DJANGO_"))}
        self.environment = kept | {"GUANXI_DATA_DIR": str(self.data_dir), "GUANXI_PORT": str(self.port)}
        self.environment |= {"GUANXI_LIVE_PORT": str(self.live_port)}
        self.incoming = self.folder / "incoming"
        self.incoming.mkdir()
        self.environment |= {"GUANXI_IMPORT_FOLDERS": str(self.incoming)}
        self.log = self.folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        try:
            self.command("demo", "--customers", str(customers))
            self._start()
            self.command("manage", "shell", "-v", "0", "-c", SETTLED)
        except BaseException:
            self.stop()
            raise

    @property
    def password(self) -> str:
        """The one password of all demo accounts."""
        return (self.data_dir / "demo_password").read_text().strip()

    def command(self, *words: str, typed: str = "") -> str:
        """Run `guanxi …` on the same data and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "guanxi.cli", *words],
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode == 0, f"guanxi {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def stop(self) -> None:
        """Stop everything and remove the folder."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        if pid := postgres.running(self.data_dir):
            os.kill(pid, signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        words = [sys.executable, "-u", "-m", "guanxi.cli", "serve", "--workers", "1", "--jobs", "1"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(words, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
