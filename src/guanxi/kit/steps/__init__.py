"""Steps that make of a cell's text what a field needs: trim, split, look up in a table, read a foreign date …"""

from .chain import PERSON, Chain
from .conditions import COMPARISONS, holds
from .names import as_person, family_and_given
from .rules import BadStep, Parameter, Step, checked_steps, kinds

__all__ = [
    "COMPARISONS",
    "PERSON",
    "BadStep",
    "Chain",
    "Parameter",
    "Step",
    "as_person",
    "checked_steps",
    "family_and_given",
    "holds",
    "kinds",
]
