"""Pages that were asked for while an administrator changed the company's own fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse

from guanxi.engine.customfields import living

_HALF = (AttributeError, LookupError, FieldDoesNotExist, FieldError, ProgrammingError)
"""What a reader meets on a model that is half old, half new, or whose columns are called otherwise by now."""


class AnsweredAnew:
    """A question that asks for nothing but an answer is answered once more when the models changed beneath it.

    Threads of a process share its models. One that renews them can't wait for the others, since an answer may take
    minutes, such as an export.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Keep how to answer, and on which models the answer begins."""
        request.answered = (living.edition(), view, args, kwargs)  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer again, where another edition of the models may be why it failed."""
        edition, view, args, kwargs = request.answered  # type: ignore[attr-defined]
        if request.method not in ("GET", "HEAD") or not isinstance(problem, _HALF):
            return None
        living.catch_up()
        if edition == living.edition():
            return None
        return view(request, *args, **kwargs)
