"""How dates read in each language; short forms sort by eye in tables."""
