"""The committee's workbook: what an entry does, what it must say, and that nothing is dropped."""

import datetime as dt
import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.decisions import workbook
from kuzbass_batch.outputs.decisions.workbook import (
    begin_decisions,
    draw_decisions,
    sheet_content_of,
)
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.reading.packing import pack, unpack_file
from kuzbass_batch.records.committee.decisions import AdmissionKind, Subject, Verdict
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus, ParticipantStatus
from kuzbass_batch.records.year.year import Stage
from kuzbass_batch.usage import WrongUsage
from kuzbass_batch.workers.crew import OutOfTime, WorkerLost
from kuzbass_batch.workers.limits import seconds_for
from tests.april_package import conclusions_of
from tests.crews import AtOnce, Losing
from tests.filled import FORMS, METHODOLOGY
from tests.findings.edits import rewritten
from tests.office import (
    EXAMPLE,
    Office,
    assessment,
    cell_at,
    entries_of,
    filled,
    filled_by_openpyxl,
    lines,
    registry,
    ruled,
    said,
    score,
    standing,
    typed_into,
    verified,
)

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("without_ranking")]


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def remark(office, sheet, row):
    """Return what the program says beside a row of the workbook it would draw now."""
    book = openpyxl.load_workbook(io.BytesIO(office.draw()))
    return cell_at(book, sheet, row, "Отметка программы").value


# --- what the workbook offers -------------------------------------------------------------------


def test_every_run_draws_a_row_for_every_participant_and_criterion(office):
    office.first_run()
    book = openpyxl.load_workbook(office.output / "Решения-2025.xlsx")
    rows = [row[1:9] for row in book["Экспертиза"].iter_rows(min_row=4, values_only=True)]
    assert [(row[0], row[2]) for row in rows[:9]] == [
        *(("ИО-01", str(number)) for number in range(1, 9)),
        ("ИО-02", "1"),
    ]
    assert len(rows) == 4 * 8
    assert rows[0][4:6] == (1, 1)
    assert book.sheetnames == [
        "Как заполнить", "Очередь", "Экспертиза", "Экспертиза целиком", "Допуск", "Вручение",
        "Дни вручения", "Несогласия", "Протоколы", "По умолчанию", "Заметки", "Списки", "Код",
    ]  # fmt: skip


def test_the_evidence_stands_as_given_with_a_link_to_the_return(office):
    given = {"3.2/evidence": "положение № 7"}
    office.put("почта/новая.xlsx", assessment("ИО-01", day=dt.date(2025, 12, 12), answers=given))
    book = openpyxl.load_workbook(io.BytesIO(office.draw()))
    assert cell_at(book, "Экспертиза", "ИО-01.3", "Подтверждение участника").value == (
        "3.2: положение № 7"
    )
    target = cell_at(book, "Экспертиза", "ИО-01.3", "Самооценка").hyperlink.target
    assert target.replace("\\", "/") == "почта/новая.xlsx"


def test_the_list_of_points_is_what_the_criterion_allows(office):
    book = openpyxl.load_workbook(io.BytesIO(office.draw()))
    rules = book["Экспертиза"].data_validations.dataValidation
    offered = {
        criterion: next(
            rule.formula1
            for rule in rules
            if cell_at(book, "Экспертиза", f"ИО-02.{criterion}", "Балл комитета").coordinate
            in rule.sqref
        )
        for criterion in ("1", "4", "8")
    }
    assert offered == {"1": '"0,1,2,3"', "4": '"0,2,3"', "8": '"0,1,2,3,4"'}


def test_only_what_the_clerk_fills_in_is_open(office):
    book = openpyxl.load_workbook(io.BytesIO(office.draw()))
    for sheet in book:
        assert sheet.protection.sheet
    open_columns = {
        column: not cell_at(book, "Экспертиза", "ИО-01.1", column).protection.locked
        for column in ("Заявлено", "Балл комитета", "Дата", "Отметка программы", "Метка")
    }
    assert open_columns == {
        "Заявлено": False, "Балл комитета": True, "Дата": True, "Отметка программы": False,
        "Метка": False,
    }  # fmt: skip


def test_choices_offered_are_the_words_the_program_understands():
    fields = {f.column: f for f in FORMS[Kind.DECISIONS].fields().values() if f.choices}
    admission = next(
        f
        for name, f in FORMS[Kind.DECISIONS].fields().items()
        if name.startswith("admission/") and f.choices
    )
    assert admission.choices == tuple(AdmissionKind)
    assert fields["decision"].choices == tuple(Verdict)
    assert fields["subject"].choices == tuple(Subject)


# --- verified points ----------------------------------------------------------------------------


