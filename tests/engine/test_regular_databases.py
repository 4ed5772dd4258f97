"""Rows of another database: a real second server, asked by one SELECT that can change nothing there."""

import ipaddress
import sqlite3

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine.errors import Invalid
from guanxi.engine.models import Import, RegularImport
from guanxi.engine.outgoing import Refused, Unreachable
from guanxi.engine.regular import databases
from guanxi.engine.regular.databases import limits
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.site.environment import OutgoingHosts
from tests.engine.importing import column
from tests.engine.regularly import act, active, now, recipe, regular
from tests.engine.second_database import PASSWORD, connected, second_database

HERE = OutgoingHosts(networks=(ipaddress.ip_network("127.0.0.0/8"),))
ASKED = "SELECT name, phone FROM people ORDER BY name"


@pytest.fixture(scope="module")
def port():
    with second_database() as told:
        yield told


@pytest.fixture
def people(port):
    with connected(port) as other:
        other.execute("TRUNCATE people")
        other.execute(
            "INSERT INTO people VALUES ('North', NULL, '2020-01-02', 1.50, '{\"a\": \"中\"}'), "
            "('South', '', NULL, 2, NULL)"
        )
        yield other


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield found()


def at(port, query=ASKED, **values):
    return {
        "source": "database", "system": "postgresql", "server": f"127.0.0.1:{port}", "database": "postgres",
        "account": "reader", "secret": PASSWORD, "query": query, **values,
    }  # fmt: skip


def asked(**values):
    """The text of the result, with nothing but what a regular import says."""
    with databases.asked(RegularImport(**values)) as pieces:
        return b"".join(pieces).decode("utf-8-sig")


def count(people):
    return people.execute("SELECT count(*) FROM people").fetchone()[0]


def test_rows_become_an_import_and_only_when_they_changed(world, port, people, settings):
    settings.OUTGOING_HOSTS = HERE
    owner = world.users["clerk"]
    work = active(regular(world.users["admin"], owner, recipe=recipe(owner, match=True), **at(port)), owner)
    for expected in ("query.csv: created 2", "Nothing new."):
        act(work, "run_now", owner)
        run_jobs_now()
        assert now(work).last_result == expected
    people.execute("INSERT INTO people (name) VALUES ('East')")
    act(work, "run_now", owner)
    run_jobs_now()
    assert now(work).last_result == "query.csv: created 1, skipped 2"
    assert sorted(column(owner, "customers", "name")) == ["East", "North", "South"]
    assert Import._base_manager.filter(regular=work, state="done").count() == 2


def test_every_kind_of_value_is_a_text(port, people, settings):
    settings.OUTGOING_HOSTS = HERE
    query = "SELECT *, true AS yes, '\\x00ff'::bytea AS raw, '2026-01-02 03:04'::timestamp AS at FROM people ORDER BY 1"
    assert asked(**at(port, query)).splitlines() == [
        "name,phone,born,score,extra,yes,raw,at",
        'North,,2020-01-02,1.50,"{""a"": ""中""}",true,00ff,2026-01-02 03:04:00',
        "South,,,2,,true,00ff,2026-01-02 03:04:00",
    ]


def test_no_rows_still_have_their_columns(port, people, settings):
    settings.OUTGOING_HOSTS = HERE
    assert asked(**at(port, "SELECT name, phone FROM people WHERE false")).splitlines() == ["name,phone"]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM people",
        "UPDATE people SET name = 'x'",
        "WITH gone AS (DELETE FROM people RETURNING *) SELECT * FROM gone",
        "SELECT 1; DELETE FROM people",
        "SELECT 1; COMMIT; DELETE FROM people",
        "SELECT 1; ROLLBACK; BEGIN READ WRITE; DELETE FROM people; COMMIT",
        "SELECT set_config('transaction_read_only', 'off', false); DELETE FROM people",
        "SELECT * FROM people INTO OUTFILE",
        "SELECT name INTO other FROM people",
        "SELECT * FROM people FOR UPDATE",
        "SELECT nextval('x')",
        "COPY people TO PROGRAM 'touch /tmp/owned'",
        "SELECT lo_create(4711)",
        "DROP TABLE people",
        "",
        "-- SELECT",
    ],
)
def test_nothing_is_changed_there(port, people, settings, query):
    settings.OUTGOING_HOSTS = HERE
    with pytest.raises(Invalid):
        asked(**at(port, query))
    assert count(people) == 2
    assert people.execute("SELECT to_regclass('other')").fetchone() == (None,)


