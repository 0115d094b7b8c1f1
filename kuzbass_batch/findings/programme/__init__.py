"""Rules on the programme beyond the rating; the older ones stand beside the others."""
