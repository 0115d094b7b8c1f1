"""What a blank promises to whoever opens it: guarded, guided, recognisable, fit for A4."""

import io
import itertools
import re
import zipfile

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from kuzbass_batch.forms.drawing.blank import CODE_SHEET
from kuzbass_batch.forms.drawing.issue import draw_blanks, prefill
from kuzbass_batch.forms.drawing.live.live_lines import DONE
from kuzbass_batch.forms.drawing.sheet_setup import text_height
from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.forms.spec.specification import ValueKind
from kuzbass_batch.reading.recognise import parse_code
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant, Registry
from tests.categories import EXECUTIVE
from tests.filled import ASSESSMENT, FORMS, METHODOLOGY, drawn, read, submission_of

KINDS = (Kind.SELF_ASSESSMENT, Kind.PASSPORT, Kind.REGISTRY)
SELF = FORMS[Kind.SELF_ASSESSMENT]
BODY = Participant(id="ИО-07", name="Министерство примеров", short_name="МП", category=EXECUTIVE)


def blank(kind, answers=None, issued_to="ИО-07"):
    return openpyxl.load_workbook(io.BytesIO(drawn(kind, answers or {}, issued_to)))


@pytest.mark.parametrize("kind", KINDS)
def test_only_answers_can_be_written_into(kind):
    book = blank(kind)
    wanted = {(d.sheet, d.ref.cell) for d in lay_out(FORMS[kind]).values()} | free_codes(kind)
    open_cells = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked and not isinstance(cell, openpyxl.cell.cell.MergedCell)
    }
    assert open_cells == wanted
    assert all(sheet.protection.sheet for sheet in book)


def free_codes(kind):
    """The codes of rows that may be deleted: no suite deletes a row with a locked cell."""
    places = lay_out(FORMS[kind])
    return {
        (sheet.name, f"A{places[field.field_id].row + 1}")
        for sheet, block in FORMS[kind].blocks()
        if block.kind == "table"
        for row in block.rows
        for field in row.fields[:1]
    }


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_a_free_table_may_be_inserted_and_deleted(kind):
    book = blank(kind)
    free = {(sheet, int(cell[1:])) for sheet, cell in free_codes(kind)}
    for sheet in book:
        may = any(name == sheet.title for name, _ in free)
        # openpyxl tells what is forbidden.
        assert sheet.protection.insertRows is sheet.protection.deleteRows is not may
        for number, row in sheet.row_dimensions.items():
            unlocked = row.s and book._cell_styles[row.s].protectionId != 0
            assert bool(unlocked) is ((sheet.title, number) in free), (sheet.title, number)


@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_carries_the_code_on_screen_and_on_paper(kind):
    code = str(FORMS[kind].identity("ИО-07"))
    for sheet in blank(kind):
        assert sheet["A1"].value == code
        assert parse_code(sheet["A1"].value).participant == "ИО-07"
        if sheet.title == CODE_SHEET:
            assert sheet.sheet_state == "hidden"
        else:
            assert sheet.sheet_state == "visible" and sheet.oddFooter.left.text == code


def listed(sheet):
    """The words that each cell of a sheet offers."""
    return {
        cell: [str(each.value) for each in sheet[rule.formula1][0]]
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
        for cell in cells_of(rule.sqref)
    }


