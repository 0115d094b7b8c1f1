"""One number, one source: the figures of a year's end, counted in the registers by themselves.

The book that the run drew is counted cell by cell; what monitoring, note, memo, page, open data,
the ranking and results.json show is held against that.
"""

import json
import re
from collections import defaultdict
from decimal import Decimal

import openpyxl
import pytest

from kuzbass_batch.wording import rounded
from tests.april_package import lines as text_lines
from tests.april_package import page_of

pytestmark = pytest.mark.whole

YEAR = 2026
PLAN = ("1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3")


@pytest.fixture(scope="module")
def folder(samples_of_2026):
    return samples_of_2026.folder


def table(path, sheet, head):
    """Yield the rows beneath the head row as mappings by head; `head`: a word of that row."""
    rows = list(openpyxl.load_workbook(path)[sheet].values)
    at = next(n for n, row in enumerate(rows) if head in row)
    for row in rows[at + 1 :]:
        yield dict(zip(rows[at], row, strict=True))


@pytest.fixture(scope="module")
def registers(folder):
    """The rows in force of each register, by the words of its columns."""
    path = folder / "Реестры программы.xlsx"
    sheets = ("Процессы", "Обучение", "Мероприятия", "Образцы", "Конкурс", "План")
    found = {
        sheet: [row for row in table(path, sheet, "Отметка программы")
                if str(row["Отметка программы"] or "").startswith("действует")]
        for sheet in sheets
    }  # fmt: skip
    assert all(found.values()), "every register of the sample holds something"
    return found


def of_year(rows, head):
    return [row for row in rows if row[head] and row[head].year == YEAR]


def typed(registers, indicator):
    """The facts of the year that were typed because no register has them."""
    rows = [row for row in registers["План"] if row["Год"] == YEAR]
    return sum(row["Факт квартала"] or 0 for row in rows if row["Показатель"] == indicator)


def people(rows):
    """People of the year: names once for each participant, groups by their number."""
    named = {(row["Участник"], row["Фамилия, имя, отчество"].casefold()) for row in rows
             if row["Фамилия, имя, отчество"]}  # fmt: skip
    groups = sum(row["Человек"] or 1 for row in rows if not row["Фамилия, имя, отчество"])
    return len(named) + groups


def certified(rows):
    """A certificate has its number; to issue one and to have issued one are two words of a list."""
    return [row for row in rows if row["Номер сертификата"]
            and row["Решение"] in ("сертификат выдан", "выдать сертификат")]  # fmt: skip


@pytest.fixture(scope="module")
def counted(registers):
    """The eight figures, each counted here from the cells of the registers."""
    processes = registers["Процессы"]
    redesigned = of_year(processes, "Реинжиниринг от")
    events = of_year(registers["Мероприятия"], "Дата")
    held = [row for row in events if row["Вид"] in ("круглый стол", "семинар")]
    asked = [row["Число"] or 1 for row in events if row["Вид"] == "консультация"]
    samples = {(row["Участник"], row["Образец (площадка)"]) for row in
               certified(registers["Образцы"])}  # fmt: skip
    contests = {row["Конкурс"] for row in of_year(registers["Конкурс"], "Дата итогов")
                if row["Какой"] == "региональный"}  # fmt: skip
    return {
        "1.1": rounded(Decimal(100 * len(redesigned)) / len(processes), 1),
        "1.2": 0,  # nobody has approved the rating of the sample
        "2.1": people(of_year(registers["Обучение"], "Дата")) + typed(registers, "2.1"),
        "2.2": len(held),
        "2.3": sum(asked),
        "3.1": len(samples),
        "3.2": 1,  # the monitoring at hand: none went out
        "3.3": len(contests),
    }


@pytest.fixture(scope="module")
def results(folder):
    return json.loads((folder / "results.json").read_text("utf-8"))


def test_the_sample_year_has_something_to_count(counted):
    assert tuple(counted) == PLAN
    assert {key for key, value in counted.items() if not value} == {"1.2"}


def test_results_hold_the_registers_figures(results, counted):
    last = results["plan"]["quarters"][-1]["indicators"]
    assert {each["indicator"]: Decimal(each["running"]) for each in last} == counted


def test_results_lead_to_the_rows(results, counted):
    sums = defaultdict(Decimal)
    for each in results["plan"]["sources"]:
        sums[each["indicator"]] += Decimal(each["amount"])
    shares = {"1.1"}  # each participant's own share there, and they do not add up
    assert {key: sums[key] for key in PLAN if key not in shares} == {
        key: value for key, value in counted.items() if key not in shares
    }


def test_the_monitoring_shows_them(folder, registers, counted):
    path = folder / "План" / "Мониторинг плана-2026-IV.xlsx"
    rows = [row for row in table(path, "Регион", "Показатель") if row["№"] in PLAN]
    rows = rows[: len(PLAN)]  # beneath them the charts have rows of their own
    assert {row["№"]: Decimal(str(row["С начала года"])) for row in rows} == counted
    quarters = {row["№"]: sum(Decimal(str(row[f"{q} кв."])) for q in ("I", "II", "III", "IV"))
                for row in rows}  # fmt: skip
    now = of_year(certified(registers["Образцы"]), "Сертификат от")
    assert quarters == {**counted, "3.1": len(now)}, "others are of the year before (R16)"


