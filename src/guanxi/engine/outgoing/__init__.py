"""The one way out to other servers: only to addresses that the world shares, or that who runs Guanxi allows."""

from guanxi.engine.outgoing.addresses import Refused, reachable
from guanxi.engine.outgoing.fetching import Answer, Unreachable, fetch

__all__ = ["Answer", "Refused", "Unreachable", "fetch", "reachable"]
