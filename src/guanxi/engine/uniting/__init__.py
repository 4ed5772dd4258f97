"""Several records become one, and can be told apart again for a time.

The record that stays takes what is chosen of the others' values and everything that led to them. The others are kept
with their history, out of sight, and their addresses lead to the one that stayed. What leads to a record is found
through the registry: links, lines with links, anchors; tables without events say so themselves (`tables.follows`).
"""
