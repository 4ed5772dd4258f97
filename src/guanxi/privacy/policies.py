"""Consents are read by whoever reads the person; notices by everybody; the rest is for administrators."""

from __future__ import annotations

from guanxi.engine.permissions import Scope
from guanxi.engine.permissions.policies import allow
from guanxi.people.policies import EVERYBODY_ELSE

ON_A_PERSON = {"field": "about", "op": "empty", "value": False}

allow(EVERYBODY_ELSE, "privacy-notices", "read", Scope.ALL)
allow(EVERYBODY_ELSE, "consents", "read", Scope.ALL, filter=ON_A_PERSON)
allow("marketing_manager", "consents", "export", Scope.ALL, filter=ON_A_PERSON)
