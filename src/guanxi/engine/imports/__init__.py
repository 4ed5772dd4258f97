"""Files brought in: read, mapped to fields, checked, and imported through the gate, chunk by chunk.

In order: `start` takes the file, `set_mapping` says what goes where, `check` tries it out, `begin` has it carried out
in the background; `preview` and `error_file` show rows; the verb "undo" of an import takes it back, and `forecast`
tells before what would stay. `find` is the way to an import for whoever may see it.
"""

from guanxi.engine.imports.guessing import Guess, guess_mapping
from guanxi.engine.imports.jobs import begin, check
from guanxi.engine.imports.previewing import Preview, preview
from guanxi.engine.imports.targets import Target, targets
from guanxi.engine.imports.undoing import Forecast, forecast
from guanxi.engine.imports.working import begun, find, guesses, may_import, reopen, set_mapping, start

__all__ = [
    "Forecast",
    "Guess",
    "Preview",
    "Target",
    "begin",
    "begun",
    "check",
    "find",
    "forecast",
    "guess_mapping",
    "guesses",
    "may_import",
    "preview",
    "reopen",
    "set_mapping",
    "start",
    "targets",
]
