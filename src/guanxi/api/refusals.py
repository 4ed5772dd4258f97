"""What only a request over HTTP can get wrong, besides what the engine refuses."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from guanxi.engine.errors import EngineError


class BadRequest(EngineError):
    """A request that can't be read."""

    code, status = "bad_request", 400


class NotSignedIn(EngineError):
    """Nobody is known to be asking."""

    code, status = "not_signed_in", 401

    def default_message(self) -> str:
        return _("Send a valid token: Authorization: Bearer TOKEN.")


class ScopeMissing(EngineError):
    """The token was made for less than this."""

    code, status = "scope_missing", 403

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(_("This token lacks the scope “%(scope)s”.") % {"scope": scope})


class NotFromHere(EngineError):
    """A signed-in browser sends a change without the proof that our own page asked for it."""

    code, status = "csrf", 403

    def default_message(self) -> str:
        return _("The header X-CSRFToken is missing or stale. Load the page again.")


class NoSuchMethod(EngineError):
    """The address exists, the method doesn't."""

    code, status = "method_not_allowed", 405

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = ", ".join(allowed)
        super().__init__(_("This address answers to: %(methods)s.") % {"methods": self.allowed})


class LengthMissing(EngineError):
    """A body of unknown length, which the server in front doesn't pass on."""

    code, status = "length_required", 411

    def default_message(self) -> str:
        return _("Send the body with a Content-Length, not in chunks.")


class Changed(EngineError):
    """The record isn't the version that If-Match names."""

    code, status = "precondition_failed", 412

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(
            _("The record is at version %(version)d now. Read it again, then change it.") % {"version": version}
        )


class TooLarge(EngineError):
    """More than is read at once."""

    code, status = "too_large", 413

    def __init__(self, most: int) -> None:
        super().__init__(_("At most %(most)s MB can be sent at once.") % {"most": most // 1_048_576})


class NotJson(EngineError):
    """A body that doesn't say it is JSON."""

    code, status = "unsupported_media_type", 415

    def default_message(self) -> str:
        return _("Send JSON in UTF-8 with the header Content-Type: application/json.")