def test_a_switch_to_writing_inside_the_query_writes_nothing(port, people, settings):
    settings.OUTGOING_HOSTS = HERE
    people.execute(
        "CREATE OR REPLACE FUNCTION sneak() RETURNS int LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM set_config('transaction_read_only', 'off', true); DELETE FROM people; RETURN 1; END $$"
    )
    with pytest.raises(Invalid):
        asked(**at(port, "SELECT sneak()"))
    assert count(people) == 2


def test_what_takes_too_long_ends_and_too_many_rows_are_told(port, people, settings, monkeypatch):
    settings.OUTGOING_HOSTS = HERE
    monkeypatch.setattr(limits, "LONGEST", 1)
    with pytest.raises(Invalid):
        asked(**at(port, "SELECT pg_sleep(20)"))
    monkeypatch.setattr(limits, "MOST_ROWS", 1)
    with pytest.raises(Invalid) as told:
        asked(**at(port))
    assert "query" in told.value.errors


@pytest.mark.parametrize(
    "server",
    ["127.0.0.1:{port}", "tls://127.0.0.1:{port}", "localhost:{port}",
     "0x7f000001:{port}", "[::ffff:127.0.0.1]:{port}", "2130706433:{port}",
     "localhost.:{port}", "127.1:{port}", "0177.0.0.1:{port}", "017700000001:{port}", "0x7f.1:{port}", "0:{port}",
     "0.0.0.0:{port}", "127.0.0.1.:{port}", "[::1]:{port}", "[::]:{port}", "[::ffff:7f00:1]:{port}", "10.0.0.1",
     "[fd00::1]", "[::127.0.0.1]:{port}", "[64:ff9b::7f00:1]:{port}", "[2002:7f00:1::]:{port}", "169.254.169.254",
     "192.168.1.1:5432"],
)  # fmt: skip
def test_without_a_setting_no_server_inside_is_reached(port, people, server):
    with pytest.raises((Refused, Unreachable)):
        asked(**at(port, server=server.format(port=port)))


@pytest.mark.parametrize("server", ["/tmp", "a,b", "host=/tmp", "a b", "", "a:0", "a:99999", "@x"])
def test_a_server_is_a_name_and_a_port(port, server):
    with pytest.raises(Invalid):
        asked(**at(port, server=server))


def test_no_password_of_this_server_is_lent(port, people, settings, monkeypatch):
    settings.OUTGOING_HOSTS = HERE
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with pytest.raises(Invalid):
        asked(**at(port, secret=""))
    with pytest.raises(Unreachable):
        asked(**at(port, secret="wrong"))


@pytest.fixture
def file(tmp_path, settings):
    settings.IMPORT_FOLDERS = [tmp_path]
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE people (name text, phone text)")
        other.execute("INSERT INTO people VALUES ('North', NULL)")
    other.close()
    return path


def lite(path, query=ASKED):
    return {"source": "database", "system": "sqlite", "database": str(path), "query": query}


def test_a_file_of_sqlite_is_asked_as_well(file):
    assert asked(**lite(file)).splitlines() == ["name,phone", "North,"]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM people",
        "SELECT 1; DELETE FROM people",
        "WITH x AS (SELECT 1) DELETE FROM people",
        "ATTACH '/etc/passwd' AS x",
        "SELECT load_extension('/tmp/x')",
        "PRAGMA journal_mode = wal",
        "VALUES (writefile('/tmp/owned', 'x'))",
    ],
)
def test_nothing_is_changed_in_it(file, query):
    with pytest.raises(Invalid):
        asked(**lite(file, query))
    assert asked(**lite(file)).splitlines() == ["name,phone", "North,"]


def test_files_elsewhere_and_links_are_not_opened(file, tmp_path, settings):
    settings.IMPORT_FOLDERS = [tmp_path / "allowed"]
    (tmp_path / "allowed").mkdir()
    (tmp_path / "allowed" / "link.db").symlink_to(file)
    for path in (file, tmp_path / "allowed" / "link.db", tmp_path / "allowed" / ".." / "old.db"):
        with pytest.raises(Invalid):
            asked(**lite(path))


def test_an_endless_question_to_a_file_ends(file, monkeypatch):
    monkeypatch.setattr(limits, "LONGEST", 0.5)
    endless = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x"
    with pytest.raises(Invalid):
        asked(**lite(file, endless))
