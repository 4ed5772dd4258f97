"""Finding what doesn't fit: bytes without a row, rows without bytes, rows nobody needs any more."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.engine.errors import EngineError
from guanxi.engine.files.storing import folder, path_of, remove
from guanxi.engine.models.file import ATTACHMENT, StoredFile, uploaded_for

YOUNG = 86_400
"""Seconds within which bytes may yet get their row."""
FEW = 20
MOST_NAMED = 100


class WrongFolder(EngineError):
    """Most files on disk are unknown to this database: likely the folder or the database is another's."""

    code = "wrong_folder"


def clear_rows(kept: dt.timedelta) -> int:
    """Delete for good files that were taken off long ago, and those that never came to belong to a record."""
    now = timezone.now()
    meant = Q(purpose=ATTACHMENT) | Q(purpose__startswith=uploaded_for(""))
    failed = meant & Q(record=None, at__lt=now - dt.timedelta(seconds=YOUNG))
    old = Q(deleted_at__lt=now - kept) | Q(record=None, at__lt=now - kept)
    count = 0
    for file in StoredFile.objects.filter(failed | old).iterator():
        remove(file)
        count += 1
    return count


def clear_bytes(check: Callable[[], None] = lambda: None, now: float | None = None) -> dict[str, Any]:
    """Delete bytes that no row knows, unless they are young; list the rows whose bytes are missing."""
    now = time.time() if now is None else now
    known, orphans = 0, []
    for first in sorted(folder().glob("[0-9a-f][0-9a-f]")):
        check()
        paths = [path for path in first.glob("*/*") if path.is_file()]
        rows = set(StoredFile.objects.filter(place__startswith=first.name).values_list("place", flat=True))
        known += sum(path.name in rows for path in paths)
        orphans += [path for path in paths if path.name not in rows and age(path, now) > YOUNG]
    must_be_ours(len(orphans), known)
    for path in orphans:
        path.unlink(missing_ok=True)
    missing = [str(file.pk) for file in StoredFile.objects.order_by("pk").iterator() if not path_of(file).is_file()]
    return {"orphans": len(orphans), "missing": len(missing), "missing_files": missing[:MOST_NAMED]}


def must_be_ours(unknown: int, known: int) -> None:
    """Raise WrongFolder where more files are unknown than known, and not just a few."""
    if unknown > FEW and unknown > known:
        text = _("%(count)d files on disk are unknown to this database; nothing was deleted. Is it the right folder?")
        raise WrongFolder(text % {"count": unknown})


def age(path: Path, now: float) -> float:
    """In seconds, since it was last written."""
    try:
        return now - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
