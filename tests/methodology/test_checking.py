"""`methodology check`: all faults of a file at once, and what a sound file proves."""

import itertools
import random
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.entries.level_table import not_of_one_level
from kuzbass_batch.methodology.files.act_file import ACT
from kuzbass_batch.methodology.files.loader import (
    load_methodology,
    methodology_text,
    parse_methodology,
)
from kuzbass_batch.methodology.files.sources import MethodologySource, examined
from kuzbass_batch.methodology.proofs.checking import check_file, report_lines
from kuzbass_batch.methodology.proofs.proofs import PossibleTotals, proofs
from kuzbass_batch.records.files.sources import Kind
from tests.methodology.calls import call
from tests.methodology.edits import SOUND_TEXT, are_apart, edits_of, made_together
from tests.paths import DATA, ROOT

BROKEN = {path.stem: path for path in sorted((DATA / "broken_methodologies").glob("*.toml"))}
ACT_FILE = ROOT / "templates" / "methodology" / ACT
# Two are no TOML at all, one is none together with a second indicator of the plan.
ALONE = {"bracket-not-closed", "key-twice", "plan-not-a-list"}
# A fault that cannot be told for sure, and the entries of which another fault hides it.
HIDES = {
    "levels[2] и levels[3]": ("levels", "readings"),
    "levels[1] и levels[2]": ("levels", "readings"),
    "readings[1].gap": ("levels", "readings[1]"),
    "readings[2].bound": ("levels", "readings[2]"),
    "plan[1].targets": ("year",),
    "questions[2].from_points": ("criteria",),
    "questions[2].kind": ("questions[1]",),
    "questions[1].criterion": ("criteria",),
    "questions[1].indicator": ("plan",),
    "leaders.level": ("levels",),
    "calendar.submission.date": ("year", "quarter", "half_year", "calendar"),
    "calendar.results.date": ("calendar",),
    "calendar.totals.date": ("year", "quarter", "half_year", "calendar"),
    "criteria[2].rows[2].points_by": ("criteria[2]", "readings"),
}


def faults_of(text):
    return examined(MethodologySource(name="проба.toml", text=text)).faults


def trios():
    """Broken files by threes whose changes lie apart."""
    chosen = random.Random(15)
    names = sorted(BROKEN.keys() - ALONE)
    edits = {name: edits_of(BROKEN[name].read_text("utf-8")) for name in names}
    while True:
        trio = tuple(sorted(chosen.sample(names, 3)))
        if are_apart(edits[name] for name in trio):
            yield trio, made_together(edits[name] for name in trio)


@pytest.mark.whole
def test_three_faults_in_different_places_are_told_at_once():
    told_whole = 0
    for trio, text in itertools.islice(trios(), 100):
        wanted = {fault.path for name in trio for fault in faults_of(BROKEN[name].read_text())}
        found = {fault.path for fault in faults_of(text)}
        assert found <= wanted, (trio, found - wanted)
        for hidden in wanted - found:
            assert any(path.startswith(HIDES[hidden]) for path in found), (trio, hidden)
        told_whole += found == wanted
    assert told_whole > 85


THREE = (
    ("coefficient = 0.9", 'coefficent = "0,9"'),
    ('{ code = "1.1", points = 1', '{ code = "2.1", points = 1'),
    ("targets = { 2025 = 2, 2026 = 3 }", "targets = { 2025 = -2, 2026 = 3 }"),
)
THREE_LINES = """\
три.toml: 3 ошибки; с таким файлом программа не считает
  строка 41, столбец 7, criteria[1].rows[2].code: код должен начинаться с «1.», стоит «2.1». Код – номер критерия, точка и балл строки.
  строка 49, столбец 1, criteria[2].coefficent: неизвестный ключ. Возможно, имелось в виду «coefficient».
  строка 134, столбец 13, plan[1].targets.2025: ожидается число не меньше 0. Исправьте число.
""".splitlines()  # noqa: E501 - as the screen shows it


def three_faults(folder, name="три.toml"):
    text = SOUND_TEXT
    for old, new in THREE:
        assert old in text
        text = text.replace(old, new)
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_three_faults_are_shown_each_on_a_line_of_its_own_in_the_order_of_the_file(tmp_path):
    path = three_faults(tmp_path)
    lines = list(report_lines(check_file(path)))
    assert [line.replace(f"{tmp_path}/", "") for line in lines] == THREE_LINES
    done = call("methodology", "check", str(path))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.replace(f"{tmp_path}/", "").splitlines() == THREE_LINES


