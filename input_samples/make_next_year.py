"""Make `input_samples/2026`: a small folder of the next year that goes on from the result of 2025.

Run: python -m input_samples.make_next_year    (`make samples` runs it too)
Leaders to confirm come from the results of 1 April, certificates and projects from the registers
that this run drew. The folder has the key of the year before, as where the clerk carried it along;
with another key the registers are accepted once (`--accept`).
"""

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from input_samples.clerk import Clerk, Value
from input_samples.edits import edited
from input_samples.make_samples import CAST, FORMS, KEY, answers_of
from input_samples.next_year_jury import ASSEMBLY, JURY, MINUTES, MINUTES_DAY, jury_sheets
from input_samples.partner_checks import APPLICATIONS as APPLIED
from input_samples.partner_checks import CERTIFIED, OUTSIDE, OUTSIDE_NAME, check_sheets
from input_samples.year import (
    HERE,
    INCOMING,
    JULY,
    NEXT_DECISIONS,
    NEXT_TEMPLATES,
    REGISTERS,
    REGISTRY,
    RESULT,
    STEPS,
    lay,
)
from input_samples.year_entries import SECRETARY, day
from kuzbass_batch import batch
from kuzbass_batch.commands.clerk import new_registry
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import prefill
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.reading.committee.contest_announcement import announced_in, draw_announcement
from kuzbass_batch.reading.committee.template_books import CONTEST
from kuzbass_batch.reading.committee.year_key import key_text
from kuzbass_batch.reading.own_names import KEY_FILE
from kuzbass_batch.records.committee.contest import PracticeContest
from kuzbass_batch.records.committee.decisions import DecisionTable, ProgrammeTable
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.records.run import Run, RunOptions
from kuzbass_batch.records.year.jury import CONTEST_TOPIC
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.snapshots import RESULTS
from kuzbass_batch.rules.programme.contest.entries import entry_key, entry_numbers
from kuzbass_batch.rules.programme.other_bodies import OTHER_BODIES
from kuzbass_batch.rules.programme.projects.due import report_issued
from kuzbass_batch.rules.programme.projects.reports import programme_projects

FOLDER = HERE / "2026"
YEAR = 2026
DAYS = ("announced", "until", "sheets_due", "results")
POINTS = {
    "ИО-01": "33333233", "ИО-02": "33333233", "ИО-07": "22222222", "МО-11": "33222212",
    "ПО-01": "12020212",
}  # fmt: skip
"""Who has answered so far, with the points claimed: a digit for each criterion."""
NOTHING_NAMED = ("4.3/evidence", "4.2/evidence", "8.4/evidence", "8.3/evidence", "8.2/evidence")
"""What is not named in the forms: the registers answer it, or nobody does."""


def last_year(root: Path) -> tuple[Path, Outcome]:
    """Return the result of 1 April, made by one run on all that the year brought."""
    for step in STEPS:
        lay(step, root / INCOMING)
    options = RunOptions(remember=False)
    april = STEPS[-1].as_of
    outcome = batch.run(
        Run(
            input=root / INCOMING,
            output=root / RESULT,
            period=Period(2025),
            as_of=april,
            options=options,
        )
    )
    return root / RESULT, outcome


