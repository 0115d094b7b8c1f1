"""Finished results of several regions joined into one rating."""
