"""The system account the server runs under: PostgreSQL refuses to run as root."""

import logging
import os
import pwd
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from guanxi.kit.postgres.errors import PostgresError

NAME = "guanxi_postgres"
_ACL = "system.posix_acl_access"
_OWNER, _USER, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
_NOBODY_IN_PARTICULAR = 0xFFFFFFFF
_SEARCH = 0x01

logger = logging.getLogger(__name__)


class ProcessOwner(TypedDict):
    """The arguments of `subprocess.run` that change the owner of a process."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An unprivileged account, and what root does to let it work."""

    name: str
    uid: int
    gid: int

    def as_process(self) -> ProcessOwner:
        """How `subprocess.run` is told to run something as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give one file or folder to this account."""
        os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def may_enter(self, path: Path) -> bool:
        """Whether this account can search a folder, or run a program, at a path."""
        return subprocess.run(["test", "-x", str(path)], cwd="/", check=False, **self.as_process()).returncode == 0

    def open_way_to(self, path: Path) -> None:
        """Let this account, and where possible nobody else, walk to a folder."""
        if self.may_enter(path):
            return
        for step in [*reversed(path.parents), path]:
            if not self.may_enter(step):
                _grant_search(step, self)


def for_server(cluster: Path) -> Account | None:
    """The account for a server's files, or None when the present user is not root and serves itself."""
    if os.geteuid() != 0:
        return None
    if cluster.is_dir() and (owner := cluster.stat().st_uid) != 0:
        entry = pwd.getpwuid(owner)
    else:
        entry = _existing() or _created()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def names(account: Account | None) -> list[str]:
    """The system names whose processes may connect."""
    own = pwd.getpwuid(os.geteuid()).pw_name
    return sorted({own, "root"} if account is None else {own, "root", account.name})


def _existing() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _created() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    for _attempt in range(20):
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if entry := _existing():
            return entry
        time.sleep(0.1)  # Another process may hold the lock on /etc/passwd.
    raise PostgresError(
        f"PostgreSQL does not run as root, and the account {NAME} can't be made ({result.stderr.strip()}). "
        "Make it by hand, or run Guanxi as an ordinary user."
    )


def _grant_search(folder: Path, account: Account) -> None:
    try:
        os.setxattr(folder, _ACL, _with_search(folder, account.uid))
    except OSError:
        logger.warning("%s is now searchable by every user: the file system has no access lists.", folder)
        folder.chmod(folder.stat().st_mode | 0o001)


def _with_search(folder: Path, uid: int) -> bytes:
    """The folder's access list plus the right of one user to walk through it."""
    rights = {(tag, who): bits for tag, bits, who in _access_list(folder)}
    rights[_USER, uid] = rights.get((_USER, uid), 0) | _SEARCH
    mask = rights.get((_MASK, _NOBODY_IN_PARTICULAR), rights[_GROUP, _NOBODY_IN_PARTICULAR])
    rights[_MASK, _NOBODY_IN_PARTICULAR] = mask | _SEARCH
    return struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, rights[tag, who], who) for tag, who in sorted(rights)
    )


def _access_list(folder: Path) -> list[tuple[int, int, int]]:
    try:
        stored = os.getxattr(folder, _ACL)
    except OSError:
        mode = folder.stat().st_mode
        bits = ((_OWNER, mode >> 6), (_GROUP, mode >> 3), (_OTHER, mode))
        return [(tag, value & 0o7, _NOBODY_IN_PARTICULAR) for tag, value in bits]
    return list(struct.iter_unpack("<HHI", stored[4:]))
