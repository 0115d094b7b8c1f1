"""The score that a blank shows while it is filled in, in every office suite, is the batch's."""

import functools
import io
import itertools
import os
import random
import re
from dataclasses import dataclass, replace
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.worksheet.formula import ArrayFormula
from xlsxwriter import Workbook

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.live import formulas
from kuzbass_batch.forms.drawing.live.live_lines import DONE, OPEN_WORDS, line_result, state_of
from kuzbass_batch.forms.drawing.live.ready_formulas import READY
from kuzbass_batch.forms.parsing import values
from kuzbass_batch.forms.spec.layout import cell_address, lay_out
from kuzbass_batch.forms.spec.loader import load_form, load_forms
from kuzbass_batch.methodology.criteria import CriterionKind
from kuzbass_batch.methodology.faults.criterion_faults import MOST_RANGES
from kuzbass_batch.methodology.records import resolve
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS, Kind
from tests import every_kind
from tests.filled import ASSESSMENT, FORMS, METHODOLOGY, drawn, marked, saved
from tests.forms.parsing.test_values import NO, NOT_A_MARK, YES
from tests.live_engines import (
    SHEET,
    FormulasModel,
    cells_of,
    has_programs,
    is_returned,
    readiness_of,
    shown_by,
    through_gnumeric,
    through_libreoffice,
)
from tests.suites.test_forms import stored

needs_programs = pytest.mark.skipif(
    not has_programs() and os.environ.get("CI") != "true",
    reason="LibreOffice or Gnumeric is missing: the live score is NOT computed",
)
COUNT = int(os.environ.get("LIVE_PROFILES", "30"))
"""So many profiles; `LIVE_PROFILES=300` for the deep tests, with a third engine."""
DEEP = COUNT > 30
PLACES = lay_out(FORMS[Kind.SELF_ASSESSMENT])
BLANKS = (Kind.SELF_ASSESSMENT, Kind.PASSPORT, Kind.OBJECTION, *PROGRAMME_FORMS)
READINGS = (
    ("R3", "one"), ("R3", "zero"), ("R4", "top_only"), ("R5", "return"), ("R6", "zero"),
    ("R1", "basic"), ("R2", "basic"),
)  # fmt: skip
CALM, NAMED = ("есть", "ДА.", "дa", "+", 1, True), ("нет", "heт", "–", 0, False, "не выполнено")


# --- Words: one spelling, one meaning ---


def spellings():
    """Every accepted word in every disguise that is to be seen through, and what is no mark."""
    words = sorted(values.YES | values.NO)
    signs = itertools.cycle(values.MARK_DROPPED)
    for word in words:
        yield from (word, word.upper(), word.capitalize(), " ".join(word), f" {word}\n")
        yield from (f"{word}{stop}" for stop in (".", ",", ";", "!", "...", ". ", "!;"))
        yield word.translate(str.maketrans({new: old for old, new in values.MARK_TWINS.items()}))
        yield word.upper().translate(values.LOOK_ALIKES)
        yield from (f"{sign}{word}{sign}" for sign in itertools.islice(signs, 4))
    for sign, word in itertools.product(values.MARK_DROPPED, ("Да", "нет", "✔")):
        yield from (f"{word}{sign}", f"{word[:1]}{sign}{word[1:]}")
    # Excel stores a return as «_x000D_»; what else shows it, shows a word with it.
    listed = (word for word in (*YES, *NO, *NOT_A_MARK) if isinstance(word, str))
    yield from (word for word in listed if "_x000D_" not in word)
    yield from values.MARK_DROPPED
    yield from (
        "невыполнено", "не  выполнено", "не\u2009выполнено", "выполнено|", "|", "да|нет", ".", "..",
        ".да", ".1", ",1", "0.1", "1.1", "да?", "да" + " " * 70, " " * 70, "да" * 40, "дa\u200b.",
        "да" + " нет" * 20, "“ДА”", "«нет»", "✔\ufe0f", "_", "~", "*", "?", "да*", "<1", ">0", "=1",
    )  # fmt: skip


LETTERS, PART, STATE, CLEAN = 1, 2, 3, 4


