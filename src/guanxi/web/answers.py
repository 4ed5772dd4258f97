"""Answers for the scripts of pages: JSON, and refusals as the sentence to show."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse

from guanxi.engine.errors import EngineError, Invalid
from guanxi.web.guard import Asking

View = Callable[..., HttpResponseBase]


def told(refused: EngineError) -> str:
    """Why something was refused, in words."""
    if isinstance(refused, Invalid):
        return " ".join(text for texts in refused.errors.values() for text in texts) or refused.message
    return refused.message


def for_scripts(view: View) -> View:
    """A view that a script asks; stands under `page`, and answers what the engine refuses as {"message": …}."""

    @wraps(view)
    def answer(request: Asking, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except EngineError as refused:
            return JsonResponse({"message": told(refused), "code": refused.code}, status=refused.status)

    return answer


def done(message: str = "", **more: Any) -> HttpResponse:
    """What a script is told when something was done."""
    return JsonResponse({"message": message} | more)
