"""What a company makes of what the product came with: its own lists, words and numbers, in every process at once."""