def said(number, indicator):
    """Return a figure as texts show it."""
    return f"{number:.1f} %".replace(".", ",") if indicator == "1.1" else str(number)


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_note_and_the_memo_say_them(folder, counted):
    note = text_lines(folder / "План" / "Аналитическая записка-2026-IV.docx")
    rows = (line.split(" | ") for line in map(plain, note))
    told = {row[0]: row[4] for row in rows if row[0] in PLAN and len(row) > 4}
    assert told == {key: said(value, key) for key, value in counted.items()}
    memo = plain(" ".join(text_lines(folder / "К 1 апреля" / "Записка об итогах-2026.docx")))
    for key, value in counted.items():
        reached = r"план \([^)]*\) выполнили [^;,]*, по (региону|внесённым сведениям) – "
        told = rf" {re.escape(key)} – ({reached})?{re.escape(said(value, key))}[ ;.]"
        assert re.search(told, memo), key


def test_the_page_and_the_open_data_publish_them(folder, counted):
    shown = {}
    for row in page_of(folder).xpath("//section[@aria-labelledby='plan']//tbody/tr"):
        cells = [plain(cell.text_content()) for cell in row]
        shown[cells[0].partition(". ")[0]] = cells[2]
    assert shown == {key: said(value, key) for key, value in counted.items()}
    public = json.loads((folder / "К 1 апреля/Сайт/rating-2026.json").read_text("utf-8"))
    assert {each["id"]: Decimal(each["fact"]) for each in public["plan"]} == counted


def test_the_summary_of_the_ranking_shows_them(folder, counted):
    shown = {}
    for row in openpyxl.load_workbook(folder / "Рейтинг-2026.xlsx")["Сводка"].values:
        for at, cell in enumerate(row[:-1]):
            key = str(cell or "").partition(". ")[0]
            if key in PLAN and "(" in str(cell):
                shown[key] = plain(str(row[at + 1]))
    assert shown == {key: said(value, key) for key, value in counted.items()}


def test_trained_people_are_one_number_by_participant_and_in_all(folder, registers, results):
    rows = of_year(registers["Обучение"], "Дата")
    own = defaultdict(list)
    for row in rows:
        own[row["Участник"]].append(row)
    expected = {who: people(each) for who, each in own.items()}
    found = {each["participant"]: each["registered"]
             for each in results["training"]["participants"]}  # fmt: skip
    assert found == expected and results["training"]["registered"] == people(rows)
    sheet = list(table(folder / "Рейтинг-2026.xlsx", "Обучение", "Код"))
    shown = {row["Код"]: row["По реестру"] for row in sheet if row["Код"]}
    assert shown == expected
    assert sheet[-1]["Участник"] == "Всего" and sheet[-1]["По реестру"] == people(rows)
    topics = results["training"]["topics"]
    assert sum(each["people"] for each in topics) >= people(rows), "a person may hear two topics"


def test_certificates_are_the_same_in_register_page_and_open_data(folder, registers):
    rows = certified(registers["Образцы"])
    numbers = {row["Номер сертификата"] for row in rows}
    public = json.loads((folder / "К 1 апреля/Сайт/rating-2026.json").read_text("utf-8"))
    assert {each["number"] for each in public["certificates"]} == numbers
    text = plain(page_of(folder).xpath("//section[@aria-labelledby='certificates']")[0]
                 .text_content())  # fmt: skip
    assert [number for number in numbers if number not in text] == []


def test_contests_of_the_register_answer_with_its_own_rows(registers, results):
    rows = registers["Конкурс"]
    entered = [each for each in results["register_entries"] if each["table"] == "contest"]
    assert sum(each["in_force"] for each in entered) == len(rows)


OF_COMMITTEE = ("register_entries", "files", "participants")


def test_nobody_s_name_leaves_the_committee(folder, registers, results):
    """Names of trained people stand in the committee's own books, and nowhere else.

    results.json is one of them: what was entered comes back from there, and the question on a row
    of a form suggests a name. All its other parts are without names.
    """
    names = {row["Фамилия, имя, отчество"] for row in registers["Обучение"]} - {None}
    assert len(names) > 3
    sent = [path for path in (folder / "К 1 апреля").rglob("*") if path.is_file()]
    sent += (folder / "План").glob("*")
    texts = [_text_of(path) for path in sent]
    assert [name for name in names for text in texts if name in text] == []
    parts = {key: value for key, value in results.items() if key not in OF_COMMITTEE}
    public = json.dumps(parts, ensure_ascii=False)
    assert [name for name in names if name in public] == []


def _text_of(path):
    if path.suffix == ".docx":
        return "\n".join(text_lines(path))
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return "\n".join(str(c) for sheet in book for row in sheet.values for c in row if c)
    return path.read_bytes().decode("utf-8", "ignore")
