"""Administrators look after the rules; sales managers and executives read them."""

from __future__ import annotations

from guanxi.engine.permissions import Scope
from guanxi.engine.permissions.policies import allow

allow("sales_manager executive", "grading-rules", "read", Scope.ALL)
