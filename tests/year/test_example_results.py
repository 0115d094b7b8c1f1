"""The examples in full: what is kept of their results is what a run gives, and what makes them."""

import openpyxl
import pytest

from input_samples import make_maturity, make_services
from input_samples.results import KEPT, kept_names
from tests.runs import run_at_once

EXAMPLES = {"maturity": make_maturity, "services": make_services}
MAKE_AGAIN = "make samples"


def cells_in(path):
    """Return what stands in the cells of a workbook, sheet by sheet."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: {cell.coordinate: cell.value for row in sheet for cell in row if cell.value}
        for sheet in book
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_kept_result_is_what_a_run_gives(tmp_path, name):
    sample, out = EXAMPLES[name], tmp_path / "out"
    methods = sample.FOLDER / "methodology"
    run_at_once(sample.FOLDER / "in", out, as_of=sample.AS_OF, methodologies=methods)
    kept = sample.FOLDER / KEPT
    results, workbook = kept_names(sample.YEAR)
    assert {path.name for path in kept.iterdir()} == {results, workbook}
    assert (kept / results).read_bytes() == (out / results).read_bytes(), MAKE_AGAIN
    assert cells_in(kept / workbook) == cells_in(out / workbook), MAKE_AGAIN


def test_the_script_makes_the_second_example_byte_for_byte(tmp_path, monkeypatch):
    monkeypatch.setattr(make_services, "keep_results", lambda *_: None)
    methods = tmp_path / "methodology"
    methods.mkdir()
    source = make_services.FOLDER / "methodology" / f"{make_services.YEAR}.toml"
    (methods / source.name).write_bytes(source.read_bytes())
    make_services.make(tmp_path)
    files = {path.relative_to(tmp_path): path for path in (tmp_path / "in").rglob("*.*")}
    kept = {
        path.relative_to(make_services.FOLDER): path
        for path in (make_services.FOLDER / "in").rglob("*.*")
    }
    assert files.keys() == kept.keys() and len(kept) == 7
    assert all(files[name].read_bytes() == path.read_bytes() for name, path in kept.items())
