"""What happens by the clock in somebody's name: imports from a folder, an address or another database."""
