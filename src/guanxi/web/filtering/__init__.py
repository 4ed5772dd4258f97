"""The filter builder: rows of field, operator and value as a form, and the filter of the engine that they mean."""
