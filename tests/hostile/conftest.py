"""The two runs that most tests look at; with several test workers each is made once."""

import pytest

from tests.hostile.folder import CASES, HONEST, lay_out, run
from tests.made_once import once


@pytest.fixture(scope="session")
def quiet(tmp_path_factory):
    """Fifty honest returns and nothing else."""
    return once(tmp_path_factory, "quiet", lambda f: run(lay_out(f / "in", HONEST), f / "out"))


@pytest.fixture(scope="session")
def crowded(tmp_path_factory):
    """The same fifty returns among all hostile cases."""
    return once(
        tmp_path_factory, "crowded", lambda f: run(lay_out(f / "in", HONEST, CASES), f / "out")
    )


@pytest.fixture(scope="session")
def files(crowded):
    return {file["path"]: file for file in crowded.results["files"]}
