"""Where things lie for the tests."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
PACKAGE = ROOT / "kuzbass_batch"
