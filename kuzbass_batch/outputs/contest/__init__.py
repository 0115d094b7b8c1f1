"""The contest of best practices in the ranking workbook (p. 2.7)."""
