"""Reading .xlsx: looked through, rewritten from what was looked at, read."""
