"""Working days, the year's dates and its plan."""
