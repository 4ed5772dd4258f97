"""Every registered entity passes the inherited suite; what is exempt says why."""

import datetime as dt
import io
from typing import Any

from guanxi.engine import gate, imports
from guanxi.engine.jobs import enqueue
from guanxi.engine.jobs.registry import declared
from guanxi.engine.permissions import as_system
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.testing.company import Company, allow
from guanxi.engine.testing.conformance import Conformance
from guanxi.engine.testing.records import Fitting, Made


def a_job(company: Company, n: int) -> Kept:
    """A job of one of the company, as a piece of code asks for it."""
    who: Any = company.actor(("owner", "teammate", "manager", "stranger")[n % 4])
    with as_system("a job for a test"):
        return enqueue("engine.tickets", actor=who, title=f"job {n}")


def an_import(company: Company, n: int) -> Kept:
    """A file that one of the company brought in."""
    who: Any = company.actor(("owner", "teammate", "manager", "stranger")[n % 4], allow("*"))
    return imports.start(who, registry["partners"], io.BytesIO(b"name,kind\nNorth,Dealer\n"), f"partners {n}.csv")


def a_comment(company: Company, n: int) -> Kept:
    """A comment of one of the company on nothing: these tests ask for rights to comments only."""
    who: Any = company.actor(("owner", "teammate", "manager", "stranger")[n % 4], allow("*"))
    return gate.add(registry["comments"], {"body": f"comment {n}"}, actor=who, beside={"owner_id": who.pk})


A_SPAN = "An end follows its start, and a series ends after it began."


class TestEntities(Conformance):
    """The suite, over all that is registered."""

    fitting = {
        "users.time_zone": Fitting(
            ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"), "Only names that the world knows are taken."
        ),
    }
    fitting |= {
        f"custom-fields.{name}": Fitting(values, because)
        for name, values, because in (
            ("entity", ("quotes",), "A field stays on the records it was made for."),
            ("kind", ("text",), "What a field holds stays, and only a link leads to records."),
            ("target", ("",), "What a field holds stays, and only a link leads to records."),
            ("initial", ("",), "A field without two alike begins empty."),
            ("pattern", ("",), "Only a running number has a pattern."),
            ("formula", ("",), "Only what is worked out has a formula, and a result."),
            ("over", ("",), "Only a field that tells of other records says of which."),
            ("rolled", ("",), "Only a field that tells of other records says of which."),
            ("rolled_field", ("",), "Only a field that tells of other records says of which."),
            ("only", ("",), "Only a field that tells of other records says of which."),
            ("gives", ("",), "Only what is worked out has a formula, and a result."),
            ("asked_when", ("approved", "amount > 5"), "A condition is a formula over the fields that there are."),
            ("needed_from", ("quotes:sent", "quotes:won"), "A stage is one of the records' own."),
        )
    }
    fitting |= {
        f"appointments.{name}": Fitting(values, because)
        for name, values, because in (
            ("starts_at", tuple(dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in range(1, 9)), A_SPAN),
            ("ends_at", tuple(dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in range(20, 29)), A_SPAN),
            ("until", tuple(dt.date(2026, month, 1) for month in range(3, 10)), A_SPAN),
            ("special_days.ends_at", tuple(dt.datetime(2026, 9, day, tzinfo=dt.UTC) for day in range(1, 9)), A_SPAN),
            ("every", (1, 2, 3), "A series repeats every first to ninety-ninth time."),
            ("zone", ("UTC", "Etc/UTC", "Etc/GMT"), "Only names that the world knows are taken, and days begin there."),
        )
    }
    made = {
        "jobs": Made(a_job, "Work is asked for by code, in the transaction that causes it."),
        "comments": Made(a_comment, "A comment is written on a record, by whoever reads the record."),
        "imports": Made(an_import, "An import begins with a file, not with values."),
    }
    exempt = {
        (
            "custom-fields",
            test,
        ): "What a field holds, and where, stays as it was made: tests/engine/test_custom_fields.py."
        for test in (
            "test_different_fields_merge_and_the_same_field_is_a_conflict",
            "test_each_change_is_told_and_raises_the_version",
            "test_edge_values_are_stored_exactly_or_refused",
            "test_one_change_to_many_is_like_one_by_one",
            "test_what_is_closed_is_not_written_nor_told_in_a_conflict",
        )
    }
    exempt |= {
        ("notes", "test_edge_values_are_stored_exactly_or_refused"): "A note without a title is called by its words.",
    }


def test_the_jobs_of_this_suite_exist() -> None:
    assert "engine.tickets" in declared
