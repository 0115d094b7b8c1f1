"""The year of a participant, results of other runs, and the outcome: all that outputs show."""
