"""What can go wrong between an interface and the engine; each interface translates these, and only these."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class EngineError(Exception):
    """Base of every refusal; `code` is stable for programs, the text is for people."""

    code = "refused"
    status = 400

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.default_message())
        self.message = str(self.args[0])

    def default_message(self) -> str:
        return _("This can't be done.")


class NotFound(EngineError):
    """No such record, or none that this person may see: both look the same."""

    code, status = "not_found", 404

    def default_message(self) -> str:
        return _("This record doesn't exist, or you may not see it.")


class MergedInto(NotFound):
    """The record was merged into another one, to which its address leads since."""

    code, status = "merged", 410

    def __init__(self, entity: str, survivor: uuid.UUID, message: str = "") -> None:
        self.entity, self.survivor = entity, survivor
        super().__init__(message)

    def default_message(self) -> str:
        return _("This record was merged into another one.")


class NotAllowed(EngineError):
    """The person may see this, but not do it."""

    code, status = "not_allowed", 403

    def default_message(self) -> str:
        return _("You may not do this. Ask your administrator for the right to it.")


class BadQuery(EngineError):
    """A filter, order, column or cursor that can't be understood."""

    code, status = "bad_query", 400


class Invalid(EngineError):
    """Values that can't be saved, with what is wrong by field; "" holds what concerns the whole record."""

    code, status = "invalid", 422

    def __init__(self, errors: Mapping[str, Sequence[str]], message: str = "") -> None:
        self.errors: dict[str, list[str]] = {name: [str(text) for text in texts] for name, texts in errors.items()}
        super().__init__(message)

    def default_message(self) -> str:
        return _("Some values can't be saved.")

    def __str__(self) -> str:
        """With what is wrong, for logs; interfaces show `message` and `errors`."""
        return f"{self.message} {self.errors}"


class Conflict(EngineError):
    """Somebody changed the same fields in the meantime; both versions are told, nothing was saved."""

    code, status = "conflict", 409

    def __init__(self, fields: Mapping[str, Mapping[str, Any]], version: int, message: str = "") -> None:
        self.fields = {name: dict(sides) for name, sides in fields.items()}
        self.version = version
        super().__init__(message)

    def default_message(self) -> str:
        return _("Somebody else changed this record in the meantime.")


class WrongStage(EngineError):
    """The verb doesn't start from the record's present stage."""

    code, status = "wrong_stage", 409


class KeyReused(EngineError):
    """An idempotency key that was used before with other values."""

    code, status = "key_reused", 422

    def __init__(self, message: str = "", answer: Mapping[str, Any] | None = None) -> None:
        self.answer = dict(answer or {})
        """What was answered under the key."""
        super().__init__(message)

    def default_message(self) -> str:
        return _("This idempotency key was used before with other values.")


class TooMany(EngineError):
    """A rate limit is used up; `wait` is the number of seconds until the next try."""

    code, status = "too_many", 429

    def __init__(self, wait: float, message: str = "") -> None:
        self.wait = math.ceil(wait)
        super().__init__(message)

    def default_message(self) -> str:
        return ngettext(
            "Too many requests. Try again in %(seconds)d second.",
            "Too many requests. Try again in %(seconds)d seconds.",
            self.wait,
        ) % {"seconds": self.wait}
