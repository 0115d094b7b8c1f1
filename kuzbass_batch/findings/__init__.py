"""Findings: what is wrong with a file, where, and how to mend it; the catalogue by family."""
