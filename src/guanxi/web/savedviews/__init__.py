"""Saved views: a list as somebody arranged it, kept under a name, for themselves or for others."""
