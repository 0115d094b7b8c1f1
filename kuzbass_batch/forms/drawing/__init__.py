"""Draw forms: blanks, live score, long tables, and returns with remarks."""
