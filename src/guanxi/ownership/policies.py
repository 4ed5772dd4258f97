"""Administrators look after pools and rules; who sees a record sees who had it."""

from __future__ import annotations

from guanxi.engine.permissions import Scope
from guanxi.engine.permissions.policies import allow
from guanxi.people.policies import EVERYBODY_ELSE

ON_A_RECORD = {"field": "about", "op": "empty", "value": False}

allow(EVERYBODY_ELSE, "pools", "read", Scope.ALL)
allow("sales_manager executive", "recycle-rules", "read", Scope.ALL)
allow("sales_manager executive", "holding-limits", "read", Scope.ALL)
allow(EVERYBODY_ELSE, "ownership-entries", "read", Scope.ALL, filter=ON_A_RECORD)
allow("sales_manager executive", "ownership-entries", "export", Scope.ALL, filter=ON_A_RECORD)
