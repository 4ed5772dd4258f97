"""Every registered entity passes the inherited suite; what is exempt says why."""

import datetime as dt
import io
from typing import Any

from guanxi.engine import configuration, gate, imports
from guanxi.engine.imports.instructions import Instructions
from guanxi.engine.jobs import enqueue
from guanxi.engine.jobs.registry import declared
from guanxi.engine.permissions import as_system
from guanxi.engine.record import Kept
from guanxi.engine.registry import registry
from guanxi.engine.tailoring.places import places
from guanxi.engine.testing.company import Company, allow
from guanxi.engine.testing.conformance import Conformance
from guanxi.engine.testing.records import Fitting, Made, Maker
from guanxi.kit import divisions


def a_job(company: Company, n: int) -> Kept:
    """A job of one of the company, as a piece of code asks for it."""
    who: Any = company.actor(("owner", "teammate", "manager", "stranger")[n % 4])
    with as_system("a job for a test"):
        return enqueue("engine.tickets", actor=who, title=f"job {n}")


def an_import(company: Company, n: int) -> Kept:
    """A file that one of the company brought in."""
    who: Any = company.actor(("owner", "teammate", "manager", "stranger")[n % 4], allow("*"))
    return imports.start(who, registry["partners"], io.BytesIO(b"name,kind\nNorth,Dealer\n"), f"partners {n}.csv")


def a_move(company: Company, n: int) -> Kept:
    """A configuration that one of the company handed in."""
    who: Any = company.actor(("owner", "teammate", "manager", "stranger")[n % 4], allow("*"))
    return configuration.receive(who, b'{"format": 1, "records": {}}', f"move {n}.json")


def a_comment(company: Company, n: int) -> Kept:
    """A comment of one of the company on nothing: these tests ask for rights to comments only."""
    who: Any = company.actor(("owner", "teammate", "manager", "stranger")[n % 4], allow("*"))
    return gate.add(registry["comments"], {"body": f"comment {n}"}, actor=who, beside={"owner_id": who.pk})


def a_consent(company: Company, n: int) -> Kept:
    """What somebody said, on nothing: these tests ask for rights to consents only."""
    who: Any = company.actor(("owner", "teammate", "manager", "stranger")[n % 4], allow("*"))
    notice = gate.create(registry["privacy-notices"], {"name": f"News {n}", "text": "words"}, actor=who)
    return gate.add(registry["consents"], {"notice": notice.pk, "evidence": f"page {n}"}, actor=who)


def a_change_of_hands(company: Company, n: int) -> Kept:
    """Who gave what to whom, on nothing: these tests ask for rights to entries only."""
    who: Any = company.actor(("owner", "teammate", "manager", "stranger")[n % 4], allow("*"))
    values = {"name": "claimed", "step": "claim", "to_owner": who.pk, "reason": f"met at fair {n}", "held_days": n}
    return gate.add_many(registry["ownership-entries"], [values], actor=who)[0]


def somebody_else(maker: Maker, n: int) -> Any:
    """Who comes after the n-th of the company."""
    return maker.linked("users", n + 1)


def a_division(_maker: Maker, n: int) -> list[str]:
    """What the n-th region covers."""
    known = divisions.everything()
    return ["/".join(known[n % len(known)])]


A_RULE = "A rule says something that can be done."
NAMED = tuple(one.name for one in places())
NUMBERED = ("customers.number", "quotes.number")
LAID = ("key_facts", "columns", "quick", "aside")
FIELD_NAMES = (["quotes.amount"], ["quotes.amount", "quotes.stage"], ["quotes.stage"])
A_SPAN = "An end follows its start, and a series ends after it began."


