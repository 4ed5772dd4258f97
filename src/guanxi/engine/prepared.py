"""A query compiled once and asked with other values each time: for what every request asks.

Django takes longer to put such a query into words than the database takes to answer it; and the server takes longer to
read and plan it than to carry it out, so each connection prepares it when it is asked there for the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor


def _cursor() -> Any:
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
        with _cursor() as cursor:
            cursor.execute(words, filled)
            rows = cursor.fetchall()
        if converters and rows:
            rows = [self._converted(row, converters) for row in rows]
        return rows

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

    @staticmethod
    def _converted(row: tuple[Any, ...], converters: dict[int, Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, (functions, expression) in converters.items():
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return tuple(values)
