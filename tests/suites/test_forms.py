"""Real clients: LibreOffice opens a form and saves it as .xlsx, .ods and .xls, or prints it."""

import datetime as dt
import io
import itertools
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from python_calamine import CalamineWorkbook

from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS, Kind
from kuzbass_batch.rules.returns.choosing import choose
from tests import libreoffice
from tests.filled import (
    ASSESSMENT,
    FORMS,
    METHODOLOGY,
    PASSPORT,
    drawn,
    handled,
    marked,
    owned,
    read,
    row_of,
    saved,
    submission_of,
)
from tests.forms.parsing.test_values import NO, YES
from tests.programme_forms import answers_of

pytestmark = pytest.mark.skipif(
    not shutil.which("soffice") and os.environ.get("CI") != "true",
    reason="LibreOffice is missing: the forms are NOT tried with a real office suite",
)
SUFFIXES = ("xlsx", "ods", "xls")
POINTS = (3, 2, 2, 2, 2, 1, 2, 4)
ROWS = [row.code for criterion in METHODOLOGY.criteria for row in criterion.rows]
FILLED = ASSESSMENT | marked(POINTS)
SELF = FORMS[Kind.SELF_ASSESSMENT]


def convert(folder, forms, suffix):
    """Save workbooks (bytes by name) as another kind with the Russian locale; return the paths."""
    files = stored(folder, forms).values()
    return dict(zip(forms, libreoffice.converted(files, suffix, folder / suffix), strict=True))


def examined(path):
    return read(path.read_bytes(), path.name)


def answers(file):
    return {a.field_id: (a.value, a.readable) for a in submission_of(file).answers}


WORDS = st.one_of(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40),
    st.sampled_from(
        ["=1+1", "'апостроф", "00123", "1/2", "10.12", "+7 (384-2) 00-00-00", "<&>", "ИСТИНА",
         "1,5", "две\nстроки", "https://example.ru/?a=1&b=2", "№ 5 от 01.02.2025", "#ССЫЛКА!"]
    ),
)  # fmt: skip
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
NUMBERS = st.decimals(-(10**9), 10**9, places=3).map(lambda n: Decimal(repr(float(n))))
ASSESSMENTS = st.fixed_dictionaries(
    {f"{code}/done": st.sampled_from(("да", "нет", None, *YES, *NO)) for code in ROWS},
    optional={f"{code}/{key}": WORDS for code in ROWS for key in ("evidence", "note")}
    | {f"training/{n}/{key}": WORDS for n in (1, 2, 30) for key in ("name", "topic")}
    | {"filled_on": DAYS, "training/1/date": DAYS},
)
PASSPORTS = st.fixed_dictionaries(
    {"goals/1/current": NUMBERS, "goals/1/target": NUMBERS, "stages/1/start": DAYS},
    optional={"team": WORDS, "effects": WORDS, "goals/3/name": WORDS, "stages/8/end": DAYS},
)


def forms_of(assessments, passports, programme):
    forms = {
        f"с{n}": drawn(Kind.SELF_ASSESSMENT, ASSESSMENT | a) for n, a in enumerate(assessments)
    }
    forms |= {f"п{n}": drawn(Kind.PASSPORT, PASSPORT | a) for n, a in enumerate(passports)}
    return forms | {kind.value: drawn(kind, a) for kind, a in programme.items()}


# No shrinking: it would start the suite a hundred times.
@settings(max_examples=2, deadline=None, phases=(Phase.generate,))
@given(
    st.lists(ASSESSMENTS, min_size=4, max_size=4),
    st.lists(PASSPORTS, min_size=2, max_size=2),
    st.fixed_dictionaries({kind: answers_of(kind) for kind in PROGRAMME_FORMS}),
)
def drawn_at_random(found, assessments, passports, programme):
    """Add the forms of one example to `found`."""
    found.append(forms_of(assessments, passports, programme))


