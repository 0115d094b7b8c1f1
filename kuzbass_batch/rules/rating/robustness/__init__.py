"""What places and levels depend on: coefficients, readings, points."""
