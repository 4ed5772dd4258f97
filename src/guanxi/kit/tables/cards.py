"""Address cards (vCard 2.1, 3.0 and 4.0): one row for each card."""

import quopri
import re
from collections.abc import Iterator
from pathlib import Path

from . import encodings
from .model import Limits, Row, Table, TableError, too_many_rows

COLUMNS = [
    *("name", "family name", "given name", "organisation", "department", "title", "phone", "mobile", "fax"),
    *("other phones", "email", "other emails", "address", "url", "note", "birthday", "nickname", "categories"),
]
_DROPPED = frozenset(["PHOTO", "LOGO", "SOUND", "KEY"])
_MOST_LINES = 20_000
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SIMPLE = {
    "FN": "name",
    "TITLE": "title",
    "URL": "url",
    "NOTE": "note",
    "NICKNAME": "nickname",
    "CATEGORIES": "categories",
}
_START = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*BEGIN:VCARD", re.IGNORECASE)


def is_cards(start: bytes) -> bool:
    """Whether a file that starts so holds address cards."""
    return _START.match(start.replace(b"\0", b"")) is not None


class CardTable(Table):
    """A file of address cards; several numbers or addresses of one kind are joined by "; "."""

    format = "vcard"

    def __init__(self, path: Path, encoding: str | None, limits: Limits) -> None:
        self._path, self._limits = path, limits
        self.encoding = encodings.known(encoding) if encoding else encodings.detect(str(path))
        self.sheets = []
        self.header_row = 0
        self.columns = list(COLUMNS)

    def rows(self) -> Iterator[Row]:
        for count, (number, properties) in enumerate(self._cards()):
            if count >= self._limits.rows:
                raise too_many_rows(self._limits)
            card = _Card()
            for name, parameters, value in properties:
                card.add(name, parameters, value)
            cells = card.cells()
            if any(len(cell) > self._limits.cell for cell in cells):
                raise TableError("cell_too_large", "A cell at line {line} is too large.", line=number)
            if any(cells):
                yield Row(number, cells, "undecodable" if any("\ufffd" in cell for cell in cells) else None)

    def _cards(self) -> Iterator[tuple[int, list[tuple[str, str, str]]]]:
        """The line where each card begins and its properties: name, parameters, raw value."""
        properties: list[tuple[str, str, str]] = []
        began = 0
        for number, line in self._lines():
            head, colon, value = _cut(line)
            if not colon:
                continue
            name, _, parameters = head.partition(";")
            name = name.rsplit(".", 1)[-1].strip().upper()
            if name == "BEGIN" and value.strip().upper() == "VCARD":
                properties, began = [], number
            elif name == "END" and began:
                yield began, properties
                properties, began = [], 0
            elif began and name not in _DROPPED:
                properties.append((name, parameters.upper(), value))
                if len(properties) > _MOST_LINES:
                    raise TableError("cell_too_large", "A cell at line {line} is too large.", line=began)
        if began and properties:
            yield began, properties

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Logical lines: folded ones and those broken by quoted-printable are put together, pictures are not kept."""
        held, began, size, picture = "", 0, 0, False
        limit = self._limits.cell
        with self._path.open(encoding=self.encoding, errors="replace", newline=None) as file:
            number = 0
            while line := file.readline(limit):
                number += 1
                line = line.rstrip("\n").replace("\0", "")
                soft = held.endswith("=") and "QUOTED-PRINTABLE" in held[:200].upper()
                if began and (soft or line[:1] in (" ", "\t")):
                    if picture:
                        continue
                    size += len(line)
                    if size > limit:
                        raise TableError("cell_too_large", "A cell at line {line} is too large.", line=began)
                    held = held[:-1] + line if soft else held + line[1:]
                    continue
                if began and held:
                    yield began, held
                held, began, size = line, number, len(line)
                picture = re.split("[;:]", line, maxsplit=1)[0].rsplit(".", 1)[-1].upper() in _DROPPED
        if held:
            yield began, held


class _Card:
    """The cells of one card while its properties come in."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {}

    def cells(self) -> list[str]:
        found = self._found
        if not found.get("name"):
            names = found.get("given name", []) + found.get("family name", [])
            chinese = any("\u3400" <= character <= "\u9fff" for part in names for character in part)
            found["name"] = ["".join(names[::-1]) if chinese else " ".join(names)]
        return ["; ".join(dict.fromkeys(filter(None, found.get(column, [])))) for column in COLUMNS]

    def add(self, name: str, parameters: str, raw: str) -> None:
        value = _decoded(parameters, raw)
        if name in _SIMPLE:
            self._put(_SIMPLE[name], _plain(value))
        elif name == "N":
            parts = [*map(_plain, _UNESCAPED_SEMICOLON.split(value)), "", ""]
            self._put("family name", parts[0])
            self._put("given name", parts[1])
        elif name == "ORG":
            organisation, *departments = map(_plain, _UNESCAPED_SEMICOLON.split(value))
            self._put("organisation", organisation)
            self._put("department", " / ".join(filter(None, departments)))
        elif name == "EMAIL":
            self._one("email", "other emails", _plain(value))
        elif name == "TEL":
            self._telephone(set(re.split("[;,=]", parameters.replace('"', ""))), _plain(value).removeprefix("tel:"))
        elif name == "ADR":
            self._put("address", ", ".join(filter(None, map(_plain, _UNESCAPED_SEMICOLON.split(value)))))
        elif name == "BDAY":
            self._put("birthday", _birthday(_plain(value)))

    def _telephone(self, kinds: set[str], number: str) -> None:
        if "FAX" in kinds:
            self._put("fax", number)
        elif "CELL" in kinds:
            self._one("mobile", "other phones", number)
        elif "PAGER" in kinds:
            self._put("other phones", number)
        else:
            self._one("phone", "other phones", number)

    def _one(self, column: str, others: str, value: str) -> None:
        """The first goes into its own column, the rest together into another."""
        taken = self._found.get(column)
        self._put(others if taken and value not in taken else column, value)

    def _put(self, column: str, value: str) -> None:
        if value:
            self._found.setdefault(column, []).append(value)


def _cut(line: str) -> tuple[str, str, str]:
    """Before and behind the first colon that is not quoted."""
    quoted = False
    for place, character in enumerate(line[:2000]):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return line[:place], ":", line[place + 1 :]
    return line.partition(":")


def _decoded(parameters: str, raw: str) -> str:
    """The value without its transfer encoding."""
    if "QUOTED-PRINTABLE" not in parameters:
        return raw
    octets = quopri.decodestring(raw.encode("utf-8", "replace"))
    charset = re.search(r"CHARSET=\"?([A-Z0-9_-]+)", parameters)
    wanted = [charset[1]] if charset else []
    for encoding in (*wanted, "utf-8", "gb18030"):
        try:
            return octets.decode(encodings.known(encoding))
        except (UnicodeDecodeError, TableError):
            continue
    return octets.decode("utf-8", "replace")


def _plain(value: str) -> str:
    """The value without escapes: a backslash before n is a line break."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _birthday(written: str) -> str:
    """As ISO when it is written without dashes."""
    if re.fullmatch(r"\d{8}", written):
        return f"{written[:4]}-{written[4:6]}-{written[6:]}"
    return re.sub(r"^(\d{4}-\d{2}-\d{2})T.*", r"\1", written)
