"""The one way to say that a text can't be read as what it should be."""


class BadValue(ValueError):
    """A machine-readable code, an English message with `{name}` places, and the values for them: callers translate."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(message.format(**params))
        self.code = code
        self.message = message
        self.params = params