def bench(marks, rows=5):
    """Return a workbook with the blank's own formulas beside these marks, `rows` by criterion."""
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(SHEET)
        for start in range(0, len(marks), rows):
            numbers = range(start, min(start + rows, len(marks)))
            letters = [cell_address(number, LETTERS) for number in numbers]
            steps = [cell_address(start, CLEAN + at) for at in range(formulas.CLEANING_STEPS)]
            for at, formula in enumerate(formulas.cleaning_formulas(letters, steps)):
                sheet.write_formula(start, CLEAN + at, formula)
            for at, number in enumerate(numbers):
                write_mark(sheet, number, marks[number])
                formula = formulas.letters_formula(cell_address(number, 0))
                sheet.write_formula(number, LETTERS, formula)
                formula = formulas.part_formula(steps[-1], at, len(numbers))
                sheet.write_formula(number, PART, formula)
                formula = formulas.state_formula(cell_address(number, PART))
                sheet.write_formula(number, STATE, formula)
    # openpyxl drops the values stored beside the formulas: the programs must compute them.
    return saved(openpyxl.load_workbook(io.BytesIO(stream.getvalue())))


def write_mark(sheet, row, mark):
    if isinstance(mark, bool):
        sheet.write_boolean(row, 0, mark)
    elif isinstance(mark, str):
        sheet.write_string(row, 0, mark)
    elif mark is not None:
        sheet.write_number(row, 0, mark)


@needs_programs
def test_every_spelling_means_the_same_to_the_formulas_and_to_the_batch(tmp_path):
    marks = [*dict.fromkeys(spellings()), True, False, 1, 0, 2, 0.5, 45000, None]
    expected = [state_of(Decimal(str(m)) if type(m) in (int, float) else m) for m in marks]
    assert expected.count(1) > 300 and expected.count(0) > 300 and expected.count(-1) > 30
    paths = {"lo": through_libreoffice(tmp_path, {"слова": bench(marks)}, "xlsx")["слова"]}
    old = through_libreoffice(tmp_path, {"слова": bench(marks)}, "xls")["слова"]
    paths |= {"xls": old} | through_gnumeric(tmp_path, {"gn": tmp_path / "слова.xlsx", "gx": old})
    for engine, path in paths.items():
        rows = cells_of(path)
        wrong = {
            repr(mark): (rows[at][STATE], state)
            for at, (mark, state) in enumerate(zip(marks, expected, strict=True))
            if rows[at][STATE] != ("" if state is None else state)
        }
        assert not wrong, engine


@pytest.mark.parametrize("sign", ["✅", "➕", "❌", "➖"])
def test_the_signs_of_telephones_are_words_of_the_formulas(sign):
    """The suites then compute them among `spellings`; a blank offers no other way to learn them."""
    assert sign in spellings()
    assert f" {sign} " in formulas.state_formula("C1")


def test_the_words_that_read_as_two_things_read_as_one():
    assert values.understand_mark("невыполнено") is values.understand_mark("не выполнено") is False
    assert values.understand_mark("да\u2009") is values.understand_mark("д\u200bа") is True
    assert values.understand_mark(".1") is None


# --- What an .xls and Excel 2007 hold ---

EXCEL_2007 = {"IF", "OR", "AND", "LEN", "TRIM", "CLEAN", "LOWER", "SUBSTITUTE", "ISERROR", "MID",
              "REPT", "ISNUMBER", "FIND", "MAX", "COUNT", "COUNTA", "COUNTIF", "ROUND",
              "SUM", "MIN", "ABS", "INT", "LEFT", "RIGHT", "VALUE", "CELL", "NOT", "EXACT", "UPPER",
              "SUMPRODUCT", "DATE", "INDEX", "HYPERLINK", "CHOOSE", "MATCH", "ROW", "YEAR",
              "MONTH", "DAY"}  # fmt: skip


def long_methodology():
    """A methodology with twelve criteria of eight rows: far longer than the act's."""
    first = METHODOLOGY.criteria[0]
    for each in range(12):
        rows = tuple(replace(first.rows[1], code=f"{each + 1}.{at}", points=at) for at in range(8))
        yield replace(first, id=str(each + 1), rows=rows, cumulative=each % 2 == 0)


def long_kinds():
    """As many added rows and ranges as the act of nobody has."""
    for criterion in every_kind.METHODOLOGY.criteria:
        if criterion.kind is CriterionKind.ADDITIVE:
            *rows, penalty = criterion.rows
            rows += [replace(rows[1], code=f"2.{at}") for at in range(11, 15)]
            penalties = [replace(penalty, code=f"2.{at}") for at in range(41, 45)]
            yield replace(criterion, rows=(*rows, *penalties))
        elif criterion.ranges:
            middle = criterion.ranges[-1]
            bounds = [Decimal(at) / 10 + Decimal("66.65") for at in range(MOST_RANGES)]
            ranges = [
                replace(middle, lower=low, lower_inclusive=True, upper=high,
                        upper_inclusive=False, points=at)
                for at, (low, high) in enumerate(itertools.pairwise(bounds))
            ]  # fmt: skip
            yield replace(criterion, ranges=(criterion.ranges[0], *ranges))
        else:
            yield criterion


