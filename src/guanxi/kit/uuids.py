"""Version 7 UUIDs (RFC 9562): 48 bits of milliseconds, a 28-bit counter, 46 random bits. They sort by creation."""

import os
import struct
import threading
import time
import uuid

_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
_COUNTER_BITS = 28
_COUNTER_SEED_BITS = 27
_RANDOM_BITS = 46
_UNKNOWN = uuid.SafeUUID.unknown
_POOL = struct.Struct(">4096Q")
"""Random bytes are asked for by the thousand: whoever asks lets other threads go first, if only for milliseconds."""

_new, _set = object.__new__, object.__setattr__
_lock = threading.Lock()
_last_ms = 0
_counter = 0
_pool: list[int] = []


def uuid7() -> uuid.UUID:
    """A new UUID, greater than all this process made before, whatever the clock does; safe from any thread."""
    global _last_ms, _counter
    with _lock:
        now = time.time_ns() // 1_000_000
        if len(_pool) < 2:
            _pool.extend(_POOL.unpack(os.urandom(_POOL.size)))
        tail = _pool.pop()
        if now > _last_ms:
            _last_ms = now
            _counter = _pool.pop() >> (64 - _COUNTER_SEED_BITS)
        else:
            _counter += 1
            if _counter >> _COUNTER_BITS:
                _last_ms, _counter = _last_ms + 1, 0
        ms, counter = _last_ms, _counter
    return _from_int(
        _VERSION_AND_VARIANT
        | (ms << 80)
        | (counter >> 16 << 64)
        | ((counter & 0xFFFF) << _RANDOM_BITS)
        | (tail >> (64 - _RANDOM_BITS))
    )


def uuid7_at(ms: int) -> uuid.UUID:
    """The smallest version 7 UUID of a time in milliseconds since 1970: a bound for range queries."""
    if not 0 <= ms < 1 << 48:
        raise ValueError("milliseconds must be between 0 and 2**48 - 1")
    return _from_int(_VERSION_AND_VARIANT | (ms << 80))


def milliseconds(value: uuid.UUID) -> int:
    """The time inside a version 7 UUID, in milliseconds since 1970."""
    return value.int >> 80


def _reset_after_fork() -> None:
    """A forked child must not repeat its parent's random bytes, nor inherit a lock that another thread held."""
    global _lock
    _lock = threading.Lock()
    _pool.clear()


def _from_int(value: int) -> uuid.UUID:
    # The constructor's checks cost more than making the number, so the two slots are set directly.
    made = _new(uuid.UUID)
    _set(made, "int", value)
    _set(made, "is_safe", _UNKNOWN)
    return made


os.register_at_fork(after_in_child=_reset_after_fork)
