"""The jury of a contest: its sheets, its marks in the ranking, protocol, diplomas (p. 2.7)."""
