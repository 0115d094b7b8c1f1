"""The live score of the blank: formulas that score as the batch does."""
