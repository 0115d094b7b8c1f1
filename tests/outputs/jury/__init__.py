"""Outputs on a contest's jury."""
