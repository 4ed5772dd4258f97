"""What HTTP asks of an endpoint: methods, media types, sizes, languages, limits, and who may send from where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from guanxi.api import endpoint
from guanxi.api.tests.world import Api, World, fingerprint
from guanxi.engine.errors import TooMany
from guanxi.engine.limits import Local, Rate, spend
from guanxi.engine.models import Limit


@pytest.mark.parametrize("path", ["", "customers", "search?q=a", "schema/customers", "openapi.json"])
def test_nobody_reads_without_a_token(api: Api, path: str) -> None:
    answer = api(None, "GET", path)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="guanxi"'


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic b3duZXI6eA==", "Bearer gx_" + "x" * 200, "Bearer gx_\xff"]
)
def test_a_header_that_names_nobody_is_no_way_to_the_session(world: World, header: str) -> None:
    client = Client()
    client.force_login(world.users["owner"], backend="guanxi.people.backends.Backend")
    assert client.get("/api/v1/customers").status_code == 200
    assert client.get("/api/v1/customers", headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(
    "path", ["nope", "customers/1/2/3/4", "customers/abc", "customers/%00", "nope/bulk", "schema/nope"]
)
def test_an_unknown_address_is_a_problem(api: Api, path: str) -> None:
    answer = api("admin", "GET", path)
    assert answer.status_code in (404, 405)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_addresses_outside_the_version_are_problems_too(client: Client) -> None:
    for path in ("/api/", "/api/v2/customers", "/api/v1"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_slash_too_many_is_not_redirected(api: Api) -> None:
    assert api("owner", "POST", "customers/", {"name": "A"}).status_code == 404


def test_methods(api: Api) -> None:
    refused = api("owner", "PUT", "customers", {})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, POST, HEAD, OPTIONS")
    asked = api(None, "OPTIONS", "customers")
    assert (asked.status_code, asked.headers["Allow"], asked.content) == (204, "GET, POST, HEAD, OPTIONS", b"")
    assert "Access-Control-Allow-Origin" not in asked.headers
    whole, head = api("owner", "GET", "customers"), api("owner", "HEAD", "customers")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.content))


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ('{"name": "A"}', "text/plain", 415),
        ('{"name": "A"}', "application/x-www-form-urlencoded", 415),
        ('{"name": "A"}', "multipart/form-data; boundary=x", 415),
        ('{"name": "A"}', "application/json; charset=gbk", 415),
        ('{"name": "A"', "application/json", 400),
        ('{"name": NaN}', "application/json", 400),
        ('{"employees": 1e999}', "application/json", 400),
        ('{"name": "\\ud800"}', "application/json", 400),
        (b'{"name": "\xff"}', "application/json", 400),
        ("[" * 10_000, "application/json", 400),
        ('{"name": ' + "[" * 21 + "]" * 21 + "}", "application/json", 400),
        ("[]", "application/json", 400),
        ('"name"', "application/json", 400),
        ('{"name": "A\\u0000B"}', "application/json; charset=utf-8", 201),
    ],
)
def test_bodies(api: Api, body: Any, kind: str, status: int) -> None:
    before = fingerprint()
    answer = api("owner", "POST", "customers", body, Content_Type=kind)
    assert answer.status_code == status, answer.content
    if status == 201:
        assert answer.json()["name"] == "AB"
    else:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert fingerprint() == before


def test_a_body_that_is_too_large_is_not_read(api: Api, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
    answer = api("owner", "POST", "customers", json.dumps({"name": "x" * 2_000_000}))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_in_chunks_is_refused_not_taken_for_empty(api: Api) -> None:
    answer = api("owner", "POST", "customers", Transfer_Encoding="chunked")
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_an_answer_is_nobody_elses(api: Api) -> None:
    answer = api("owner", "GET", "customers")
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"Authorization", "Cookie", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies


def test_a_program_may_ask_for_a_language(api: Api) -> None:
    assert api("owner", "GET", "nope").headers["Content-Language"] == "en"
    assert api("owner", "GET", "nope", Accept_Language="zh-TW,zh;q=0.9").headers["Content-Language"] == "zh-hant"
    assert api(None, "GET", "nope", Accept_Language="fr, zh-CN;q=0.5").headers["Content-Language"] == "zh-hans"


# --- a signed-in page ------------------------------------------------------------------------------------------------


@pytest.fixture
def ours(world: World) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["owner"], backend="guanxi.people.backends.Backend")
    return client


def test_a_page_of_ours_may_read_and_change(ours: Client) -> None:
    assert ours.get("/api/v1/customers").status_code == 200
    ours.cookies["guanxi_csrf"] = "a" * 32
    made = ours.post(
        "/api/v1/customers", {"name": "A"}, content_type="application/json", headers={"X-CSRFToken": "a" * 32}
    )
    assert made.status_code == 201, made.content


@pytest.mark.parametrize("token", [None, "b" * 32, "", "{}"])
def test_another_page_changes_nothing(ours: Client, token: str | None) -> None:
    ours.cookies["guanxi_csrf"] = "a" * 32
    before = fingerprint()
    headers = {} if token is None else {"X-CSRFToken": token}
    for path, kind in (("customers", "application/json"), ("customers/bulk", "text/plain")):
        answer = ours.post(f"/api/v1/{path}", '{"name": "A"}', content_type=kind, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert fingerprint() == before


def test_a_form_with_the_token_in_its_body_is_refused(ours: Client) -> None:
    ours.cookies["guanxi_csrf"] = "a" * 32
    answer = ours.post("/api/v1/customers", {"csrfmiddlewaretoken": "a" * 32, "name": "A"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["", "customers", "customers/{id}", "customers/{id}/history", "search?q=A", "openapi.json"]
)
def test_reading_changes_nothing(api: Api, path: str) -> None:
    record = api.make("owner", "customers", name="A")
    before = fingerprint()
    for method in ("GET", "HEAD", "OPTIONS"):
        assert api("owner", method, path.format(id=record["id"])).status_code in (200, 204)
    assert fingerprint() == before


# --- limits ----------------------------------------------------------------------------------------------------------


def test_who_asks_too_often_waits(api: Api, settings: Any) -> None:
    settings.GUANXI_API_RATE = 3
    left = [api("owner", "GET", "").headers["RateLimit-Remaining"] for _time in range(3)]
    assert left == ["2", "1", "0"]
    refused = api("owner", "POST", "customers", {"name": "A"})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.headers["RateLimit-Limit"] == "3"
    assert api("stranger", "GET", "").status_code == 200


def test_who_guesses_tokens_waits(api: Api) -> None:
    statuses: list[int] = []
    while 429 not in statuses and len(statuses) < 2 * endpoint.TRIES_UNKNOWN.times:  # it fills up again meanwhile
        statuses.append(api("gx_guess", "GET", "").status_code)
    assert len(statuses) > endpoint.TRIES_UNKNOWN.times
    assert statuses == [401] * (len(statuses) - 1) + [429]
    assert api("owner", "GET", "").status_code == 200


def test_a_limit_fills_up_again_evenly() -> None:
    now = [100.0]
    local = Local(most_keys=2, clock=lambda: now[0])
    rate = Rate(2, 10)
    assert [local.spend("a", rate).times for _use in range(2)] == [1, 0]
    refused = local.spend("a", rate)
    assert (refused.allowed, refused.wait) == (False, pytest.approx(5))
    now[0] += 5
    assert local.spend("a", rate).allowed
    assert not local.spend("a", rate).allowed
    local.spend("b", rate)
    local.spend("c", rate)
    assert local.spend("a", rate).times == 1  # forgotten as the one longest unused


@pytest.mark.django_db
def test_a_limit_in_the_database_holds_for_all() -> None:
    rate = Rate(3, 60)
    for _use in range(3):
        spend("sign-in:x", rate)
    with pytest.raises(TooMany) as refused:
        spend("sign-in:x", rate)
    assert 15 <= refused.value.wait <= 20
    spend("sign-in:y", rate)
    Limit.objects.filter(key="sign-in:x").update(until="2000-01-01T00:00Z")
    spend("sign-in:x", rate)
