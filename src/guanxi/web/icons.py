"""Icons by name, drawn from the one sprite the front-end build makes of icons.txt."""

from functools import cache
from importlib.resources import files

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


class UnknownIcon(LookupError):
    """A name that is not in icons.txt, so not in the sprite either."""


@cache
def names() -> frozenset[str]:
    """Every icon the sprite holds."""
    lines = files("guanxi.web").joinpath("icons.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if (name := line.partition("#")[0].strip()))


@cache
def icon(name: str, size: str = "") -> SafeString:
    """The icon as decoration, the word beside it has the meaning. Size: "" is 16 px, "s" 14 px, "l" 20 px."""
    if name not in names():
        raise UnknownIcon(f"{name!r} is not in icons.txt")
    css = f"gx-i gx-{size}" if size else "gx-i"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite_url(), name)


def sprite_url() -> str:
    """The sprite's address, with its content hash where the static storage adds one."""
    return static("build/icons.svg")
