"""Figures of the batch against a plain script and against the floor: `make bench`."""
