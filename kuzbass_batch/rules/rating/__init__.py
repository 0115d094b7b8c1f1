"""Points, totals, levels, places, advice, and how firmly they stand."""
