"""What a reader gets instead of the sheet as it came."""

from kuzbass_batch.reading.readers.xlsx.normalise import rewritten_sheet, sheet_for_reader

SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = (
    b"<worksheet " + SPACE + b'><sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData>'
    b'<mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
)


def test_a_reader_meets_a_list_of_merged_ranges_before_the_cells_and_no_range():
    """Where none stands there it goes through all cells once more to look for one."""
    plain, cells, merges, _ = rewritten_sheet(SHEET, "Лист")
    assert plain.index(b"<mergeCells>") < plain.index(b"<sheetData>")
    assert b"A1:B2" not in plain and len(cells) == len(merges) == 1
    assert sheet_for_reader(b"<worksheet>", b"<sheetData/>").endswith(b"<sheetData/></worksheet>")
