"""The files of ours that a browser keeps for when there is no connection, and the version of them all."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

from guanxi.web import addresses

BUILD = Path(str(files("guanxi.web").joinpath("static/build")))
WORKER = "worker.js"
BEGIN = (
    "app.css",
    "app.js",
    "icons.svg",
    "fonts/*.woff2",
    "icon-*.png",
    "parts/quick.css",
    "parts/quick_controller-*.js",
)
"""What the page without a connection needs; what its scripts import comes along."""
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*"(\.[^"]+\.js)\"""")


def script() -> str:
    """The worker's script with what it keeps; another version of any file makes another script."""
    told = json.dumps({"version": version(), "files": kept(), "pages": pages()})
    return f"self.GUANXI = {told};\n{(BUILD / WORKER).read_text(encoding='utf-8')}"


def kept() -> list[str]:
    """Addresses of the styles, scripts, fonts and icons: nothing of anybody."""
    return [static(f"build/{name}") for name in _names()]


def pages() -> dict[str, str]:
    """The page that is shown without a connection, by language."""
    return {code: addresses.page_url("quick", code) for code, _name in settings.LANGUAGES}


def version() -> str:
    """Changes with any of the files; asked anew each time while debugging."""
    return _digest() if settings.DEBUG else _digest_once()


@cache
def _digest_once() -> str:
    return _digest()


def _digest() -> str:
    digest = hashlib.sha256()
    for name in (*_names(), WORKER):
        digest.update(name.encode())
        digest.update((BUILD / name).read_bytes())
    return digest.hexdigest()[:16]


def _names() -> list[str]:
    found = {path.relative_to(BUILD).as_posix() for begin in BEGIN for path in BUILD.glob(begin)}
    waiting = [name for name in found if name.endswith(".js")]
    while waiting:
        place = BUILD / waiting.pop()
        for told in _IMPORT.findall(place.read_text(encoding="utf-8")):
            name = (place.parent / told).resolve().relative_to(BUILD.resolve()).as_posix()
            if name not in found:
                found.add(name)
                waiting.append(name)
    return sorted(found)
