"""What is asked besides a run: by the clerk, by the author of a methodology, for a new year."""
