"""Records side by side, to become one; and what became of them."""
