"""The four steps of an import as pages: choose a file, map its columns, check, import."""
