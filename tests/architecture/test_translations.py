"""The script that updates, checks and compiles the translation files, on a small tree."""

import gettext
from pathlib import Path

import pytest

from scripts import translations

SOURCE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
SAVE = _("Save")
COUNT = ngettext("%(n)s row", "%(n)s rows", 2)
STAGE = pgettext("of an opportunity", "Won")
LONG = _("One sentence "
         "in two pieces.")
"""
TEMPLATE = """{% load i18n %}
  <p title="{% translate 'Find' %}">{% blocktranslate trimmed with name=x %}
      Hello
      {{ name }}
  {% endblocktranslate %}</p>
    {% blocktranslate count n=rows %}{{ n }} hit{% plural %}{{ n }} hits{% endblocktranslate %}
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    room = tmp_path / "web"
    (room / "templates").mkdir(parents=True)
    (room / "pages.py").write_text(SOURCE)
    (room / "templates" / "list.html").write_text(TEMPLATE)
    (tmp_path / "modules" / "sales").mkdir(parents=True)
    (tmp_path / "modules" / "sales" / "entities.py").write_text('_("Quote")\n')
    (room / "tests").mkdir()
    (room / "tests" / "test_pages.py").write_text('_("not for users")\n')
    return tmp_path


def translate_everything(package: Path) -> None:
    for path in package.rglob("*.po"):
        catalog = translations.read(path, path.parent.parent.name)
        for message in catalog:
            if message.id:
                names = "".join(f" %({name})s" for name in ("n", "name") if f"%({name})s" in str(message.id))
                plural = isinstance(message.id, tuple)
                message.string = (f"译{names}",) * catalog.num_plurals if plural else f"译{names}"
        with path.open("wb") as file:
            translations.write_po(file, catalog)


def test_every_message_of_python_and_templates_is_found(package: Path) -> None:
    found = {message.id for message in translations.messages(package / "web") if message.id}
    assert found == {
        "Save",
        ("%(n)s row", "%(n)s rows"),
        "Won",
        "One sentence in two pieces.",
        "Find",
        "Hello %(name)s",
        ("%(n)s hit", "%(n)s hits"),
    }


def test_update_makes_a_catalogue_for_each_room_and_module(package: Path) -> None:
    translations.update(package)
    made = sorted(path.relative_to(package).as_posix() for path in package.rglob("*.po"))
    assert made == [
        f"{room}/locale/{language}/LC_MESSAGES/django.po"
        for room in ("modules/sales", "web")
        for language in ("zh_Hans", "zh_Hant")
    ]
    text = (package / made[2]).read_text()
    assert 'msgctxt "of an opportunity"' in text
    assert "fuzzy" not in text
    assert "Date" not in text
    translations.update(package)
    assert (package / made[2]).read_text() == text


def test_the_check_tells_what_is_missing_unsure_or_wrong(package: Path) -> None:
    translations.update(package)
    assert len(translations.problems(package)) == 2 * 8
    translate_everything(package)
    assert translations.problems(package) == []
    path = translations.po_file(package / "web", "zh_Hans")
    good = path.read_text()
    path.write_text(good.replace('msgid "Find"', '#, fuzzy\nmsgid "Find"'))
    assert translations.problems(package) == ["web zh_Hans: 'Find' is marked as unsure (fuzzy)"]
    path.write_text(good.replace("译 %(name)s", "译 %(nam)s"))
    assert ["Hello" in problem for problem in translations.problems(package)] == [True]
    (package / "web" / "more.py").write_text('_("Undo")\n')
    path.write_text(good)
    assert translations.problems(package) == [
        "web zh_Hans: 'Undo' is not translated",
        "web zh_Hant: 'Undo' is not translated",
    ]


def test_an_update_keeps_translations_and_drops_what_is_gone(package: Path) -> None:
    translations.update(package)
    translate_everything(package)
    (package / "web" / "pages.py").write_text('_("Save")\n')
    translations.update(package)
    text = translations.po_file(package / "web", "zh_Hans").read_text()
    assert 'msgid "Save"\nmsgstr "译"' in text
    assert "Won" not in text
    assert translations.problems(package) == []


def test_compiled_catalogues_are_read_by_gettext(package: Path) -> None:
    translations.update(package)
    translate_everything(package)
    translations.compile_all(package)
    with translations.po_file(package / "web", "zh_Hant").with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "译"


def test_the_same_words_are_one_thing_in_all_rooms(package: Path) -> None:
    (package / "modules" / "sales" / "entities.py").write_text('_("Save")\n')
    translations.update(package)
    translate_everything(package)
    assert translations.problems(package) == []
    path = package / "modules" / "sales" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text().replace("译", "存"))
    assert translations.problems(package) == [
        "web zh_Hans: 'Save' is otherwise in modules/sales; unite them, or give a context"
    ]
