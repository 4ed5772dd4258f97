"""Which records may be the same as another: what is declared of them, the keys that are kept, and who is told."""
