"""Workbooks with long tables: looks, row heights, rows streamed to the disk."""
