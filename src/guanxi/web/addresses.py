"""Addresses of the derived pages, made quickly: a list of fifty rows needs hundreds of them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from guanxi.people.redirects import own_or


@cache
def list_url(entity: str) -> str:
    """The list of an entity."""
    return reverse("web:list", args=[entity])


def record_url(entity: str, key: Any) -> str:
    """The page of a record."""
    return f"{list_url(entity)}{key}/"


def page_url(name: str, *args: Any, **query: Any) -> str:
    """Any other page by its name, with a query of what isn't empty."""
    keys = [arg for arg in args if isinstance(arg, uuid.UUID)]
    url = _named(name, tuple([_KEY if isinstance(arg, uuid.UUID) else arg for arg in args]) if keys else args)
    for key in keys:
        url = url.replace(_WRITTEN, str(key), 1)
    return with_query(url, query) if query else url


_KEY = uuid.UUID("019c0000-0000-7000-8000-00000000a11e")
_WRITTEN = str(_KEY)
"""Stands for any key in the addresses that are kept."""


@lru_cache(maxsize=4_000)
def _named(name: str, args: tuple[Any, ...]) -> str:
    """Addresses but for their keys are few, and every page has dozens of them."""
    return reverse(f"web:{name}", args=args)


@cache
def named_url(name: str) -> str:
    """A page of any room by its full name, one that needs nothing else to be found."""
    return reverse(name)


def with_query(url: str, query: Mapping[str, Any]) -> str:
    """An address with those of the parameters that hold something."""
    told = {name: value for name, value in query.items() if value not in (None, "", False)}
    return f"{url}?{urlencode(told)}" if told else url


def filtered_url(entity: str, condition: Mapping[str, Any]) -> str:
    """The list of an entity, narrowed by one condition."""
    return with_query(list_url(entity), {"filter": compact(condition)})


def compact(filter: Any) -> str:
    """A filter as it stands in an address; "" for none."""
    return json.dumps(filter, ensure_ascii=False, separators=(",", ":")) if filter else ""


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page the form names to return to, if it is one of ours."""
    return own_or(request.POST.get("next") or request.GET.get("next"), otherwise)
