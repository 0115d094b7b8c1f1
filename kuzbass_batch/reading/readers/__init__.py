"""Read workbooks of every kind into plain sheets."""
