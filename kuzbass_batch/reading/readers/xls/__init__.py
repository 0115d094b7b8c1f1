"""Reading .xls: its records looked through, then read."""
