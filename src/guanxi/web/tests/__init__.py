"""The pages, opened by owner, teammate, manager, stranger and nobody."""
