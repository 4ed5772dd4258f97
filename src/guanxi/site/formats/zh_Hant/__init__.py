"""Dates in traditional Chinese."""
