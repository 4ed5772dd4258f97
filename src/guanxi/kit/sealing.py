"""Texts encrypted at rest: sealed under the newest of several keys, opened by the one each names, found by a blind
index.

AES-256 in GCM with a random nonce; what a text belongs to is authenticated with it, so that it can't be moved.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
BLIND = 22
"""The length of a blind index: 16 bytes in base 64."""


class CannotOpen(ValueError):
    """A sealed text was changed, stands in the wrong place, or its key is not on the ring."""


class BadRing(ValueError):
    """A text that names no keys."""


class Ring:
    """Keys by name, the newest last; that one seals."""

    def __init__(self, keys: Iterable[tuple[str, bytes]]) -> None:
        self.keys = dict(keys)
        if not self.keys:
            raise BadRing("there is no key")
        self.newest = list(self.keys)[-1]

    @classmethod
    def read(cls, text: str) -> Ring:
        """From `NAME:KEY` in lines or between commas, keys in base 64; raises BadRing."""
        return cls(_key_of(word) for word in text.replace("\n", ",").split(",") if word.strip())

    def write(self) -> str:
        """As `read` reads it, a line for each key."""
        return "".join(f"{name}:{_encoded(key)}\n" for name, key in self.keys.items())

    def with_a_new_key(self) -> Ring:
        """The same with one more, which is used from now on."""
        name = str(max((int(name) for name in self.keys if name.isdigit()), default=0) + 1)
        return Ring([*self.keys.items(), (name, os.urandom(KEY_BYTES))])

    def seal(self, text: str, place: str) -> str:
        """The text, readable only with the ring and for this place."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(_derived(self.keys[self.newest], "seal")).encrypt(nonce, text.encode(), place.encode())
        return f"{self.newest}.{_encoded(nonce + sealed)}"

    def open(self, token: str, place: str) -> str:
        """What was sealed; raises CannotOpen."""
        name, _dot, rest = token.partition(".")
        if name not in self.keys:
            raise CannotOpen(f"the key {name[:20]!r} is not there")
        try:
            data = base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4))
            cipher = AESGCM(_derived(self.keys[name], "seal"))
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as bad:
            raise CannotOpen("it was changed, or belongs elsewhere") from bad

    def blind(self, text: str, place: str) -> str:
        """The same for the same text in the same place, and nothing can be told from it without the ring."""
        return _blind(self.keys[self.newest], text, place)

    def blinds(self, text: str, place: str) -> list[str]:
        """The blind index that the text has under each of the keys."""
        return [_blind(key, text, place) for key in self.keys.values()]


def new_ring() -> Ring:
    """A ring with its first key."""
    return Ring([("1", os.urandom(KEY_BYTES))])


def _blind(key: bytes, text: str, place: str) -> str:
    mac = hmac.HMAC(_derived(key, "blind"), hashes.SHA256())
    mac.update(f"{place}\0{text}".encode())
    return _encoded(mac.finalize()[:16])


@lru_cache(maxsize=64)
def _derived(key: bytes, use: str) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=f"guanxi {use}".encode()).derive(key)


def _key_of(word: str) -> tuple[str, bytes]:
    name, _colon, text = (part.strip() for part in word.partition(":"))
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as bad:
        raise BadRing("a key is not in base 64") from bad
    if not name.isalnum() or len(name) > 20 or len(key) != KEY_BYTES:
        raise BadRing(f"use NAME:KEY, the name of letters and digits, the key {KEY_BYTES} bytes in base 64")
    return name, key


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
