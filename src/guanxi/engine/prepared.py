"""Queries compiled once: with other values each time for what every request asks, or as they are for one's rights.

Django takes longer to put such a query into words than the database takes to answer it; and the server takes longer to
read and plan it than to carry it out, so each connection prepares it when it is asked there for the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.utils import timezone

if TYPE_CHECKING:
    from guanxi.engine.permissions.access import Access

Answer = TypeVar("Answer", bound=Hashable)
Converters = dict[int, Any]


def prepared_cursor() -> Any:
    """A cursor that sends values apart from the words, which is what the server prepares; logged as any other."""
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = 0
    return connection._prepare_cursor(ServerBindingCursor(raw))  # type: ignore[attr-defined,call-arg]


class Prepared:
    """The rows of `make(*samples)`, a `values_list`, for other values in the samples' places."""

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]], samples: Sequence[Any]) -> None:
        self._make = make
        self._samples = tuple(samples)
        self._words: tuple[str, list[Any], list[tuple[int, int]], dict[int, Any]] | None = None

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database."""
        words, parameters, places, converters = self._words or self._compile()
        filled = list(parameters)
        for place, sample in places:
            filled[place] = values[sample]
        with prepared_cursor() as cursor:
            cursor.execute(words, filled)
            rows = cursor.fetchall()
        return converted(rows, converters)

    def _compile(self) -> tuple[str, list[Any], list[tuple[int, int]], dict[int, Any]]:
        compiler = self._make(*self._samples).query.get_compiler(connection=connection)
        words, parameters = compiler.as_sql()
        plain = [getattr(parameter, "obj", parameter) for parameter in parameters]
        places = [(place, self._samples.index(value)) for place, value in enumerate(plain) if value in self._samples]
        if {sample for _place, sample in places} != set(range(len(self._samples))):
            raise ValueError("A sample has no place of its own in the query.")
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        self._words = words, list(parameters), places, converters
        return self._words


def converted(rows: list[tuple[Any, ...]], converters: Converters) -> list[tuple[Any, ...]]:
    """Rows as a queryset gives them."""
    return [_converted(row, converters) for row in rows] if converters else rows


def _converted(row: tuple[Any, ...], converters: Converters) -> tuple[Any, ...]:
    values = list(row)
    for place, (functions, expression) in converters.items():
        for function in functions:
            values[place] = function(values[place], expression, connection)
    return tuple(values)


# --- for one's rights -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """A `values_list` in the database's words, its values among them, so that it is planned for these."""

    words: str
    parameters: tuple[Any, ...]
    converters: Converters

    @classmethod
    def of(cls, rows: models.QuerySet[Any, Any]) -> Statement | None:
        """None where the query can have no rows."""
        compiler = rows.query.get_compiler(connection=connection)
        try:
            words, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        columns = [column for column, _sql, _alias in compiler.select]
        return cls(words, tuple(parameters), compiler.get_converters(columns))

    def filled(self, sample: Any, value: Any) -> Statement | None:
        """The same with a value where the sample stood; None where the sample was made into something else."""
        places = [place for place, given in enumerate(self.parameters) if str(sample) in str(given)]
        if not places or any(self.parameters[place] != sample for place in places):
            return None
        parameters = list(self.parameters)
        for place in places:
            parameters[place] = value
        return replace(self, parameters=tuple(parameters))

    def rows(self, *, for_any: bool = False) -> list[tuple[Any, ...]]:
        """Ask the database; `for_any`: one plan does for every value, such as the key of one record."""
        with prepared_cursor() if for_any else connection.cursor() as cursor:
            cursor.execute(self.words, self.parameters)
            return converted(cursor.fetchall(), self.converters)


Questions = list[tuple[Callable[[], Hashable], Hashable]]
MOST = 1_000
"""So many statements at most, about 3 kB each; then all are made anew."""
_kept: dict[Hashable, tuple[Statement | None, Questions]] = {}
_asked: ContextVar[Questions | None] = ContextVar("asked", default=None)


def asked(question: Callable[[], Answer]) -> Answer:
    """What the question is answered now; a kept statement that was made with the answer holds as long as it does."""
    answer = question()
    questions = _asked.get()
    if questions is not None:
        questions.append((question, answer))
    return answer


def kept(access: Access, key: Hashable, make: Callable[[], models.QuerySet[Any, Any]]) -> Statement | None:
    """The statement of `make()`, which hangs on nothing but these rights, the key and the answers to what it `asked`.

    What is shared comes and goes without a change of rights, and a day begins elsewhere in another time zone, so both
    are a part of the key.
    """
    if not access.is_fixed:
        return Statement.of(make())
    whole = (access, access.shared_entities(), timezone.get_current_timezone_name(), key)
    statement, questions = _kept.get(whole, (None, None))
    if questions is not None and all(question() == answer for question, answer in questions):
        return statement
    token = _asked.set([])
    try:
        statement = Statement.of(make())
        questions = _asked.get() or []
    finally:
        _asked.reset(token)
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[whole] = statement, questions
    return statement


def forget() -> None:
    """Compile all anew: a field stands in another column from now on."""
    _kept.clear()


def kept_for_any(
    access: Access, key: Hashable, make: Callable[[Any], models.QuerySet[Any, Any]], sample: Any, value: Any
) -> Statement | None:
    """The statement of `make(value)`, out of the kept one of `make(sample)`; compiled by itself where that can't be."""
    statement = kept(access, key, lambda: make(sample))
    filled = statement.filled(sample, value) if statement else None
    return filled or Statement.of(make(value))
