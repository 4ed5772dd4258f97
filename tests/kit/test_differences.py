"""Differences between two texts, as they are marked for people."""

from guanxi.kit.differences import MOST_WORDS, differences, words


def marked(text: str, other: str) -> str:
    """The first text with what differs in brackets."""
    return "".join(f"[{piece}]" if differs else piece for piece, differs in differences(text, other)[0])


def test_words_are_compared_as_wholes_and_han_by_the_sign() -> None:
    assert words("Room 88, 云岙路 88 号") == ["Room", " ", "88", ",", " ", "云", "岙", "路", " ", "88", " ", "号"]
    assert marked("北仑区云岙路 88 号", "北仑区云岙路 86 号 2 幢") == "北仑区云岙路 [88] 号"
    assert marked("北仑区云岙路 86 号 2 幢", "北仑区云岙路 88 号") == "北仑区云岙路 [86] 号[ 2 幢]"
    assert marked("the cat sat", "the car sat") == "the [cat] sat"


def test_what_is_the_same_or_nothing_is_told_as_such() -> None:
    assert marked("same", "same") == "same"
    assert differences("", "") == ([], [])
    assert differences("new", "") == ([("new", True)], [])


def test_a_very_long_text_is_compared_by_its_ends() -> None:
    middle = "a b " * MOST_WORDS
    here, there = differences(f"begin {middle}end", f"begin {middle}x end")
    assert "".join(text for text, _ in here) == f"begin {middle}end"
    assert "".join(text for text, differs in there if differs) == "x "
    assert [differs for _, differs in there] == [False, True, False]


def test_every_text_is_told_whole() -> None:
    for one, other in (("a\n b", "a\n\n c"), ("𠀀字", "字𠀀"), ("é!", "e?")):
        here, there = differences(one, other)
        assert ("".join(t for t, _ in here), "".join(t for t, _ in there)) == (one, other)
