"""What the committee enters: its decisions, the register of letters, the marks of its books."""
