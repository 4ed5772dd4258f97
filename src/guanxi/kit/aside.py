"""Search terms made by a second process, for who needs thousands: one Python computes on one core only.

Both talk in frames: four bytes of length, then MessagePack. The helper holds nothing and ends with its input.
"""

from __future__ import annotations

import logging
import struct
import subprocess
import sys
from collections.abc import Sequence
from typing import IO

import msgspec

from guanxi.kit.search_terms import Begun, begin

Wanted = tuple[str, list[tuple[str, str]]]
"""A title, and the groups of texts that are known."""
_LENGTH = struct.Struct(">I")
_log = logging.getLogger(__name__)


class Aside:
    """The helper, seen by who asks it: one batch at a time, to be fetched before the next is given."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_asked = False
        self._gone = False

    def give(self, batch: Sequence[Wanted]) -> None:
        """Have a batch made; the helper is started with the first."""
        if self._gone:
            return
        try:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "guanxi.kit.aside"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
                )
            _write(self._process.stdin, msgspec.msgpack.encode(batch))  # type: ignore[arg-type]
            self._is_asked = True
        except OSError as why:
            self._lost(why)

    def fetch(self) -> list[Begun] | None:
        """The batch that was given; None when none was, or there is no helper to be had: each must be made here."""
        if self._process is None or not self._is_asked:
            return None
        self._is_asked = False
        try:
            frame = _read(self._process.stdout)  # type: ignore[arg-type]
            if frame:
                return msgspec.msgpack.decode(frame, type=list[Begun])
            self._lost("it ended")
        except OSError as why:
            self._lost(why)
        return None

    def close(self) -> None:
        """End the helper."""
        process, self._process, self._gone = self._process, None, True
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            try:
                pipe.close()  # type: ignore[union-attr]
            except OSError:
                continue
        process.wait()

    def _lost(self, why: object) -> None:
        _log.warning("The helper for search terms is lost (%s); they are made without it.", why)
        self.close()


def _write(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(_LENGTH.pack(len(frame)) + frame)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes:
    """The next frame; nothing when the other side ended."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return b""
    (size,) = _LENGTH.unpack(head)
    frame = pipe.read(size)
    return frame if len(frame) == size else b""


def main() -> None:
    """Answer batches until the input ends."""
    while frame := _read(sys.stdin.buffer):
        batch = msgspec.msgpack.decode(frame, type=list[Wanted])
        _write(sys.stdout.buffer, msgspec.msgpack.encode([begin(*wanted) for wanted in batch]))


if __name__ == "__main__":
    main()
