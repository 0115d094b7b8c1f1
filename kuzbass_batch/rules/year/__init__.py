"""The committee's year: deadlines, stages, history, totals, letters sent."""
