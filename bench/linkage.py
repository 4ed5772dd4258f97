"""How well the same are told from others: precision and recall on lists of which somebody knows which are the same.

`python -m bench.linkage FOLDER`: a folder with `fake_1000.csv` (people with mistakes, of Splink's examples) and
`restaurants` (Fodor's and Zagat's, with the pairs that are the same).
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from guanxi.kit.likeness import SURE_FROM, TOLD_FROM, Known, Traits, compare

Pair = frozenset[str]


def main() -> None:
    folder = Path(sys.argv[1])
    for name, (records, same) in {"fake_1000": people(folder), "restaurants": restaurants(folder)}.items():
        likely = scored(records)
        print(f"{name}: {len(records):,} records, {len(same):,} pairs are the same, {len(likely):,} compared")
        for threshold in (TOLD_FROM, SURE_FROM):
            told = {pair for pair, score in likely.items() if score >= threshold}
            right = len(told & same)
            precision, recall = right / max(len(told), 1), right / max(len(same), 1)
            print(f"  from {threshold}: {len(told):,} told, precision {precision:.3f}, recall {recall:.3f}")


def people(folder: Path) -> tuple[dict[str, Traits], set[Pair]]:
    """People by name and e-mail address; those of one cluster are the same."""
    rows = read(folder / "fake_1000.csv")
    clusters: dict[str, list[str]] = defaultdict(list)
    records = {}
    for row in rows:
        clusters[row["cluster"]].append(row["unique_id"])
        told = {"names": [f"{row['first_name']} {row['surname']}".strip()], "emails": [row["email"]]}
        records[row["unique_id"]] = traits(told, is_person=True)
    return records, {frozenset(pair) for known in clusters.values() for pair in combinations(known, 2)}


def restaurants(folder: Path) -> tuple[dict[str, Traits], set[Pair]]:
    """Companies by name, telephone and address."""
    records = {}
    for row in read(folder / "restaurants" / "fodors.csv") + read(folder / "restaurants" / "zagats.csv"):
        address = f"{row['addr']} {row['city']}"
        records[row["id"]] = traits({"names": [row["name"]], "phones": [row["phone"]], "addresses": [address]})
    matches = read(folder / "restaurants" / "matches_fodors_zagats.csv")
    return records, {frozenset((row["fodors_id"], row["zagats_id"])) for row in matches}


def traits(told: dict[str, list[str]], *, is_person: bool = False) -> Traits:
    given = {kind: [text for text in texts if text] for kind, texts in told.items()}
    return Known("measured", given, is_person).traits()


def scored(records: dict[str, Traits]) -> dict[Pair, float]:
    """Those that have a key in common, each pair once."""
    having: dict[object, list[str]] = defaultdict(list)
    for name, one in records.items():
        for clue in one.clues():
            having[clue].append(name)
    pairs = {frozenset(pair) for names in having.values() for pair in combinations(names, 2)}
    return {pair: compare(*(records[name] for name in pair)).score for pair in pairs}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{str(name): (text or "").strip() for name, text in row.items()} for row in csv.DictReader(file)]


if __name__ == "__main__":
    main()
