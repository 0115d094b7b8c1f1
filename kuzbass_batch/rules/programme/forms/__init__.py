"""Forms of the programme: their checks, and the rows that they make in its registers."""
