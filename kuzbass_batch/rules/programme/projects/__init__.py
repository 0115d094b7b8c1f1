"""Projects: their lasting numbers, their reports, and where each of them stands."""
