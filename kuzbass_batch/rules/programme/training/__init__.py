"""Training: the yearly topic plan against what was held, the register against forms' lists."""
