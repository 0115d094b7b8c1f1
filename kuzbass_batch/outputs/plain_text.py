"""Text for whatever takes a line at a time: a log, a terminal, the head of a mail."""

SIZES = ((42, "short"), (105, "middle"))
"""Letters of a name up to which it is printed so large; longer names are printed small."""


def one_line(text: str) -> str:
    """Return the text with a space for whatever would break the line or steer a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def size_of(name: str) -> str:
    """Return how large a name is printed: `short`, `middle` or `long` names."""
    return next((size for most, size in SIZES if len(name) <= most), "long")
