"""Generic pages over the engine."""
