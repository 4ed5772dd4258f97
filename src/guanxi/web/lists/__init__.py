"""Lists: what an address asks for, its columns, rows, conditions and ways on."""
