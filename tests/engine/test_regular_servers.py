"""Regular imports from SQL Server and Oracle, as far as no server is needed: what is asked, and where one may go."""

import ipaddress
import socket
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine.errors import Invalid
from guanxi.engine.models import RegularImport
from guanxi.engine.outgoing import Refused, Unreachable, guarded
from guanxi.engine.regular import databases
from guanxi.engine.regular.databases import limits, sqlserver
from guanxi.site.environment import OutgoingHosts

SYSTEMS = ("postgresql", "mysql", "sqlserver", "oracle")
HERE = OutgoingHosts(networks=(ipaddress.ip_network("127.0.0.1/32"),))


class Listener:
    """A server on 127.0.0.2 that answers nothing, and counts who came."""

    def __init__(self, address="127.0.0.2"):
        self.came = 0
        self._counted = threading.Condition()
        self._socket = socket.create_server((address, 0))
        self.address, self.port = self._socket.getsockname()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self):
        while True:
            try:
                other, _address = self._socket.accept()
            except OSError:
                return
            with self._counted:
                self.came += 1
                self._counted.notify_all()
            other.close()

    def has_counted(self, number):
        """Whether at least so many came, given the moment between a connection and its being counted."""
        with self._counted:
            return self._counted.wait_for(lambda: self.came >= number, timeout=10)

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def listener():
    told = Listener()
    yield told
    told.close()


@pytest.fixture
def allowed(listener):
    told = Listener("127.0.0.1")
    yield told
    told.close()


def asked(system, server, query="SELECT name FROM people", database="shop"):
    told = {"source": "database", "system": system, "server": server, "database": database, "query": query}
    with databases.asked(RegularImport(account="reader", secret="secret", **told)) as pieces:
        return b"".join(pieces)


@pytest.mark.parametrize("system", SYSTEMS)
def test_without_a_setting_nothing_inside_is_reached(system, listener):
    with pytest.raises(Refused):
        asked(system, f"{listener.address}:{listener.port}")
    assert not listener.came


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_no_database_is_told_in_words(system, allowed, settings, monkeypatch):
    settings.OUTGOING_HOSTS = HERE
    monkeypatch.setattr(limits, "CONNECTING", 2)
    with pytest.raises(Unreachable):
        asked(system, f"127.0.0.1:{allowed.port}")
    assert allowed.has_counted(1)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("server", ["/tmp", "a,b", "host=/tmp", "a b", "", "a:0", "a:99999", "@x", "http://a", "a\\b"])
def test_a_server_is_a_name_and_a_port(system, server):
    with pytest.raises(Invalid) as told:
        asked(system, server)
    assert "server" in told.value.errors


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_name_that_is_none_is_told(system):
    with pytest.raises(Unreachable):
        asked(system, "a..b")


def _by_pymysql(address, port):
    import pymysql

    pymysql.connect(host=address, port=port, user="x", password="x", connect_timeout=2)


def _by_pytds(address, port):
    import pytds

    pytds.connect(dsn=address, port=port, user="x", password="x", login_timeout=2)


def _by_oracledb(address, port):
    import oracledb

    oracledb.connect(user="x", password="x", host=address, port=port, service_name="x", tcp_connect_timeout=2)


@pytest.mark.parametrize("connect", [_by_pymysql, _by_pytds, _by_oracledb])
def test_a_driver_that_is_led_elsewhere_gets_nowhere(connect, listener, allowed, settings):
    settings.OUTGOING_HOSTS = HERE
    with guarded("127.0.0.1", allowed.port), pytest.raises(Exception, match="may not reach"):
        connect(listener.address, listener.port)
    assert not listener.came
    with pytest.raises(Exception):  # noqa: B017, PT011 (each driver has its own)
        connect(listener.address, listener.port)
    assert listener.has_counted(1)


def test_other_threads_are_not_held_to_it(listener, allowed, settings):
    settings.OUTGOING_HOSTS = HERE
    with guarded("127.0.0.1", allowed.port):
        other = threading.Thread(target=lambda: socket.create_connection((listener.address, listener.port)).close())
        other.start()
        other.join(5)
        with pytest.raises(OSError, match="may not reach"):
            socket.create_connection((listener.address, listener.port))
        with socket.socket(socket.AF_UNIX) as way, pytest.raises(OSError, match="may not reach"):
            way.connect("/tmp/nothing")
        socket.create_connection(("127.0.0.1", allowed.port)).close()
    assert listener.has_counted(1)
    assert listener.came == 1


