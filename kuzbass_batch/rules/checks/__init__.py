"""Checks of what was answered: questions to ask, never deductions."""
