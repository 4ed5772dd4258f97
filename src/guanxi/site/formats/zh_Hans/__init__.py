"""Dates in simplified Chinese."""