def many_rows(methodology):
    """Criteria of forty rows: one that adds up, one that counts a run, others that count one."""
    for criterion in methodology.criteria:
        if not criterion.is_marked:
            yield criterion
            continue
        zero, step, head = criterion.rows[0], criterion.rows[1], criterion.id
        steps = [replace(step, code=f"{head}.{at}", points=at) for at in range(1, 40)]
        yield replace(criterion, rows=(zero, *steps), cap=None)


VARIANTS = {
    "as chosen": METHODOLOGY,
    **{"=".join(reading): METHODOLOGY.with_reading(*reading) for reading in READINGS},
    "long": resolve(replace(METHODOLOGY, criteria=tuple(long_methodology()))),
    "every kind": every_kind.METHODOLOGY,
    "may not apply": every_kind.ABSENT,
    "many rows": resolve(replace(METHODOLOGY, criteria=tuple(many_rows(METHODOLOGY)))),
    "many rows that may not apply": resolve(
        replace(every_kind.ABSENT, criteria=tuple(many_rows(every_kind.ABSENT)))
    ),
    "long kinds": resolve(replace(every_kind.METHODOLOGY, criteria=tuple(long_kinds()))),
}


def formulas_of(methodology):
    """Every formula of the blanks: of their cells, their colours and their lists."""
    specs = load_forms(methodology)
    for kind in set(BLANKS) & set(specs):
        data = draw_form(specs[kind], methodology, identity=specs[kind].identity())
        for sheet in openpyxl.load_workbook(io.BytesIO(data)):
            for row in sheet.iter_rows():
                found = (cell.value for cell in row if cell.data_type == "f")
                yield from (each.text if isinstance(each, ArrayFormula) else each for each in found)
            for rules in sheet.conditional_formatting._cf_rules.values():
                yield from (f"={text}" for rule in rules for text in rule.formula)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_formula_is_within_the_limits_of_the_old_excel(variant):
    found = {re.sub(r"(?<=[A-Z])[0-9]+", "1", text) for text in formulas_of(VARIANTS[variant])}
    assert len(found) > 40
    for formula in found:
        assert "{" not in formula and len(formula) <= 1024, formula
        measure(Tokenizer(formula).items, formula)


def measure(tokens, formula):
    """Hold a formula against 7 levels, 30 arguments, 40 operands and 1,800 bytes of an .xls."""
    open_functions, deepest, operands, size = [], 0, 0, 0
    for token in tokens:
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            assert token.value.rstrip("(") in EXCEL_2007, formula
            open_functions.append(1)
            deepest = max(deepest, len(open_functions))
            size += 4
        elif token.type == Token.FUNC:
            assert open_functions.pop() <= 30, formula
        elif token.type == Token.SEP:
            open_functions[-1] += 1
        elif token.type == Token.OPERAND:
            operands += 1
            if token.subtype == Token.TEXT:
                assert len(token.value) <= 255, formula
            size += 3 + 2 * len(token.value) if token.subtype == Token.TEXT else 11
        else:
            size += 1
    # IF and its kin carry the way to go besides: eight bytes are more than any needs.
    assert deepest <= 7 and operands <= 40 and size + 8 * len(tokens) <= 1800, formula


# --- Profiles ---


@dataclass(frozen=True)
class Profile:
    """A filled blank: the reading it is scored by, and the marks by row code."""

    variant: str
    marks: dict


def sound(points, dice=None):
    """Return the marks that give these points, in one spelling or in many."""
    marks = {name.removesuffix(DONE): yes for name, yes in marked(points).items()}
    words = (dice.choice(CALM if yes else NAMED) if dice else "да" if yes else "нет"
             for yes in marks.values())  # fmt: skip
    return dict(zip(marks, words, strict=True))


def bounds():
    """Yield the points of a profile on each bound of the levels, just beneath and just above."""
    scales = [[row.points for row in each.rows] for each in METHODOLOGY.criteria]
    totals = {}
    for points in itertools.product(*scales):
        pairs = zip(METHODOLOGY.criteria, points, strict=True)
        totals.setdefault(sum(each.coefficient * number for each, number in pairs), points)
    for bound in map(Decimal, (4, 5, 8, 12)):
        yield totals[bound]
        yield totals[max(total for total in totals if total < bound)]
        yield totals[min(total for total in totals if total > bound)]


