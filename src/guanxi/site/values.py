"""What settings are made of, and a secret that the data directory keeps."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class SettingError(ValueError):
    """A variable holds something Guanxi can't use; the message is one line with the remedy."""


@dataclass(frozen=True)
class Variable:
    """One variable of the environment: what it says, and what holds without it."""

    name: str
    default: str
    meaning: str


@dataclass(frozen=True)
class Smtp:
    """Where outgoing mail goes."""

    host: str
    port: int
    user: str
    password: str
    use_tls: bool
    use_ssl: bool


@dataclass(frozen=True)
class OutgoingHosts:
    """Names and networks that may be connected to although they are not the world's."""

    names: frozenset[str] = frozenset()
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()


def kept(path: Path, make: Callable[[], str]) -> str:
    """A secret that the data directory keeps, made when it is asked for first."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        own = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        try:
            path.hardlink_to(own)  # Two processes may be first; one key wins.
        except FileExistsError:
            pass
        finally:
            own.unlink()
    if path.stat().st_mode & 0o077:
        raise SettingError(f"{path} can be read by other users. Run: chmod 600 {path}")
    try:
        return path.read_text().strip()
    except PermissionError:
        raise SettingError(f"{path} belongs to another user. Run Guanxi as that user.") from None
