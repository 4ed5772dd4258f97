"""Views taken out by the clock, for one or several people, each with their own rights."""
