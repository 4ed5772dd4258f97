"""The small server that tells open pages that there is something new. It imports no Django and reads no record."""
