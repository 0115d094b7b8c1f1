"""Whose a return is, which of several counts, and whether it came in time."""
