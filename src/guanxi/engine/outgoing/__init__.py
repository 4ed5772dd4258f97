"""The one way out to other servers: only to addresses that the world shares, or that who runs Guanxi allows."""

from guanxi.engine.outgoing.addresses import Refused, is_public, reachable
from guanxi.engine.outgoing.fetching import Answer, Unreachable, fetch
from guanxi.engine.outgoing.guarding import guarded
from guanxi.engine.outgoing.trusting import trust, trusted_file

__all__ = ["Answer", "Refused", "Unreachable", "fetch", "guarded", "is_public", "reachable", "trust", "trusted_file"]
