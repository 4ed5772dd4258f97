"""How much is taken of another database, and how long it may take."""

MOST_ROWS = 1_000_000
LONGEST = 300
"""Seconds: for the answer as a whole."""
CONNECTING = 10
"""Seconds."""
