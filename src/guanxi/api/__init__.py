"""Generic REST endpoints over the engine."""