def test_a_run_tells_the_same_faults_all_at_once_with_their_lines(tmp_path):
    three_faults(tmp_path, "2025.toml")
    blank = ROOT / "templates" / "blanks" / "Самооценка-2025.xlsx"
    done = call("check", blank, "--year", "2025", "--methodology", tmp_path)
    first, *rest = done.stderr.splitlines()
    assert (done.returncode, first) == (2, "Не выполнено. 2025.toml: 3 ошибки.")
    checked = check_file(tmp_path / "2025.toml").faults
    assert rest == [str(fault) for fault in checked] and len(rest) == 3
    assert all(re.search(r"\(строка \d+, столбец \d+\)\.", line) for line in rest)


def test_the_act_s_own_file_proves_what_its_golden_text_says():
    lines = list(report_lines(check_file(ACT_FILE)))
    shown = "\n".join(line.replace(f"{ACT_FILE}", ACT) for line in lines) + "\n"
    assert shown == (DATA / "golden_methodologies" / "act.txt").read_text("utf-8")


def test_the_check_of_the_act_s_own_file_finds_nothing_to_mend():
    done = call("methodology", "check", ACT_FILE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[4; 5) не имеет уровня" in done.stdout and "оценка 8 стоит в" in done.stdout


def test_gap_and_double_bound_are_found_from_the_printed_table_alone():
    act = load_methodology(2025)
    spans = [(str(span), [level.id for level in span.levels])
             for span in not_of_one_level(act.drawn_levels)]  # fmt: skip
    assert spans == [("[4; 5)", []), ("8", ["basic", "progressive"])]
    assert list(not_of_one_level(act.levels)) == []
    text = (ACT_FILE).read_text("utf-8")
    unread = re.sub(r"gap = \{[^}]*\}|bound = 8", "", text)
    said = [fault.words for fault in faults_of_act(unread)]
    assert [words.partition(",")[0] for words in said] == [
        "у оценки [4; 5) нет уровня",
        "оценка 8 стоит в двух уровнях",
    ]


def faults_of_act(text):
    return examined(MethodologySource(name=ACT, text=text, act_year=2025)).faults


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date = $year-12-15, reference", "date = $year-12-15, referense"),
        ("date = $next_year-02-20", "dates = $next_year-02-20"),
        ("$next_year-04-01, ref", "$next_year-04-01, raf"),
        ("coefficient = 0.4\n", "coefficient = -1\n"),
        ("# Прочтения: где акт", "#$ Прочтения: где акт"),
    ],
)
def test_a_fault_of_the_act_stands_where_the_file_itself_has_it(old, new):
    text = ACT_FILE.read_text("utf-8")
    assert text.count(old) == 1
    changed = text.replace(old, new).replace('chosen = "participant"', 'chossen = "participant"')
    faults = faults_of_act(changed)
    assert faults and faults[-1].path == "readings[12].chossen"
    for fault in faults:
        line = changed.splitlines()[fault.line - 1]
        assert line[fault.column - 1 :].startswith(fault.path.rpartition(".")[2])


AMENDMENT = """year = 2027
amended_by = "постановления от 01.02.2027 № 30"

[[criteria]]
id = "5"
coefficient = 0
reference = "изменение, п. 2"

[[criteria]]
id = "7"
reference = "изменение, п. 3"
rows = [{ code = "7.3", points = 2 }]

[[levels]]
id = "basic"
reference = "изменение, п. 4"
to = 7
"""


def test_a_fault_that_an_amendment_brings_stands_at_its_place_in_the_amendment(tmp_path):
    (tmp_path / "2027.toml").write_text(AMENDMENT, "utf-8")
    found = [
        (fault.file, fault.line, fault.path) for fault in check_file(tmp_path / "2027.toml").faults
    ]
    line = next(
        n
        for n, each in enumerate(ACT_FILE.read_text("utf-8").splitlines(), 1)
        if each == "bound = 8"
    )
    assert found == [
        ("2027.toml", 6, "criteria[1].coefficient"),
        ("2027.toml", 12, "criteria[2].rows[1].code"),
        ("2027.toml", 12, "criteria[2].rows[1].points"),
        (ACT, line, "readings[2].bound"),
    ]


def test_what_an_amendment_may_not_do_is_told_at_once(tmp_path):
    text = 'amended_by = 5\ncriteria = [5]\n[[levels]]\nid = "нет"\nstruck = true\n'
    (tmp_path / "2027.toml").write_text(text, "utf-8")
    found = [(fault.line, fault.path) for fault in check_file(tmp_path / "2027.toml").faults]
    assert found == [(1, "amended_by"), (1, "year"), (2, "criteria[1]"), (5, "levels[1].struck")]


