"""What the committee decided, and which returns and points count by it."""
