"""A company's own fields: a row says what the field is, a real column holds it, every surface derives it."""
