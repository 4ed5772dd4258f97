"""Records taken out as CSV, XLSX, JSON lines or address cards: only what the actor may read and export, and noted."""

from collections.abc import Iterator

from guanxi.engine.exports.jobs import begin
from guanxi.engine.exports.wanted import FORMATS, Wanted, count, formats_of, tell
from guanxi.engine.exports.writing import pieces
from guanxi.engine.permissions.access import Actor

REGULAR = "exports.regular"
"""The work that makes a file by the clock."""
DIRECT = 5_000
"""So many rows are answered at once; more are made in the background."""


def take(wanted: Wanted, actor: Actor) -> Iterator[bytes]:
    """The export's bytes, noted in the event log before the first; raises NotFound, NotAllowed, BadQuery."""
    tell(wanted, actor, count(wanted, actor))
    return pieces(wanted, actor)


__all__ = ["DIRECT", "FORMATS", "REGULAR", "Wanted", "begin", "count", "formats_of", "pieces", "take", "tell"]
