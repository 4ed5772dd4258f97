"""The business: one folder per capability, each in the same shape."""
