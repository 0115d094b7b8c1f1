"""The totals of 1 April: memo, list of levels, diplomas, public page, open data."""
