"""Forms derived from the face: sections of fields, lines, what was submitted, what was wrong with it."""
