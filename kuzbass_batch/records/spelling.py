"""When two spellings of a code are one: case, ё, spaces, dashes, letters of the other alphabet."""

# Capital letters that look the same in both alphabets; words are compared in capitals.
LOOK_ALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def alike(text: str) -> str:
    """Return a code or an id made comparable, as forms and registry are compared."""
    plain = text.upper().replace("Ё", "Е").translate(LOOK_ALIKES).translate(DASHES)
    return " ".join(plain.split()).lower()
