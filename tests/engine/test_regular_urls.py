"""Files of a web address, imported by the clock: only what is new, and from nowhere inside the own network."""

import base64
import ipaddress

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine import outgoing
from guanxi.engine.models import Import
from guanxi.engine.outgoing import addresses, fetching
from guanxi.engine.regular import jobs
from guanxi.engine.testing.jobs import run_jobs_now
from guanxi.site.environment import OutgoingHosts
from tests.engine.importing import column
from tests.engine.regularly import act, active, now, recipe, regular, site

CSV = {"Content-Type": "text/csv"}
HERE = OutgoingHosts(networks=(ipaddress.ip_network("127.0.0.0/8"),))


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield found()


@pytest.fixture
def server():
    with site() as told:
        yield told


def fetched(url, **headers):
    with outgoing.fetch(url, headers) as answer:
        return answer.status, b"".join(answer.pieces)


def running(work, owner):
    act(work, "run_now", owner)
    run_jobs_now()
    return now(work)


def test_what_is_new_is_imported_and_what_is_not_is_not_even_sent(world, server, settings):
    settings.OUTGOING_HOSTS = HERE
    owner = world.users["clerk"]
    server.answers["/list.csv"] = (200, CSV | {"ETag": '"1"'}, b"name,phone\nNorth,\n")
    values = {"source": "url", "url": server.url("/list.csv"), "recipe": recipe(owner, match=True)}
    work = active(regular(world.users["admin"], owner, **values), owner)
    assert running(work, owner).last_result == "list.csv: created 1"
    assert running(work, owner).last_result == "Nothing new."
    assert [headers.get("If-None-Match") for _path, headers in server.asked] == [None, None, '"1"']
    server.answers["/list.csv"] = (200, CSV | {"ETag": '"2"'}, b"name,phone\nSouth,\n")
    assert running(work, owner).last_result == "list.csv: created 1"
    server.answers["/list.csv"] = (200, CSV | {"ETag": '"3"'}, b"name,phone\nNorth,\n")
    assert running(work, owner).last_result == "list.csv: skipped 1"
    assert sorted(column(owner, "customers", "name")) == ["North", "South"]
    assert Import._base_manager.filter(regular=work, state="done").count() == 3


def test_without_a_mark_the_same_bytes_are_not_imported_twice(world, server, settings):
    settings.OUTGOING_HOSTS = HERE
    owner = world.users["clerk"]
    server.answers["/list"] = (200, CSV, b"name,phone\nNorth,\n")
    work = active(regular(world.users["admin"], owner, source="url", url=server.url("/list")), owner)
    assert running(work, owner).last_result == "list.csv: created 1"
    assert running(work, owner).last_result == "Nothing new."


@pytest.mark.parametrize(
    ("account", "expected"),
    [("", "Bearer s3cret"), ("me", "Basic " + base64.b64encode(b"me:s3cret").decode())],
)
def test_a_secret_is_shown_to_the_server_alone(world, server, settings, account, expected):
    settings.OUTGOING_HOSTS = HERE
    owner = world.users["clerk"]
    server.answers["/list.csv"] = (200, CSV, b"name,phone\nNorth,\n")
    values = {"source": "url", "url": server.url("/list.csv"), "account": account, "secret": "s3cret"}
    active(regular(world.users["admin"], owner, **values), owner)
    assert server.asked[0][1]["Authorization"] == expected
    items = world.api.items("clerk", "regular-imports")
    assert "s3cret" not in str(items)


def test_a_redirect_takes_no_secret_to_another_server(server, settings):
    settings.OUTGOING_HOSTS = HERE
    with site() as other:
        other.answers["/b"] = (200, CSV, b"b")
        server.answers["/a"] = (302, {"Location": other.url("/b")}, b"")
        assert fetched(server.url("/a"), Authorization="Bearer s3cret") == (200, b"b")
        assert "Authorization" in server.asked[0][1]
        assert "Authorization" not in other.asked[0][1]


