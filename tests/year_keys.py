"""The key of a year's folder in tests: a fixed one, so that the same input gives the same bytes."""

from kuzbass_batch.committee import BookKnowledge
from kuzbass_batch.reading.committee.year_key import KEY_BYTES, key_text
from kuzbass_batch.reading.own_names import KEY_FILE
from kuzbass_batch.records.committee.book_marks import Trust

KEY = bytes(range(KEY_BYTES))
OTHER_KEY = bytes(reversed(KEY))
KNOWLEDGE, OTHER_KNOWLEDGE = (BookKnowledge(trust=Trust(key=key)) for key in (KEY, OTHER_KEY))


def lay_key(folder, key=KEY):
    """Lay the key into an input folder."""
    path = folder / KEY_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(key_text(key))
    return path
