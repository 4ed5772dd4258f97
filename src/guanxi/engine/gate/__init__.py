"""The gate: every change passes it: authorise, lock, check stage and version, clean, run, save, tell.

Nothing else writes records. `as_system(reason)` gives an actor beyond rights, and even that one passes here.
"""

from guanxi.engine.gate.bulk import BulkResult, bulk
from guanxi.engine.gate.checking import check
from guanxi.engine.gate.creating import add, add_many, create, create_many
from guanxi.engine.gate.foreseeing import foresee
from guanxi.engine.gate.removing import delete, restore
from guanxi.engine.gate.touching import touch
from guanxi.engine.gate.undoing import TooLate, done_in, may_be_undone, undo, undo_all
from guanxi.engine.gate.updating import act, update

__all__ = [
    "BulkResult",
    "TooLate",
    "act",
    "add",
    "add_many",
    "bulk",
    "check",
    "create",
    "create_many",
    "delete",
    "done_in",
    "foresee",
    "may_be_undone",
    "restore",
    "touch",
    "undo",
    "undo_all",
    "update",
]
