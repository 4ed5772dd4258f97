"""Folders, web addresses and databases, each looked at in its own way; mailboxes.py looks at those."""

from __future__ import annotations

import base64
import mimetypes
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from guanxi.engine import outgoing
from guanxi.engine.errors import Invalid
from guanxi.engine.models.regular import RegularImport
from guanxi.engine.regular import databases, folders
from guanxi.engine.regular.sources import Item, Look, received

STILL = 10.0
"""So many seconds apart a file is looked at twice; what is the same both times is no longer being written."""
OK, UNCHANGED = 200, 304


def folder(regular: RegularImport, stack: ExitStack, *, is_trial: bool) -> Look:
    """The files that have come to rest, the oldest first. A trial takes the oldest as it is."""
    place = stack.enter_context(folders.opened(regular.folder))
    files = place.files(regular.pattern)
    if is_trial:
        return Look(_taken(place, files[:1]), {})
    before, now = regular.memory.get("seen", {}), time.time()
    seen = {file.label: _seen(file, before.get(file.label), now) for file in files}
    left = {_token(file) for file in files} & set(regular.memory.get("left", ()))
    fresh = [file for file in files if _token(file) not in left]
    still = [
        file for file in fresh if seen[file.label] is before.get(file.label) and seen[file.label][-1] <= now - STILL
    ]
    memory = {"seen": seen, "left": sorted(left)}
    return Look(_taken(place, still), memory, is_unsettled=len(fresh) > len(still))


def _seen(file: folders.Found, before: list[Any] | None, now: float) -> list[Any]:
    """How a file looks, and since when it looks so."""
    return before if before and before[:-1] == file.look else [*file.look, now]


def _token(file: folders.Found) -> str:
    return f"{file.changed}/{file.size}/{file.label}"


def _taken(place: folders.Folder, files: list[folders.Found]) -> Iterator[Item]:
    for file in files:
        try:
            key, digest = received(place.pieces(file))
        except folders.Changed:
            continue

        yield Item(file.label, key, digest, partial(_put_away, place, file))


def _put_away(place: folders.Folder, file: folders.Found, went_well: bool, memory: dict[str, Any]) -> None:
    """Out of the folder; where nothing can be moved, the file is remembered as it lies there."""
    if not place.put_away(file, folders.DONE if went_well else folders.FAILED):
        memory["left"] = [*memory.get("left", ()), _token(file)]


def url(regular: RegularImport, _stack: ExitStack, *, is_trial: bool) -> Look:
    """What an address gives, unless it says that nothing changed."""
    headers = _signed(regular)
    known = regular.memory if regular.memory.get("url") == regular.url and not is_trial else {}
    if known.get("etag"):
        headers["If-None-Match"] = known["etag"]
    if known.get("modified"):
        headers["If-Modified-Since"] = known["modified"]
    with outgoing.fetch(regular.url, headers) as answer:
        if answer.status == UNCHANGED and known:
            return Look(iter(()), regular.memory)
        if answer.status != OK:
            raise outgoing.Unreachable(_("The address answers with “%(status)s”.") % {"status": answer.status})
        key, digest = received(answer.pieces)
    told = {
        "url": regular.url,
        "etag": answer.headers.get("etag", "")[:500],
        "modified": answer.headers.get("last-modified", "")[:100],
    }
    return Look(iter([Item(_name(answer), key, digest, partial(_remember, told), once=False)]), regular.memory)


def _remember(told: dict[str, Any], went_well: bool, memory: dict[str, Any]) -> None:
    """What failed is fetched again."""
    if went_well:
        memory.update(told)


def _signed(regular: RegularImport) -> dict[str, str]:
    if not regular.secret and not regular.account:
        return {}
    if not regular.account:
        return {"Authorization": f"Bearer {regular.secret}"}
    login = base64.b64encode(f"{regular.account}:{regular.secret}".encode()).decode()
    return {"Authorization": f"Basic {login}"}


def _name(answer: outgoing.Answer) -> str:
    """What the file is called: by its address, and by its kind where the address doesn't say."""
    name = unquote(urlsplit(answer.url).path.rpartition("/")[2])[:150] or "data"
    if "." in name:
        return name
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return name + (mimetypes.guess_extension(kind) or ".csv")


def database(regular: RegularImport, _stack: ExitStack, *, is_trial: bool) -> Look:
    """The rows of a query, as a table."""
    if not regular.query.strip():
        raise Invalid({"query": [_("Fill this in.")]})
    with databases.asked(regular) as pieces:
        key, digest = received(pieces)
    return Look(iter([Item("query.csv", key, digest, once=False)]), regular.memory)