ORGANISER = "АНО, отдел обучения"
TOPICS = (
    ("март", "Клиентоцентричность", "очно", 16, 12),
    ("май", "Картирование процессов", "очно", 16, 10),
    ("сентябрь", "Карта потока за день", "мастер-класс", 8, 15),
    ("октябрь", "Проектный офис", "дистанционно", 24, 20),
    ("ноябрь", "Фабрика офисных процессов", "очно", 8, 12),
)
"""The topic plan of training: May's is held in August only, November's not at all."""
LINES: tuple[tuple[ProgrammeTable, dict[str, Value]], ...] = (
    (ProgrammeTable.TRAINING, {"date": day("15.04.2026"), "participant": "ИО-01", "quantity": 5,
                               "topic": "Клиентский опыт"}),
    (ProgrammeTable.EVENTS, {"date": day("17.02.2026"), "kind": "консультация", "quantity": 18,
                             "topic": "Паспорта проектов"}),
    (ProgrammeTable.EVENTS, {"date": day("16.04.2026"), "kind": "круглый стол",
                             "topic": "Чему учит первая партнёрская проверка"}),
    (ProgrammeTable.EVENTS, {"date": day("21.05.2026"), "kind": "консультация", "quantity": 6,
                             "topic": "Отчёты о проектах"}),
    *((ProgrammeTable.TRAINING_PLAN, {"year": 2026, "month": month, "topic": topic, "form": form,
                                      "hours": hours, "seats": seats, "organiser": ORGANISER})
      for month, topic, form, hours, seats in TOPICS),
    *((ProgrammeTable.TRAINING, {"date": day("17.03.2026"), "participant": who, "person": person,
                                 "topic": "Клиентоцентричность", "hours": 16})
      for who, person in (("ИО-02", "Зимина Инна Сергеевна"), ("ИО-02", "Абрамова К. Л."),
                          ("ПО-01", "Власова Бэлла Павловна"))),
    (ProgrammeTable.PROCESSES, {"participant": "ИО-07", "process": "закупка малого объёма",
                                "days_before": 12, "days_after": 7,
                                "redesigned": day("10.06.2026")}),
    (ProgrammeTable.PROCESSES, {"participant": "ИО-07", "process": "приёмка работ",
                                "days_before": 9}),
    (ProgrammeTable.PROCESSES, {"participant": "МО-11", "process": "запись ребёнка в кружок",
                                "service": "запись в кружок", "situation": "ребёнок идёт в школу",
                                "segment": "семьи с детьми", "contacts": 3, "days_before": 8,
                                "days_after": 1, "satisfied": 84, "asked": 120,
                                "due": day("01.12.2026")}),
    (ProgrammeTable.PROCESSES, {"participant": "ПО-01", "process": "кружок: запись ребёнка",
                                "service": "Запись в кружок", "situation": "Ребёнок идёт в школу",
                                "segment": "семьи с детьми", "contacts": 5, "days_before": 10,
                                "satisfied": 61, "asked": 200}),
    (ProgrammeTable.SITUATIONS, {"situation": "ребёнок идёт в школу", "segment": "семьи с детьми"}),
    (ProgrammeTable.PLAN, {"year": 2026, "quarter": 1, "indicator": "2.1", "participant": "МО-11",
                           "fact": 1, "source": "письмо от 02.04.2026 № 31"}),
    (ProgrammeTable.PLAN, {"year": 2026, "quarter": 2, "indicator": "2.3",
                           "cause": "заявок участников мало: консультант один, очередь до июня",
                           "measure": "второй консультант и приёмные дни по четвергам",
                           "due": day("01.09.2026"), "responsible": ORGANISER}),
)  # fmt: skip
"""What 2026 has brought to the registers until July: consultations fall behind, and it says why."""
LATER: tuple[tuple[ProgrammeTable, dict[str, Value]], ...] = (
    (ProgrammeTable.EVENTS, {"date": day("27.08.2026"), "kind": "консультация", "quantity": 33,
                             "topic": "Приёмные дни по четвергам"}),
    (ProgrammeTable.EVENTS, {"date": day("24.09.2026"), "kind": "семинар",
                             "topic": "Карта потока за день"}),
    (ProgrammeTable.TRAINING, {"date": day("14.09.2026"), "participant": "МО-11", "quantity": 3,
                               "topic": "Карта потока за день"}),
    *((ProgrammeTable.TRAINING, {"date": day(when), "participant": who, "person": person,
                                 "topic": topic, "document": document})
      for when, who, person, topic, document in (
          ("20.08.2026", "ИО-02", "Белова Лариса Павловна", "Картирование процессов", "К-81"),
          ("20.08.2026", "ИО-02", "Крылова Вера Ильинична", "Картирование процессов", "К-82"),
          ("07.10.2026", "ИО-07", "Крылова Вера Ильинична", "Проектный офис", "П-11"))),
    (ProgrammeTable.SITUATIONS, {"situation": "поиск работы", "priority": "да",
                                 "segment": "граждане", "date": day("02.09.2026"),
                                 "document": "протокол № 7"}),
)  # fmt: skip
"""What came after July: the plan has caught up."""


