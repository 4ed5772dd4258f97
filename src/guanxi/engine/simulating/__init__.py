"""What a rule would do: worked out step by step, within a moment on its page, or in the background with progress.

`working` is the work itself, `keeping` what came of it for whoever asked. The result is kept as numbers and keys; names
are read when somebody reads it, with the rights they have then.
"""

from guanxi.engine.simulating.keeping import JOB, Look, begin, look, under_way
from guanxi.engine.simulating.working import AllAtOnce, Simulation, in_chunks, worked_out

__all__ = ["JOB", "AllAtOnce", "Look", "Simulation", "begin", "in_chunks", "look", "under_way", "worked_out"]
