"""Ways to the next level, and how far it is."""
