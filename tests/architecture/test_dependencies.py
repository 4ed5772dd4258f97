"""The page on dependencies and the lock files agree with what is declared."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def declared(*groups: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    listed = [*project["dependencies"]]
    for group in groups:
        listed += project["optional-dependencies"][group]
    return {re.match(r"[\w.-]+", requirement).group() for requirement in listed} - {project["name"]}


def explained() -> set[str]:
    return set(re.findall(r"^\| ([\w@./-]+) \|", (ROOT / "docs" / "dependencies.md").read_text(), re.MULTILINE)) - {
        "package"
    }


def locked(name: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==", (ROOT / "requirements" / name).read_text(), re.MULTILINE))


def canonical(names: set[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def test_every_dependency_is_explained_and_nothing_else_is() -> None:
    packages = json.loads((ROOT / "frontend" / "package.json").read_text())
    assert explained() == declared("databases", "dev") | set(packages["dependencies"]) | set(
        packages.get("devDependencies", ())
    )


@pytest.mark.parametrize(
    ("name", "groups"), [("runtime.txt", ()), ("databases.txt", ("databases",)), ("dev.txt", ("databases", "dev"))]
)
def test_the_lock_files_hold_what_is_declared(name: str, groups: tuple[str, ...]) -> None:
    assert canonical(declared(*groups)) <= canonical(locked(name))


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_every_locked_package_has_a_hash_and_no_host(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    for entry in re.split(r"\n(?=[\w])", text):
        if re.match(r"[\w.-]+(\[[^]]*\])?==", entry):
            assert "--hash=sha256:" in entry, entry
