"""Files as read, whose each is, and what became of it; the participants."""