def cells_of(areas):
    """The addresses of the cells that lie in some ranges."""
    return [
        f"{get_column_letter(column)}{row}" for area in areas.ranges for row, column in area.cells
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_lists_are_offered_where_the_form_has_choices(kind):
    book = blank(kind)
    lists = {name: listed(book[name]) for name in book.sheetnames}
    for place in lay_out(FORMS[kind]).values():
        assert lists[place.sheet].get(place.ref.cell, []) == list(place.field.choices)
    marks = [f for f in FORMS[kind].fields().values() if f.kind is ValueKind.MARK]
    assert all(field.choices == ("да", "нет") for field in marks)


@pytest.mark.parametrize("kind", [*KINDS, Kind.OBJECTION])
def test_the_words_of_a_list_lie_in_hidden_locked_cells_which_take_capitals_too(kind):
    """Excel compares with «да» and «Да» alike only where the words stand in cells."""
    found = [
        (sheet, cell)
        for sheet in blank(kind)
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
        for cell in sheet[rule.formula1.replace("$", "")][0]
    ]
    assert bool(found) == any(field.choices for field in FORMS[kind].fields().values())
    for sheet, cell in found:
        assert cell.row == 1 and cell.protection.locked
        assert is_hidden(sheet, cell.column)


def is_hidden(sheet, column):
    return any(
        each.hidden and each.min <= column <= each.max for each in sheet.column_dimensions.values()
    )


@pytest.mark.parametrize(
    ("answers", "sheet", "cell"),
    [({}, "Сведения", "C6"), (prefill(SELF, BODY), "Сведения", "C8")],
    ids=["for download", "prefilled"],
)
def test_a_blank_opens_with_the_cursor_on_the_first_answer(answers, sheet, cell):
    book = blank(Kind.SELF_ASSESSMENT, answers)
    assert book.active.title == sheet
    assert book.active.sheet_view.selection[-1].activeCell == cell
    first = lay_out(SELF)["1.0/done"].ref.cell
    assert book["Самооценка"].sheet_view.selection[-1].activeCell == first


def test_an_answered_no_is_not_the_next_answer_to_give():
    book = blank(Kind.SELF_ASSESSMENT, {"1.0/done": False})
    selected = book["Самооценка"].sheet_view.selection[-1].activeCell
    assert selected == lay_out(SELF)["1.1/done"].ref.cell


@pytest.mark.parametrize("kind", KINDS)
def test_what_must_be_answered_is_coloured_while_it_is_blank(kind):
    book = blank(kind)
    coloured = {
        (sheet.title, cell)
        for sheet in book
        for area, rules in sheet.conditional_formatting._cf_rules.items()
        for cell in cells_of(area.sqref)
        if any(rule.dxf.fill.bgColor.rgb == "FFFFF2CC" for rule in rules)
    }
    wanted = {(d.sheet, d.ref.cell) for d in lay_out(FORMS[kind]).values() if d.field.required}
    assert coloured == wanted


@pytest.mark.parametrize("kind", [*KINDS, Kind.OBJECTION])
def test_a_rule_for_many_cells_speaks_of_each_of_them(kind):
    """Office suites shift a rule's formula from the upper left cell of its ranges."""
    spoken = 0
    for sheet in blank(kind):
        for area, rules in sheet.conditional_formatting._cf_rules.items():
            (column,) = {each.min_col for each in area.sqref.ranges}  # else «upper left» is moot
            first = f"{get_column_letter(column)}{min(each.min_row for each in area.sqref.ranges)}"
            for rule, cell in itertools.product(rules, cells_of(area.sqref)):
                formula = Translator(f"={rule.formula[0]}", first).translate_formula(cell)
                row = re.sub("[A-Z]", "", cell)
                assert f"TRIM({cell})" in formula or formula == f"=$I{row}=-1", (cell, formula)
                spoken += 1
    assert spoken >= 8


@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_is_set_up_for_a4(kind):
    for sheet in blank(kind):
        if sheet.sheet_state == "visible":
            assert sheet.page_setup.paperSize == 9
            assert sheet.oddFooter.right.text == "Страница &P из &N"


def test_the_passport_is_fitted_to_one_page():
    passport = blank(Kind.PASSPORT)["Паспорт"]
    assert passport.sheet_properties.pageSetUpPr.fitToPage
    # A missing number means one page.
    assert (passport.page_setup.fitToWidth, passport.page_setup.fitToHeight) == (None, None)


def test_column_a_holds_the_row_codes_as_text():
    sheet = blank(Kind.SELF_ASSESSMENT)["Самооценка"]
    codes = [cell.value for cell in sheet["A"] if re.fullmatch(r"\d\.\d", str(cell.value))]
    assert codes == [row.code for c in METHODOLOGY.criteria for row in c.rows]
    assert codes[0] == "1.0"
    wording = [row.text for criterion in METHODOLOGY.criteria for row in criterion.rows]
    assert [sheet.cell(r, 2).value for r in range(1, 90) if sheet.cell(r, 1).value in codes] == (
        wording
    )


def test_the_registry_has_every_column_of_the_clerk():
    fields = {n.rsplit("/")[-1] for n in FORMS[Kind.REGISTRY].fields() if "participants/1/" in n}
    assert fields == {
        "id", "name", "short_name", "other_names", "category", "parent", "head_post", "head_name",
        "head_post_dative", "head_name_dative", "gender", "email", "last_level",
    }  # fmt: skip


# Appendix 2 from top to bottom, as it is printed there.
APPENDIX_2 = """Паспорт проекта
Полное наименование исполнительного органа Кемеровской области – Кузбасса, органа местного \
самоуправления муниципального образования Кемеровской области – Кузбасса, подведомственных им \
организаций
Название бережливого проекта
УТВЕРЖДАЮ
Ф.И.О., должность руководителя заказчика бережливого проекта
(подпись)
Общие данные:
Заказчик
Процесс
Границы процесса
Руководитель проекта
Команда проекта
Обоснование:
1
2
Цели и эффекты:
Наименование цели, единицы измерения
Текущий показатель
Целевой показатель
Эффекты
Сроки:
1. Согласование паспорта проекта
2. Картирование текущего состояния
3. Анализ проблем и потерь
4. Составление карты целевого состояния
5. Разработка плана мероприятий
6. Защита плана мероприятий
7. Внедрение улучшений
8. Мониторинг результатов
9. Закрытие проекта
10. Мониторинг стабильности достигнутых результатов"""


def test_the_passport_is_the_form_of_appendix_2_in_its_order():
    sheet = blank(Kind.PASSPORT)["Паспорт"]
    printed = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    left = iter(printed)
    for words in APPENDIX_2.splitlines():
        assert any(words in text for text in left), f"«{words}» is missing or out of order"


def test_a_passport_on_paper_leaves_out_what_the_act_does_not_ask():
    sheet = blank(Kind.PASSPORT)["Паспорт"]
    area = sheet.print_area.replace("$", "").rsplit("!")[-1]
    last = openpyxl.utils.cell.range_boundaries(area)[3]
    below = [cell.value for row in sheet.iter_rows(min_row=last + 1) for cell in row if cell.value]
    assert "Код участника в реестре комитета" in below
    assert sheet.cell(last, 2).value == "10. Мониторинг стабильности достигнутых результатов"


def test_every_participant_gets_both_blanks_with_his_name_and_code():
    bodies = tuple(
        Participant(
            id=f"ИО-0{number}",
            name=f"Отдел № {number}",
            short_name=short,
            category=EXECUTIVE,
        )
        for number, short in enumerate(("А/Б: «В»?", "CON", "Отдел\tкадров", "Я" * 200), start=1)
    )
    registry = Registry(path="", participants=bodies)
    blanks = list(draw_blanks(registry, METHODOLOGY, FORMS))
    assert len({path.casefold() for path, _ in blanks}) == 2 * len(bodies)
    owners = [body for body in bodies for _ in range(2)]
    for (path, data), body in zip(blanks, owners, strict=True):
        assert not set(path) & set('<>:"/\\|?*\t') and len(path.encode()) < 255
        file = read(data)
        assert file.identity.participant == body.id
        given = {a.field_id: a.value for a in submission_of(file).answers}
        assert given == {"participant_id": body.id, "participant_name": body.name}
        assert [finding.code for finding in file.findings] == ["S001"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 10, 1), ("слово", 10, 1), ("первое второе", 9.6, 2), ("одно\nдва", 10, 2),
     ("приказ", 3.84, 2), ("ссылка-без-пробелов-длиннее-строки", 9.6, 4)],
)  # fmt: skip
def test_a_row_is_high_enough_for_its_words(text, width, lines):
    assert text_height(text, width) == 15 * lines + 3


