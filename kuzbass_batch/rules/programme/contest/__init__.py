"""The contest of best practices: applications, their rows in the register, the entries (p. 2.7)."""
