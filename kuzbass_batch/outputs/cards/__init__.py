"""The cards: all that is known of each participant on one page, for the committee's own desk."""
