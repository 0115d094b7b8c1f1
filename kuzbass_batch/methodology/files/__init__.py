"""Methodology files: where they lie, which act and year they are of, their text and positions."""
