"""What a form is: its specification and where everything stands on it."""
