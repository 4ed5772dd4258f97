"""Where the files of imports and exports lie: under random names, readable by this system's user only."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid
from guanxi.engine.files.storing import NoRoom

_PIECE = 1 << 20
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def folders() -> list[Path]:
    """Those that hold the files."""
    return sorted((Path(settings.FILES_DIR) / "transfer").glob("[0-9a-f][0-9a-f]"))


def path_of(key: uuid.UUID) -> Path:
    """The place of a file; its folder is there."""
    folder = Path(settings.FILES_DIR) / "transfer" / key.hex[-2:]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / key.hex


def most_bytes() -> int:
    return int(settings.GUANXI_MOST_IMPORT_BYTES)


def receive(upload: BinaryIO | Iterable[bytes]) -> uuid.UUID:
    """Write an upload to disk piece by piece; raises Invalid when it is too large, leaving nothing behind."""
    key, limit, size = uuid.uuid4(), most_bytes(), 0
    path = path_of(key)
    try:
        with create(key) as file:
            for piece in _pieces(upload):
                size += len(piece)
                if size > limit:
                    text = _("The file is larger than %(most)d MB. Split it.") % {"most": limit // 1_000_000}
                    raise Invalid({"file": [text]})
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as broken:
        path.unlink(missing_ok=True)
        if broken.errno in FULL:
            raise NoRoom() from broken
        raise
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return key


def create(key: uuid.UUID) -> BinaryIO:
    """A new file under a key, open for writing."""
    return os.fdopen(os.open(path_of(key), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def remove(key: uuid.UUID | None) -> None:
    if key is not None:
        path_of(key).unlink(missing_ok=True)


def _pieces(upload: BinaryIO | Iterable[bytes]) -> Iterable[bytes]:
    if hasattr(upload, "chunks"):
        return upload.chunks()  # type: ignore[no-any-return]
    if hasattr(upload, "read"):
        return iter(lambda: upload.read(_PIECE), b"")
    return upload
