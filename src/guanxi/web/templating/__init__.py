"""Django's templates, drawn with fewer steps: the same language and the same outcome, see ADR 51."""
