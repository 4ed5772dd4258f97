"""One record's page: header, facts, lines, history, related lists."""