def test_verified_points_win_over_counted_ones(office):
    office.decide(verified("ИО-01.1", 2, "Участие подтверждено отчётом"))
    outcome = office.look()
    found = score(outcome, "ИО-01.1")
    assert (found.claimed, found.counted, found.verified, found.points) == (1, 1, 2, 2)
    assert str(standing(outcome, "ИО-01").scorecard.total) == "10.0"
    assert found.basis.endswith(
        "Комитет подтвердил 2 балла (п. 3.4). Участие подтверждено отчётом."
    )
    assert said(outcome) == [] and remark(office, "Экспертиза", "ИО-01.1") == "действует"


def test_points_as_counted_need_no_reason_others_do(office):
    office.decide(verified("ИО-01.1", 1, "") + "\n" + verified("ИО-01.2", 3, ""))
    outcome = office.look()
    assert score(outcome, "ИО-01.1").verified == 1
    assert score(outcome, "ИО-01.2").verified is None
    assert said(outcome) == ["D005 Экспертиза!J5"]


def test_points_the_act_has_no_row_for_are_kept_and_not_applied(office):
    office.decide(verified("ИО-01.4", 1))
    outcome = office.look()
    assert said(outcome) == ["D004 Экспертиза!J7"] and score(outcome, "ИО-01.4").points == 2
    assert "не предусмотрен" in remark(office, "Экспертиза", "ИО-01.4")
    assert dict(entries_of(office.draw())["expertise"][0])["points"] == 1


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Дата", "вчера", "S022"),
        ("Балл комитета", "два", "D023"),
        ("Дата", "21.01.2026", "D006"),
        ("Кто проверил", "", "D005"),
    ],
)
def test_an_entry_that_cannot_be_read_or_says_too_little_waits(office, column, value, code):
    entered = verified("ИО-01.1", 2) + f"\nЭкспертиза | ИО-01.1 | {column} | {value}"
    office.decide(entered)
    outcome = office.look()
    assert [each[:4] for each in said(outcome)] == [code]
    assert score(outcome, "ИО-01.1").verified is None
    row = dict(entries_of(office.draw())["expertise"][0])
    assert row["reason"] == "по документам" and row.get("who") == (
        "Проверова П. П." if column != "Кто проверил" else None
    )


def test_a_new_return_keeps_the_verified_score_and_asks_to_verify_again(office):
    office.decide(verified("ИО-01.1", 2) + "\n" + verified("ИО-01.3", 1))
    office.put("ИО-01 новая.xlsx", assessment("ИО-01", (3, *EXAMPLE[1:]), dt.date(2025, 12, 14)))
    outcome = office.look()
    assert outcome.decisions.again == {("ИО-01", "1")}
    assert (score(outcome, "ИО-01.1").claimed, score(outcome, "ИО-01.1").points) == (3, 2)
    assert remark(office, "Экспертиза", "ИО-01.1").startswith("действует. Проверить снова")
    assert remark(office, "Экспертиза", "ИО-01.3") == "действует"


def test_the_mark_stays_until_the_clerk_renews_the_entry(office):
    office.decide(verified("ИО-01.1", 2))
    office.put("ИО-01 новая.xlsx", assessment("ИО-01", (3, *EXAMPLE[1:]), dt.date(2025, 12, 14)))
    for _ in range(3):
        office.put("Решения.xlsx", office.draw())
        assert office.look().decisions.again == {("ИО-01", "1")}
    office.decide("Экспертиза | ИО-01.1 | Дата | 19.01.2026")
    for _ in range(2):
        assert office.look().decisions.again == frozenset()
        office.put("Решения.xlsx", office.draw())
    office.put("ИО-01 третья.xlsx", assessment("ИО-01", (2, *EXAMPLE[1:]), dt.date(2025, 12, 15)))
    assert office.look().decisions.again == {("ИО-01", "1")}


def test_what_was_verified_as_counted_needs_no_reason_after_a_new_return_either(office):
    """Only points other than those that counted when they were verified need a reason."""
    office.decide(verified("ИО-01.1", 1, reason="''"))
    office.put("ИО-01 новая.xlsx", assessment("ИО-01", (3, *EXAMPLE[1:]), dt.date(2025, 12, 14)))
    for _ in range(3):
        outcome = office.look()
        assert said(outcome) == ["D008 Экспертиза!J4"]
        assert (score(outcome, "ИО-01.1").counted, score(outcome, "ИО-01.1").points) == (3, 1)
        assert outcome.decisions.again == {("ИО-01", "1")}
        office.put("Решения.xlsx", office.draw())
    office.decide("Экспертиза | ИО-01.1 | Дата | 19.01.2026")
    assert [each[:4] for each in said(office.look())] == ["D005"], "renewed beside 3 counted"


def test_evidence_and_the_list_of_trained_staff_are_answers_behind_a_score(office):
    office.decide(verified("ИО-01.5", 2) + "\n" + verified("ИО-01.3", 2))
    changed = {"training/1/name": "Новый Иван Ильич", "training/1/post": "эксперт",
               "training/1/date": dt.date(2025, 5, 5), "training/1/topic": "5С",
               "training/1/document": "№ 1"}  # fmt: skip
    office.put("ИО-01 новая.xlsx", assessment("ИО-01", day=dt.date(2025, 12, 14), answers=changed))
    assert office.look().decisions.again == {("ИО-01", "5")}
    evidence = {"3.2/evidence": "новое положение"}
    office.put("ИО-01 новая.xlsx", assessment("ИО-01", day=dt.date(2025, 12, 14), answers=evidence))
    assert office.look().decisions.again == {("ИО-01", "3")}


