"""A collection: page after page of what the caller may see."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from guanxi.api.body import decode
from guanxi.api.encoding import shaped
from guanxi.api.endpoint import Answer, Call
from guanxi.api.refusals import BadRequest
from guanxi.engine.customfields.names import plain
from guanxi.engine.errors import BadQuery
from guanxi.engine.reading import Query, count, read_page

PARAMETERS = ("filter", "q", "sort", "fields", "limit", "cursor", "count", "deleted")


def listing(call: Call) -> Answer:
    """GET of a collection."""
    entity = call.entity
    given = call.parameters(*PARAMETERS)
    counting = one_of(given, "count", ("bounded", "exact"))
    query = query_of(given)
    page = read_page(entity, call.actor, query)
    told: dict[str, Any] = {
        "items": shaped(entity, page.rows, call.actor.access),
        "next": page.next,
        "previous": page.previous,
    }
    if counting:
        found = count(entity, call.actor, query, **({"bound": None} if counting == "exact" else {}))
        told["count"] = {"value": found.value, "exact": found.exact}
    return Answer(told)


def query_of(given: dict[str, str]) -> Query:
    """The page that the parameters ask for."""
    return Query(
        filter=decode(given["filter"]) if given.get("filter") else None,
        q=given.get("q", ""),
        sort=names(given, "sort") or (),
        fields=names(given, "fields"),
        limit=number(given, "limit", 50),
        cursor=given.get("cursor") or None,
        deleted=one_of(given, "deleted", ("true", "false")) == "true",
    )


def names(given: dict[str, str], parameter: str) -> tuple[str, ...] | None:
    """The names a parameter lists, separated by commas; None when it isn't given."""
    text = given.get(parameter)
    return tuple(plain(name.strip()) for name in text.split(",")) if text else None


def key(given: dict[str, str], name: str) -> uuid.UUID | None:
    """A parameter that holds the id of a record; None where it isn't given."""
    if name not in given:
        return None
    try:
        return uuid.UUID(given[name])
    except ValueError:
        raise BadQuery(_("“%(name)s” is the id of a record.") % {"name": name}) from None


def number(given: dict[str, str], parameter: str, default: int) -> int:
    """A whole number."""
    text = given.get(parameter)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest(_("“%(name)s” is a whole number.") % {"name": parameter})
    return int(text)


def one_of(given: dict[str, str], parameter: str, known: tuple[str, ...]) -> str | None:
    """One of some words."""
    text = given.get(parameter)
    if text is not None and text not in known:
        raise BadRequest(_("“%(name)s” is one of: %(known)s.") % {"name": parameter, "known": ", ".join(known)})
    return text
