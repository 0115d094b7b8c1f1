"""The jury of a contest: whose points count, means, places, and what each juror decides."""
