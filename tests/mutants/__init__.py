"""Mutation testing: slips put into the rules, to see whether a test notices (`make mutants`)."""