def registers(result: Path, *lines: tuple[ProgrammeTable, dict[str, Value]]) -> bytes:
    """Return the registers that 2025 drew, with what 2026 has brought so far."""
    clerk = Clerk((result / REGISTERS).read_bytes(), FORMS[Kind.REGISTERS])
    clerk.amend(ProgrammeTable.PROJECTS, {"number": "2025/ИО-01-1"}, status="закрыт",
                closed=day("20.03.2026"), stage=9)  # fmt: skip
    for table, line in lines:
        clerk.enter(table, who=SECRETARY, **line)
    return clerk.saved()


def assessments() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the forms that have come in."""
    methodology = load_methodology(YEAR)
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    for who, points in POINTS.items():
        answers = answers_of(CAST[who], points, dt.date(2025, 12, 9))
        given = {
            field: _a_year_on(value)
            for field, value in answers.items()
            if field not in NOTHING_NAMED
        }
        yield (
            f"{who}.xlsx",
            draw_form(spec, methodology, identity=spec.identity(who), answers=given),
        )


REPORTS: tuple[tuple[str, str, str, dict[str, Scalar | int]], ...] = (
    ("2026-04-08", "План закупок за неделю", "I", {
        "status": "внедрение", "stage": 8, "results/1/fact": 9, "plan/7/done": day("10.03.2026"),
        "before": 240, "after": 110, "cases": 1800, "residents": 0}),
    ("2026-07-06", "План закупок за неделю", "II", {
        "status": "закрыт", "stage": 9, "closed": day("10.06.2026"), "results/1/fact": 7,
        "plan/8/done": day("29.05.2026"), "plan/9/done": day("10.06.2026"), "before": 240,
        "after": 90, "cases": 1800, "roubles": 900_000, "replicated": "ИО-01; ИО-02",
        "documents": "акт о закрытии от 10.06.2026 № 4"}),
    ("2026-04-09", "Ремонт двора по заявке", "I", {
        "status": "внедрение", "stage": 7, "results/1/fact": 31, "before": 95, "after": 60,
        "cases": 2400, "residents": 14_000}),
    # The stage goes back without a word, and the hours are not those of the minutes.
    ("2026-07-08", "Ремонт двора по заявке", "II", {
        "status": "внедрение", "stage": 6, "results/1/fact": 27, "before": 95, "after": 50,
        "cases": 2400, "hours": 5000, "residents": 14_000}),
    ("2026-04-10", "Образец приёмной", "I", {
        "status": "внедрение", "stage": 5, "results/1/fact": 78, "residents": 3100}),
)  # fmt: skip
"""By the day of arrival: of which project, the quarter of 2026, what its leader reports."""
SPHERES = {"План закупок за неделю": "закупки", "Ремонт двора по заявке": "городская среда",
           "Образец приёмной": "приём граждан"}  # fmt: skip


def reports(outcome: Outcome) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the reports on projects that 2025 opened."""
    methodology = load_methodology(YEAR)
    forms = load_forms(methodology)
    spec = forms[Kind.PROJECT_REPORT]
    projects = {each.name: each for each in programme_projects(outcome.registers)}
    for came, name, quarter, said in REPORTS:
        project = projects[name]
        answers = report_issued(project, Period(YEAR, quarter))
        answers |= prefill(spec, CAST[project.participant].participant)
        answers |= {key: _number(value) for key, value in said.items()}
        answers |= {"sphere": SPHERES[name], "filled_on": dt.date.fromisoformat(came)}
        answers |= {
            "results/1/date": Period(YEAR, quarter).last_day,
            "results/1/source": "журнал регистрации",
        }
        identity = spec.identity(project.participant)
        data = draw_form(spec, methodology, identity=identity, answers=answers)
        yield f"{came}/{project.participant} отчёт о проекте.xlsx", data


