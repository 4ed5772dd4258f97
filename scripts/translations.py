"""Translation files: `update` them from the source, `check` that nothing is missing, `compile` them.

One catalogue per room, and per module and pack: `<room>/locale/<language>/LC_MESSAGES/django.po`.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "guanxi"
LANGUAGES = ("zh_Hans", "zh_Hant")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SHELVES = {"modules", "packs"}  # Rooms whose folders each have a catalogue of their own.
NOT_FOR_USERS = {"tests", "testing", "migrations", "static", "locale", "__pycache__"}


def rooms(package: Path) -> Iterator[Path]:
    """The folders that have a catalogue."""
    for room in sorted(path for path in package.iterdir() if path.is_dir() and path.name not in NOT_FOR_USERS):
        if room.name in SHELVES:
            yield from sorted(path for path in room.iterdir() if path.is_dir() and path.name not in NOT_FOR_USERS)
        else:
            yield room


def messages(room: Path) -> Catalog:
    """Every message of a room's source, without translations."""
    catalog = Catalog(charset="utf-8")
    for path in sorted(room.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or NOT_FOR_USERS & set(path.relative_to(room).parts):
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        source = path.read_text()
        if path.suffix != ".py":
            source = _python_of_template(source, str(path))
        place = (path.relative_to(room).as_posix(), 0)
        for _line, message, comments, context in extract(
            "python", BytesIO(source.encode()), KEYWORDS, ("Translators:",)
        ):
            if message not in ("", ("", "")):
                catalog.add(message, None, [place], auto_comments=comments, context=context)
    return catalog


def _python_of_template(source: str, origin: str) -> str:
    """A template's messages as Python calls; without indentation, which would confuse the tokenizer."""
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(source, origin=origin).split("\n"))


def po_file(room: Path, language: str) -> Path:
    """Where a room's catalogue in one language is."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """A catalogue, empty if there is no file."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update(package: Path = PACKAGE) -> None:
    """Bring every catalogue up to the source; what is new has no translation yet."""
    for room in rooms(package):
        template = messages(room)
        for language in LANGUAGES if len(template) else ():
            path = po_file(room, language)
            catalog = read(path, language)
            catalog.update(template, no_fuzzy_matching=True, update_header_comment=False, keep_user_comments=True)
            catalog.fuzzy = False
            catalog.header_comment = f"# Guanxi: {room.relative_to(package)} in {language}."
            for message in catalog:
                message.locations = [(name, 0) for name in sorted({name for name, _line in message.locations})]
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalog, width=120, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
            text = re.sub(
                r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Project-Id-Version'
                r"|Report-Msgid-Bugs-To|Language-Team).*\n",
                "",
                path.read_text(),
                flags=re.MULTILINE,
            )
            path.write_text(text)


def problems(package: Path = PACKAGE) -> list[str]:
    """What is missing, unsure or wrong in the catalogues, one line each."""
    found = []
    told: dict[tuple[str, str, str | None], tuple[str, object]] = {}
    for room in rooms(package):
        template = messages(room)
        for language in LANGUAGES:
            catalog = read(po_file(room, language), language)
            wanted = (message for message in template if message.id)
            for message in wanted:
                if problem := _problem(catalog.get(message.id, message.context)):
                    found.append(f"{room.relative_to(package)} {language}: {message.id!r} {problem}")
            for message in filter(lambda message: message.id, catalog):
                # The catalogues of all rooms become one: the same words can't be two things without a context.
                text = message.id if isinstance(message.id, str) else message.id[0]
                here = str(room.relative_to(package))
                there, said = told.setdefault((language, text, message.context), (here, message.string))
                if said != message.string:
                    found.append(f"{here} {language}: {text!r} is otherwise in {there}; unite them, or give a context")
    return found


def _problem(message: Message | None) -> str:
    if message is None or not message.string or (isinstance(message.string, tuple) and not all(message.string)):
        return "is not translated"
    if message.fuzzy:
        return "is marked as unsure (fuzzy)"
    wrong = [str(error) for error in message.check()]
    return f"is wrong: {'; '.join(wrong)}" if wrong else ""


def compile_all(package: Path = PACKAGE) -> None:
    """Write the binary catalogues that Django reads."""
    for path in sorted(package.rglob("locale/*/LC_MESSAGES/django.po")):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path, path.parent.parent.name))


def main(verb: str) -> int:
    """Do what the command line says; returns the exit code."""
    if verb == "update":
        update()
    elif verb == "compile":
        compile_all()
    elif verb == "check":
        found = problems()
        print("\n".join(found) or "Every message is translated.")
        if found:
            print(f"{len(found)} problems. `make messages` adds what is missing to the .po files.", file=sys.stderr)
        return bool(found)
    else:
        print("Usage: translations.py update|check|compile", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main("".join(sys.argv[1:])))
