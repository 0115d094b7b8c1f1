"""The link from a row of the decisions workbook to the return that it speaks of."""

import pytest

from kuzbass_batch.forms.drawing.table_rows import FileLink
from kuzbass_batch.outputs.decisions.short_rows import link_to
from kuzbass_batch.records.files.sources import Source

LONG = "Самооценка ИО-07 Минплана.xlsx"


@pytest.mark.parametrize(
    ("path", "location", "link"),
    [
        ("почта/ИО-07.xlsx", "", FileLink("почта/ИО-07.xlsx", "ИО-07.xlsx")),
        (f"почта/{LONG}", "", FileLink(f"почта/{LONG}", "Самооценк….xlsx")),
        # A return in a message is opened there; its path alone would make rows of many lines.
        (f"почта/1.eml/{LONG}", "почта/1.eml", FileLink("почта/1.eml", "Самооценк….xlsx")),
        ("почта?.zip/ИО-07.xlsx", "почта\x07.zip", "почта?.zip/ИО-07.xlsx"),
        ("форма?.xlsx", "форма\x07.xlsx", "форма?.xlsx"),
    ],
)
def test_a_row_links_to_where_the_return_is_opened(path, location, link):
    source = Source(path=path, size=1, sha256="0", location=location)
    assert link_to(source, linked=True) == link
    named = link.text if isinstance(link, FileLink) else link
    assert link_to(source, linked=False) == named
