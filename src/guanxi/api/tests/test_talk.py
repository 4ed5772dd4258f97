"""Programs read and write what is said about a record, as far as their user and token reach."""

from __future__ import annotations

from guanxi.api.tests.world import World
from guanxi.engine.testing.tables import unchanged
from guanxi.messaging.models import Notification

NOISE = ("people_token", "django_session")


def test_comments_and_notes_are_written_and_read_by_who_reads_the_record(world: World) -> None:
    key = world.api.make("owner", "partners", name="Lanyu")["id"]
    said = world.api("owner", "POST", f"partners/{key}/comments", {"body": "Two of them, please"})
    assert said.status_code == 201, said.content
    assert said.json()["about"] == {"entity": "partners", "id": key, "label": "Lanyu"}
    noted = world.api(
        "owner", "POST", f"partners/{key}/notes", {"kind": "call", "body": "<p>Yes<script>x()</script></p>"}
    )
    assert (noted.status_code, noted.json()["body"]) == (201, "<p>Yes</p>")
    for name, words in (("comments", "Two of them, please"), ("notes", "<p>Yes</p>")):
        found = world.api("manager", "GET", f"partners/{key}/{name}").json()["items"]
        assert [one["body"] for one in found] == [words]
        with unchanged(*NOISE):
            assert world.api("stranger", "GET", f"partners/{key}/{name}").status_code == 404
            assert world.api("stranger", "POST", f"partners/{key}/{name}", {"body": "x"}).status_code == 404
            assert world.api("owner", "POST", f"partners/{key}/{name}", {"body": "x", "about": "y"}).status_code == 422
    one = f"comments/{said.json()['id']}"
    with unchanged(*NOISE):
        assert world.api("manager", "PATCH", one, {"body": "mine"}).status_code == 403
        assert world.api("stranger", "POST", f"{one}/react", {"sign": "👍"}).status_code == 404
        assert world.api("manager", "POST", f"{one}/react", {"sign": "x"}).status_code == 422
    assert world.api("manager", "POST", f"{one}/react", {"sign": "👍"}).status_code == 204
    assert world.api("owner", "PATCH", one, {"body": "Three"}).json()["body"] == "Three"


def test_following_and_notifications_are_ones_own(world: World) -> None:
    key = world.api.make("owner", "partners", name="Lanyu")["id"]
    assert world.api("manager", "GET", f"partners/{key}/follow").json() == {"follows": False}
    assert world.api("manager", "POST", f"partners/{key}/follow", {"wanted": True}).json() == {"follows": True}
    with unchanged(*NOISE):
        assert world.api("stranger", "POST", f"partners/{key}/follow", {"wanted": True}).status_code == 404
        assert world.api("manager", "POST", f"partners/{key}/follow", {"wanted": "yes"}).status_code == 422
    world.api("owner", "POST", f"partners/{key}/comments", {"body": "News"})
    (told,) = world.api("manager", "GET", "notifications").json()["items"]
    assert (told["kind"], told["record"]["label"], told["words"], told["waits"]) == ("comment", "Lanyu", "News", False)
    assert world.api("owner", "GET", "notifications").json()["items"] == []
    assert world.api("owner", "POST", "notifications/read", {"ids": [told["id"]]}).json() == {"read": 0}
    assert Notification.objects.get().read_at is None
    assert world.api("manager", "POST", "notifications/read", {"all": True}).json() == {"read": 1}