HOSTILE = [
    # this machine, by its names and in every way of writing its number
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://LOCALHOST.:{port}/", "http://127.0.0.1.:{port}/",
    "http://0177.0.0.1:{port}/", "http://0177.0.0.01:{port}/", "http://017700000001:{port}/",
    "http://0x7f000001:{port}/", "http://0x7f.0.0.1:{port}/", "http://0x7f.1:{port}/", "http://0X7F.0X0.0X0.0X1:{port}/",
    "http://2130706433:{port}/", "http://127.1:{port}/", "http://127.0.1:{port}/", "http://127.255.255.254:{port}/",
    "http://0.0.0.0:{port}/", "http://0:{port}/", "http://00.0.0.0:{port}/", "http://①②⑦.⓪.⓪.①:{port}/",
    "http://１２７.０.０.１:{port}/", "http://127。0。0。1:{port}/", "http://loc\u00adalhost:{port}/",
    # the same in IPv6, alone, mapped, translated, tunnelled and with a zone
    "http://[::1]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/", "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/", "http://[::127.0.0.1]:{port}/",
    "http://[::]:{port}/", "http://[fe80::1%25lo]:{port}/", "http://[fe80::1%lo]:{port}/", "http://[::1%25lo]:{port}/",
    "http://[2002:7f00:1::]:{port}/", "http://[64:ff9b::7f00:1]:{port}/", "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2001:0:7f00:1::]:{port}/", "http://[ff02::1]:{port}/", "http://[fd00::1]/", "http://[fec0::1]/",
    # a name before the real one
    "http://user@127.0.0.1:{port}/", "http://user:word@127.0.0.1:{port}/", "http://example.com@127.0.0.1:{port}/",
    "http://example.com%40127.0.0.1:{port}/", "http://127.0.0.1:{port}#@example.com/", "http://@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.com/", "http://example.com\\@127.0.0.1:{port}/",
    "http://127.0.0.1%00.example.com:{port}/", "http://127.0.0.1:{port}%23@example.com/",
    # what else is inside, and the clouds' own addresses
    "http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/", "http://0xa9fea9fe/",
    "http://[fd00:ec2::254]/latest/", "http://100.100.100.200/latest/meta-data/", "http://192.0.0.192/",
    "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://100.64.0.1/",
    "http://198.18.0.1/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/", "http://192.0.2.1/",
    # other ways, and what is no address at all
    "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "gopher://127.0.0.1:{port}/_GET%20/", "ftp://127.0.0.1/",
    "dict://127.0.0.1:{port}/", "ldap://127.0.0.1:{port}/", "jar:http://127.0.0.1:{port}!/", "data:text/csv,a",
    "unix:///tmp/x", "http+unix://%2ftmp%2fx/", "javascript:1", "url:http://127.0.0.1:{port}/", "HTTP:127.0.0.1:{port}",
    "http:///etc/passwd", "http://", "//127.0.0.1/", "/etc/passwd", "http:/127.0.0.1:{port}/", "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/", "http://[127.0.0.1/", "http://[::1/", "http://\x00/", "http://127.0.0.1:{port} /", " ",
    "http://127.0.0.1:{port}\r\nHost:example.com/", "http://a..b/", "http://" + "a" * 64 + ".example/",
]  # fmt: skip


def _is_absolute(url):
    """Whether it leads elsewhere than to a path of the server that says it."""
    return "://" in url and not url.startswith(("http:///", "url:"))


def test_the_hostile_addresses_are_many():
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("url", HOSTILE)
def test_nothing_inside_is_reached(server, url):
    server.answers["/"] = (200, CSV, b"inside")
    with pytest.raises((outgoing.Refused, outgoing.Unreachable)):
        fetched(url.format(port=server.port))
    assert server.asked == []