def test_a_lost_stamp_asks_to_verify_again(office):
    office.decide(verified("ИО-01.1", 2) + "\nЭкспертиза | ИО-01.1 | Метка | ''")
    for _ in range(2):
        assert office.look().decisions.again == {("ИО-01", "1")}
        office.put("Решения.xlsx", office.draw())


# --- entries that fit nothing -------------------------------------------------------------------


def test_an_entry_on_a_participant_gone_from_the_registry_is_kept_beneath(office):
    office.decide(verified("ИО-02.1", 2))
    office.put("Реестр.xlsx", registry({"ИО-01": "Министерство примеров"}))
    outcome = office.look()
    assert said(outcome) == ["D002 Экспертиза!B12"]
    for _ in range(2):
        drawn = office.draw()
        row = dict(entries_of(drawn)["expertise"][0])
        assert (row["points"], row["who"]) == (2, "Проверова П. П.")
        office.put("Решения.xlsx", drawn)
    assert "в реестре нет" in remark(office, "Экспертиза", "ИО-02.1")


def test_an_entry_on_a_return_that_counts_no_more_waits_and_comes_back(office):
    office.decide(verified("МО-01.1", 2))
    office.remove("МО-01.xlsx")
    assert said(office.look()) == ["D007 Экспертиза!J28"]
    office.put("Решения.xlsx", office.draw())
    office.put("МО-01.xlsx", assessment("МО-01"))
    outcome = office.look()
    assert said(outcome) == [] and score(outcome, "МО-01.1").points == 2
    assert outcome.decisions.again == frozenset()


def test_two_entries_for_one_thing_name_both_and_neither_counts(office):
    office.decide(verified("ИО-01.1", 2))
    book = openpyxl.load_workbook(office.folder / "Решения.xlsx")
    book.copy_worksheet(book["Экспертиза"])
    cell_at(book, "Экспертиза Copy", "ИО-01.1", "Балл комитета").value = 3
    book.save(office.folder / "Решения.xlsx")
    outcome = office.look()
    assert sorted(said(outcome)) == ["D001 Экспертиза Copy!J4", "D001 Экспертиза!J4"]
    faults = next(f for f in outcome.files if f.kind is Kind.DECISIONS).findings
    assert all("Экспертиза!J4, Экспертиза Copy!J4" in finding.message for finding in faults)
    assert score(outcome, "ИО-01.1").verified is None
    drawn = office.draw()
    assert [dict(row)["points"] for row in entries_of(drawn)["expertise"]] == [2, 3]
    office.put("Решения.xlsx", drawn)
    assert sorted(each[:4] for each in said(office.look())) == ["D001"]


def test_text_outside_the_tables_is_kept_among_the_notes(office):
    data = office.decide(verified("ИО-01.1", 2))
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Допуск"]["M7"].value = "спросить юристов"
    book.create_sheet("Черновик")["C3"].value = "черновик решения"
    book.save(office.folder / "Решения.xlsx")
    assert said(office.look()) == ["D017 Допуск!M7", "D017 Черновик!C3"]
    for _ in range(2):
        drawn = office.draw()
        assert entries_of(drawn)["notes"] == [
            (("source", "Допуск!M7"), ("text", "спросить юристов")),
            (("source", "Черновик!C3"), ("text", "черновик решения")),
        ]
        office.put("Решения.xlsx", drawn)
    assert said(office.look()) == []


# --- workbooks that cannot be used --------------------------------------------------------------


def test_two_decision_workbooks_stop_the_run_and_are_named(office):
    office.put("а.xlsx", office.draw())
    office.put("б.xlsx", (office.folder / "а.xlsx").read_bytes())
    with pytest.raises(WrongUsage, match=r"несколько книг решений комитета: «а.xlsx», «б.xlsx»"):
        office.run()
    assert not office.output.exists()


def spoiled(data, how):
    book = openpyxl.load_workbook(io.BytesIO(data))
    how(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def without_code(book):
    for sheet in book:
        sheet["A1"].value = None


def without_column(book):
    cell_at(book, "Экспертиза", "1", "Дата").parent["O3"].value = "Срок"


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("Решения.xlsx", lambda data: data[:5000], "повреждён"),
        ("Решения-2025.ods", lambda data: b"", "Файл пуст"),
        ("мои.xlsx", lambda d: spoiled(d, lambda b: b.remove(b["Допуск"])), "Нет листа «Допуск»"),
        ("мои.xlsx", lambda d: spoiled(d, without_column), "Не найден столбец «Дата»"),
        ("мои.xlsx", lambda d: spoiled(d, without_code), "код бланка удалён"),
    ],
)
def test_a_workbook_that_cannot_be_read_whole_stops_the_run(office, name, make, words):
    office.put(name, make(office.draw()))
    with pytest.raises(WrongUsage, match=words):
        office.run()