def test_a_sound_amendment_is_looked_at_with_the_act(tmp_path):
    text = AMENDMENT.partition("[[criteria]]")[0] + '[[plan]]\nid = "2.1"\ntargets = { 2027 = 6 }\n'
    (tmp_path / "2027.toml").write_text(text + 'reference = "изменение, п. 1"\n', "utf-8")
    report = check_file(tmp_path / "2027.toml")
    assert report.is_sound and report.years == (Period(2027),)
    assert "14,9" in report.proofs[0].words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[[plan]]", "[plan]"), "act.toml: файл не читается как TOML: строка "),
        (("targets = { 2025 = 10, 2026 = 10, 2027 = 10 }", "targets = 10"), "plan: у каждого"),
        (("targets = { 2025 = 10, 2026 = 10, 2027 = 10 }", "targets = { 2024 = 1 }"), "нет года"),
        (("$year-12-15", "$y-12-15"), "знак «$» стоит только в $year"),
    ],
)
def test_an_act_whose_years_are_not_known_is_told_what_else_is_wrong(tmp_path, change, words):
    text = (
        ACT_FILE.read_text("utf-8").replace(*change).replace("coefficient = 0.9", "coeficient = 1")
    )
    (tmp_path / ACT).write_text(text, "utf-8")
    faults = check_file(tmp_path / ACT).faults
    assert any(words in str(fault) for fault in faults), faults
    if "plan" in words or "года" in words:
        assert "criteria[5].coeficient" in [fault.path for fault in faults]
    else:
        assert len(faults) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (SOUND_TEXT.encode("utf-16"), "не в кодировке UTF-8"),
        (b"\xff\xfe\x00", "не в кодировке UTF-8"),
        (b"", "6 ошибок"),
        (b"x = " + b"[" * 5000, "файл не читается как TOML"),
    ],
)
def test_a_file_of_something_else_is_told_in_a_sentence(tmp_path, data, words):
    (tmp_path / "файл.toml").write_bytes(data)
    report = check_file(tmp_path / "файл.toml")
    assert report.faults and words in " ".join(report_lines(report))


def test_a_file_that_is_not_there_ends_with_the_code_of_wrong_use(tmp_path):
    for name in ("нет.toml", "."):
        done = call("methodology", "check", ACT_FILE, tmp_path / name)
        assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith("Не выполнено.")


def test_the_command_that_writes_a_file_is_what_it_was(tmp_path):
    done = call("methodology", "--output", tmp_path, "--year", "2026")
    assert (done.returncode, done.stderr) == (0, "") and (tmp_path / "2026.toml").is_file()
    assert check_file(tmp_path / "2026.toml").is_sound
    lacking = call("methodology", "--year", "2026")
    assert lacking.returncode == 2 and "Не указан параметр '--output'" in lacking.stderr
    mixed = call("methodology", "--output", tmp_path, "check", ACT_FILE)
    assert mixed.returncode == 2 and "к этой команде не относятся" in mixed.stderr


def without_reading(text, number):
    parts = re.split(r"(?m)^(?=\[\[)", text)
    return "".join(part for part in parts if f'id = "{number}"\npoint' not in part)


@pytest.mark.parametrize("number", ["R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12",
                                    "R13", "R14", "R15", "R16", "R17", "R18", "R19",
                                    "R20"])  # fmt: skip
def test_a_reading_that_lacks_has_its_default_and_a_blank_is_drawn(tmp_path, number):
    text = without_reading(methodology_text(2025), number)
    assert f'id = "{number}"' not in text
    (tmp_path / "2025.toml").write_text(text, "utf-8")
    report = check_file(tmp_path / "2025.toml")
    assert report.is_sound
    default = f"без прочтения в файле действует: {number} "
    told = any(default in proof.words for proof in report.proofs)
    assert told == (number not in ("R11", "R12"))
    act, now = load_methodology(2025), load_methodology(2025, tmp_path)
    if told:
        assert now.chosen(number) == act.chosen(number)
    forms = year_of(now).forms
    assert draw_form(
        forms[Kind.SELF_ASSESSMENT], now, identity=forms[Kind.SELF_ASSESSMENT].identity()
    )


@pytest.mark.parametrize("number", ["R1", "R2", "R3"])
def test_a_reading_that_the_act_needs_is_a_fault_where_it_lacks(number):
    faults = faults_of(without_reading(SOUND_TEXT, number))
    assert len(faults) == 1 and ("прочтения" in faults[0].words)


