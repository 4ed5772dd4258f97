"""A page whose models change beneath it is answered once more; what writes, and what is simply wrong, is not."""

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from guanxi.engine.customfields import living

asked: list[str] = []
trouble: list[Exception] = []
changes = True


def overtaken(request):
    """Fails as long as there is trouble; the models change meanwhile."""
    asked.append(request.method)
    if changes:
        living._edition += 1
    if trouble:
        raise trouble.pop()
    return HttpResponse("answered")


urlpatterns = [path("overtaken/", overtaken)]


def handler500(request):
    """Without the pages of the product, which are not here."""
    return HttpResponse("wrong", status=500)


HALF = AttributeError("'Customer' object has no attribute 'custom_shade'")


@pytest.fixture
def client(db):
    asked.clear()
    trouble.clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


def test_it_is_answered_once_more(client):
    trouble.append(HALF)
    assert client.get("/overtaken/").content == b"answered"
    assert asked == ["GET", "GET"]


@pytest.mark.parametrize(("method", "problem"), [("post", HALF), ("get", ValueError("no such thing"))])
def test_what_writes_or_is_wrong_is_not(client, method, problem):
    trouble.append(problem)
    assert getattr(client, method)("/overtaken/").status_code == 500
    assert asked == [method.upper()]


def test_what_fails_again_has_failed(client):
    trouble.extend([HALF, HALF])
    assert client.get("/overtaken/").status_code == 500
    assert asked == ["GET", "GET"]


def test_a_fault_without_a_change_is_a_fault(client, monkeypatch):
    monkeypatch.setitem(globals(), "changes", False)
    trouble.append(HALF)
    assert client.get("/overtaken/").status_code == 500
    assert asked == ["GET"]
