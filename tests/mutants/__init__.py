"""Mutation testing: small slips put into the rules, to see whether a test notices (`make mutants`)."""