def test_a_text_that_no_cell_of_excel_can_hold_is_not_cut_in_silence(office):
    """An .ods may hold more; the workbook drawn next could not, and the rest would be lost."""
    data = office.decide(ruled(1, "ИО-02", "исключить самооценку"))
    office.put("Решения.xlsx", rewritten(data, [("Допуск!G4", "п" * 32_768)]))
    with pytest.raises(WrongUsage, match="Текст длиннее 32 767 знаков"):
        office.run()
    office.put("Решения.xlsx", rewritten(data, [("Допуск!G4", "п" * 32_767)]))
    (ruling,) = office.look().decisions.admissions
    assert ruling.reason == "п" * 32_767


def test_last_years_decisions_are_left_alone(office):
    data = office.draw()
    old = spoiled(data, lambda b: [setattr(s["A1"], "value", "KB-DEC-2024 v1") for s in b])
    office.put("Решения-2024.xlsx", old)
    outcome = office.look()
    status = {f.source.path: f.status for f in outcome.files}
    assert status["Решения-2024.xlsx"] is FileStatus.IGNORED
    assert outcome.decisions.path == ""


# --- admission ----------------------------------------------------------------------------------


def status(outcome, path):
    return next(f.status for f in outcome.files if f.source.path == path)


def test_an_excluded_return_does_not_count_and_a_restored_one_does_again(office):
    office.decide(ruled(1, "ИО-02", "исключить самооценку"))
    outcome = office.look()
    assert standing(outcome, "ИО-02").status is ParticipantStatus.EXCLUDED
    assert status(outcome, "ИО-02.xlsx") is FileStatus.IGNORED
    assert remark(office, "Допуск", "1") == "действует"
    office.decide(ruled(2, "ИО-02", "вернуть самооценку", "ИО-02.xlsx", "16.01.2026"))
    assert standing(office.look(), "ИО-02").status is ParticipantStatus.RATED
    undone = "больше не действует: 16.01.2026 принято «вернуть самооценку»"
    assert [remark(office, "Допуск", row) for row in "12"] == [undone, "действует"]


def test_points_of_a_return_that_the_committee_excluded_wait_and_are_no_fault(office):
    office.decide(verified("ИО-02.1", 2))
    office.decide(ruled(1, "ИО-02", "исключить самооценку"))
    outcome = office.look()
    assert [each.split()[0] for each in said(outcome)] == ["D022"]
    (note,) = [f for file in outcome.files for f in file.findings if f.code == "D022"]
    assert note.severity is Severity.NOTE
    office.decide(ruled(2, "ИО-02", "вернуть самооценку", "ИО-02.xlsx", "16.01.2026"))
    outcome = office.look()
    assert said(outcome) == [] and score(outcome, "ИО-02.1").points == 2


APRIL = dt.date(2026, 4, 20)


def test_what_comes_after_the_totals_moves_no_place_until_the_committee_takes_it(office):
    office.remove("ИО-02.xlsx")
    before = {s.participant.id: s.place for s in office.look(APRIL).standings}
    best = (3, 3, 3, 3, 3, 2, 3, 4)
    office.put("2026-04-10/ИО-02.xlsx", assessment("ИО-02", best, dt.date(2026, 4, 9)))
    office.put("2026-04-10/МО-01 новая.xlsx", assessment("МО-01", best, dt.date(2026, 4, 9)))
    outcome = office.look(APRIL)
    late = standing(outcome, "ИО-02")
    assert {s.participant.id: s.place for s in outcome.standings} == before
    assert late.status is ParticipantStatus.EXCLUDED and late.late and late.scorecard is None
    for path in ("2026-04-10/ИО-02.xlsx", "2026-04-10/МО-01 новая.xlsx"):
        (file,) = [f for f in outcome.files if f.source.path == path]
        assert file.status is FileStatus.IGNORED and "после подведения итогов" in file.reason
        assert [f.code for f in file.findings if f.code.startswith("I02")] == ["I023"]
    (matter,) = [m for m in conclusions_of(outcome).to_do if "после подведения итогов" in m.text]
    assert matter.count == 2
    office.decide(
        ruled(1, "ИО-02", "принять после срока", day="15.04.2026")
        + "\n"
        + ruled(2, "МО-01", "принять после срока", "МО-01.xlsx", "15.04.2026"),
        as_of=APRIL,
    )
    outcome = office.look(APRIL)
    assert str(standing(outcome, "ИО-02").place) == "1"
    assert status(outcome, "2026-04-10/МО-01 новая.xlsx") is FileStatus.IGNORED


