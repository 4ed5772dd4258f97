"""Who may do what to which rows, seeing which fields; deny is the fallback."""

from guanxi.engine.permissions.access import Access, Actor
from guanxi.engine.permissions.grants import FieldRule, Grant, Mode, Scope
from guanxi.engine.permissions.system import System, as_system

__all__ = ["Access", "Actor", "FieldRule", "Grant", "Mode", "Scope", "System", "as_system"]