def situations():
    """Yield each thing that costs a point, asks for a warning or holds the level back."""
    base = sound((1, 2, 2, 2, 1, 1, 2, 2))
    yes, no = "да", "нет"
    runs = ((no, no, yes), (yes, no, yes), (no, yes, yes), (no, yes, no), (None, yes, None))
    for variant in ("as chosen", "R4=top_only"):
        for one, two, three in runs:
            ladder = {f"1.{at}": mark for at, mark in enumerate((no, one, two, three))}
            yield Profile(variant, base | ladder | {"5.1": one, "5.2": two, "5.3": three})
    several = {"3.1": yes, "3.3": yes, "8.1": yes, "8.2": yes, "8.4": yes}
    yield from (Profile(variant, base | several) for variant in ("as chosen", "R5=return"))
    yield from (Profile(f"R3={choice}", base) for choice in ("one", "zero"))
    nothing = dict.fromkeys(("4.0", "4.2", "4.3", "7.3"))
    yield from (Profile(variant, base | nothing) for variant in ("as chosen", "R6=zero"))
    yield Profile("as chosen", base | {"2.0": yes, "7.0": no, "7.2": no, "6.1": "х"})


def profiles():
    """Return all situations and bounds, and as many random profiles as are asked for."""
    dice = random.Random(2025)
    levels = itertools.cycle(("as chosen", "R1=basic", "R2=basic"))
    found = [Profile(next(levels), sound(points, dice)) for points in bounds()]
    found += situations()
    while len(found) < COUNT:
        found.append(Profile(dice.choice([*VARIANTS][:-1]), random_marks(dice)))
    return found


def random_marks(dice):
    """Mark the rows at random: mostly sound criteria, some that contradict themselves."""
    calm = dice.random() < 0.7
    odd = [word for word in (*NOT_A_MARK, *YES, *NO) if isinstance(word, str | bool)]
    odd = [word for word in odd if word not in ("#REF!", "_x000D_да")]
    marks = {}
    for criterion in METHODOLOGY.criteria:
        for row in criterion.rows:
            words = (*NAMED, None) if calm and row.points == 0 else (*CALM, *NAMED, None)
            wild = not calm and dice.random() < 0.1
            marks[row.code] = dice.choice(odd) if wild else dice.choice(words)
    return marks


def filled(profile):
    """Return the blank of the profile's reading filled in as by hand, without stored values."""
    methodology = VARIANTS[profile.variant]
    spec = load_form(Kind.SELF_ASSESSMENT, methodology)
    info = {name: value for name, value in ASSESSMENT.items() if not name.endswith(DONE)}
    data = draw_form(spec, methodology, identity=spec.identity("ИО-01"), answers=info)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for code, mark in profile.marks.items():
        book[SHEET][PLACES[f"{code}{DONE}"].ref.cell].value = mark
    return saved(book)


def scored(profile, data):
    """Return the blank read and scored by the batch under the profile's reading."""
    methodology = VARIANTS[profile.variant]
    return examine_content(data, methodology, FORMS).file


def compare(profile, entry, shown, where):
    """Hold what a program shows against what the batch counts."""
    methodology, card = VARIANTS[profile.variant], entry.scorecard
    missing = sum(not str(mark or "").strip() and mark != 0 for mark in profile.marks.values())
    assert shown["open"] == missing, where
    if card is None:
        assert shown["level"] == formulas.NO_LEVEL, (where, entry.findings)
    else:
        assert round(Decimal(str(shown["total"])), 6) == card.total, where
        assert shown["points"] == card.points, where
        assert shown["level"] == methodology.level(card.level).name, where
        weighted = [Decimal(str(round(value, 6))) for value in shown["weighted"]]
        assert weighted == [score.weighted for score in card.scores], where
    lost, several = explained(entry, "S104"), explained(entry, "S105")
    for criterion, note, fault in zip(
        methodology.criteria, shown["notes"], shown["missing"], strict=True
    ):
        if not fault or fault.startswith(OPEN_WORDS):
            assert note.startswith("засчитано") == (criterion.id in lost), (where, note)
            assert note.startswith("отмечены") == (criterion.id in several), (where, note)
        answers = {f"{code}{DONE}": mark for code, mark in profile.marks.items()}
        answers = {name: as_read(mark) for name, mark in answers.items()}
        result = line_result(criterion, answers, methodology)
        assert (note, fault) == (result.note, result.missing), where


def as_read(mark):
    return Decimal(mark) if type(mark) is int else mark


def explained(entry, rule):
    """Return the criteria of which a finding of this kind speaks."""
    return {f.fields[0].partition(".")[0] for f in entry.findings if f.code == rule}


PROFILES = profiles()