def test_a_slip_in_the_date_is_not_taken_for_a_return_after_the_totals(office):
    office.put("ИО-02.xlsx", assessment("ИО-02", day=dt.date(2026, 12, 10)))
    assert standing(office.look(APRIL), "ИО-02").status is ParticipantStatus.RATED
    late = office.look(dt.date(2026, 12, 20), insist=True)
    assert standing(late, "ИО-02").status is ParticipantStatus.EXCLUDED


def test_excluding_one_file_lets_the_other_count(office):
    office.put(
        "поздняя.xlsx", assessment("ИО-02", (3,) * 3 + (3, 3, 2, 3, 4), dt.date(2025, 12, 12))
    )
    assert str(standing(office.look(), "ИО-02").scorecard.total) == "14.9"
    office.decide(ruled(1, "ИО-02", "исключить самооценку", "поздняя.xlsx"))
    assert str(standing(office.look(), "ИО-02").scorecard.total) == "9.0"


def test_a_restored_return_displaces_the_later_one(office):
    office.put("поздняя.xlsx", assessment("ИО-02", (0,) * 8, dt.date(2025, 12, 12)))
    office.decide(ruled(1, "ИО-02", "вернуть самооценку", "ИО-02.xlsx"))
    outcome = office.look()
    assert str(standing(outcome, "ИО-02").scorecard.total) == "9.0"
    assert status(outcome, "поздняя.xlsx") is FileStatus.SUPERSEDED


def test_a_return_with_errors_counts_if_the_committee_takes_it_as_it_is(office):
    office.put("ИО-02.xlsx", assessment("ИО-02", day="когда-то"))
    assert standing(office.look(), "ИО-02").status is ParticipantStatus.RETURNED
    office.decide(ruled(1, "ИО-02", "принять без доработки"))
    outcome = office.look()
    assert standing(outcome, "ИО-02").status is ParticipantStatus.RATED and said(outcome) == []


def test_a_return_without_points_cannot_be_taken_as_it_is(office):
    office.put("ИО-02.xlsx", assessment("ИО-02", answers={"1.0/done": "может быть"}))
    office.decide(ruled(1, "ИО-02", "принять без доработки"))
    outcome = office.look()
    assert said(outcome) == ["D011 Допуск!B4"]
    assert standing(outcome, "ИО-02").status is ParticipantStatus.RETURNED


def test_the_parents_return_stands_for_a_subordinate_that_has_none(office):
    office.remove("ПО-01.xlsx")
    office.put(
        "ИО-01.xlsx",
        assessment("ИО-01", (3, *EXAMPLE[1:]), answers={"includes_subordinates": True}),
    )
    office.decide(ruled(1, "ПО-01", "засчитать самооценку вышестоящего"))
    outcome = office.look()
    totals = {who: str(standing(outcome, who).scorecard.total) for who in ("ИО-01", "ПО-01")}
    assert totals == {"ИО-01": "11.0", "ПО-01": "11.0"}
    paths = [f.source.path for f in outcome.files]
    assert len(paths) == len(set(paths))


def test_needless_and_impossible_rulings_are_reported(office):
    office.decide("\n".join((
        ruled(1, "ИО-01", "принять после срока"),
        ruled(2, "ИО-02", "вернуть самооценку", "нет такой.xlsx"),
        ruled(3, "ПО-01", "засчитать самооценку вышестоящего"),
        ruled(4, "МО-01", "засчитать самооценку вышестоящего"),
        ruled(5, "ИО-99", "принять после срока"),
    )))  # fmt: skip
    assert sorted(said(office.look())) == [
        "D002 Допуск!B8", "D009 Допуск!F5", "D010 Допуск!B4", "D012 Допуск!B6", "D012 Допуск!B7",
    ]  # fmt: skip
    assert office.look().decisions.admissions == ()
    assert remark(office, "Допуск", "3").startswith("Засчитать участнику ПО-01 самооценку")


# --- objections and minutes ---------------------------------------------------------------------


def objection(
    row,
    points,
    verdict="удовлетворить",
    day="10.03.2026",
    received="05.03.2026",
    asked=3,
    criterion="'3'",
):
    return lines(
        "Несогласия", row, Участник="ИО-01", Поступило=received, Критерий=criterion,
        Просит_баллов=asked, Решение=verdict, Решено_баллов=points,
        Обоснование="представлен приказ",
        Протокол="№ 5", Дата_решения=day, Кто_внёс="Секретарёва",
    )  # fmt: skip


MARCH = dt.date(2026, 3, 12)


def test_an_objections_decision_wins_over_verified_points(office):
    office.decide(verified("ИО-01.3", 1) + "\n" + objection(1, 3))
    found = score(office.look(MARCH), "ИО-01.3")
    assert (found.counted, found.verified, found.settled, found.points) == (2, 1, 3, 3)
    assert "Несогласие удовлетворено, засчитано 3 балла (п. 3.4). Представлен приказ" in found.basis


