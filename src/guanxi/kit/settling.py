"""A process that stays sets what it has loaded aside: out of the search for cycles, and onto large pages.

A web process holds a hundred megabytes of small objects and touches all of them in turn, so that a processor finds few
of their addresses in its table of pages. Inside a virtual machine each miss costs twice. Linux gives an area pages of
2 MB when asked to (since 6.1 at once): https://docs.kernel.org/admin-guide/mm/transhuge.html.
"""

from __future__ import annotations

import ctypes
import gc
import mmap
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

PAGE = 2 << 20
"""Bytes of a large page."""
AFTER = (5.0, 30.0, 120.0)
"""Seconds after the start at which what has been loaded is set aside."""
EVERY = 900.0
"""Seconds after which new areas are looked for from then on."""
FILLED = 0.9
"""The share of a large page that has to be in use already: less would take memory that nobody asked for."""
SELDOM = (5_000, 10, 10)
_SWITCH = Path("/sys/kernel/mm/transparent_hugepage/enabled")
_AREAS = Path("/proc/self/maps")
_COLLAPSE = 25  # madvise(2), since Linux 6.1
_LOWEST_BIT = bytes(value & 1 for value in range(256))  # what mincore(2) says of each small page


def settle() -> None:
    """Begin to set aside, in a thread of its own that ends with the process."""
    threading.Thread(target=_settling, name="settling", daemon=True).start()


def _settling() -> None:
    begun = time.monotonic()
    for after in AFTER:
        time.sleep(max(0.0, begun + after - time.monotonic()))
        set_aside()
    while True:
        time.sleep(EVERY)
        on_large_pages()


def set_aside() -> None:
    """Everything alive now is left out of the search for cycles from now on, which also runs more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    on_large_pages()


def on_large_pages() -> int:
    """Move what is well filled of this process's own memory onto large pages; the bytes that lie there now.

    Nothing where the system has no such pages, or its administrator has switched them off.
    """
    system = _system()
    if system is None:
        return 0
    held = (ctypes.c_ubyte * (PAGE // mmap.PAGESIZE))()
    moved = 0
    for start, end in _areas():
        for page in range(start, end, PAGE):
            there = system.mincore(page, PAGE, held) == 0 and bytes(held).translate(_LOWEST_BIT).count(1)
            if there >= FILLED * len(held) and system.madvise(page, PAGE, _COLLAPSE) == 0:
                moved += PAGE
    return moved


def _areas() -> Iterator[tuple[int, int]]:
    """Where whole large pages of writable memory begin and end that no file stands behind."""
    for line in _AREAS.read_text().splitlines():
        addresses, rights, _offset, _device, file, *name = line.split(maxsplit=5)
        if rights != "rw-p" or file != "0" or (name and name[0] != "[heap]"):
            continue
        first, last = (int(address, 16) for address in addresses.split("-"))
        start, end = -(-first // PAGE) * PAGE, last // PAGE * PAGE
        if start < end:
            yield start, end


def _system() -> ctypes.CDLL | None:
    if sys.platform != "linux" or not _SWITCH.exists() or "[never]" in _SWITCH.read_text():
        return None
    system = ctypes.CDLL(None)
    system.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    system.mincore.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
    return system
