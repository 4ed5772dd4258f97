"""Files brought in: read, mapped to fields, checked, and imported through the gate, chunk by chunk."""

from guanxi.engine.imports.guessing import Guess, guess_mapping
from guanxi.engine.imports.targets import Target, targets

__all__ = ["Guess", "Target", "guess_mapping", "targets"]