def test_a_decision_of_a_later_day_is_not_in_force_yet(office):
    office.decide(objection(1, 3))
    outcome = office.look(dt.date(2026, 3, 9))
    assert score(outcome, "ИО-01.3").settled is None
    assert [o.verdict for o in outcome.decisions.objections] == [None]
    assert said(outcome) == ["D006 Несогласия!O4"]


WHOLE = """
    отказать               |    |      | отказать
    отказать               | 0  |      | отказать
    отказать               | 15 |      | отказать
    отказать               | 9  |      | отказать
    отказать               | 2  | D033 |
    отказать               | 10 | D033 |
    удовлетворить          | 0  | D033 |
    удовлетворить          | 2  | D033 |
    удовлетворить частично | 2  | D033 |
    отказ                  | 0  |      | отказать
"""
"""Decision without a criterion, points given, findings, decision in force; 15 points are 9,0."""


@pytest.mark.parametrize("line", WHOLE.strip().splitlines())
def test_a_decision_on_the_result_as_a_whole_may_repeat_what_stands(office, line):
    verdict, points, codes, in_force = (part.strip() for part in line.split("|"))
    office.decide(objection(1, points, verdict, asked="", criterion="''"))
    outcome = office.look(MARCH)
    assert sorted({each[:4] for each in said(outcome)}) == codes.split()
    (found,) = outcome.decisions.objections
    assert (found.verdict or "") == in_force and found.points is None


VERDICTS = """
    отказать               |   | 3 |      | отказать               |
    отказать               | 0 | 3 |      | отказать               |
    отказать               | 2 | 3 |      | отказать               |
    отказать               | 1 | 3 | D015 |                        |
    отказать               | 3 | 3 | D015 |                        |
    отказать               | 2 |   |      | отказать               |
    удовлетворить          |   | 3 |      | удовлетворить          | 3
    удовлетворить          | 3 | 3 |      | удовлетворить          | 3
    удовлетворить          | 2 | 3 | D016 | удовлетворить          | 2
    удовлетворить          |   |   | D025 |                        |
    удовлетворить          | 3 |   |      | удовлетворить          | 3
    удовлетворить          | 1 | 3 | D016 D026 |                   |
    удовлетворить          |   | 1 | D026 |                        |
    удовлетворить          | 5 | 3 | D004 D016 |                   |
    удовлетворить частично |   | 3 | D025 |                        |
    удовлетворить частично | 2 | 3 |      | удовлетворить частично | 2
    удовлетворить частично | 3 | 3 | D016 | удовлетворить частично | 3
    удовлетворить частично | 1 | 3 | D027 | удовлетворить частично | 1
    удовлетворить частично | 9 | 3 | D004 |                        |
                           | 3 | 3 | D025 |                        |
"""
"""Decision, points given, points asked, findings, decision in force, points settled; 2 counted."""


@pytest.mark.parametrize("line", VERDICTS.strip().splitlines())
def test_a_decision_is_in_force_or_leaves_the_objection_open(office, line):
    verdict, points, asked, codes, in_force, settled = (part.strip() for part in line.split("|"))
    entered = objection(1, points, verdict, asked=asked)
    office.decide(entered)
    outcome = office.look(MARCH)
    assert sorted({each[:4] for each in said(outcome)}) == codes.split()
    (found,) = outcome.decisions.objections
    assert (found.verdict or "") == in_force
    assert score(outcome, "ИО-01.3").settled == (int(settled) if settled else None)
    assert score(outcome, "ИО-01.3").points == (int(settled) if settled else 2)
    conclusions = conclusions_of(outcome)
    letters = conclusions.letters["ИО-01"]
    assert (LetterKind.REPLY in letters) == bool(in_force)
    assert conclusions.stages["ИО-01"].stage is (Stage.SETTLED if in_force else Stage.CONTESTED)
    assert len(conclusions.objections) == 1
    lines = [each.text for each in conclusions.to_do]
    assert any("нерассмотренные несогласия" in each for each in lines) != bool(in_force)
    assert any("снизило балл" in each for each in lines) == ("D027" in codes)


def test_a_slip_is_told_on_the_sheet_on_the_board_and_in_the_counts(office):
    office.decide(objection(1, "", "удовлетворить частично"))
    outcome = office.look(MARCH)
    drawn = draw_decisions(year_of(METHODOLOGY), sheet_content_of(outcome))
    book = openpyxl.load_workbook(io.BytesIO(drawn))
    told = cell_at(book, "Несогласия", "1", "Отметка программы").value
    assert "Решение не действует, несогласие остаётся открытым: «удовлетворить частично»" in told
    assert cell_at(book, "Несогласия", "1", "Решение").value == "удовлетворить частично"
    found = conclusions_of(outcome)
    (task,) = [each for each in found.tasks if each.what == "Рассмотреть несогласия"]
    assert task.names == ("ИО-01",)
    (line,) = [each for each in found.to_do if "нерассмотренные несогласия" in each.text]
    assert line.count == 1