def test_random_answers_come_back_from_the_suite(tmp_path):
    """A few long examples, all of them in one start of the suite for each kind of file."""
    examples = []
    drawn_at_random(examples)
    forms = {f"{n}{name}": form for n, each in enumerate(examples) for name, form in each.items()}
    assert len(forms) == 2 * (6 + len(PROGRAMME_FORMS))
    before = {name: examined(path) for name, path in stored(tmp_path, forms).items()}
    for suffix in SUFFIXES:
        for name, path in convert(tmp_path, forms, suffix).items():
            after = examined(path)
            assert answers(after) == answers(before[name]), path.name
            assert judged(after) == judged(before[name]), path.name
            assert after.findings == renamed(before[name].findings, path.name)


def judged(file):
    """Return what the rules made of a form: the score of its marks, its project, its answers."""
    if file.kind in PROGRAMME_FORMS:
        return [(each.field_id, each.value) for each in file.form.answers]
    return file.project if file.kind is Kind.PASSPORT else file.scorecard


def stored(folder, forms):
    for name, data in forms.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    return {name: folder / f"{name}.xlsx" for name in forms}


def renamed(findings, path):
    return tuple(replace(finding, file=path) for finding in findings)


def spoil(book):
    """One trap of each kind, as people and other suites leave them."""
    sheet = book["Самооценка"]
    mark = {code: sheet.cell(row_of(sheet, code), 4) for code in ROWS}
    mark["8.3"].value = '=IF(1=1,"да","нет")'
    mark["7.3"].value = "=1/0"
    mark["6.0"].value = '=""'
    sheet.merge_cells(f"{mark['3.1'].coordinate}:{mark['3.2'].coordinate}")
    sheet.merge_cells(f"C{mark['2.1'].row}:D{mark['2.1'].row}")
    sheet["C3"].value = 14
    training = book["Обучение"]
    training.merge_cells("F6:G6")
    training._cells[6, 7] = Cell(training, row=6, column=7, value="№ 2")


TRAPS = {"S020": "8.3", "S025": "7.3", "S031": "6.0", "S026": "3.1", "S028": "2.1"}


def opened(answers):
    """Return the self-assessment with these answers as a book to be changed."""
    return openpyxl.load_workbook(io.BytesIO(drawn(Kind.SELF_ASSESSMENT, answers)))


