"""What the embedded server says when it can't be used."""


class PostgresError(RuntimeError):
    """The embedded server can't be used; the message says why and what to do."""