@pytest.mark.parametrize("blank", ["Протокол", "Обоснование", "Дата решения", "Кто внёс"])
def test_a_decision_that_lacks_a_word_leaves_the_objection_open(office, blank):
    entered = objection(1, 3).splitlines()
    office.decide("\n".join(line for line in entered if f"| {blank} |" not in line))
    outcome = office.look(MARCH)
    assert [each.verdict for each in outcome.decisions.objections] == [None]
    assert [each[:4] for each in said(outcome)] == ["D005" if blank == "Кто внёс" else "D025"]
    assert score(outcome, "ИО-01.3").settled is None


@pytest.mark.parametrize(
    ("column", "value"),
    [("Решение", "удовлетворить наполовину"), ("Решено баллов", "три"), ("Дата решения", "вчера"),
     ("Критерий", "'33'"), ("Дата решения", "01.03.2026")],
)  # fmt: skip
def test_a_row_that_is_not_understood_whole_is_open_all_the_same(office, column, value):
    office.decide(objection(1, 3) + f"\nНесогласия | 1 | {column} | {value}")
    outcome = office.look(MARCH)
    assert [each.verdict for each in outcome.decisions.objections] == [None]
    assert said(outcome) != []
    assert score(outcome, "ИО-01.3").settled is None


def test_an_objection_entered_twice_is_open_once(office):
    office.decide(objection(1, 3) + "\n" + objection(2, 2, "удовлетворить частично"))
    outcome = office.look(MARCH)
    assert [each.verdict for each in outcome.decisions.objections] == [None]
    assert {each[:4] for each in said(outcome)} == {"D001"}


def test_an_objection_of_somebody_who_is_not_rated_stays_open(office):
    office.remove("ИО-01.xlsx")
    office.decide(objection(1, 3))
    outcome = office.look(MARCH)
    assert [each.verdict for each in outcome.decisions.objections] == [None]
    assert [each[:4] for each in said(outcome)] == ["D007"]


def test_of_two_objections_on_one_criterion_the_last_decided_holds(office):
    second = objection(2, 2, "удовлетворить частично", "11.03.2026", "06.03.2026")
    office.decide(objection(1, 3) + "\n" + second)
    assert score(office.look(MARCH), "ИО-01.3").settled == 2


@pytest.mark.ranking
def test_minutes_of_a_reading_show_where_the_methodology_has_none(office):
    office.decide(lines("Протоколы", 4, Номер_протокола="'7'", Дата="12.01.2026", Кто_внёс="С."))
    reading = office.look().methodology.reading("R4")
    assert (reading.protocol_number, reading.protocol_date) == ("7", dt.date(2026, 1, 12))
    office.run()
    book = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")
    shown = {row[0]: row[6] for row in book["Прочтения"].iter_rows(min_row=4, values_only=True)}
    assert shown["R4"] == "№ 7 от 12.01.2026" and shown["R5"] == "протокола нет"


def test_minutes_twice_for_one_reading_name_both(office):
    office.decide(
        lines("Протоколы", 4, Номер_протокола=7, Дата="12.01.2026", Кто_внёс="С.") + "\n"
        + lines("Протоколы", 13, О_чём="прочтение R4", Номер_протокола=8, Дата="13.01.2026",
                Кто_внёс="С.")
    )  # fmt: skip
    outcome = office.look()
    assert said(outcome) == ["D001 Протоколы!B7, B16"]
    assert outcome.methodology.reading("R4").protocol_number == ""
    assert len(entries_of(office.draw())["protocol"]) == 2


def test_deliveries_flow_on(office):
    office.decide(lines("Вручение", 1, Участник="ИО-02", Что_вручено="результаты",
                        Отправлено="18.02.2026", Получено="20.02.2026", Кто_внёс="С."))  # fmt: skip
    decisions = office.look(MARCH).decisions
    assert [(d.subject, d.received) for d in decisions.deliveries] == [
        (Subject.RESULT, dt.date(2026, 2, 20))
    ]


def test_a_receipt_before_the_sending_is_an_error(office):
    office.decide(lines("Вручение", 1, Участник="ИО-02", Что_вручено="результаты",
                        Отправлено="20.02.2026", Получено="18.02.2026", Кто_внёс="С."))  # fmt: skip
    outcome = office.look(MARCH)
    assert said(outcome) == ["D014 Вручение!H4"] and outcome.decisions.deliveries == ()


def test_filling_by_table_reaches_the_cell_it_names(office):
    data = filled(office.draw(), "Экспертиза | ИО-02.8 | Документ | приказ")
    assert entries_of(data) == {"expertise": [(("document", "приказ"),)]}


# --- read in a worker, kept in the store --------------------------------------------------------


def test_what_was_entered_travels_from_the_worker_whole(office):
    data = office.decide(
        "\n".join(
            (
                verified("ИО-01.1", 2, "=СУММ(1;2)"),
                ruled("1", "ИО-02", "исключить самооценку"),
                "Заметки | 1 | Запись | `",
            )
        )
    )
    read = examine_content(data, METHODOLOGY, FORMS)
    assert unpack_file(pack(read, "").file) == read.file
    assert len(read.file.book.entries) >= 3


