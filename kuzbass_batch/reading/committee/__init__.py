"""Files of the committee itself: its calendar and its earlier results."""
