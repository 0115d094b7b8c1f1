"""Everything a run leaves; it shows and decides nothing."""
