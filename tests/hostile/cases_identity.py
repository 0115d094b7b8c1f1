"""Whose form it is: codes removed, doubled, foreign; registries and forms of others."""

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity
from tests.filled import FORMS, METHODOLOGY, saved_again
from tests.hostile.table import accepted, finding
from tests.hostile.workshop import (
    BOOK,
    STRINGS,
    cell,
    form,
    packed,
    parts_of,
    without,
)

CODE = "xl/worksheets/sheet5.xml"


def _codes(who, old, new):
    parts = parts_of(who)
    assert old.encode() in parts[STRINGS]
    return packed(parts | {STRINGS: parts[STRINGS].replace(old.encode(), new.encode())})


@accepted()
def the_code_in_cyrillic_letters(who):
    return _codes(who, "KB-SELF", "КВ-SELF")


@accepted()
def the_code_with_long_dashes_and_spaces(who):
    return _codes(who, "KB-SELF-2025 v1 · ", "  KB–SELF–2025  v1 ·  ")


@accepted()
def the_sheet_of_the_code_deleted(who):
    parts = parts_of(who)
    start = parts[BOOK].index('<sheet name="Код"'.encode())
    parts[BOOK] = parts[BOOK][:start] + parts[BOOK][parts[BOOK].index(b"/>", start) + 2 :]
    return packed(parts)


@finding("I002")
def every_code_deleted(who):
    return _codes(who, f"KB-SELF-2025 v1 · {who}", "")


@finding("I001")
def a_foreign_workbook(who):
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData></worksheet>'
    parts = {name: c for name, c in parts_of(who).items() if "sheet" not in name}
    book = (
        '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    )
    book += '<sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    return packed(parts | {"xl/worksheets/sheet1.xml": sheet, BOOK: book.encode()})


@finding("I003")
def the_code_of_no_form(who):
    return _codes(who, "KB-SELF", "KB-XYZ")


@finding("I004")
def two_different_codes(who):
    return cell(who, "A1", '<c {r} t="inlineStr"><is><t>KB-SELF-2025 v1 · Х-999</t></is></c>')


@finding("I005")
def the_form_of_last_year(who):
    return _codes(who, "KB-SELF-2025", "KB-SELF-2024")


@finding("I006")
def the_form_of_another_version(who):
    return _codes(who, "2025 v1", "2025 v7")


@finding("I006")
def a_version_of_forty_figures(who):
    return _codes(who, "2025 v1", "2025 v" + "9" * 40)


@finding("I010")
def the_code_of_a_participant_that_is_not_there(who):
    return form("Х-999")


@finding("I010")
def the_code_of_a_participant_that_climbs_folders(who):
    return _codes(who, f" · {who}", " · ../../etc/passwd")


@finding("I013")
def the_code_of_one_and_the_name_of_another(who):
    return cell(who, "C7", '<c {r} t="inlineStr"><is><t>Учреждение Х-002</t></is></c>',
                "xl/worksheets/sheet2.xml")  # fmt: skip


@finding("I014")
def a_name_spelt_otherwise(who):
    name = f'<c {{r}} t="inlineStr"><is><t>Наше Учреждение {who}</t></is></c>'
    return cell(who, "C7", name, "xl/worksheets/sheet2.xml")


@finding("S001")
def a_blank_returned_as_it_was_issued(who):
    spec = FORMS[Kind.SELF_ASSESSMENT]
    given = {"participant_id": who, "participant_name": f"Учреждение {who}"}
    return saved_again(draw_form(spec, METHODOLOGY, identity=spec.identity(who), answers=given))


@finding("I011")
def a_blank_downloaded_and_filled_by_a_stranger(who):
    spec = FORMS[Kind.SELF_ASSESSMENT]
    answers = {"participant_name": "Неизвестное учреждение", "1.0/done": True}
    return draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers)


@finding("I005")
def an_identity_of_the_far_future(who):
    spec = FORMS[Kind.SELF_ASSESSMENT]
    code = Identity(form_code="KB-SELF", period=Period(2099), version=1, participant=who)
    return draw_form(spec, METHODOLOGY, identity=code, answers={"1.0/done": True})


@finding("S010")
def no_name_of_who_filled_it_in(who):
    return cell(who, "C9", "<c {r}/>", "xl/worksheets/sheet2.xml")


@finding("S002")
def the_sheet_of_particulars_lost(who):
    return without(who, "xl/worksheets/sheet2.xml")
