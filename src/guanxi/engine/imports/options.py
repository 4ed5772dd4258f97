"""How a file is to be brought in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.errors import Invalid

SKIP, UPDATE, FILL_EMPTY, CREATE = "skip", "update", "fill_empty", "create"
ON_MATCH = (SKIP, FILL_EMPTY, UPDATE, CREATE)


@dataclass(frozen=True)
class Options:
    """What to do with rows whose record is there already, and how dates such as 03/04/2026 are meant."""

    on_match: str = SKIP
    day_first: bool | None = None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Options:
        """From JSON; raises Invalid."""
        errors: dict[str, list[str]] = {
            name[:80]: [_("There is no option “%(name)s”.") % {"name": name[:80]}]
            for name in given
            if name not in ("on_match", "day_first")
        }
        on_match, day_first = given.get("on_match", SKIP), given.get("day_first")
        if on_match not in ON_MATCH:
            errors["on_match"] = [_("One of these is expected here: %(known)s.") % {"known": ", ".join(ON_MATCH)}]
        if day_first not in (True, False, None):
            errors["day_first"] = [_("Yes or no is expected here.")]
        if errors:
            raise Invalid(errors)
        return cls(on_match, day_first)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
