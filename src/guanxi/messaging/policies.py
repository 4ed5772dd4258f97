"""Everybody talks about what they may read, and changes their own words only."""

from __future__ import annotations

from guanxi.engine.permissions import Scope
from guanxi.engine.permissions.policies import allow
from guanxi.people.policies import EVERYBODY_ELSE

ON_A_RECORD = {"field": "about", "op": "empty", "value": False}

allow(EVERYBODY_ELSE, "notes", "read create update delete restore export", Scope.OWN)
allow(EVERYBODY_ELSE, "notes", "read", Scope.ALL, filter=ON_A_RECORD)
allow(EVERYBODY_ELSE, "comments", "read update delete restore export", Scope.OWN)
allow(EVERYBODY_ELSE, "comments", "read", Scope.ALL, filter=ON_A_RECORD)