def test_a_run_again_knows_the_decisions_from_the_store(office):
    office.decide(verified("ИО-01.1", 2))
    first = office.run()
    again = office.run()
    assert again.decisions == first.decisions
    assert again.decisions.path == "Решения.xlsx" and again.decisions.verifications


def test_the_workbook_is_drawn_by_another_worker_if_the_first_is_lost(office):
    outcome, year = office.look(), year_of(METHODOLOGY)
    drawn = begin_decisions(outcome, year, Losing(year, 1))()
    assert drawn == draw_decisions(year, sheet_content_of(outcome))


def test_the_main_process_never_draws_the_workbook(office, monkeypatch):
    """Over 10,000 participants it would take 400 MiB more than it may."""
    outcome, year = office.look(), year_of(METHODOLOGY)
    drawn = []
    monkeypatch.setattr(workbook, "draw_long_tables", lambda *_: drawn.append(1))
    for error, loss in ((TimeoutError, OutOfTime), (EOFError, WorkerLost)):
        with pytest.raises(loss, match="«Решения-2025"):
            begin_decisions(outcome, year, Losing(year, 2, error))()
    assert drawn == []


def test_the_time_to_draw_the_workbook_grows_with_its_rows(office, monkeypatch):
    outcome, crew = office.look(), AtOnce(year_of(METHODOLOGY))
    many = replace(outcome, standings=outcome.standings * 1_000)
    monkeypatch.setattr(workbook, "sheet_content_of", lambda *_: ({}, {}, ""))
    monkeypatch.setattr(workbook, "draw_long_tables", lambda *_: b"")
    for each in (outcome, many):
        begin_decisions(each, crew.common, crew)
    rows = len(many.standings) * len(METHODOLOGY.criteria)
    assert crew.limits[1] == seconds_for(rows) > crew.limits[0] + 20


def test_a_workbook_that_came_by_mail_or_in_an_archive_decides_nothing(office):
    data = filled(office.draw(), verified("ИО-01.1", 2))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Решения.xlsx", data)
    office.put("от участника.zip", stream.getvalue())
    outcome = office.look()
    assert outcome.decisions.path == "" and score(outcome, "ИО-01.1").verified is None
    (file,) = (f for f in outcome.files if f.source.member is not None)
    assert [f.code for f in file.findings] == ["F021"]
    assert file.status is FileStatus.UNREADABLE


SPELLINGS = """
    частично               | удовлетворить частично
    част.                  | удовлетворить частично
    Удовлетворено частично | удовлетворить частично
    удовлетворено          | удовлетворить
    отказ                  | отказать
    Отклонить              | отказать
    В удовлетворении отказать. | отказать
"""


@pytest.mark.parametrize("line", SPELLINGS.strip().splitlines())
def test_a_decision_is_read_however_it_is_put(office, line):
    typed, meant = (part.strip() for part in line.split("|"))
    points = {"отказать": "", "удовлетворить": 3}.get(meant, 2)
    office.decide(objection(1, points, typed))
    outcome = office.look(MARCH)
    assert [o.verdict for o in outcome.decisions.objections] == [meant] and not said(outcome)


def test_a_word_that_is_not_known_is_told_with_the_list(office):
    office.decide(objection(1, 3, "подумать"))
    outcome = office.look(MARCH)
    (book,) = (f for f in outcome.files if f.source.path == outcome.decisions.path)
    told = next(f for f in book.findings if f.code == "S024")
    for word in ("удовлетворить", "удовлетворить частично", "отказать"):
        assert f"«{word}»" in told.message
    assert [o.verdict for o in outcome.decisions.objections] == [None]


def test_every_spelling_means_one_word_of_its_list():
    fields = FORMS[Kind.DECISIONS].fields().values()
    assert any(field.former for field in fields)
    for field in fields:
        words = dict(field.former)
        assert len(words) == len(field.former) and set(words.values()) <= set(field.choices)
        assert not set(words) & set(field.choices)


def test_what_the_tests_type_into_a_book_is_what_another_program_writes(office):
    drawn = office.draw()
    text = "\n".join([
        verified("ИО-01.5", 1), ruled(1, "ИО-02", "исключить самооценку"), cleared("ИО-01.4"),
        lines("Несогласия", 2, Участник="ИО-01", Поступило="10.03.2026", Критерий="'1'"),
    ])  # fmt: skip
    typed, written = typed_into(drawn, text), filled_by_openpyxl(drawn, text)
    assert typed and entries_of(typed) == entries_of(written) != entries_of(drawn)
    assert entries_of(typed_into(written, verified("ИО-01.4", 2))) == entries_of(
        filled_by_openpyxl(typed, verified("ИО-01.4", 2))
    )


def cleared(row):
    """Return the line that leaves a score blank."""
    return f"Экспертиза | {row} | Балл комитета | "
