"""The column that holds a record's search index."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup


class SearchVector(SearchVectorField):
    """A tsvector; written from the literal that `kit.search_terms.document` makes, never read back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["null"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s" if hasattr(value, "as_sql") else "%s::tsvector"

    def get_prep_value(self, value: Any) -> Any:
        return value


@SearchVector.register_lookup
class Found(Lookup):  # type: ignore[type-arg]
    """`search__found`: what a query literal of `kit.search_terms.query` matches."""

    lookup_name = "found"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*parameters, self.rhs)
