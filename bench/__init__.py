"""Measures the whole product beside the bare SQL of the same work; `make bench` runs it."""
