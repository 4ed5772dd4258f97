"""How the company lays out the pages of its records: for everybody, for a role, for a kind of record."""
