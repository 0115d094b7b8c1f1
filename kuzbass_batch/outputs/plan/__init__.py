"""The monitoring of the plan for each quarter, and its analytic note."""
