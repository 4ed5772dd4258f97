"""A company's own kinds of records: a row says what they are, a real model and table hold them, all else is derived."""