def proofs_of(text):
    return proofs(parse_methodology(text, "проба.toml"))


def proved(text, words):
    return [proof for proof in proofs_of(text) if words in proof.words]


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("coefficients_sum = 2", "сумма коэффициентов 1,9, а указано 2"),
        ("highest_total = 5", "наибольшая оценка 4,8, а указано 5"),
        ("coefficients_sum = 1.90\nhighest_total = 4.80", ""),
    ],
)
def test_sums_that_are_not_what_is_stated_are_remarks(tmp_path, stated, words):
    (tmp_path / "а.toml").write_text(f"{stated}\n{SOUND_TEXT}", "utf-8")
    report = check_file(tmp_path / "а.toml")
    assert [remark.words for remark in report.remarks] == ([words] if words else [])
    done = call("methodology", "check", tmp_path / "а.toml")
    assert done.returncode == (1 if words else 0) and ("замечание" in done.stdout) == bool(words)


@pytest.mark.parametrize(
    ("change", "words", "mended"),
    [
        (("from = 4\nreference", "from = 4.9\nreference"), "уровня «Лидер» не получит никто", True),
        (("[[criteria]]", "[[criteria]]"), "критерий 1: 2 баллов не даёт ни одна строка", False),
        (("bound = 4", "bound = 4"), "прочтение R2 ничего не решает: таких оценок быть не", False),
        (
            ("points = 1 }, {", "points = 0 }, {"),
            "R3 ничего не решает: баллы вариантов равны",
            False,
        ),
        (("cumulative = true", "cumulative = false"), "R4 ничего не решает: накопительных", False),
        (("cumulative = false", "cumulative = true"), "R5 ничего не решает: все критерии", False),
        (('[[readings]]\nid = "R10"', '[[readings]]\nid = "R77"'), "R77 ничего не", False),
        (('chosen = "one"', 'chosen = "zero"'), "строка 2.1 даёт столько же, сколько 2.0", False),
        (("проводится по плану", "план исполнительного органа"), "вряд ли выполнит", None),
    ],
)
def test_what_a_file_proves(change, words, mended):
    text = (
        SOUND_TEXT.replace("to = 4", "to = 4.9").replace("bound = 4", "bound = 4.9")
        if mended
        else SOUND_TEXT
    )
    assert change[0] in text
    found = proved(text.replace(*change), words)
    if mended is None:  # Nothing else in the file is said to be for a subordinate organisation.
        assert not found
        both = text.replace(*change).replace("участвует во всём", "подведомственная организация")
        found = proved(both, words)
    assert len(found) == 1 and bool(found[0].remedy) == bool(mended)


def test_every_total_is_tried_exactly_and_none_is_rounded():
    act = load_methodology(2025)
    for coefficients in (None, ["0.25", "0.05", "1.5", "0.125", "1", "0.75", "0.3", "2"]):
        criteria = act.criteria if coefficients is None else [
            replace(each, coefficient=Decimal(number))
            for each, number in zip(act.criteria, coefficients, strict=True)
        ]  # fmt: skip
        rows = [[row.points * each.coefficient for row in each.rows] for each in criteria]
        every = {Decimal()}
        for gains in rows:
            every = {total + gain for total in every for gain in gains}
        totals = PossibleTotals(criteria)
        reached = {
            totals.total(step) for step in range(totals.steps + 1) if totals.bits >> step & 1
        }
        assert reached == every and totals.all_tried
        absent = {totals.total(n) for low, high in totals.missing() for n in range(low, high + 1)}
        assert not absent & every and len(absent) + len(every) == totals.steps + 1
        for span in not_of_one_level(act.drawn_levels):
            assert totals.within(span) == sum(map(span.holds, every))


def test_a_fine_coefficient_is_not_tried_to_the_end_and_that_is_said():
    text = SOUND_TEXT.replace("coefficient = 0.9", "coefficient = 123456.789012")
    assert proved(text, "какие недостижимы, не проверено")
    text = text.replace("coefficient = 123456.789012", "coefficient = 0.000001")
    assert proved(text, "наибольшая оценка 3,000002")


@pytest.mark.parametrize("count", [8, 100])
def test_a_hundred_criteria_are_looked_at_at_once(count):
    act = load_methodology(2025)
    criteria = [
        replace(act.criteria[n % 8], id=str(n + 1), coefficient=Decimal("0.01") * (n + 1))
        for n in range(count)
    ]
    totals = PossibleTotals(criteria)
    assert totals.all_tried
    assert totals.total(totals.steps) == sum((each.max_weighted for each in criteria), Decimal())
