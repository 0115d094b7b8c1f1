"""The tables of a methodology file become records."""