NOMINATIONS = ("Лучший бережливый проект", "Лучшее решение для клиента")
ANNOUNCED: dict[str, Scalar] = {
    "name": "Лучшие практики Кузбасса",
    "scope": "региональный",
    "announced": day("01.06.2026"),
    "until": day("04.09.2026"),
    "sheets_due": day("25.09.2026"),
    "results": day("08.10.2026"),
    "places": Decimal(3),
    "contact": "Секретарёва А. П., тел. 8 (384-2) 00-00-02",
    "nominations/1/title": NOMINATIONS[0],
    "nominations/1/about": "проект, который сократил время, путь или затраты",
    "nominations/2/title": NOMINATIONS[1],
    "nominations/2/about": "услуга или процесс, который стал проще для заявителя",
    **JURY,
}
"""The contest of 2026, as the committee announces it (p. 2.7)."""
Said = dict[str, str]
APPLICATIONS: tuple[tuple[str, str, int, str, Said], ...] = (
    ("2026-08-20", "ИО-07", 0, "План закупок за неделю", {
        "before": "план закупок готовили 21 день", "after": "готовят 7 дней",
        "proof": "акт о закрытии проекта от 10.06.2026 № 4", "replication": "ИО-01; ИО-02"}),
    ("2026-08-25", "МО-06", 0, "Ремонт двора по заявке", {
        "before": "от заявки до ремонта проходило 45 дней", "after": "проходит 31 день"}),
    # Of a body outside of the registry, on the blank for download.
    ("2026-08-26", OUTSIDE, 0, ASSEMBLY, {
        "before": "узел собирали 9 дней, из них 5 ждали деталей", "after": "собирают 4 дня",
        "proof": "приказ от 20.05.2026 № 118"}),
    ("2026-08-27", "ИО-02", 1, "Ответ за пять дней", {
        "before": "заявитель ждал ответа 14 дней", "after": "ждёт 5 дней",
        "proof": "журнал обращений за I полугодие 2026 года"}),
    ("2026-09-02", "ПО-01", 1, "Запись в кружок без очереди", {
        "before": "10 дней и пять точек контакта", "after": "1 день и одна точка контакта",
        "author": "Власова Б. П., методист"}),
    ("2026-09-03", "ИО-01", 1, "Чат для приёмной", {
        "before": "ответ по телефону за 15 минут", "after": "ответ в чате за 3 минуты"}),
    # Three days after the last day.
    ("2026-09-07", "МО-12", 0, "Справка за один день", {
        "before": "справку ждали 3 дня", "after": "справку получают в тот же день"}),
)  # fmt: skip
"""By the day of arrival: whose, in which nomination, which practice, what it says."""
DECIDED: Mapping[str, tuple[str, str]] = {
    "Чат для приёмной": ("не допущена", "практика введена в этом году, результата за квартал нет"),
    "Справка за один день": ("не допущена", "заявка поступила после срока"),
}
"""What is not admitted, and why; the others are."""


def announcement() -> bytes:
    """Return the workbook of the announcement as the committee saved it."""
    return edited(draw_announcement(load_methodology(YEAR), ANNOUNCED), lambda _book: None)