@pytest.mark.parametrize("url", [url for url in HOSTILE if _is_absolute(url)])
def test_no_redirect_leads_inside(settings, url):
    with site() as outer, site() as inner:
        settings.OUTGOING_HOSTS = OutgoingHosts(names=frozenset({"outer.test"}))
        inner.answers["/"] = (200, CSV, b"inside")
        outer.answers["/"] = (302, {"Location": url.format(port=inner.port).replace("\x00", "")}, b"")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(addresses.socket, "getaddrinfo", _knowing(addresses.socket.getaddrinfo))
            with pytest.raises((outgoing.Refused, outgoing.Unreachable)):
                fetched(outer.url("/", "outer.test"))
        assert len(outer.asked) in (1, 6)
        assert inner.asked == []


def _knowing(real):
    """A resolver that knows one name more, which leads to this machine."""

    def answer(host, *args, **kwargs):
        return real("127.0.0.1" if host == "outer.test" else host, *args, **kwargs)

    return answer


def test_a_name_that_changes_its_mind_is_asked_once(server, monkeypatch):
    """Between the look and the connection no name server is asked again."""
    told = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    asked = []

    def rebinding(host, port, **_more):
        asked.append(host)
        return [(2, 1, 6, "", (next(told), port))]

    tried = []

    def connecting(_backend, host, *_more):
        tried.append(host)
        raise fetching.httpcore.ConnectError(host)

    monkeypatch.setattr(addresses.socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(fetching.httpcore.SyncBackend, "connect_tcp", connecting)
    with pytest.raises(outgoing.Unreachable):
        fetched(f"http://rebind.test:{server.port}/")
    assert (asked, tried) == (["rebind.test"], ["93.184.216.34"])


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "::ffff:10.0.0.1", "2002:a00:1::", "64:ff9b::a00:1",
     "224.0.0.1", "240.0.0.1", "0.0.0.0", "100.64.1.1", "fc00::1", "ff02::1", "2001:0:53aa:64c:0:0:0:1", "192.0.2.1",
     "192.0.0.192", "64:ff9b:1::808:808", "100::1", "2001:10::1", "3fff::1"],
)  # fmt: skip
def test_addresses_that_are_not_the_worlds(text):
    assert not addresses.is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_that_are(text):
    assert addresses.is_public(ipaddress.ip_address(text))


def test_what_is_too_large_leaves_nothing(world, server, settings):
    settings.OUTGOING_HOSTS = HERE
    settings.GUANXI_MOST_IMPORT_BYTES = 1_000_000
    owner = world.users["clerk"]
    server.answers["/big.csv"] = (200, CSV, b"name,phone\n" + b"x" * 1_000_001)
    work = regular(world.users["admin"], owner, source="url", url=server.url("/big.csv"))
    act(work, "try_out", owner)
    run_jobs_now()
    assert "larger than 1 MB" in now(work).last_result
    assert (now(work).is_tried, Import._base_manager.count()) == (False, 0)


def test_what_unpacks_to_any_size_is_not_taken(server, settings):
    settings.OUTGOING_HOSTS = HERE
    server.answers["/"] = (200, CSV | {"Content-Encoding": "gzip"}, b"x")
    with pytest.raises(outgoing.Unreachable):
        fetched(server.url("/"))


def test_a_server_that_is_away_is_asked_again_before_it_counts(world, server, settings, monkeypatch):
    monkeypatch.setattr("guanxi.engine.jobs.working.LONGEST_PAUSE", 0.0)
    settings.OUTGOING_HOSTS = HERE
    owner = world.users["clerk"]
    server.answers["/list.csv"] = (200, CSV, b"name,phone\nNorth,\n")
    work = active(regular(world.users["admin"], owner, source="url", url=server.url("/list.csv"), stop_after=2), owner)
    server.asked.clear()
    server.answers["/list.csv"] = (503, {}, b"")
    work = running(work, owner)
    assert (len(server.asked), work.failures, work.state) == (1 + jobs.RETRIES, 1, "on")
    assert "503" in work.last_result
    work = running(work, owner)
    assert (work.failures, work.state, work.next_at) == (2, "stopped", None)
    assert column(owner, "customers", "name") == []
