"""The committee's own books are read within wider bounds; whoever only claims to be one is not."""

import io
import re
import zipfile
from dataclasses import fields, replace

import pytest

from kuzbass_batch import ceilings
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.reading import recognise
from kuzbass_batch.reading.committee.earlier_results import read_results
from kuzbass_batch.reading.committee.outgoing_register import read_register
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.reading.guard import bounds, inspection
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.usage import WrongUsage, refuse_too_many, within_ceilings
from tests.filled import FORMS, METHODOLOGY, drawn
from tests.hostile.workshop import packed, unpacked
from tests.office import Office, registry
from tests.reading.test_reading import FILLED

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
CODE = b"KB-DEC-2025 v1"
NAMES = {f"ИО-{number:02}": f"Министерство {number}" for number in range(1, 31)}


@pytest.fixture
def small(monkeypatch):
    """Make a stranger's bounds so small that an office's books pass them."""
    few, read = replace(ceilings.STRANGERS, rows=20), recognise.read_book
    monkeypatch.setattr(recognise, "read_book", lambda data, within=few: read(data, within))


def codes(data):
    return [finding.code for finding in examine_content(data, METHODOLOGY, FORMS).file.findings]


def member_with(data, name, change):
    parts = unpacked(data)
    return packed(parts | {name: change(parts[name])})


def far(row):
    """Return a cell so far down, before the rows of a sheet end."""
    cell = f'<row r="{row}"><c r="B{row}" t="inlineStr"><is><t>я</t></is></c></row></sheetData>'
    return lambda sheet: sheet.replace(b"</sheetData>", cell.encode())


def test_a_registry_longer_than_a_stranger_s_sheet_is_read(small):
    file = examine_content(registry(NAMES), METHODOLOGY, FORMS).file
    assert (file.kind, file.lines, file.findings) == (Kind.REGISTRY, 30, ())


def test_a_participant_s_form_of_as_many_rows_is_refused(small):
    assert codes(drawn(Kind.SELF_ASSESSMENT, FILLED)) == ["F012"]


def test_a_form_that_claims_to_be_the_committee_s_is_refused_all_the_same(small):
    """The code stands in a text of the file, so the wider bounds hold; what is read is no book."""
    data = drawn(Kind.SELF_ASSESSMENT, FILLED)
    text = re.search(rb"<t>[^<]{40,}</t>", unpacked(data)[STRINGS])[0]
    told = b"<t>" + CODE + b" or so</t>"
    claimed = member_with(data, STRINGS, lambda strings: strings.replace(text, told, 1))
    assert inspection.claims_to_be_ours(claimed)
    assert codes(claimed) == ["F007"]


def bomb(megabytes, *, noise):
    """Return a workbook with the code of the decisions, and a part that inflates to so much."""
    stream = io.BytesIO()
    parts = unpacked(registry(dict(list(NAMES.items())[:1])))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"KB-REG-2025", b"KB-DEC-2025"))
        archive.writestr("xl/media/filling.xml", b" " * (megabytes * 2**20))
        archive.writestr("xl/media/noise.bin", noise)
    return stream.getvalue()


def test_a_bomb_with_the_committee_s_code_is_refused_by_the_ratio(monkeypatch):
    """Within the wider bound a file must be thrice as large for the same work."""
    asked = []
    data = bomb(70, noise=b"")
    assert inspection.claims_to_be_ours(data)
    seen = bounds.unsafe
    monkeypatch.setattr("kuzbass_batch.reading.guard.archive.unsafe",
                        lambda why, **more: asked.append(why) or seen(why, **more))  # fmt: skip
    assert codes(data) == ["F007"]
    assert asked[-1] == "он сжат более чем в 30 раз"


def test_a_bomb_beyond_the_wider_bound_is_refused_though_it_is_large():
    import random

    data = bomb(321, noise=random.Random(1).randbytes(11 * 2**20))
    assert inspection.claims_to_be_ours(data) and codes(data) == ["F007"]


