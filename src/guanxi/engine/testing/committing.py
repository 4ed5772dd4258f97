"""Which files have tests that commit what they do, so that nothing can stand around them in a transaction."""

from __future__ import annotations

import pytest


def of_this_file(request: pytest.FixtureRequest) -> list[pytest.Item]:
    """The tests of the file that a fixture is asked for in."""
    return [item for item in request.session.items if item.path == request.path]


def commits(request: pytest.FixtureRequest) -> bool:
    """Whether one of them does."""
    here = of_this_file(request)
    marks = (mark for item in here for mark in item.iter_markers("django_db"))
    return any(mark.kwargs.get("transaction") for mark in marks) or any(
        "transactional_db" in getattr(item, "fixturenames", ()) for item in here
    )
