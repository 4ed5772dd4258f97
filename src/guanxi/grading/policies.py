"""Administrators look after the rules; sales managers and executives read them."""

from __future__ import annotations

from guanxi.engine.permissions import Scope
from guanxi.engine.permissions.policies import allow

for entity in ("grading-rules", "contact-cycles", "depth-rules", "step-rules"):
    allow("sales_manager executive", entity, "read", Scope.ALL)
