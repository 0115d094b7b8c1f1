"""Training in the ranking workbook: the topic plan, people by participant, lists compared."""
