"""Pages come compressed, with what the browser takes; other answers as they are."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from guanxi.site.compressing import Compressed

PAGE = "<p>宁波澜屿精工机械有限公司</p>" * 200


def answer(accepts: str, response: HttpResponseBase | None = None) -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts} if accepts else {})
    return Compressed(lambda _request: response or HttpResponse(PAGE))(request)


def unpacked(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    content: bytes = response.content
    how = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[response.headers.get("Content-Encoding", "")]
    return how(content).decode()


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("deflate", None),
        ("", None),
        ("gzip;q=0.000, br;q=0.0", None),
    ],
)
def test_the_browser_says_what_it_takes(accepts: str, encoding: str | None) -> None:
    response = answer(accepts)
    assert response.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in response.headers["Vary"]
    assert unpacked(response).startswith(PAGE)
    if encoding:
        assert len(response.content) < 600  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("<p>short</p>"),
        HttpResponse("{}" * 2_000, content_type="application/json", headers={"ETag": '"7"'}),
        HttpResponse(b"\x1f\x8b" * 2_000, headers={"Content-Encoding": "gzip"}),
        StreamingHttpResponse([PAGE.encode()]),
    ],
    ids=["short", "json", "compressed before", "streamed"],
)
def test_what_is_no_page_stays_as_it_is(response: HttpResponseBase) -> None:
    before = dict(response.headers)
    assert answer("br", response) is response
    assert dict(response.headers) == before


def test_the_same_page_is_of_another_length_each_time() -> None:
    for accepts in ("br", "gzip"):
        assert len({len(answer(accepts).content) for _ in range(40)}) > 1  # type: ignore[attr-defined]
