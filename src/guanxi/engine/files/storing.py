"""Writing bytes to disk so that a file is there whole or not at all, and taking them away again."""

from __future__ import annotations

import errno
import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.files.names import shown_name
from guanxi.engine.files.types import HEAD, sniff
from guanxi.engine.models.file import ATTACHMENT, StoredFile, random_place

MOST_BYTES = 25 * 1024 * 1024
MOST_OF_ONE_PERSON = 20 * 1024 * 1024 * 1024
_CHUNK = 256 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoom(EngineError):
    """There is no room left for the file; nothing was saved."""

    code, status = "no_room", 507

    def default_message(self) -> str:
        return _("There is no room left for files. Tell your administrator.")


def folder() -> Path:
    """Where the bytes lie."""
    return Path(settings.FILES_DIR)


def path_of(file: StoredFile) -> Path:
    """Where this file's bytes lie."""
    return place_path(file.place)


def place_path(place: str) -> Path:
    """A random name's path: two levels of folders, so that none grows long."""
    if len(place) != 32 or not all(c in "0123456789abcdef" for c in place):
        raise ValueError("no name of a stored file")
    return folder() / place[:2] / place[2:4] / place


def store(
    upload: Any,
    *,
    actor: Any,
    entity: str = "",
    record: uuid.UUID | None = None,
    purpose: str = ATTACHMENT,
    name: str | None = None,
    most: int = MOST_BYTES,
) -> StoredFile:
    """Keep a file; raises Invalid (too large, empty, quota) and NoRoom.

    `upload` is what Django hands a view, an open binary file, or chunks of bytes. The caller has asked for the right;
    with `entity` and `record`, whoever may read that record may read the file, without them only the actor. When the
    caller's transaction is rolled back the bytes stay behind, unreachable, until the clean-up.
    """
    _refuse_too_much(actor)
    place = random_place()
    size, digest, head = write(place, chunks(upload), most)
    try:
        return StoredFile.objects.create(
            entity=entity,
            record=record,
            purpose=purpose,
            name=shown_name(name if name is not None else getattr(upload, "name", "")),
            place=place,
            size=size,
            sha256=digest,
            type=sniff(head),
            uploaded_by=actor.pk,
        )
    except BaseException:
        place_path(place).unlink(missing_ok=True)
        raise


def write(place: str, data: Iterable[bytes], most: int) -> tuple[int, str, bytes]:
    """Write bytes under a name: complete and on the disk, or not at all. Returns size, SHA-256 and the beginning."""
    path = place_path(place)
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            told = _copy(data, file, most)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as broken:
        part.unlink(missing_ok=True)
        if broken.errno in _FULL:
            raise NoRoom() from broken
        raise
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return told


def remove(file: StoredFile) -> None:
    """Delete a file's bytes and what is known of it, for good."""
    path_of(file).unlink(missing_ok=True)
    file.delete()


def chunks(upload: Any) -> Iterator[bytes]:
    """The bytes of whatever was handed in, piece by piece."""
    if isinstance(upload, bytes):
        yield upload
    elif hasattr(upload, "chunks"):
        yield from upload.chunks(_CHUNK)
    elif hasattr(upload, "read"):
        while piece := upload.read(_CHUNK):
            yield piece
    else:
        yield from upload


def _copy(data: Iterable[bytes], file: Any, most: int) -> tuple[int, str, bytes]:
    size, head, digest = 0, b"", hashlib.sha256()
    for piece in data:
        size += len(piece)
        if size > most:
            raise Invalid({"file": [too_large(most)]})
        if len(head) < HEAD:
            head += piece[: HEAD - len(head)]
        digest.update(piece)
        file.write(piece)
    if not size:
        raise Invalid({"file": [_("This file is empty.")]})
    return size, digest.hexdigest(), head


def too_large(most: int) -> str:
    """What is told of a file that is larger than that."""
    return _("This file is too large: at most %(most)s.") % {"most": filesizeformat(most)}


def _refuse_too_much(actor: Any) -> None:
    if actor.pk is None:
        return
    most = getattr(settings, "FILES_MOST_OF_ONE_PERSON", MOST_OF_ONE_PERSON)
    used = StoredFile.objects.filter(uploaded_by=actor.pk).aggregate(sum=Sum("size"))["sum"] or 0
    if used >= most:
        text = _("Your files take up %(used)s already, which is the most. Remove some first.")
        raise Invalid({"file": [text % {"used": filesizeformat(used)}]})


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
