"""Objections to the result (p. 3.4): what is asked, and what granting it would change."""
