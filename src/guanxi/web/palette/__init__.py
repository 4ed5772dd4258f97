"""The command palette: records, places, acts and what one opened last, found by a few letters."""