@pytest.fixture(scope="module")
def resaved(tmp_path_factory):
    """Return a function from a suffix to the forms below as the suite saves them in one start."""
    people = {f"training/1/{key}": "слово" for key in ("name", "post", "topic", "document")}
    trapped = opened(FILLED | people | {"training/1/date": dt.date(2025, 5, 20)})
    spoil(trapped)
    mistaken = opened(FILLED)
    mistaken["Самооценка"]["C3"].value = 14
    empty = opened(FILLED)
    for row, column in itertools.product((12, 20), "BCDEF"):
        empty["Обучение"][f"{column}{row}"].value = '=""'
    forms = {
        "пустые формулы": saved(empty),
        "ловушки": saved(trapped),
        "итог": saved(mistaken),
        "форма": drawn(Kind.SELF_ASSESSMENT, FILLED),
        "бланк": drawn(Kind.SELF_ASSESSMENT, {}),
    }
    return cache(lambda suffix: convert(tmp_path_factory.mktemp("once"), forms, suffix))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_traps_are_told_apart_in_every_kind(resaved, suffix):
    file = examined(resaved(suffix)["ловушки"])
    found = {f.code: f"{f.sheet}!{f.cell}" for f in file.findings if f.code < "S04"}
    sheet = opened(FILLED)["Самооценка"]
    expected = {rule: f"Самооценка!D{row_of(sheet, code)}" for rule, code in TRAPS.items()}
    assert found == expected | {"S027": "Обучение!G6"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_formulas_that_show_nothing_in_rows_nobody_need_fill_send_no_form_back(resaved, suffix):
    """LibreOffice stores 0 for them in an .xls: they are asked about, and the form counts."""
    file = examined(resaved(suffix)["пустые формулы"])
    assert file.scorecard.total == Decimal("11.3")
    found = [f for f in file.findings if f.code < "S04" or f.code.startswith("S06")]
    if suffix == "xls":
        assert {f.severity.value for f in found} == {"warning"}
        assert {(f.code, f.sheet) for f in found} == {("S061", "Обучение")}
    else:
        assert found == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_total_that_the_file_keeps_against_its_answers_is_reported(resaved, suffix):
    file = examined(resaved(suffix)["итог"])
    shown = [f"{f.code} {f.cell} {f.message}" for f in file.findings if f.code == "S032"]
    assert shown == ["S032 C3 «Итоговая оценка» в файле – 14, по ответам – 11,3."]
    assert file.scorecard.total == Decimal("11.3")


def test_the_same_answers_in_another_kind_of_file_are_a_duplicate(resaved):
    paths = [resaved(suffix)["форма"] for suffix in (*SUFFIXES, "xlsm")]
    files = [owned(examined(path), "ИО-01") for path in paths]
    statuses = {
        r.source.path: r.status.value for r in choose(files, METHODOLOGY, dt.date(2026, 2, 1))
    }
    assert statuses == {
        "форма.ods": "used",
        "форма.xls": "duplicate",
        "форма.xlsm": "duplicate",
        "форма.xlsx": "duplicate",
    }


def pages(path):
    """Return the words of each page and the sizes of the paper, in points."""
    words = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    sizes = subprocess.run(
        ["pdfinfo", "-l", "99", path], capture_output=True, check=True, text=True
    )
    found = re.findall(r"size:\s+([0-9.]+) x ([0-9.]+)", sizes.stdout)
    return words.stdout.decode().split("\f")[:-1], [tuple(map(float, size)) for size in found]


def test_blanks_print_whole_on_a4(tmp_path):
    long = "Сокращение времени ожидания ответа за счёт единого шаблона и без согласований. " * 4
    passport = PASSPORT | {"team": long, "ground_1": long, "effects": long, "goals/1/name": long}
    paths = convert(
        tmp_path,
        {
            "самооценка": drawn(Kind.SELF_ASSESSMENT, {}),
            "названная": drawn(Kind.SELF_ASSESSMENT, FILLED),
            "паспорт": drawn(Kind.PASSPORT, {}),
            "полный паспорт": drawn(Kind.PASSPORT, passport),
            "реестр": drawn(Kind.REGISTRY, {}, ""),
        },
        "pdf",
    )
    printed = {name: pages(path) for name, path in paths.items()}
    for name, (texts, sizes) in printed.items():
        for text, size in zip(texts, sizes, strict=True):
            assert sorted(size) == pytest.approx([595.3, 841.9], abs=0.5), "not A4"
            assert "KB-" in text, f"{name}: a page without the code"
            assert "###" not in text
    assert [len(printed[name][0]) for name in ("паспорт", "полный паспорт")] == [1, 1]
    for name in ("самооценка", "названная"):
        instruction, answers_begin = printed[name][0][:2]
        assert "Что значит критерий без отметок" in instruction, "the last line of the instruction"
        assert "Сведения об участнике" in answers_begin, f"{name}: instruction of several pages"
    named = [text for text in printed["названная"][0] if "Код " in text and "Ответ" not in text]
    assert len(named) >= 4 and all("Министерство примеров" in text for text in named)
    criteria = "\f".join(printed["самооценка"][0]).partition("Критерий и показатель")[2]
    for criterion in METHODOLOGY.criteria:
        first, last = (f"{criterion.rows[at].code} " for at in (0, -1))
        assert "\f" not in criteria[criteria.index(first) : criteria.index(last)], criterion.id


def test_a_blank_stays_guarded_in_the_suite(resaved):
    book = openpyxl.load_workbook(resaved("xlsx")["бланк"])
    sheet = book["Самооценка"]
    row = row_of(sheet, "1.1")
    assert sheet.protection.sheet and sheet.cell(row, 1).protection.locked
    assert not sheet.cell(row, 4).protection.locked
    assert book["Код"].sheet_state == "hidden"
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert any(f"D{row}" in rule.sqref for rule in rules)


def test_a_form_handled_by_openpyxl_alone_is_read_too():
    assert handled(lambda book: None, answers=FILLED).scorecard.total == Decimal("11.3")


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """Return a blank filled in by hand in LibreOffice, and the heights of a row meanwhile."""
    folder = tmp_path_factory.mktemp("hand")
    (folder / "бланк.xlsx").write_bytes(drawn(Kind.SELF_ASSESSMENT, FILLED | TRAINED))
    places = {field: place.ref.cell for field, place in lay_out(SELF).items()}
    evidence = places["1.1/evidence"]
    steps = [
        ["height", "Самооценка", evidence],
        ["type", "Самооценка", evidence, "приказ от 14.03.2025 № 13-п, " * 20],
        ["height", "Самооценка", evidence],
        ["type", "Самооценка", places["8.4/done"], "Нет"],
        ["type", "Самооценка", places["8.3/done"], "Да"],
        ["type", "Сведения", places["participant_name"], "Министерство нового имени"],
        ["insert", "Обучение", places["training/2/name"]],
        ["insert", "Обучение", places["training/2/name"]],
        # Two rows further down now: the third person, then a blank row.
        ["delete", "Обучение", f"B{lay_out(SELF)['training/3/name'].row + 3}"],
        ["delete", "Обучение", f"B{lay_out(SELF)['training/9/name'].row + 1}"],
        ["type", "Обучение", places["training/2/name"], "Новая Нина Ниловна"],
        ["type", "Самооценка", f"A{lay_out(SELF)['1.1/done'].row + 1}", "сломано"],
        ["delete", "Самооценка", places["1.1/done"]],
    ]
    (folder / "шаги.json").write_text(json.dumps(steps), "utf-8")
    program = Path(__file__).with_name("by_hand.py")
    done = subprocess.run(
        [python_of_the_suite(), program, folder / "profile", folder / "бланк.xlsx",
         folder / "шаги.json", folder / "готово.xlsx"],
        check=True, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    return folder / "готово.xlsx", [float(line) for line in done.stdout.split()]


TRAINED = {
    f"training/{number}/{key}": value
    for number, name in enumerate(("Первая", "Вторая", "Третья", "Четвёртая"), start=1)
    for key, value in (("name", name), ("post", "эксперт"), ("topic", "тема"),
                       ("document", "№ 1"), ("date", dt.date(2025, 5, 20)))
}  # fmt: skip


def python_of_the_suite():
    """Return the Python that has LibreOffice's `uno`: seldom the one that runs the tests."""
    for python in ("/usr/bin/python3", "/usr/lib/libreoffice/program/python", "python3"):
        known = subprocess.run([python, "-c", "import uno"], check=False, capture_output=True)
        if known.returncode == 0:
            return python
    raise FileNotFoundError("python3-uno is missing")


def test_a_row_grows_with_what_is_typed_into_it(typed):
    _, (before, after) = typed
    assert before < 60 and after > 150


def test_rows_of_the_trained_are_inserted_and_deleted_under_protection(typed):
    entry = examined(typed[0])
    found = {a.field_id: a.value for a in submission_of(entry).answers if "training" in a.field_id}
    names = [value for field, value in found.items() if field.endswith("/name")]
    assert names == ["Первая", "Новая Нина Ниловна", "Вторая", "Четвёртая"]
    # The new row is begun, the others are whole.
    missed = [f for f in entry.findings if f.sheet == "Обучение" and f.severity.value == "error"]
    assert {field for f in missed for field in f.fields} == {
        f"training/2/{key}" for key in ("post", "date", "topic", "document")
    }


def test_what_is_protected_stays_and_a_mark_in_capitals_counts(typed):
    given = {a.field_id: a.value for a in submission_of(examined(typed[0])).answers}
    assert (given["8.3/done"], given["8.4/done"]) == (True, False)
    rows = CalamineWorkbook.from_path(str(typed[0])).get_sheet_by_name("Самооценка").to_python()
    assert [row[0] for row in rows if str(row[0]).startswith("1.")] == ["1.0", "1.1", "1.2", "1.3"]
    assert rows[4][0] == "Министерство нового имени"
    assert rows[2][2] == pytest.approx(10.9)
