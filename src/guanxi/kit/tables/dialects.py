"""Which character separates the cells of a text file."""

import csv
from collections import Counter

DELIMITERS = (",", ";", "\t", "|", "，", "；", "\x1f")
_RECORDS = 60


def detect_delimiter(sample: str, filename: str) -> str:
    """The delimiter under which most records of the sample are equally wide; a comma when there is one column."""
    best, delimiter = 0.0, "\t" if filename.lower().endswith((".tsv", ".tab")) else ","
    lines = sample.splitlines(keepends=True)
    for candidate in (delimiter, *(other for other in DELIMITERS if other != delimiter)):
        if candidate not in sample:
            continue
        score = _score(lines, candidate)
        if score > best:
            best, delimiter = score, candidate
    return delimiter


def named_delimiter(first_line: str) -> str | None:
    """The delimiter that a first line such as `sep=;` names."""
    line = first_line.strip('\ufeff\r\n "')
    named = line[4:]
    return named if line[:4].lower() == "sep=" and len(named) == 1 else None


def _score(lines: list[str], delimiter: str) -> float:
    """How many cells the usual record has, weighed by how many records are as wide."""
    widths: list[int] = []
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if len(cells) > 1 or (cells and cells[0].strip()):
                widths.append(len(cells))
            if len(widths) == _RECORDS:
                break
    except csv.Error:
        return 0
    if not widths:
        return 0
    width, count = max(Counter(widths).items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    share = count / len(widths)
    return share * share * min(width, 12) if width > 1 else 0
