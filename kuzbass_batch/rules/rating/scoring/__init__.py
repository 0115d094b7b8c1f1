"""Points of one return: of each criterion by its kind, and the total."""
