"""Rows of MySQL and MariaDB: a real MariaDB, asked by one SELECT that can change nothing there."""

import ipaddress

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine.errors import Invalid
from guanxi.engine.models import RegularImport
from guanxi.engine.outgoing import Refused, Unreachable
from guanxi.engine.regular import databases
from guanxi.engine.regular.databases import limits
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.site.environment import OutgoingHosts
from tests.engine.importing import column
from tests.engine.mariadb import PASSWORD, mariadb, server_program
from tests.engine.regularly import act, active, now, recipe, regular

pytestmark = pytest.mark.skipif(server_program() is None, reason="there is no mariadbd: install mariadb-server")

HERE = OutgoingHosts(networks=(ipaddress.ip_network("127.0.0.0/8"),))
ASKED = "SELECT name, phone FROM people ORDER BY name"


@pytest.fixture(scope="module")
def server():
    with mariadb() as other:
        yield other


@pytest.fixture
def people(server):
    with server.connected() as other, other.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE TABLE people (name varchar(80), phone varchar(40), born date, score decimal(9,2), "
            "at datetime, span time, raw blob, extra json)"
        )
        cursor.execute("CREATE OR REPLACE SEQUENCE numbers")
        cursor.execute(
            "INSERT INTO people VALUES ('North', NULL, '2020-01-02', 1.50, '2026-01-02 03:04', '09:05', x'00ff', "
            "'{\"a\": \"中\"}'), ('鲁西', '', NULL, 2, NULL, NULL, NULL, NULL)"
        )
        yield cursor


@pytest.fixture
def reachable(settings):
    settings.OUTGOING_HOSTS = HERE


def at(other, query=ASKED, **values):
    return {
        "source": "database", "system": "mysql", "server": f"127.0.0.1:{other.port}", "database": "shop",
        "account": "reader", "secret": PASSWORD, "query": query, **values,
    }  # fmt: skip


def asked(other, query=ASKED, **values):
    with databases.asked(RegularImport(**at(other, query, **values))) as pieces:
        return b"".join(pieces).decode("utf-8-sig").splitlines()


def count(people):
    people.execute("SELECT count(*) FROM people")
    return people.fetchone()[0]


def test_rows_become_an_import_and_only_when_they_changed(db, server, people, reachable):
    with translation.override("en"):
        world = found()
        owner = world.users["clerk"]
        work = active(regular(world.users["admin"], owner, recipe=recipe(owner, match=True), **at(server)), owner)
        for expected in ("query.csv: created 2", "Nothing new."):
            act(work, "run_now", owner)
            run_jobs_now()
            assert now(work).last_result == expected
        people.execute("INSERT INTO people (name) VALUES ('East')")
        act(work, "run_now", owner)
        run_jobs_now()
        assert now(work).last_result == "query.csv: created 1, skipped 2"
        assert sorted(column(owner, "customers", "name")) == ["East", "North", "鲁西"]


def test_every_kind_of_value_is_a_text(server, people, reachable):
    assert asked(server, "SELECT *, 1 = 1 AS yes, '50%' AS part FROM people ORDER BY score;\n") == [
        "name,phone,born,score,at,span,raw,extra,yes,part",
        'North,,2020-01-02,1.50,2026-01-02 03:04:00,9:05:00,00ff,"{""a"": ""中""}",1,50%',
        "鲁西,,,2.00,,,,,1,50%",
    ]


def test_no_rows_still_have_their_columns(server, people, reachable):
    assert asked(server, "SELECT name, phone FROM people WHERE false") == ["name,phone"]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM people",
        "WITH x AS (SELECT 1) DELETE FROM people",
        "SELECT 1; DELETE FROM people",
        "SELECT 1; COMMIT; DELETE FROM people; COMMIT",
        "SELECT * FROM people INTO OUTFILE '{home}/out'",
        "SELECT * FROM people INTO DUMPFILE '{home}/out'",
        "SELECT * FROM people /*!INTO OUTFILE '{home}/out' */",
        "SELECT NEXTVAL(numbers)",
        "SELECT SETVAL(numbers, 99)",
        "CREATE TABLE other (x int)",
        "SELECT sneak()",
        "SET autocommit = 1",
        "CALL sneaky()",
        "",
        "-- SELECT",
    ],
)
def test_nothing_is_changed_there(server, people, reachable, query):
    people.execute("CREATE OR REPLACE FUNCTION sneak() RETURNS int BEGIN DELETE FROM people; RETURN 1; END")
    with pytest.raises(Invalid):
        asked(server, query.format(home=server.home))
    assert count(people) == 2
    assert not (server.home / "out").exists()
    people.execute("SELECT NEXTVAL(numbers)")
    assert people.fetchone() == (1,)


def test_what_takes_too_long_ends_and_too_many_rows_are_told(server, people, reachable, monkeypatch):
    monkeypatch.setattr(limits, "LONGEST", 1)
    with pytest.raises(Invalid):
        asked(server, "SELECT SLEEP(20) FROM people")
    monkeypatch.setattr(limits, "LONGEST", 60)
    monkeypatch.setattr(limits, "MOST_ROWS", 1000)
    with pytest.raises(Invalid) as told:
        asked(server, "SELECT seq, repeat('x', 1000) FROM seq_1_to_100000000")
    assert "query" in told.value.errors


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])
def test_without_a_setting_no_server_inside_is_reached(server, people, host):
    with pytest.raises((Refused, Unreachable)):
        asked(server, server=f"{host}:{server.port}")


def test_a_wrong_password_and_none_are_told(server, people, reachable):
    with pytest.raises(Unreachable):
        asked(server, secret="wrong")
    with pytest.raises(Invalid):
        asked(server, secret="")


def test_a_certificate_is_proved_where_the_address_asks_for_it(server, people, reachable, monkeypatch):
    there = f"tls://127.0.0.1:{server.port}"
    with pytest.raises(Unreachable):
        asked(server, server=there)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    assert asked(server, server=there)[0] == "name,phone"
    with pytest.raises(Unreachable):
        asked(server, server=f"tls://localhost:{server.port}")
