"""results.json, run.log, changes, statistics, closing lines."""