def test_all_that_a_formula_shows_is_stored_beside_it():
    answers = ASSESSMENT | {"1.0/done": False, "1.1/done": "да, приказ № 5", "8.0/done": None}
    answers |= {f"8.{n}/done": None for n in range(1, 5)}
    data = io.BytesIO(drawn(Kind.SELF_ASSESSMENT, answers))
    shown = openpyxl.load_workbook(data, data_only=True)["Самооценка"]
    first = {row.code: lay_out(SELF)[f"{row.code}{DONE}"].row + 1
             for c in METHODOLOGY.criteria for row in c.rows}  # fmt: skip
    assert shown["F3"].value == "не все критерии оценены" and shown["F4"].value == 5
    assert shown.cell(first["1.3"] + 1, 6).value == "есть непонятный ответ"
    assert shown.cell(first["8.4"] + 1, 6).value == "не оценён"
    assert shown.cell(first["2.3"] + 1, 6).value in (None, "")


@pytest.mark.parametrize("kind", [*KINDS, Kind.OBJECTION])
def test_a_row_with_an_answer_may_grow_and_begins_at_the_top(kind):
    """No height held for good, no merge: neither would grow; no text in the middle of the row."""
    data = drawn(kind, {})
    book = openpyxl.load_workbook(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {
            (sheet.title, int(row))
            for number, sheet in enumerate(book, start=1)
            for row in re.findall(
                r'<row r="(\d+)"[^>]* customHeight="1"',
                archive.read(f"xl/worksheets/sheet{number}.xml").decode(),
            )
        }
    assert held, "headings keep their heights"
    for place in lay_out(FORMS[kind]).values():
        sheet = book[place.sheet]
        cell = sheet[place.ref.cell]
        assert (place.sheet, cell.row) not in held and sheet.row_dimensions[cell.row].height >= 15
        assert not any(cell.coordinate in area for area in sheet.merged_cells.ranges)
        assert cell.alignment.vertical == "top" and cell.alignment.wrap_text
        if place.field.kind is ValueKind.TEXT and not place.field.locked:
            assert (cell.alignment.horizontal, cell.alignment.indent) == ("left", 1)


def test_the_name_stands_above_the_heads_wherever_it_is_typed():
    for answers, shown in (({}, None), (prefill(SELF, BODY), BODY.name)):
        data = drawn(Kind.SELF_ASSESSMENT, answers)
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        book = openpyxl.load_workbook(io.BytesIO(data))
        cell = lay_out(SELF)["participant_name"].ref.cell
        for name, place, titles in (("Самооценка", "A5", "$5:$6"), ("Обучение", "A3", "$3:$5")):
            formula = f"'Сведения'!${cell[0]}${cell[1:]}"
            assert book[name][place].value == f'=IF(LEN({formula})=0,"",{formula})'
            assert (values[name][place].value or None) == shown
            assert book[name].print_title_rows == titles
