"""`guanxi import` and `guanxi export`: files in and out on the command line, with honest exit codes."""

import json

import pytest
from click.testing import CliRunner

from guanxi.api.tests.world import found
from guanxi.cli.commands.export import command as export
from guanxi.cli.commands.import_ import command as import_
from guanxi.engine import gate
from guanxi.engine.models import Event, Import
from guanxi.engine.registry import registry
from tests.engine.importing import column, data

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return found()


def run(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def file(tmp_path, text, name="list.csv"):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_all_rows_came_in(world):
    done = run(import_, "customers", data("maven_crm/accounts.csv"), "--as", "clerk")
    assert (done.exit_code, done.stdout.strip()) == (
        0, "total 85, created 85, updated 0, skipped 0, failed 0, warned 12",
    )  # fmt: skip
    assert "sector → industry" in done.stderr
    assert len(column(world.users["clerk"], "customers", "name")) == 85
    assert set(column(world.users["admin"], "customers", "owner")) != {None}


def test_some_rows_had_problems_and_are_written_down(world, tmp_path):
    errors = tmp_path / "errors.csv"
    source = file(tmp_path, "name,phone\nA,\nB,12\n")
    done = run(import_, "customers", source, "--as", "clerk", "--errors", errors)
    assert done.exit_code == 2
    assert errors.read_text("utf-8-sig").splitlines()[1].startswith("B,12,3,")
    errors.write_text(errors.read_text("utf-8-sig").replace(",12,", ",13800006120,"))
    assert run(import_, "customers", errors, "--as", "clerk").exit_code == 0
    assert column(world.users["clerk"], "customers", "name") == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("", [], "The file is empty"),
        ("name,phone\nA,12\n", [], "failed 1"),
        ("name\nA\n", ["--as", "nobody"], "There is no user"),
        ("name\nA\n", ["--as", "keeper"], "may not"),
        ("name\nA\n", ["--map", "x=name"], "no column"),
        ("name\nA\n", ["--map", "name=version"], "no field"),
        ("name\nA\n", ["--encoding", "nonsense"], "no encoding"),
    ],
)
def test_nothing_came_in(world, tmp_path, text, arguments, said):
    who = [] if "--as" in arguments else ["--as", "admin"]
    world.users["admin"].__class__._base_manager.update(language="en")
    done = run(import_, "customers", file(tmp_path, text), *arguments, *who)
    assert done.exit_code == 1, done.output
    assert said in done.output
    assert column(world.users["admin"], "customers", "name") == []


def test_a_dry_run_writes_nothing(world, tmp_path):
    done = run(import_, "customers", file(tmp_path, "name\nA\nB\n"), "--as", "clerk", "--dry-run")
    assert (done.exit_code, done.stdout.split(",")[1].strip()) == (0, "created 2")
    assert column(world.users["clerk"], "customers", "name") == []


def test_without_a_name_the_first_administrator_acts_and_without_one_the_system(world, tmp_path):
    assert run(import_, "customers", file(tmp_path, "name\nA\n")).exit_code == 0
    assert Import._base_manager.get().owner_id == world.users["admin"].pk
    type(world.users["admin"])._base_manager.filter(username="admin").update(is_active=False)
    assert run(import_, "customers", file(tmp_path, "name\nB\n")).exit_code == 0
    assert (
        Event.objects.filter(entity="customers", actor=None, via="import").get().reason == "guanxi on the command line"
    )


def test_columns_and_matches_are_said(world, tmp_path):
    run(import_, "customers", file(tmp_path, "name\nA\n"), "--as", "clerk")
    source = file(tmp_path, "who;where\nA;宁波\n")
    done = run(
        import_, "customers", source, "--as", "clerk", "--map", "who=name", "--map", "where=region", "--delimiter", ";",
        "--on-match", "update",
    )  # fmt: skip
    assert (done.exit_code, done.stdout.split(",")[2].strip()) == (0, "updated 1")
    assert column(world.users["clerk"], "customers", "region") == ["宁波"]


def test_a_name_in_two_columns_is_put_together(world, tmp_path):
    done = run(import_, "contacts", file(tmp_path, "Last Name,First Name\nKing,Ada\n"), "--as", "clerk")
    assert (done.exit_code, done.stdout.split(",")[1].strip()) == (0, "created 1")
    assert "First Name → name" in done.stderr
    assert column(world.users["clerk"], "contacts", "name") == ["Ada King"]


def test_out_and_in_again(world, tmp_path):
    run(import_, "customers", file(tmp_path, "name,region\nA,x\n=B,y\n"), "--as", "clerk")
    target = tmp_path / "out.csv"
    condition = json.dumps({"field": "region", "op": "eq", "value": "y"})
    done = run(export, "customers", target, "--as", "clerk", "--filter", condition, "--columns", "name,region")
    assert done.exit_code == 0, done.output
    assert target.read_text("utf-8-sig").splitlines()[1:] == ["'=B,y"]
    exact = run(export, "customers", "-", "--as", "clerk", "--columns", "name", "--for-migration", "--sort", "-name")
    assert exact.stdout.lstrip("\ufeff").split() == ['"name"', '"=B"', '"A"']
    assert "Don't open this file in a spreadsheet" in exact.stderr
    assert Event.objects.filter(verb="export").count() == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["customers", "--columns", "password"], ["customers", "--filter", '{"field": "head", "op": "eq", "value": 1}'],
        ["customers", "--sort", "nonsense"], ["nonsense"], ["customers", "--filter", "{"], ["roles", "--as", "keeper"],
    ],
)  # fmt: skip
def test_what_cant_be_exported_leaves_no_file(world, tmp_path, arguments):
    done = run(export, arguments[0], tmp_path / "out.csv", *arguments[1:])
    assert done.exit_code in (1, 2)
    assert not list(tmp_path.iterdir())


def test_a_recipe_is_followed_and_can_be_changed_for_once(world, tmp_path):
    says = {"name": {"from": ["who"], "steps": [{"do": "case", "to": "upper"}]}, "region": {"from": ["where"]}}
    values = {"name": "ERP", "entity": "customers", "instructions": json.dumps({"fields": says})}
    gate.create(registry["recipes"], values, actor=world.users["clerk"])
    source = file(tmp_path, "who,where,place\na,x,y\n")
    done = run(import_, "customers", source, "--as", "clerk", "--recipe", "erp", "--map", "place=region")
    assert done.exit_code == 0, done.stderr
    assert "who → name" in done.stderr
    clerk = world.users["clerk"]
    assert (column(clerk, "customers", "name"), column(clerk, "customers", "region")) == (["A"], ["y"])
    refused = run(import_, "customers", source, "--as", "manager", "--recipe", "ERP")
    assert (refused.exit_code, "no recipe" in refused.stderr) == (1, True)
    assert Import._base_manager.count() == 1
