"""When two records become one, the log of the one that stays tells whose the other was; and back again."""

from __future__ import annotations

import pytest

from guanxi.engine.errors import EngineError
from guanxi.engine.uniting.merging import merge
from guanxi.engine.uniting.unmerging import unmerge
from guanxi.ownership import looking
from guanxi.ownership.models import OwnershipEntry
from tests.ownership.world import CUSTOMERS, Pools


def test_the_survivor_s_log_tells_whose_the_other_was(pools: Pools) -> None:
    stays, goes = pools.owned("owner", "Harbour"), pools.owned("teammate", "Harbour Ltd")
    pools.give_back("teammate", goes, "twice there")
    pools.claim("teammate", goes)
    done = merge(CUSTOMERS, stays, [goes], actor=pools.house["manager"])
    assert pools.owner_of(stays) == "owner"
    assert pools.log(stays) == ["return", "claim", "merge"]
    told = OwnershipEntry._base_manager.get(about__startswith=str(stays), step="merge")
    assert (told.from_owner_id, told.to_owner_id) == (pools.house.keys["teammate"], pools.house.keys["owner"])  # type: ignore[attr-defined]
    unmerge(CUSTOMERS, stays, done.pk, actor=pools.house["manager"])
    assert pools.owner_of(goes) == "teammate"
    assert pools.log(goes)[:2] == ["return", "claim"]


def test_what_was_merged_waits_nowhere_counts_nowhere_and_never_falls(pools: Pools) -> None:
    pools.limit(1)
    pools.rule()
    stays, goes = pools.owned("owner", "Harbour"), pools.waiting("Harbour Ltd")
    merge(CUSTOMERS, stays, [goes], actor=pools.admin)
    assert looking.number(pools.member("owner")) == 0
    with pytest.raises(EngineError):
        pools.claim("teammate", goes)
    second = pools.owned("teammate", "Other")
    merge(CUSTOMERS, stays, [second], actor=pools.admin)
    pools.owned("teammate", "Next")  # the limit counts what is there
    pools.age(second, 40)
    assert pools.night()["customers"]["fallen"] == 0
