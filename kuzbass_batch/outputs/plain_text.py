"""Text for whatever takes a line at a time: a log, a terminal, the head of a mail."""


def one_line(text: str) -> str:
    """Return the text with a space for whatever would break the line or steer a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
