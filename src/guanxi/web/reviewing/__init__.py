"""Pairs of records that may be the same, put together for whoever decides on them."""
