"""Who uses a server: process ids with their start times, in a file under a lock."""

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from guanxi.kit.postgres import processes


class Register:
    """The list of users of one server; open it with `with`, which takes the lock."""

    def __init__(self, home: Path) -> None:
        self._lock_file = home / "lock"
        self._file = home / "users.json"
        self._lock = -1

    def __enter__(self) -> Self:
        self._lock = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._lock)

    def add(self) -> None:
        """Note this process."""
        self._write({**self._living(), str(os.getpid()): processes.start_time(os.getpid())})

    def remove(self) -> int:
        """Strike this process; returns how many live users remain."""
        left = self._living()
        left.pop(str(os.getpid()), None)
        self._write(left)
        return len(left)

    def _living(self) -> dict[str, str | None]:
        try:
            noted: dict[str, str | None] = json.loads(self._file.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return {pid: began for pid, began in noted.items() if began and processes.start_time(int(pid)) == began}

    def _write(self, users: dict[str, str | None]) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(users))
        fresh.replace(self._file)
