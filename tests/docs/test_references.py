"""What the pages name exists: commands, options, settings, addresses of files, programs."""

import re
import shlex
import shutil

import click
import pytest

from guanxi.cli import guanxi
from guanxi.site.environment import VARIABLES
from tests.docs.reading import PAGES, ROOT, Page

GUANXI = re.compile(r"(?:^|[\s/(])guanxi ([a-z][^#|&;]*)")
FROM_THE_SYSTEM = {
    "apt-get",
    "cd",
    "cp",
    "curl",
    "docker",
    "git",
    "guanxi",
    "mkdir",
    "mv",
    "systemctl",
    "tar",
    "useradd",
}
"""What a machine has, or is told to install; not all of it where the tests run."""
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
NOT_SETTINGS = ("GUANXI_TEST_",)


def commands(page: Page) -> list[list[str]]:
    """Every use of the command `guanxi` on a page, as words."""
    used = [found[1] for line in page.code for found in GUANXI.finditer(line)]
    return [re.sub(r"[…“”]", " ", text).split() for text in used]


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that these words name, and the options they give it."""
    context = click.Context(guanxi)
    command: click.Command = guanxi
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(context, rest[0])
        assert found is not None, f"there is no command `guanxi {' '.join(words)}`"
        command = found
        rest.pop(0)
    return command, [word.partition("=")[0] for word in rest if word.startswith("--")]


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_every_command_and_option_exists(document: Page) -> None:
    for words in commands(document):
        command, options = resolve(words)
        known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
        if command.context_settings.get("ignore_unknown_options"):
            continue
        assert set(options) - {"--help"} <= known, f"guanxi {' '.join(words)}"


def test_every_command_is_named() -> None:
    named = {words[0] for page in PAGES for words in commands(page)}
    readme = set(re.findall(r"`([a-z]+)`", (ROOT / "README.md").read_text()))
    assert set(guanxi.list_commands(click.Context(guanxi))) <= named | readme


def test_every_setting_is_explained_and_no_other_is_named() -> None:
    named = {name for page in PAGES for name in re.findall(r"GUANXI_[A-Z_]+[A-Z]", page.text)}
    assert {name for name in named if not name.startswith(NOT_SETTINGS)} == set(VARIABLES)


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document: Page) -> None:
    for link in document.links:
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = link.partition("#")
        target = (document.path.parent / place).resolve() if place else document.path
        assert target.exists(), f"{document.name} links to {link}"
        assert target.is_relative_to(ROOT), f"{document.name} links outside: {link}"
        assert not anchor or anchor in Page(target).anchors, f"{document.name} links to {link}"


@pytest.mark.parametrize("document", [page for page in PAGES if page.blocks], ids=lambda document: document.name)
def test_every_program_of_a_shell_block_exists(document: Page) -> None:
    for block in document.blocks:
        if block.language != "sh":
            continue
        for line in re.sub(r"\\\n", " ", block.code).splitlines():
            words = shlex.split(line, comments=True)
            while words and (given := re.fullmatch(r"[A-Za-z_]+=(?:\$\((.*)|.*)", words[0])):
                words[:1] = [given[1]] if given[1] else []
            if not words or words[0].startswith('"$'):
                continue
            if words[0] == "make":
                assert set(words[1:2]) <= TARGETS, line
            elif "/" in words[0] and not words[0].startswith(("/", "$")):
                assert (ROOT / words[0]).exists() or words[0].startswith(".venv/"), line
            else:
                program = words[0].rpartition("/")[2].removeprefix("$bin")
                assert program in FROM_THE_SYSTEM or program.startswith("pg_") or shutil.which(program), line


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        targets = [(path.parent / link.partition("#")[0]).resolve() for link in Page(path).links if ":" not in link]
        waiting += [target for target in targets if target.suffix == ".md" and target.exists()]
    unreached = {page.path for page in PAGES} - reached - {ROOT / "CHANGELOG.md"}
    assert sorted(path.relative_to(ROOT).as_posix() for path in unreached) == []


def test_every_picture_is_shown_and_small() -> None:
    pictures = list((ROOT / "docs" / "images").glob("*"))
    shown = {(page.path.parent / link).resolve() for page in PAGES for link in page.links}
    assert [picture.name for picture in pictures if picture not in shown] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > 150_000] == []
    assert len(pictures) <= 36
