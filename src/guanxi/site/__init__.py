"""The composition root: settings, addresses, servers; the only room that names all modules."""
