"""The parts of a path are those that pathlib tells, for all names that come in."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuzbass_batch.file_names import folder_of, name_of, stem_of, suffix_of, without_suffix

NAMES = st.text("аa.№ ~$-_x\u202e\\\n", min_size=1).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@given(PATHS)
def test_the_parts_are_those_of_pathlib(path):
    known = PurePosixPath(path)
    assert name_of(path) == known.name
    assert folder_of(path) == str(known.parent)
    assert suffix_of(path) == known.suffix
    assert stem_of(path) == known.stem
    assert without_suffix(path) == str(known.with_suffix(""))


@pytest.mark.parametrize("path", ["a.xlsx", ".скрытый", "в/.скрытый", "имя.", "в.1/имя", "в/"])
def test_usual_and_odd_names(path):
    known = PurePosixPath(path)
    assert (name_of(path), suffix_of(path), stem_of(path)) == (known.name, known.suffix, known.stem)
