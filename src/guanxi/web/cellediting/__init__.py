"""Changing a value in its cell of the table: which cells, what is asked and what came of it."""