@pytest.mark.parametrize(("system", "driver"), [("mysql", "pymysql"), ("sqlserver", "pytds"), ("oracle", "oracledb")])
def test_a_driver_that_is_not_installed_is_told(system, driver, monkeypatch):
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(Invalid) as told:
        asked(system, "db.example.com")
    assert "system" in told.value.errors


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 DELETE FROM people",
        "SELECT 1 delete FROM people",
        "SELECT 1; DELETE FROM people",
        "SELECT 1;",
        "SELECT 1UPDATE people SET x = 1",
        "SELECT 1eUPDATE people SET x = 1",
        "SELECT 1.eUPDATE people SET x = 1",
        "SELECT 0xUPDATE people SET x = 1",
        "SELECT $UPDATE people SET x = 1",
        "SELECT 'a'UPDATE people SET x = 1",
        "SELECT [a]UPDATE people SET x = 1",
        "SELECT 1 --\nDELETE FROM people",
        "SELECT 1 -- '\nDELETE FROM people -- '",
        "SELECT 1 /* /* */ ' */ DELETE FROM people --'",
        "SELECT 1 /* ' */ DELETE FROM people /* ' */",
        "SELECT '''' DELETE FROM people --'",
        "SELECT ']' , [a]]' ] DELETE FROM people --'",
        "SELECT 'open",
        'SELECT "open',
        "SELECT [open",
        "SELECT /* open",
        "SELECT * INTO other FROM people",
        "SELECT NEXT VALUE FOR numbers",
        "SELECT NEXT /**/ VALUE FOR numbers",
        "SELECT 1 EXEC xp_cmdshell 'dir'",
        "SELECT * FROM OPENROWSET(BULK 'c:/x', SINGLE_CLOB) AS x",
        "SELECT * FROM OPENQUERY(other, 'DELETE FROM people')",
        "SELECT 1 WAITFOR DELAY '00:10'",
        "SELECT 1 COMMIT",
        "WITH x AS (SELECT 1 AS a) UPDATE people SET x = 1",
    ],
)
def test_sql_server_is_asked_nothing_that_does_more_than_read(query):
    with pytest.raises(Invalid) as told:
        sqlserver.must_only_read(query)
    assert "query" in told.value.errors


@pytest.mark.parametrize(
    "query",
    [
        "SELECT name, updated_at FROM dbo.people WHERE state = 'DELETE; it''s' AND x = 1.5e3 AND y > 0xFF",
        'SELECT [delete], "update" FROM people -- not an UPDATE\nORDER BY 1 OFFSET 10 ROWS FETCH NEXT 10 ROWS ONLY',
        "WITH x AS (SELECT TOP 9 a FROM people) SELECT CASE WHEN a = 1 THEN 2 ELSE 3 END AS b, IIF(a = 1, 2, 3) FROM x",
        "SELECT N'名称' AS 名称, $1 AS m FROM people /* set */ LEFT JOIN t2 ON t2.id = people.id",
    ],
)
def test_sql_server_is_asked_what_only_reads(query):
    sqlserver.must_only_read(query)


def _quoted(text, kind):
    """A text in one of the ways in which SQL Server takes it for none of its own words."""
    if kind == "[":
        return "[" + text.replace("]", "]]") + "]"
    if kind in "'\"":
        return kind + text.replace(kind, kind * 2) + kind
    return f"1 -- {text}\n" if kind == "-" else f"1 /* {text.replace('*', '').replace('/', '')} */"


@given(st.lists(st.tuples(st.text(), st.sampled_from("['\"-*")), min_size=1))
def test_whatever_is_quoted_hides_no_command_and_is_none(parts):
    texts = [_quoted(" ".join(text.splitlines()), kind) for text, kind in parts]
    query = "SELECT " + ", ".join(texts)
    sqlserver.must_only_read(query)
    for text in (query, "SELECT 1 " + " ".join(f"DELETE {text}" for text in texts)):
        with pytest.raises(Invalid):
            sqlserver.must_only_read(text + " DELETE FROM people")


def test_sql_server_is_sent_no_password_in_the_open_over_the_internet():
    with pytest.raises(Invalid) as told:
        asked("sqlserver", "8.8.8.8")
    assert "server" in told.value.errors


@pytest.mark.parametrize(
    "query",
    [
        "WITH FUNCTION f RETURN NUMBER IS PRAGMA AUTONOMOUS_TRANSACTION; BEGIN DELETE FROM t; RETURN 1; END; SELECT f",
        "WITH/**/FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; SELECT f FROM dual",
        "SELECT * FROM (WITH -- x\n PROCEDURE p IS BEGIN NULL; END; SELECT 1 FROM dual)",
        "BEGIN DELETE FROM people; END",
    ],
)
def test_oracle_is_brought_no_code(query):
    with pytest.raises(Invalid) as told:
        asked("oracle", "db.example.com", query=query)
    assert "query" in told.value.errors


@pytest.mark.parametrize("name", ["x)(HOST=127.0.0.1", "a b", "x/y", "x:dedicated"])
def test_a_service_of_oracle_is_a_name(name):
    with pytest.raises(Invalid) as told:
        asked("oracle", "db.example.com", database=name)
    assert "database" in told.value.errors
