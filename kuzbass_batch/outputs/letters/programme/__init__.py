"""What letters on the programme say beside the rating: the contest of best practices (p. 2.7)."""
