"""Every field reads back what it writes, and shows nothing that a browser would run."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import SafeString

from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.file import File
from guanxi.engine.testing.conformance.base import Subject
from guanxi.engine.testing.values import HOSTILE, bad, edges, good, plain
from guanxi.kit import sanitising

JSON_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None)}


def _own_values(kind: Kind) -> list[Any]:
    """Good and edge values that the kind itself accepts, as stored."""
    accepted = []
    for value in [*(good(kind, n) for n in range(5)), *edges(kind)]:
        try:
            value = kind.checked(value)
            if value is not None or kind.null:  # type: ignore[attr-defined]
                accepted.append(value)
        except ValidationError:
            continue
    assert accepted
    return accepted


def _plain_kinds(entity: Entity) -> list[tuple[str, Kind]]:
    """The fields of the entity and of its lines whose values stand for themselves."""
    own = list(entity.fields.items())
    own += [(f"{name}.{field}", kind) for name, lines in entity.lines.items() for field, kind in lines.fields.items()]
    return [(name, kind) for name, kind in own if kind.kind not in ("link", "auto_number", "stage")]


NO_TEXTS = ("date", "datetime", "time", "decimal", "money")
"""Columns in which the database keeps no text."""


class Kinds:
    """No database needed: what a kind of field promises, for each field as it is declared."""

    def test_json_goes_there_and_back(self, entity: Entity) -> None:
        for name, kind in _plain_kinds(entity):
            for value in _own_values(kind):
                assert kind.checked(kind.from_json(plain(kind.to_json(value)))) == value, name

    def test_text_goes_there_and_back(self, entity: Entity) -> None:
        for name, kind in _plain_kinds(entity):
            if isinstance(kind, File):  # a text tells its name alone
                continue
            for value in _own_values(kind):
                assert kind.checked(kind.from_text(kind.to_text(value))) == value, name

    def test_json_has_the_type_that_the_schema_tells(self, entity: Entity) -> None:
        for name, kind in _plain_kinds(entity):
            schema = kind.schema()
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            for value in _own_values(kind):
                told = plain(kind.to_json(value))
                assert type(told) in [JSON_TYPES[one] for one in types], (name, told)
                if "enum" in schema:
                    assert told in schema["enum"], name
                if "maxLength" in schema and told is not None:
                    assert len(told) <= schema["maxLength"], name

    def test_what_is_refused_raises_a_problem_in_words(self, entity: Entity) -> None:
        for name, kind in _plain_kinds(entity):
            for value in bad(kind):
                with pytest.raises(ValidationError) as refused:
                    kind.checked(kind.from_json(value))
                assert all(refused.value.messages), (name, value)

    def test_nothing_shown_is_run(self, entity: Entity) -> None:
        """Even a value that stood in the database before there was a rule against it."""
        for name, kind in _plain_kinds(entity):
            values = _own_values(kind)
            if kind.json_type == "string" and not kind.json_format.startswith("d"):
                values += [text for text in HOSTILE if kind.kind not in NO_TEXTS]
            for value in values:
                shown = [kind.cell(value), kind.detail(value)]
                shown.append(kind.widget(value, name=name, ident="f", attrs=SafeString("")))
                for html in shown:
                    assert isinstance(html, SafeString), name
                    assert "<b onclick" not in html, name
                    assert 'href="javascript' not in html, name
                    if kind.kind == "rich_text" and ("<" not in str(value) or value == sanitising.clean(value)):
                        continue  # what the sanitiser gives out is made to be shown; a text's quotes are harmless
                    assert value == "" or not isinstance(value, str) or escape(value) == value or value not in html

    def test_labels_have_words(self, entity: Entity) -> None:
        assert entity.label
        assert entity.label_plural
        for name, kind in entity.fields.items():
            assert str(kind.verbose_name).strip(), name  # type: ignore[attr-defined]

    def test_links_are_shown_by_name_or_as_hidden(self, subject: Subject) -> None:
        from guanxi.engine.fields.link import Ref

        for kind in subject.entity.fields.values():
            if kind.kind == "link":
                key = subject.company.keys["owner"]
                assert "&lt;b" in kind.cell(Ref(key, "<b onclick=x>"))
                assert "<b onclick" not in kind.widget(
                    Ref(key, "<b onclick=x>"), name="x", ident="x", attrs=SafeString("")
                )
                assert "hidden" in kind.cell(Ref(key, None)) or str(key) not in kind.cell(Ref(key, None))