@pytest.mark.parametrize("code", [b"KB-REG-2025", b"KB-DEC-2025", b"KB-PROG-2025"])
def test_the_code_is_looked_for_in_the_first_cells_only(code):
    data = registry(dict(list(NAMES.items())[:1]))
    parts = {name: c.replace(b"KB-REG-2025", code) for name, c in unpacked(data).items()}
    assert inspection.claims_to_be_ours(packed(parts))
    without = {name: c.replace(b"KB-REG-2025", b"KB-SELF-2025") for name, c in parts.items()}
    hidden = {"xl/media/x.xml": code, **{n: c.replace(code, b"x") for n, c in without.items()}}
    assert not inspection.claims_to_be_ours(packed(hidden))


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"x" * 100])
def test_what_is_no_workbook_claims_nothing(data):
    assert not inspection.claims_to_be_ours(data)


SMALL = {
    "size": {"size": 1000},
    "inflated": {"inflated": 10_000},
    "ratio": {"ratio": 1, "ratio_from": 0},
    "ratio_from": {"ratio": 1, "ratio_from": 10_000},
    "rows": {"rows": 5},
    "grid": {"grid": 10},
    "text": {"text": 10},
}
"""For each bound of a file values that a sample form passes."""


@pytest.mark.parametrize("name", [each.name for each in fields(ceilings.FileBounds)])
def test_every_bound_of_a_file_refuses_what_passes_it(name):
    data = drawn(Kind.SELF_ASSESSMENT, FILLED)
    assert read_form(data, ceilings.STRANGERS)[0] is not None
    form, told = read_form(data, replace(ceilings.STRANGERS, **SMALL[name]))
    assert form is None and told[0].code == {"size": "F001", "rows": "F012"}.get(name, "F007")


@pytest.mark.parametrize("name", ["MAX_COLUMN", "MAX_SHEETS"])
def test_columns_and_sheets_are_bounded_too(name, monkeypatch):
    monkeypatch.setattr(bounds, name, 1)
    form, told = read_form(drawn(Kind.SELF_ASSESSMENT, FILLED), ceilings.STRANGERS)
    assert form is None and told[0].code in ("F007", "F012")


def test_too_many_participants_stop_the_run_before_the_next_file_is_read(monkeypatch):
    monkeypatch.setattr("kuzbass_batch.usage.MOST_PARTICIPANTS", 29)

    def files():
        yield examine_content(registry(NAMES), METHODOLOGY, FORMS).file
        raise AssertionError("read on")

    with pytest.raises(WrongUsage, match=r"не больше 29\. Разделите реестр на части.*merge"):
        list(within_ceilings(files(), 8))


@pytest.mark.whole
def test_a_registry_beyond_all_bounds_stops_the_run_with_the_ceiling_named(tmp_path):
    office = Office(tmp_path)
    office.put("Реестр.xlsx", member_with(registry(), SHEET, far(100_001)))
    with pytest.raises(WrongUsage, match=r"до 35\s000 строк, участников в одном расчёте – до 25"):
        office.look()


def test_ceilings_are_told_with_the_smaller_one_named():
    refuse_too_many(ceilings.MOST_PARTICIPANTS, 8)
    with pytest.raises(WrongUsage, match=r"25\s001\. В одном расчёте их может быть не больше 25"):
        refuse_too_many(ceilings.MOST_PARTICIPANTS + 1, 8)
    with pytest.raises(WrongUsage, match=r"не больше 20\s969, больше не вмещает лист книги при"):
        refuse_too_many(ceilings.MOST_PARTICIPANTS, 50)


def test_the_register_of_letters_of_a_large_year_is_read_within_the_wider_bounds(monkeypatch):
    asked = []
    monkeypatch.setattr("kuzbass_batch.reading.committee.outgoing_register.read_form",
                        lambda data, within: asked.append(within) or (None, _told()))  # fmt: skip
    read_register(year_of(METHODOLOGY), b"")
    assert asked == [ceilings.COMMITTEES]


def _told():
    return examine_content(b"", METHODOLOGY, FORMS).file.findings


def test_an_earlier_result_that_is_too_large_is_told_and_not_passed_over(tmp_path, monkeypatch):
    """Without it entries and changes would go unsaid."""
    monkeypatch.setattr("kuzbass_batch.reading.committee.earlier_results.MOST_RESULTS", 2**20)
    path = tmp_path / "results.json"
    path.write_bytes(b" " * (2**20 + 1))
    assert "прежний результат не прочитан" in read_results(path)
