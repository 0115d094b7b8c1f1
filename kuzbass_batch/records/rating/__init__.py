"""Scores and places, and what follows from them."""
