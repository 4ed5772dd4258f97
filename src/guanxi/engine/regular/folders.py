"""Files of a folder of this server: only below folders that who runs Guanxi allows, and through no symbolic link."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid

DONE, FAILED = "done", "failed"
"""The folders into which files go when they were imported."""
MOST_LOOKED_AT = 10_000
_PIECE = 1 << 20
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Found:
    """A file as it lay there."""

    name: str
    size: int
    changed: int
    """In nanoseconds, by the clock of the file system."""
    inode: int

    @property
    def label(self) -> str:
        """The name as it can be kept, also where it isn't written in UTF-8."""
        return os.fsencode(self.name).decode("utf-8", "replace")

    @property
    def look(self) -> list[int]:
        return [self.size, self.changed, self.inode]


class Folder:
    """An open folder; files are reached through it, so that what stands in its place meanwhile is not."""

    def __init__(self, handle: int, field: str) -> None:
        self._handle = handle
        self._field = field

    def files(self, pattern: str) -> list[Found]:
        """Those that fit, the oldest first; what begins with a dot is no file that anybody put there."""
        found = []
        with os.scandir(self._handle) as entries:
            for count, entry in enumerate(entries):
                if count >= MOST_LOOKED_AT:
                    break
                if entry.name.startswith(".") or not fnmatch(entry.name.lower(), pattern.lower() or "*"):
                    continue
                told = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(told.st_mode):
                    found.append(Found(entry.name, told.st_size, told.st_mtime_ns, told.st_ino))
        return sorted(found, key=lambda file: (file.changed, file.name))

    @contextmanager
    def reading(self, file: Found) -> Iterator[int]:
        """The file itself, open; raises Invalid when it isn't a file any more, OSError when it is gone."""
        try:
            handle = os.open(file.name, _FILE, dir_fd=self._handle)
        except OSError as gone:
            raise _refusal(gone, self._field) from gone
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Invalid({self._field: [_("“%(name)s” is no file.") % {"name": file.label[:80]}]})
            yield handle
        finally:
            os.close(handle)

    def pieces(self, file: Found) -> Iterator[bytes]:
        """Its bytes; raises Changed when it was written to meanwhile."""
        with self.reading(file) as handle:
            while piece := os.read(handle, _PIECE):
                yield piece
            now = os.fstat(handle)
            if [now.st_size, now.st_mtime_ns, now.st_ino] != file.look:
                raise Changed

    def put_away(self, file: Found, where: str) -> bool:
        """Move a file into the folder for those that are done or failed; false where nothing may be written."""
        try:
            inside = self._made(where)
        except OSError:
            return False
        try:
            os.rename(file.name, _free(inside, file.name), src_dir_fd=self._handle, dst_dir_fd=inside)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        finally:
            os.close(inside)
        return True

    def _made(self, name: str) -> int:
        with suppress(FileExistsError):
            os.mkdir(name, 0o750, dir_fd=self._handle)
        return os.open(name, _FOLDER, dir_fd=self._handle)


class Changed(Exception):
    """A file is still being written."""


@contextmanager
def opened(text: str, field: str = "folder") -> Iterator[Folder]:
    """A folder by its whole path; raises Invalid for one that isn't allowed, or isn't there."""
    root, parts = _allowed(text, field)
    handles: list[int] = []
    try:
        handles.append(os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        for part in parts:
            handles.append(os.open(part, _FOLDER, dir_fd=handles[-1]))
    except OSError as bad:
        _close(handles)
        raise _refusal(bad, field) from bad
    try:
        yield Folder(handles[-1], field)
    finally:
        _close(handles)


def _allowed(text: str, field: str) -> tuple[Path, tuple[str, ...]]:
    """The allowed folder that a path begins with, and the rest of it."""
    path = PurePath(text.strip())
    if not settings.IMPORT_FOLDERS:
        told = _("No folder is allowed yet. Who runs the server names folders in GUANXI_IMPORT_FOLDERS.")
        raise Invalid({field: [told]})
    if path.is_absolute() and ".." not in path.parts and "\x00" not in text:
        for root in settings.IMPORT_FOLDERS:
            if path.is_relative_to(root):
                return root, path.relative_to(root).parts
    raise Invalid({field: [_("This folder is not below one that the settings of the server allow.")]})


def _free(inside: int, name: str) -> str:
    """A name under which nothing lies there yet."""
    taken, path = set(os.listdir(inside)), PurePath(name)
    names = (name if not number else f"{path.stem}-{number}{path.suffix}" for number in range(len(taken) + 1))
    return next(one for one in names if one not in taken)


def _refusal(bad: OSError, field: str) -> Invalid:
    if bad.errno == errno.ELOOP or (bad.errno == errno.ENOTDIR):
        return Invalid({field: [_("A symbolic link, or something that is no folder, is in the way.")]})
    if bad.errno == errno.ENOENT:
        return Invalid({field: [_("It isn't there.")]})
    return Invalid({field: [_("It can't be read: %(why)s") % {"why": bad.strerror or ""}]})


def _close(handles: list[int]) -> None:
    for handle in reversed(handles):
        os.close(handle)