@pytest.fixture(scope="module")
def forms():
    """Return every profile as a filled form, by name."""
    return {f"ф{number}": filled(profile) for number, profile in enumerate(PROFILES)}


def test_the_profiles_hold_every_bound_and_situation(forms):
    entries = [scored(p, forms[f"ф{n}"]) for n, p in enumerate(PROFILES)]
    totals = {entry.scorecard.total for entry in entries if entry.scorecard}
    assert {Decimal(bound) for bound in (4, 5, 8, 12)} <= totals
    codes = {finding.code for entry in entries for finding in entry.findings}
    assert {"S104", "S105"} <= codes and any(entry.scorecard is None for entry in entries)
    assert len(PROFILES) >= 30 and {p.variant for p in PROFILES} >= {
        "as chosen", "R3=zero", "R4=top_only", "R5=return", "R6=zero"
    }  # fmt: skip


@pytest.fixture(scope="module")
def computed(tmp_path_factory, forms):
    """Return a function from a suffix to the forms as LibreOffice has computed and saved them."""
    folder = tmp_path_factory.mktemp("computed")
    return functools.cache(lambda suffix: through_libreoffice(folder, forms, suffix))


@needs_programs
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"] if DEEP else ["xlsx", "xls"])
def test_libreoffice_shows_the_score_of_the_batch(computed, suffix):
    paths = computed(suffix)
    assert len(paths) == len(PROFILES)
    for number, path in enumerate(paths.values()):
        profile = PROFILES[number]
        entry = scored(profile, path.read_bytes())
        compare(profile, entry, shown_by(cells_of(path)), path.name)
        assert (readiness_of(path) == READY) is not is_returned(entry), (path, entry.findings)


@needs_programs
@pytest.mark.parametrize("source", ["xlsx", "xls"])
def test_gnumeric_shows_the_score_of_the_batch(tmp_path, computed, forms, source):
    """A form computed anew from the blank, and from what LibreOffice has made an .xls of."""
    paths = computed("xls") if source == "xls" else stored(tmp_path, forms)
    paths = through_gnumeric(tmp_path, paths)
    assert len(paths) == len(PROFILES)
    for number, path in enumerate(paths.values()):
        profile = PROFILES[number]
        entry = scored(profile, path.read_bytes())
        compare(profile, entry, shown_by(cells_of(path)), path.name)
        assert (readiness_of(path) == READY) is not is_returned(entry), (path, entry.findings)


def third_engine_shows_the_score_of_the_batch(tmp_path, forms):
    """Compute every profile with the package `formulas`: a second each."""
    models = {}
    for number, profile in enumerate(PROFILES):
        if profile.variant not in models:
            blank = filled(replace(profile, marks={}))
            (tmp_path / f"{len(models)}.xlsx").write_bytes(blank)
            models[profile.variant] = FormulasModel(tmp_path / f"{len(models)}.xlsx")
        marks = {PLACES[f"{c}{DONE}"].ref.cell: m for c, m in profile.marks.items()}
        shown = shown_by(models[profile.variant].rows(marks))
        compare(profile, scored(profile, forms[f"ф{number}"]), shown, f"ф{number}")


if DEEP:
    test_a_third_engine_shows_the_score_of_the_batch = third_engine_shows_the_score_of_the_batch


# --- The explanation ---


@pytest.mark.parametrize(
    ("marks", "criterion", "note"),
    [
        ({"1.1": False, "1.2": True}, "1", "засчитано 0: нет „да“ в строке 1.1"),
        ({"1.1": False, "1.2": False, "1.3": True}, "1",
         "засчитано 0: нет „да“ в строках 1.1, 1.2"),
        ({"2.1": True, "2.2": None, "2.3": True}, "2", "засчитано 1: нет „да“ в строке 2.2"),
        ({"3.1": True, "3.3": True}, "3",
         "отмечены строки 3.1, 3.3: засчитана наибольшая оценка, оставьте „да“ в одной строке"),
        ({"3.2": True}, "3", ""),
        ({"1.0": True, "1.2": True}, "1", ""),
    ],
)  # fmt: skip
def test_the_sheet_says_why_a_point_is_lost(marks, criterion, note):
    given = {f"{code}{DONE}": mark for code, mark in marks.items()}
    answers = ASSESSMENT | {f"{criterion}.0{DONE}": False} | given
    data = io.BytesIO(drawn(Kind.SELF_ASSESSMENT, answers))
    sheet = openpyxl.load_workbook(data, data_only=True)[SHEET]
    last = METHODOLOGY.criterion(criterion).rows[-1].code
    row = PLACES[f"{last}{DONE}"].row + 2
    assert (sheet.cell(row, 5).value or "") == note
