"""Partner quality checks (p. 3.5): applications, the commission, its sheet, what it came to."""
