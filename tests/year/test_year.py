"""The committee's year, walked once: four runs, each from the one before, on the sample folders."""

import datetime as dt
import json
import shutil
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from input_samples import year_entries
from input_samples.clerk import HEAD_ROW, Clerk, outgoing_numbers
from input_samples.year import (
    DECISIONS,
    INCOMING,
    LATER,
    RESULT,
    STEPS,
    commands,
    files_in,
    lay,
    quoted,
    walk,
)
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.letters.planning import FOLDERS
from kuzbass_batch.records.committee.decisions import (
    AdmissionKind,
    DecisionTable,
    ProgrammeTable,
    Subject,
    Verdict,
)
from kuzbass_batch.records.committee.outgoing import (
    LETTER_WORDS,
    OF_CHECKS,
    OF_CONTEST,
    ON_PROJECTS,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.outcome import Outcome
from tests.april_package import PAPERS
from tests.filled import FORMS
from tests.office_files import documents_in, faults, markup_of, property_of
from tests.outputs.publication.test_package import (
    in_csv,
    in_json,
    in_letters,
    in_register,
    in_workbook,
    on_page,
)
from tests.paths import ROOT
from tests.runs import run_batch
from tests.test_batch import hashes

SPEC = FORMS[Kind.DECISIONS]
DECEMBER, JANUARY, MARCH, APRIL = range(4)
ON_PROGRAMME = {*ON_PROJECTS, *OF_CONTEST, *OF_CHECKS}
"""Letters on the programme: they begin with the year after (`test_next_year`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOfDay:
    """One day of the year: what the run gave, where it lies, and whether it touched its input."""

    outcome: Outcome
    folder: Path
    results: dict
    untouched: bool

    def person(self, who):
        return next(each for each in self.results["participants"] if each["id"] == who)

    def score(self, who, criterion):
        """Return claimed, counted, verified, settled, points of one criterion."""
        (found,) = (each for each in self.person(who)["criteria"] if each["id"] == criterion)
        return tuple(found[k] for k in ("claimed", "counted", "verified", "settled", "points"))

    def sheet(self, name, book="Рейтинг-2025.xlsx"):
        """Return the rows of a sheet, blank cells left out."""
        sheet = openpyxl.load_workbook(self.folder / book, read_only=True)[name]
        rows = ([cell for cell in row if cell not in (None, "")] for row in sheet.values)
        return [row for row in rows if row]


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("year")


@pytest.fixture(scope="session")
def year(root):
    """The four days; the result of each is kept beside the growing one."""
    days, incoming = [], root / INCOMING
    for number, step in enumerate(STEPS):
        lay(step, incoming)
        before = hashes(incoming)
        outcome = run(root, step)
        kept = root / f"{number}"
        shutil.copytree(root / RESULT, kept)
        results = json.loads((kept / "results.json").read_text("utf-8"))
        untouched = hashes(incoming) == before
        days.append(RunOfDay(outcome=outcome, folder=kept, results=results, untouched=untouched))
    return days


def run(root, step, output=RESULT, **options):
    mails = "--mails" in step.options
    return run_batch(
        root / INCOMING, root / output, year=2025, as_of=step.as_of, mails=mails, **options
    )


# --- what the samples hold ---


def test_at_least_one_of_every_kind_of_decision_is_in_force(year):
    decisions = year[APRIL].outcome.decisions
    assert {each.kind for each in decisions.admissions} == set(AdmissionKind)
    later = {Subject(LETTER_WORDS[kind]) for kind in ON_PROGRAMME}
    assert {each.subject for each in decisions.deliveries} == set(Subject) - later
    assert {each.verdict for each in decisions.objections} == {*Verdict, None}
    assert {row.table for row in year[APRIL].outcome.registers.rows} == set(ProgrammeTable) - {
        ProgrammeTable.CHECK_APPLICATIONS,
        ProgrammeTable.REPORTS,
        ProgrammeTable.TRAINING_PLAN,
    }
    readings = {reading.id for reading in year[APRIL].outcome.methodology.readings}
    minutes = {each.reading or each.topic for each in decisions.protocols}
    assert minutes == readings | {
        "экспертиза", "допуск", "утверждение рейтинга", "несогласия", "итоги рейтингования"
    }  # fmt: skip
    cards = (s.scorecard for s in year[APRIL].outcome.standings if s.scorecard)
    moved = {
        (score.verified > score.counted) - (score.verified < score.counted)
        for card in cards
        for score in card.scores
    }
    assert moved == {-1, 0, 1}


@pytest.mark.parametrize("number", [JANUARY, MARCH, APRIL])
def test_each_workbook_is_the_one_the_run_before_drew_as_the_clerk_filled_it_in(year, number):
    before = year[number - 1].folder
    clerk = Clerk((before / DECISIONS).read_bytes(), SPEC)
    fill = (year_entries.january, year_entries.march, year_entries.april)[number - 1]
    fill(clerk, outgoing_numbers(before / "Исходящие-2025.xlsx"))
    assert entered(clerk.saved()) == entered(
        (LATER / STEPS[number].folder / DECISIONS).read_bytes()
    )


def test_the_readme_walks_by_the_commands_that_the_program_runs():
    readme = (ROOT / "README.md").read_text("utf-8")
    typed = [f"kuzbass-batch {' '.join(map(quoted, words))}" for step in STEPS
             for words in commands(step, Path("output/year"))]  # fmt: skip
    assert len(typed) == 6
    places = [readme.index(line) for line in typed]
    assert places == sorted(places)


# --- what has to be so on every day ---


def entered(data):
    """Return how often each row stands in a decisions workbook, by its open cells."""
    rows = Counter()
    clerk = Clerk(data, SPEC)
    for table, sheet in clerk.sheets.items():
        columns = clerk.columns[table]
        keys = [key for key in columns if key in clerk.open[table]]
        keys += ["participant", "criterion"] if table is DecisionTable.EXPERTISE else []
        for row in sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True):
            cells = {key: row[columns[key] - 1] for key in keys}
            if any(cells[key] not in (None, "") for key in clerk.open[table]):
                rows[
                    table.value,
                    tuple(sorted((k, str(v)) for k, v in cells.items() if v is not None)),
                ] += 1
    return rows


@pytest.mark.parametrize("number", [JANUARY, MARCH, APRIL])
def test_nothing_entered_is_lost(year, number):
    given = entered((LATER / STEPS[number].folder / DECISIONS).read_bytes())
    carried = entered((year[number].folder / DECISIONS).read_bytes())
    assert sum(given.values()) > 200 and not given - carried
    landed = {"objection": {JANUARY: 0, MARCH: 4, APRIL: 1}[number]}
    assert Counter(table for table, _ in (carried - given).elements()) == +Counter(landed)


def test_no_run_touches_what_came_in(year):
    assert [day.untouched for day in year] == [True] * 4


def test_the_last_run_repeated_gives_the_same_bytes(year, root):
    again = root / "again" / RESULT
    shutil.copytree(year[MARCH].folder, again)
    run(root, STEPS[APRIL], Path("again", RESULT), remember=False)
    assert hashes(again) == hashes(year[APRIL].folder)


def test_on_the_day_of_the_totals_no_letter_asks_for_a_self_assessment(year):
    letters = year[APRIL].folder / "Письма"
    forms = {p.name.split("-")[0] for p in letters.rglob("*.xlsx")}
    assert forms == {"Несогласие", "Паспорт проекта"}
    mended = {p.name.split()[0]: text(p) for p in letters.glob("На доработку/*.docx")}
    asking = {who for who, said in mended.items() if "росим представить" in said}
    assert asking == {"ИО-04", "МО-10", "ПО-05"} < set(mended)
    assert all("п. 3.2 программы" in mended[who] for who in asking)
    assert "ИО-03" not in mended, "his earlier return counts, there is nothing to tell"
    for who in set(mended) - asking:
        assert "в рейтинге за 2025 год не учтена" in mended[who], who
        assert "риложен" not in mended[who] and "включительно" not in mended[who], who
    assert "Вместо даты стоит «вчера». –" in mended["ПО-08"], "what is wrong, not what to do"


STAGES = {
    "МО-11": ("received", "rated", "contested", "settled"),
    "ИО-05": ("received", "rated", "settled", "closed"),
    "ИО-08": ("received", "rated", "delivered", "contested"),
    "ИО-07": ("received", "rated", "verifying", "delivered"),
    "ИО-09": ("received", "verifying", "closed", "closed"),
    "ИО-06": ("returned", "received", "closed", "closed"),
    "ПО-03": ("awaited", "received", "closed", "closed"),
    "ПО-09": ("received", "rated", "rated", "delivered"),
    "ПО-13": ("received", "excluded", "received", "delivered"),
    "МО-09": ("received", "verifying", "excluded", "excluded"),
    "ПО-07": ("returned",) * 3 + ("closed",),
    "МО-03": ("awaited",) + ("closed",) * 3,
}


@pytest.mark.parametrize("who", STAGES)
def test_a_participant_moves_from_stage_to_stage(year, who):
    assert tuple(day.person(who)["stage"] for day in year) == STAGES[who]


# --- from claimed to verified to settled ---


def test_verified_points_win_over_those_claimed(year):
    assert year[DECEMBER].score("ИО-05", "1") == (3, 1, None, None, 1)
    assert year[JANUARY].score("ИО-05", "1") == (3, 1, 3, None, 3)
    assert year[DECEMBER].person("МО-11")["level"] == "Лидер"
    assert year[JANUARY].score("МО-11", "7") == (3, 3, 2, None, 2)
    assert year[JANUARY].person("МО-11")["level"] == "Прогрессивный"


def test_an_objection_s_decision_wins_over_verified_points_and_an_open_one_changes_nothing(year):
    assert year[MARCH].score("МО-11", "7") == (3, 3, 2, None, 2)
    assert year[APRIL].score("МО-11", "7") == (3, 3, 2, 3, 3)
    assert (year[APRIL].person("МО-11")["total"], year[APRIL].person("МО-11")["level"]) == (
        "12.1",
        "Лидер",
    )
    assert year[APRIL].score("МО-10", "4") == (2, 2, 0, None, 0)
    assert year[APRIL].score("МО-10", "8") == (2, 2, 0, 1, 1)
    assert year[APRIL].score("ИО-08", "8") == (1, 1, 0, None, 0)


def test_answers_changed_after_verification_are_to_be_checked_again(year):
    assert year[MARCH].outcome.decisions.again == {("ИО-07", "2")}
    assert year[MARCH].score("ИО-07", "2") == (3, 3, 2, None, 2)
    assert not year[APRIL].outcome.decisions.again
    assert year[APRIL].score("ИО-07", "2") == (3, 3, 3, None, 3)


def test_the_rulings_decide_what_counts(year):
    assert year[DECEMBER].person("МО-13")["status"] == "returned"
    assert [year[JANUARY].person(who)["status"] for who in ("МО-13", "ПО-03", "ПО-13")] == [
        "rated", "rated", "excluded",
    ]  # fmt: skip
    assert year[JANUARY].person("ПО-03")["total"] == year[JANUARY].person("ИО-03")["total"]
    assert year[MARCH].person("ПО-13")["status"] == "rated"
    assert year[MARCH].person("МО-09")["status"] == "excluded"


def codes(day):
    """Return participant or cell and code of every finding on the decisions workbook."""
    (book,) = (f for f in day.results["files"] if f["form"] == "decisions")
    return {each["code"] for each in book["findings"]}


def test_an_entry_that_fits_nothing_is_kept_and_reported(year):
    assert {"D002", "D004"} <= codes(year[JANUARY])  # МО-77; one point for criterion 4
    assert {"D002", "D022"} <= codes(year[MARCH]) and "D004" not in codes(year[MARCH])
    clerk = Clerk((year[APRIL].folder / DECISIONS).read_bytes(), SPEC)
    rows = clerk.printed(DecisionTable.EXPERTISE, "participant", "criterion", "points")
    assert {("МО-09", "1", 2), ("МО-09", "3", 3)} <= set(rows)


def test_forms_come_by_mail_and_in_an_archive(year):
    assert year[JANUARY].person("ИО-06")["source"].endswith(".eml/Самооценка ИО-06.xlsx")
    assert year[JANUARY].person("ПО-04")["source"].endswith(".zip/ПО-04.xlsx")


def test_last_year_s_results_say_who_confirms_the_level(year):
    assert year[DECEMBER].outcome.past.period == Period(2024)
    assert not [
        f for f in year[DECEMBER].results["files"] if f["form"] == "past_results" and f["findings"]
    ]
    told = {who: year[APRIL].person(who)["leadership"] for who in ("МО-11", "ИО-04", "ИО-07")}
    assert told == {"МО-11": "confirmed", "ИО-04": "lapsed", "ИО-07": "awarded"}


# --- what goes out ---


def text(path):
    paragraphs = Document(path).paragraphs
    return " ".join(each.text for each in paragraphs).replace("\N{NO-BREAK SPACE}", " ")


def test_every_decided_objection_is_answered_with_the_new_result(year):
    answered = [
        sorted(path.name.split()[0] for path in (day.folder / "Письма").glob("Ответы*/*.docx"))
        for day in year
    ]
    assert answered == [[], [], ["ИО-05"], ["ИО-05", "ИО-12", "МО-02", "МО-10", "МО-11"]]
    said = {p.name.split()[0]: text(p)
            for p in (year[APRIL].folder / "Письма").glob("Ответы*/*.docx")}  # fmt: skip
    assert "оценка 12,1 вместо 11,5, уровень – «Лидер» вместо «Прогрессивный»" in said["МО-11"]
    assert "удовлетворено частично" in said["МО-10"] and "оценка 8,0 вместо 7,6" in said["МО-10"]
    assert "отказано" in said["МО-02"] and "Результат не изменился: оценка 6,0" in said["МО-02"]
    assert "отказано" in said["ИО-12"] and "истёк 06.03.2026" in said["ИО-12"]
    assert all("протокол протокол" not in words for words in said.values())


def test_the_committee_s_own_day_off_moves_the_day_to_mend_a_form(year):
    letters = (year[JANUARY].folder / "Письма/На доработку").glob("*.docx")
    found = [text(path) for path in letters]
    assert found and all("до 09.02.2026 включительно" in words for words in found)


def test_the_memo_tells_the_deputy_chair_what_is_still_contested(year):
    said = [text(day.folder / "К 1 апреля/Записка об итогах-2025.docx") for day in year]
    assert "не согласных" not in said[JANUARY]
    assert (
        "Участников, не согласных с результатами: 6, просьб: 7 (удовлетворено – 2, удовлетворено "
        "частично – 1, отказано – 3, не рассмотрено – 1). Срок для несогласия не истёк у "
        "участников: 3."
    ) in said[APRIL]


def test_a_result_that_was_sent_is_sent_again_only_where_points_or_level_moved(year):
    """Places move with everybody's decisions; the act's result is total and level (p. 3.4)."""
    again = {}
    for day in (MARCH, APRIL):
        rows = openpyxl.load_workbook(year[day].folder / "Исходящие-2025.xlsx").active.values
        again[day] = {row[2] for row in rows if row[4] == "результаты" and "повторно" in row[8]}
    # What an objection changed the reply states: of МО-10, МО-11 and ИО-05 it alone waits.
    assert again == {MARCH: set(), APRIL: {"ИО-07"}}
    drafts = year[MARCH].folder / "Черновики"
    assert not list((drafts / "Повторно/Результаты").glob("*.eml"))
    replies = (drafts / "Ответы на несогласие").glob("*.eml")
    assert "ИО-05" in {path.name.split()[0] for path in replies}


def test_a_reply_that_makes_a_leader_says_what_follows(year):
    said = {p.name.split()[0]: text(p)
            for p in (year[APRIL].folder / "Письма").glob("Ответы*/*.docx")}  # fmt: skip
    assert "награждается дипломом Правительства Кузбасса" in said["МО-11"]
    assert not [who for who, words in said.items() if who != "МО-11" and "диплом" in words]


def test_the_sheet_of_objections_keeps_what_was_contested_and_what_was_given(year):
    rows = {row[0]: row for row in year[APRIL].sheet("Несогласия") if row[0] == "МО-11"}
    assert rows["МО-11"][6:9] == [3, 2, 3], "claimed, counted before the decision, asked"
    assert rows["МО-11"][15:17] == ["удовлетворить", 3]


def test_the_history_tells_the_reply_after_the_decision_it_brings(year):
    kinds = [row[2] for row in year[APRIL].sheet("История") if row[0] == "МО-10"]
    assert kinds[-7:] == [
        "вручение", "несогласие", "несогласие", "решение по несогласию", "решение по несогласию",
        "вручение", "итог",
    ]  # fmt: skip


DUE = {
    DECEMBER: ("Напомнить о самооценке", "ПО-03"),
    JANUARY: ("Проверить самооценки и определить рейтинг", "ИО-06"),
    MARCH: ("Рассмотреть несогласия", "МО-11"),
    APRIL: ("Направить ответ на несогласие", "МО-11"),
}


@pytest.mark.parametrize("number", DUE)
def test_the_board_says_what_is_due(year, number):
    what, who = DUE[number]
    tasks = {row[3]: row[5] for row in year[number].sheet("Что дальше") if len(row) == 7}
    assert who in tasks[what].split(", ")


def test_the_board_names_whose_window_stays_open_beyond_the_totals(year):
    (row,) = (r for r in year[APRIL].sheet("Что дальше") if "не истечёт" in str(r))
    assert row[5].split(", ") == ["ИО-07", "ПО-09", "ПО-13"]


CAUSES = {
    JANUARY: (
        ("МО-11", "балл по критерию 7", "3", "2", "решение комитета (Проверова П. П., 23.01.2026)"),
        ("ИО-06", "состояние", "на доработке", "оценён", "новая самооценка"),
        ("ПО-03", "состояние", "не представлено", "оценён", "засчитать самооценку вышестоящего"),
    ),
    MARCH: (
        ("ИО-05", "балл по критерию 2", "2", "3", "решение"),
        ("МО-09", "состояние", "оценён", "не оценивается", "исключить самооценку"),
    ),
    APRIL: (("МО-11", "балл по критерию 7", "2", "3", "24.03.2026"),),
}


@pytest.mark.parametrize("number", CAUSES)
def test_the_changes_are_listed_with_their_causes(year, number):
    found = [
        (c.participant, f"{c.aspect.value} {c.criterion}".strip(), c.before, c.after, c.cause)
        for c in year[number].outcome.comparison.changes
    ]
    for *change, cause in CAUSES[number]:
        assert [each for each in found if [*each[:4]] == change and cause in each[4]], (
            change,
            found,
        )
    assert (year[number].folder / "Изменения-2025.xlsx").exists()


def test_the_package_of_april_carries_the_final_numbers(year):
    day = year[APRIL]
    names = {each["name"]: each["id"] for each in day.results["participants"]}
    rated = {
        each["id"]: (Decimal(each["total"]), each["level"]) for each in day.results["participants"]
        if each["status"] == "rated"
    }  # fmt: skip
    for found in (
        in_workbook(day.folder), in_letters(day.folder), in_csv(day.folder), in_json(day.folder),
        on_page(day.folder, names),
    ):  # fmt: skip
        assert {who: (total, level) for who, (total, level, _) in found} == rated
    leaders = {who for who, (_, level) in rated.items() if level == "Лидер"}
    assert leaders == {"ИО-02", "ИО-07", "ИО-11", "МО-11", "ПО-01"}
    assert dict(in_register(day.folder)).keys() == leaders
    diplomas = (day.folder / PAPERS / "Дипломы").glob("*.docx")
    assert {path.name.split()[0] for path in diplomas} == leaders


PRIVATE = ("reason", "documents", "document", "who", "note", "text", "content", "number")


def test_nothing_that_was_decided_or_asked_is_on_the_public_page(year):
    day = year[APRIL]
    site = day.folder / PAPERS / "Сайт"
    shown = " ".join((site / name).read_text("utf-8") for name in files_in(site)).casefold()
    entries = day.outcome.decisions.entries
    said = {
        cell.value
        for entry in entries
        for cell in entry.entered
        if cell.column in PRIVATE
        and isinstance(cell.value, str) and len(cell.value) > 5
    }  # fmt: skip
    assert "заявка от 01.09.2025 № 8" in said and len(said) > 20
    assert not [words for words in said if words.casefold() in shown]
    assert "запрошено" not in shown and "на рассмотрении" not in shown


def test_drafts_wait_for_the_letters_and_nothing_is_sent(year):
    drafts = list((year[MARCH].folder / "Черновики").rglob("*.eml"))
    assert drafts and all(b"X-Unsent: 1" in path.read_bytes() for path in drafts)
    assert {"ИО-05"} == {p.name.split()[0] for p in drafts if "Ответы на несогласие" in str(p)}


def test_the_objection_form_was_read_and_a_late_one_is_marked_not_refused(year):
    (late,) = (
        f for f in year[MARCH].results["files"] if "ИО-12" in f["path"] and f["form"] == "objection"
    )
    assert late["status"] == "used" and [f["code"] for f in late["findings"]] == ["O007"]
    open_cases = [o for o in year[MARCH].outcome.decisions.objections if o.verdict is None]
    assert {(o.participant, o.criterion) for o in open_cases} == {
        ("МО-11", "7"), ("МО-10", "4"), ("МО-10", "8"), ("ИО-12", "5"), ("МО-02", "7"),
    }  # fmt: skip
    assert all(o.received <= dt.date(2026, 3, 10) for o in open_cases)


def test_the_walk_leaves_alone_a_folder_that_it_has_not_made(tmp_path):
    (tmp_path / INCOMING).mkdir()
    (tmp_path / INCOMING / "ИО-01.xlsx").write_bytes(b"a year of work")
    with pytest.raises(SystemExit, match="создана не учебным годом"):
        walk(tmp_path)
    assert files_in(tmp_path) == {f"{INCOMING}/ИО-01.xlsx"}


def test_who_was_excluded_is_told_why(year):
    (letter,) = (year[APRIL].folder / "Письма/Не оценены").glob("МО-09 *.docx")
    said = text(letter)
    assert "исключена решением комитета" in said and "подписана ненадлежащим лицом" in said
    assert "после установленного срока" not in said


def test_what_the_committee_has_settled_waits_for_nobody(year):
    waiting = [str(row[0]) for row in year[APRIL].sheet("Сводка")]
    assert not [words for words in waiting if words.startswith("Засчитано меньше")]
    before = [str(row[0]) for row in year[DECEMBER].sheet("Сводка")]
    assert [words for words in before if words.startswith("Засчитано меньше")]


# --- files that any office suite opens ---


def test_every_document_of_the_year_is_valid_and_tells_its_title_and_author(year):
    judged, kinds = set(), Counter()
    for day in year:
        for path in documents_in(day.folder):
            kinds[path.parent.name, path.suffix] += 1
            assert property_of(path, "title") and property_of(path, "creator"), path
            # Letters of one markup differ in their words alone: one of them stands for all.
            markup = markup_of(path)
            if markup not in judged:
                judged.add(markup)
                assert faults(path) == [], path
    # `test_report_letters`, `test_contest_letters` and `test_check_letters` have the others.
    letters = {(folder, ".docx") for kind, folder in FOLDERS.items() if kind not in ON_PROGRAMME}
    assert letters | {(PAPERS, ".docx"), ("Дипломы", ".docx"), (PAPERS, ".xlsx")} <= set(kinds)
    books = {path.name.split("-")[0] for day in year for path in day.folder.glob("*.xlsx")}
    assert {"Рейтинг", "Решения", "Исходящие", "Изменения"} <= books
