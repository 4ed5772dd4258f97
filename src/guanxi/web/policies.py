"""Everybody keeps views for themselves; who answers for others shares them."""

from __future__ import annotations

from guanxi.engine.permissions import Scope
from guanxi.engine.permissions.policies import allow
from guanxi.people.policies import EVERYBODY_ELSE

FOR_ALL = {"field": "audience", "op": "eq", "value": "everybody"}
SHARING = "clerk sales_manager service_centre_manager marketing_manager finance executive"

allow(EVERYBODY_ELSE, "views", "read create update delete restore", Scope.OWN)
allow(EVERYBODY_ELSE, "views", "read", Scope.SHARED)
allow(EVERYBODY_ELSE, "views", "read", Scope.ALL, filter=FOR_ALL)
allow(EVERYBODY_ELSE, "regular-exports", "read create update delete restore activate pause run_now", Scope.OWN)
allow(SHARING, "views", "share", Scope.OWN)
