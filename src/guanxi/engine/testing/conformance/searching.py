"""A record is found by its name in characters, pinyin, initials and words, and only by those who may see it."""

from __future__ import annotations

from guanxi.engine import gate
from guanxi.engine.entity import Entity
from guanxi.engine.permissions import Mode
from guanxi.engine.testing.conformance.base import Subject, where


def _title_is_text(entity: Entity) -> bool:
    return entity.fields[entity.title].kind == "text" and entity.title in entity.search


class Searches:
    """The index is right after every step."""

    @where("create", "update", that=_title_is_text)
    def test_a_title_is_found_in_every_way(self, subject: Subject) -> None:
        title = subject.entity.title
        record = subject.make(1, **{title: "宁波澜屿精工"})
        other = subject.make(2, **{title: "上海禾钧"})
        for text in ("澜屿", "宁波澜屿", "精工", "ningbolanyu", "lanyu", "nblyjg", "ly", "澜", "  澜屿 "):
            found = subject.keys(q=text)
            assert record.pk in found, text
            assert other.pk not in found, text
        subject.update(record, {title: "acme-works"})
        assert record.pk not in subject.keys(q="澜屿")
        assert record.pk in subject.keys(q="ACME")
        assert record.pk in subject.keys(q="acme wor")

    @where("create", "delete", "restore", that=_title_is_text)
    def test_what_is_deleted_is_not_found(self, subject: Subject) -> None:
        record = subject.make(1, **{subject.entity.title: "宁波澜屿精工"})
        gate.delete(subject.entity, record.pk, actor=subject.boss)
        assert record.pk not in subject.keys(q="澜屿")
        assert record.pk in subject.keys(q="澜屿", deleted=True)
        gate.restore(subject.entity, record.pk, actor=subject.boss)
        assert record.pk in subject.keys(q="澜屿")

    @where("create", that=_title_is_text)
    def test_strangers_find_nothing(self, subject: Subject) -> None:
        subject.make(1, **{subject.entity.title: "宁波澜屿精工"})
        blind = subject.ruled(subject.entity.title, Mode.HIDDEN)
        masked = subject.ruled(subject.entity.title, Mode.MASKED)
        assert subject.keys(blind, q="澜屿") == subject.keys(masked, q="澜屿") == []

    def test_odd_texts_find_nothing_or_something_but_never_fail(self, subject: Subject) -> None:
        subject.make(1)
        for text in (
            "'",
            "\\",
            "&|!<->:*()",
            "\x00",
            "' | '",
            "a:*",
            "%",
            "𠮷",
            "🙂",
            "   ",
            "--",
            "\ud800",
            "x" * 200,
        ):
            subject.keys(q=text)