class TestEntities(Conformance):
    """The suite, over all that is registered."""

    fitting = {
        "users.time_zone": Fitting(
            ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"), "Only names that the world knows are taken."
        ),
    }
    fitting |= {
        f"{line}.{name}": Fitting(tuple(dt.datetime(2026, month, 1, tzinfo=dt.UTC) for month in months), A_SPAN)
        for line in ("sharing-rules", "users.roles")
        for name, months in (("starts_at", (1, 2, 3)), ("ends_at", (10, 11, 12)))
    }
    fitting |= {
        f"substitutions.{name}": Fitting(tuple(dt.date(2098, month, 1) for month in months), A_SPAN)
        for name, months in (("first_day", (1, 2, 3)), ("last_day", (10, 11, 12)))
    }
    fitting |= {
        "substitutions.substitute": Fitting((somebody_else,), "Nobody stands in for themselves."),
        "sharing-rules.entity": Fitting(("quotes", "partners"), "Conditions are about records of one kind."),
        "roles.permissions.entity": Fitting(("quotes", "partners"), "Conditions are about records of one kind."),
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
        "stage-rules.stage": Fitting(
            ("quotes:sent", "quotes:won", "quotes:lost", "quotes:draft"), "One of the stages that there are."
        ),
        "stage-rules.longest": Fitting((1, 30, 90, 9_000), "A number of days in which something can happen."),
        "stage-rules.only_when": Fitting(("approved", "amount > 5"), "A condition over the fields that there are."),
        "custom-entities.numbering": Fitting(("{0000}", "A-{year}-{000}", "B{0}"), "Only a rule for numbers is taken."),
        "custom-entities.relations.required": Fitting((False,), "Only a relation to one record can be required."),
        "custom-entities.relations.several": Fitting((True,), "Only a relation to several has ways."),
        "custom-entities.relations.target": Fitting(("quotes", "partners"), "A link leads to what people make."),
    }
    fitting |= {
        f"choice-lists.{name}": Fitting(values, because)
        for name, values, because in (
            ("uses", (), "A field has one list: tests/engine/test_choice_lists.py."),
            ("uses.field", ("quotes.lost_reason", "quotes.traits"), "A field has one list."),
            ("uses.by", ("",), "A list depends on a field of the same records."),
            ("entries.only_for", ([],), "Choices are tied to the field that the list depends on."),
        )
    }
    fitting |= {
        f"numbering-rules.{name}": Fitting(values, because)
        for name, values, because in (
            ("subject", NUMBERED, "Numbers have one rule: tests/engine/test_numbering.py."),
            (
                "pattern",
                tuple(f"N{n:03}-{{year}}{{month}}{{day}}-{{counter}}" for n in range(997)),
                "A pattern must hold a counter.",
            ),
        )
    }
    fitting |= {
        f"layouts.{name}": Fitting(values, because)
        for name, values, because in (
            ("entity", ("quotes",), "The fields of a layout are of its records."),
            ("when", ("quotes.lost_reason=price", "quotes.lost_reason=time"), "A kind of record is one of these."),
            *((name, FIELD_NAMES, "The fields of a layout are of its records.") for name in LAID),
            ("sections.holds", ([],), "A field stands in one section."),
        )
    }
    fitting |= {
        f"{entity}.{name}": Fitting((1, 2, 28), "Nothing happens every 0 minutes, or on day 40.")
        for entity in ("regular-imports", "regular-exports")
        for name in ("every", "month_day", "stop_after")
    }
    fitting |= {
        "contact-cycles.days": Fitting((1, 30, 365), A_RULE),
        "names.subject": Fitting(NAMED, "One thing has one name of its own."),
        "recipes.instructions": Fitting(
            tuple(
                Instructions.read({"fields": {"name": {"from": [column]}}}).text
                for column in ("Name", "公司", "C", "D")
            ),
            "Only instructions that can be followed are kept, as the product writes them.",
        ),
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
    fitting |= {
        f"moving-rules.{name}": Fitting(values, A_RULE)
        for name, values in (
            ("entity", ("customers",)),
            ("leaves", ("customers:active", "customers:signed", "customers:potential")),
            ("to", ("customers:dormant", "customers:lost")),
            ("days", (1, 30, 365)),
            (
                "condition",
                ({"field": "created_at", "op": "empty", "value": False}, {"field": "created_at", "op": "empty"}),
            ),
        )
    }
    fitting |= {
        "moving-rules.upon": Fitting(("time",), A_RULE),
        "moving-rules.cause": Fitting(("notes",), A_RULE),
        "views.entity": Fitting(("customers",), "A pool has views of its own records."),
        "views.pool": Fitting((None,), "A pool has views of its own records."),
        "pools.ask_days": Fitting((0, 3, 30), "A request keeps a record for some days."),
        "quality-rules.entity": Fitting(("quotes",), "The fields of a rule are of its records."),
        "quality-rules.matters": Fitting(
            (["quotes.amount"], ["quotes.valid_until"], ["quotes.amount", "quotes.valid_until"]), A_RULE
        ),
    }
    fitting |= {
        "duplicate-rules.entity": Fitting(("customers", "contacts"), A_RULE),
        "duplicate-rules.listed_from": Fitting((55, 60, 65), A_RULE),
        "duplicate-rules.sure_from": Fitting((85, 90, 95), A_RULE),
    }
    fitting |= {
        f"retention-rules.{name}": Fitting(values, A_RULE)
        for name, values in (
            ("entity", ("contacts", "users")),
            (
                "condition",
                ({"field": "created_at", "op": "empty", "value": False}, {"field": "created_at", "op": "empty"}),
            ),
            ("days", (1, 30, 3650)),
        )
    }
    fitting |= {
        f"breaches.{name}": Fitting(
            tuple(dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in days), "It happens first, then somebody finds it."
        )
        for name, days in (
            ("happened_at", range(1, 9)),
            ("discovered_at", range(10, 18)),
            ("authority_told_at", range(10, 13)),
        )
    }
    fitting |= {
        f"breaches.{name}": Fitting((True,), "It decides whether there is a clock at all.")
        for name in ("in_china", "in_europe")
    }
    fitting |= {
        "recycle-rules.since": Fitting(("followed", "held"), "Who counts from a day says from which."),
    }
    fitting |= {
        f"grading-rules.{name}": Fitting(values, A_RULE)
        for name, values in (
            ("axis", ("grade",)),
            ("months", (1, 12, 24)),
            ("otherwise", ("customers:grade:D", "customers:grade:C")),
            ("steps.rating", ("customers:grade:A", "customers:grade:B")),
            *((f"steps.{name}", (1, 2, 15)) for name in ("count", "days", "followed", "share", "score")),
            *((f"steps.{name}_from", (1, 2)) for name in ("recency", "frequency", "amount")),
            *((f"steps.{name}_to", (2, 4, 5)) for name in ("recency", "frequency", "amount")),
        )
    }
    fitting |= {
        "regions.divisions": Fitting((a_division,), "A division belongs to one region."),
        "regions.hands_over": Fitting((False,), "Who hands over has somebody in charge: tests/regions."),
    }
    fitting |= {
        f"depth-rules.{name}": Fitting(values, A_RULE)
        for name, values in (
            *((name, (1, 2, 15)) for name in ("months", "half_life", "ways_full", "people_full", "theirs_full")),
            *((f"{name}_points", (1, 20, 100)) for name in ("people", "ways", "recent", "theirs", "bought")),
            ("bought_full", (1, 2, 15)),
            ("tailored_from", (1, 20, 40)),
            ("partner_from", (50, 70, 100)),
        )
    }
    fitting |= {
        "step-rules.step": Fitting(("customers:visit", "customers:call", "customers:thank"), A_RULE),
    }
    made = {
        "consents": Made(a_consent, "What somebody said is written down on their record."),
        "ownership-entries": Made(a_change_of_hands, "An entry is written with the change of hands it tells."),
        "jobs": Made(a_job, "Work is asked for by code, in the transaction that causes it."),
        "comments": Made(a_comment, "A comment is written on a record, by whoever reads the record."),
        "configuration-moves": Made(a_move, "A configuration is handed in as a file."),
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
        (
            "custom-entities",
            test,
        ): "A key stays, and three languages make no four lines: tests/engine/test_custom_entities.py."
        for test in (
            "test_different_fields_merge_and_the_same_field_is_a_conflict",
            "test_each_change_is_told_and_raises_the_version",
            "test_what_is_closed_is_not_written_nor_told_in_a_conflict",
            "test_lines_live_with_their_parent",
        )
    }
    exempt |= {
        ("layouts", test): "Fields and records of a layout go together: src/guanxi/web/tests/test_own_layouts.py."
        for test in (
            "test_what_is_closed_is_not_written_nor_told_in_a_conflict",
            "test_edge_values_are_stored_exactly_or_refused",
            "test_each_change_is_told_and_raises_the_version",
            "test_different_fields_merge_and_the_same_field_is_a_conflict",
            "test_one_change_to_many_is_like_one_by_one",
        )
    }
    exempt |= {
        ("numbering-rules", test): "There are as many rules as fields with numbers, two here: too few to tell apart."
        for test in (
            "test_a_title_is_found_in_every_way",
            "test_what_is_deleted_is_not_found",
            "test_strangers_find_nothing",
            "test_every_order_pages_through_without_gap_or_repeat",
            "test_the_default_order_works",
            "test_a_place_of_another_order_or_none_at_all_is_refused",
            "test_every_operator_selects_what_python_says",
            "test_many_at_once_are_like_one_by_one",
            "test_one_change_to_many_is_like_one_by_one",
        )
    }
    exempt |= {
        ("stage-rules", test): "There is one rule for each stage, and there are four here: too few to tell apart."
        for test in (
            "test_every_order_pages_through_without_gap_or_repeat",
            "test_every_operator_selects_what_python_says",
            "test_edge_values_are_stored_exactly_or_refused",
            "test_one_change_to_many_is_like_one_by_one",
        )
    }
    exempt |= {
        (
            "quality-rules",
            "test_edge_values_are_stored_exactly_or_refused",
        ): "Other records have other fields, so both are refused together: tests/quality/test_mattering.py."
    }
    exempt |= {
        ("choice-lists", test): "The fields with a list stand in no other list: tests/engine/test_choice_lists.py."
        for test in (
            "test_lines_live_with_their_parent",
            "test_lines_and_fields_merge_and_lines_conflict",
            "test_bad_lines_are_told_by_their_place",
            "test_a_line_may_take_the_place_of_one_that_goes",
        )
    }
    exempt |= {
        ("pools", test): "The last open pool stays: tests/ownership/test_claiming.py."
        for test in (
            "test_what_is_deleted_is_not_found",
            "test_restoring_needs_its_right",
            "test_deleted_is_gone_until_restored",
        )
    }
    exempt |= {
        ("regions", test): "A division belongs to one region, not to each of many: tests/regions/test_tree.py."
        for test in ("test_edge_values_are_stored_exactly_or_refused", "test_one_change_to_many_is_like_one_by_one")
    }
    exempt |= {
        ("substitutions", test): "Nobody stands in for themselves: tests/engine/test_substitutes.py."
        for test in (
            "test_each_change_is_told_and_raises_the_version",
            "test_edge_values_are_stored_exactly_or_refused",
            "test_what_is_closed_is_not_written_nor_told_in_a_conflict",
        )
    }
    exempt |= {
        (
            "privacy-notices",
            "test_json_and_text_give_the_same_record",
        ): "Nobody changes a notice: another wording is another edition (tests/privacy/test_consent.py).",
        ("retention-rules", "test_edge_values_are_stored_exactly_or_refused"): (
            "Whether people can be erased hangs on the records the rule is about."
        ),
        ("grading-rules", "test_edge_values_are_stored_exactly_or_refused"): (
            "What a rule gives goes with what it sets: tests/grading/test_grading.py."
        ),
        ("depth-rules", "test_edge_values_are_stored_exactly_or_refused"): (
            "Points and levels of a rule go together: tests/grading/test_depth.py."
        ),
        ("notes", "test_edge_values_are_stored_exactly_or_refused"): "A note without a title is called by its words.",
    }


def test_the_jobs_of_this_suite_exist() -> None:
    assert "engine.tickets" in declared
