"""The act's rules as pure functions."""
