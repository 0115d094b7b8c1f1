"""Look at a file's bytes before any reader does: bounds, containers, fit text."""
