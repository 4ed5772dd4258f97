"""The nouns of ownership."""

from guanxi.ownership.models.entry import OwnershipEntry
from guanxi.ownership.models.limit import HoldingLimit
from guanxi.ownership.models.pool import Pool, PoolMember
from guanxi.ownership.models.pooled import Pooled
from guanxi.ownership.models.rule import RecycleRule
from guanxi.ownership.models.seen import SeenInPool

__all__ = ["HoldingLimit", "OwnershipEntry", "Pool", "PoolMember", "Pooled", "RecycleRule", "SeenInPool"]
