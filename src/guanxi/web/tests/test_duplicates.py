"""The pairs that may be the same, on a page: side by side, decided, merged and come back from."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.utils import translation

from guanxi.engine.duplicates import matching
from guanxi.engine.duplicates.pairs import Told
from guanxi.engine.jobs import Job
from guanxi.engine.models import MatchPair, Merger
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from guanxi.engine.testing.tables import unchanged
from guanxi.kit.likeness import NONE
from guanxi.web.keys import by_heading
from guanxi.web.reviewing.groups import grouped
from guanxi.web.tests.world import World, hidden, text

pytestmark = pytest.mark.django_db
CUSTOMERS = registry["customers"]
PAGE = "/customers/duplicates/"
NOISE = ("django_session", "engine_readcount")


def make(world: World, who: str = "owner", **values: Any) -> uuid.UUID:
    told = {"name": "Aoxing Technology", "phone": "+8613812342051", "owner": str(world.users[who].pk)} | values
    return world.make("manager" if who != "stranger" else who, "customers", **told).pk  # type: ignore[no-any-return]


def run(world: World) -> None:
    matching.begin(CUSTOMERS, world.users["admin"])
    run_jobs_now()


def said(world: World, who: str, word: str, *keys: uuid.UUID, url: str = PAGE) -> Any:
    return world.post(who, url, {"record": [str(key) for key in keys], "said": word})


def test_they_stand_side_by_side_with_what_agrees_and_differs(world: World) -> None:
    make(world)
    make(world, name="Aoxing", email="a@aoxing.example")
    run(world)
    page = world.get("manager", PAGE)
    told = text(page)
    for words in ("2 customers", "same telephone", "Aoxing Technology", "a@aoxing.example", "The same …", "Later"):
        assert words in told, words
    html = page.content.decode()
    agrees = re.findall(r'<tr class="gx-pair-same"><th scope="row">.*?</th>', html)
    differs = re.findall(r'<tr><th scope="row">.*?</th>', html)
    assert "Telephone</th>" in "".join(agrees)
    assert "E-mail</th>" in "".join(differs)
    assert len(agrees) + len(differs) == html.count('<th scope="row">')


def test_a_pair_is_decided_and_taken_back(world: World) -> None:
    one, other = make(world), make(world, "teammate")
    run(world)
    assert said(world, "manager", "different", one, other)["Location"] == PAGE
    told = text(world.get("manager", PAGE))
    assert "Noted: they are different" in told
    assert "Nothing to decide" in told
    there = text(world.get("manager", f"{PAGE}?state=different"))
    assert "Said to be different by Manager on" in there
    said(world, "manager", "open", one, other, url=f"{PAGE}?state=different")
    assert "same telephone" in text(world.get("manager", PAGE))
    said(world, "manager", "later", one, other)
    assert "same telephone" in text(world.get("manager", f"{PAGE}?state=later"))


def test_the_same_leads_to_the_merging_and_comes_back(world: World) -> None:
    one, other = make(world), make(world, "teammate")
    run(world)
    there = said(world, "manager", "same", one, other, url=f"{PAGE}?state=later")["Location"]
    page = world.get("manager", there)
    assert f'href="{PAGE}?state=later"' in page.content.decode()  # to leave it
    done = world.post("manager", there, {"survivor": str(one), "once": hidden(page, "once")})
    assert (done.status_code, done["Location"]) == (302, f"{PAGE}?state=later")
    assert Merger.objects.count() == 1
    assert "Merged 1 customer into another one" in text(world.get("manager", PAGE))
    again = world.post("manager", there, {"survivor": str(one), "once": "another"})
    assert again["Location"] == f"{PAGE}?state=later"
    assert Merger.objects.count() == 1


def test_it_leads_back_to_no_other_site(world: World) -> None:
    one, other = make(world), make(world, "teammate")
    url = f"/customers/merge/?records={one},{other}&next=https://evil.example/"
    page = world.get("manager", url)
    done = world.post("manager", url, {"survivor": str(one), "once": hidden(page, "once")})
    assert done["Location"] == f"/customers/{one}/"


def test_three_that_belong_together_stand_together(world: World) -> None:
    keys = [make(world), make(world, "teammate"), make(world, name="Aoxing")]
    run(world)
    html = world.get("manager", PAGE).content.decode()
    assert html.count('class="gx-pair"') == 1
    assert 'data-columns="3"' in html
    assert html.count('type="checkbox" name="record"') == 3
    said(world, "manager", "different", *keys)
    assert MatchPair.objects.filter(state="different").count() == 3


def test_who_may_not_see_one_of_them_learns_nothing_and_changes_nothing(world: World) -> None:
    ours, west = make(world), make(world, "stranger", name="Aoxing Secret Works")
    run(world)
    assert MatchPair.objects.count() == 1
    told = text(world.get("manager", PAGE))
    assert "Secret" not in told
    assert "Nothing to decide" in told
    with unchanged(*NOISE):
        assert said(world, "manager", "different", ours, west).status_code == 404
        for who in ("owner", "teammate", "stranger"):
            assert world.get(who, PAGE).status_code == 403
            assert said(world, who, "different", ours, west).status_code == 403
        assert world.get("admin", "/notes/duplicates/").status_code == 404
    merging = said(world, "manager", "same", ours, west)
    assert world.get("manager", merging["Location"]).status_code == 404


def test_wrong_words_are_refused(world: World) -> None:
    one, other = make(world), make(world, "teammate")
    run(world)
    assert world.get("manager", f"{PAGE}?state=never").status_code == 400
    assert world.get("manager", f"{PAGE}?after=x").status_code == 400
    assert said(world, "manager", "perhaps", one, other).status_code == 422
    said(world, "manager", "different", one)
    assert "Choose from two to five records." in text(world.get("manager", PAGE))
    assert not MatchPair.objects.exclude(state="open").exists()


def test_only_who_sets_the_scores_has_them_looked_for(world: World) -> None:
    assert "Look for duplicates" not in text(world.get("manager", PAGE))
    for who in ("owner", "manager", "clerk"):
        assert world.post(who, f"{PAGE}look/").status_code == 403
    assert not Job._base_manager.filter(name=matching.JOB).exists()
    assert "the button above begins it" in text(world.get("admin", PAGE))
    there = world.post("admin", f"{PAGE}look/")["Location"]
    assert "They are being looked for now" in text(world.get("admin", PAGE))
    run_jobs_now()
    assert "To the possible duplicates" in text(world.get("admin", there))
    assert "Looked for on" in text(world.get("clerk", PAGE))


def test_the_list_leads_there_and_the_keys_are_told(world: World) -> None:
    assert f'href="{PAGE}"' in world.get("manager", "/customers/").content.decode()
    assert f'href="{PAGE}"' not in world.get("owner", "/customers/").content.decode()
    with translation.override("en"):
        keys = {str(row["label"]) for part in by_heading(world.users["manager"].access) for row in part["rows"]}
    assert {"They are the same", "They are different", "Decide later"} <= keys


# --- how pairs are put together ---------------------------------------------------------------------------------------


def pair(one: int, other: int) -> Told:
    keys = (uuid.UUID(int=one), uuid.UUID(int=other))
    return Told(uuid.UUID(int=one * 100 + other), *keys, NONE, False, "open", None, None, "")


def shown(*pairs: tuple[int, int], beside: tuple[tuple[int, int], ...] = ()) -> list[list[int]]:
    groups = grouped([pair(*one) for one in pairs], [pair(*one) for one in (*pairs, *beside)])
    return [[key.int for key in group.keys] for group in groups]


def test_pairs_that_share_a_record_stand_together() -> None:
    assert shown((1, 2), (3, 4), (2, 5)) == [[1, 2, 5], [3, 4]]
    assert shown((1, 2), beside=((2, 3), (8, 9))) == [[1, 2, 3]]
    assert shown((1, 2), (3, 4), (2, 3)) == [[1, 2], [3, 4]]  # what joins two is shown once they are decided
    assert shown((1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (1, 5)) == [[1, 2, 3, 4, 5]]