def applications(outcome: Outcome) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the applications to the contest."""
    methodology = load_methodology(YEAR)
    spec = load_forms(methodology)[Kind.CONTEST_APPLICATION]
    projects = {each.name: each.number for each in programme_projects(outcome.registers)}
    for came, who, nomination, practice, said in APPLICATIONS:
        answers: dict[str, Scalar] = {
            **prefill(spec, _body(who)),
            "filled_on": dt.date.fromisoformat(came),
            "nomination": NOMINATIONS[nomination],
            "practice": practice,
            **({"project": projects[practice]} if practice in projects else {}),
            **said,
        }
        identity = spec.identity("" if who == OUTSIDE else who)
        data = draw_form(spec, methodology, identity=identity, answers=answers)
        yield f"{came}/{who} заявка на конкурс.xlsx", data


def _body(who: str) -> Participant:
    """Return a participant, or the body outside of the registry that applies, too."""
    if who == OUTSIDE:
        return Participant(
            id=who, name=OUTSIDE_NAME, short_name=OUTSIDE_NAME, category=OTHER_BODIES
        )
    return CAST[who].participant


def admissions() -> Iterator[tuple[ProgrammeTable, dict[str, Value]]]:
    """Yield the rows of the applications, as the committee decided on them."""
    contest = PracticeContest(
        **{key: ANNOUNCED[key] for key in ("name", "scope", *DAYS)},  # type: ignore[arg-type]
        year=YEAR,
        nominations=(),
    )
    said = [(who, NOMINATIONS[at], practice) for _, who, at, practice, _ in APPLICATIONS]
    numbers = entry_numbers(said, (), contest)
    for who, nomination, practice in said:
        admitted, refusal = DECIDED.get(practice, ("допущена", ""))
        yield (
            ProgrammeTable.CONTEST,
            {
                "contest": contest.name,
                "scope": contest.scope,
                "participant": who,
                "nomination": nomination,
                "practice": practice,
                "application": numbers[entry_key(who, nomination, practice)],
                "admitted": admitted,
                "refusal": refusal or None,
            },
        )


def jury() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the sheets of the jury that came in."""
    act = load_methodology(YEAR)
    contest = announced_in(act, (CONTEST.file_name, announcement()))
    assert isinstance(contest, PracticeContest)
    admitted = (row for _, row in admissions() if row["admitted"] == "допущена")
    rows = ({**row, "body": _body(str(row["participant"])).short_name} for row in admitted)
    return jury_sheets(contest, rows, act)


def decisions(root: Path) -> bytes:
    """Return the decisions of 2026 with the minutes of the contest, on the day that they bear."""
    options = RunOptions(remember=False, templates=NEXT_TEMPLATES)
    asked = Run(input=FOLDER, output=root / "итог", period=Period(YEAR), as_of=MINUTES_DAY,
                options=options)  # fmt: skip
    batch.run(asked)
    act = load_methodology(YEAR)
    book = (root / "итог" / f"Решения-{YEAR}.xlsx").read_bytes()
    clerk = Clerk(book, load_forms(act)[Kind.DECISIONS])
    clerk.enter(DecisionTable.PROTOCOL, topic=CONTEST_TOPIC, who=SECRETARY, **MINUTES)
    return clerk.saved()


def _number(value: Scalar | int) -> Scalar:
    return Decimal(value) if isinstance(value, int) else value


def _a_year_on(value: Scalar) -> Scalar:
    if isinstance(value, dt.date):
        return value.replace(year=YEAR)
    return value.replace("2025", str(YEAR)) if isinstance(value, str) else value


def main() -> None:
    """Write the folder anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / KEY_FILE).parent.mkdir(parents=True)
    (FOLDER / KEY_FILE).write_bytes(key_text(KEY))
    with tempfile.TemporaryDirectory() as name:
        result, outcome = last_year(Path(name))
        new_registry(FOLDER, year=YEAR, old=Path(name) / INCOMING / REGISTRY, results=result)
        past = FOLDER / "Рейтинг за 2025 год" / RESULTS
        past.parent.mkdir()
        shutil.copyfile(result / RESULTS, past)
        begun = (*LINES, *APPLIED)
        (FOLDER / REGISTERS).write_bytes(
            registers(result, *begun, *LATER, *CERTIFIED, *admissions())
        )
        JULY.mkdir(parents=True, exist_ok=True)
        (JULY / REGISTERS).write_bytes(registers(result, *begun))
    NEXT_TEMPLATES.mkdir(exist_ok=True)
    (NEXT_TEMPLATES / CONTEST.file_name).write_bytes(announcement())
    files = (
        *assessments(), *reports(outcome), *applications(outcome), *jury(), *check_sheets(),
    )  # fmt: skip
    for path, data in files:
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(data)
    with tempfile.TemporaryDirectory() as name:
        (FOLDER / NEXT_DECISIONS).write_bytes(decisions(Path(name)))


if __name__ == "__main__":
    main()
