"""Small invented methodologies with other totals than the act's, made of one file by changes."""

from kuzbass_batch.methodology.files.loader import parse_methodology
from tests.paths import DATA

GROUPS_TEXT = (DATA / "groups_methodology.toml").read_text("utf-8")
MEAN = 'method = "mean"\ndecimals = 2\nrounding = "half_even"'
LEVELS = ("below = 1\n", "from = 1\nto = 1.99", "from = 2\n")
CATEGORY = "by_category = { subordinate = { from = 1.5 } }\n"
PERCENT_LEVELS = ("below = 40\n", "from = 40\nto = 74.99", "from = 75\n")


def changed(*pairs, text=GROUPS_TEXT):
    """Return the file's text with each first piece replaced by the second; it must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def levels_at(bounds, text=GROUPS_TEXT):
    return changed(*zip(LEVELS, bounds, strict=True), text=text)


def flat(text=GROUPS_TEXT):
    """Return the file without groups and without thresholds of groups."""
    kept = [part for part in text.split("\n[[") if not part.startswith("groups]]")]
    lines = "\n[[".join(kept).splitlines(keepends=True)
    lines = [line for line in lines if not line.startswith('group = "')]
    return changed((', { group = "P2", at_least = 3 }', ""), text="".join(lines))


def method(words, text=GROUPS_TEXT):
    """Return the text with another [total]."""
    return changed((MEAN, words), text=text)


ACTS = {
    "mean of means": GROUPS_TEXT,
    "half up": method('method = "mean"\ndecimals = 1\nrounding = "half_up"',
                      levels_at(("below = 1\n", "from = 1\nto = 1.9", "from = 2\n"))),
    "percent": method('method = "percent"\ndecimals = 2\nrounding = "half_up"',
                      levels_at(PERCENT_LEVELS)),
    "percent of criteria": flat(method('method = "percent"\ndecimals = 0\nrounding = "half_up"',
                                       levels_at(("below = 40\n", "from = 40\nto = 74",
                                                  "from = 75\n")))),
    "weighted sum, spread": flat(method(
        'method = "weighted_sum"\ndecimals = 3\nrounding = "half_up"',
        levels_at(("below = 6\n", "from = 6\nto = 10.999", "from = 11\n")))),
    "whole points": flat(changed(
        ("coefficient = 0.5\n", ""), ("coefficient = 2\ncumulative", "cumulative"),
        ("coefficient = 1\ncumulative", "cumulative"), ('"spread"', '"left_out"'),
        text=method('method = "sum"\nrounding = "none"',
                    levels_at(("below = 6\n", "from = 6\nbelow = 11", "from = 11\n"))))),
    "by category": changed(("from = 2\n", f"from = 2\n{CATEGORY}"), text=changed(
        ("to = 1.99\n", "to = 1.99\nby_category = { subordinate = { from = 1, to = 1.49 } }\n"))),
}  # fmt: skip


def act(name):
    """Return one of the methodologies."""
    return parse_methodology(ACTS[name], f"{name}.toml")
