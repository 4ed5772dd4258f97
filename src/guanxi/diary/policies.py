"""Everybody keeps a diary; the department sees open appointments, private ones only those who come."""

from __future__ import annotations

from guanxi.engine.permissions import Scope
from guanxi.engine.permissions.policies import allow, forbid
from guanxi.people.policies import EVERYBODY_ELSE

MINE = {"field": "owner", "op": "eq", "value": "me"}
I_COME = {"field": "participants.user", "op": "eq", "value": "me"}
PRIVATE_TO_OTHERS = {
    "all": [
        {"field": "visibility", "op": "eq", "value": "private"},
        {"not": MINE},
        {"not": I_COME},
    ]
}

allow(EVERYBODY_ELSE, "appointments", "read create update delete restore export")
allow("clerk sales_manager", "appointments", "import")
allow(EVERYBODY_ELSE, "appointments", "read", Scope.ALL, filter=I_COME)
allow(EVERYBODY_ELSE, "appointments", "read", Scope.DEPARTMENT)
allow("sales_manager service_centre_manager marketing_manager executive", "appointments", "read", Scope.BELOW)
forbid("*", "appointments", "*", filter=PRIVATE_TO_OTHERS)
