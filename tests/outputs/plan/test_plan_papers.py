"""Monitoring and note of a quarter: one number from the register to the page, kept once sent."""

import datetime as dt
import json

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from lxml import html

from kuzbass_batch.records.committee.outgoing import monitoring_word
from tests.april_package import lines as text_lines
from tests.april_package import page_of
from tests.office import Office, lines
from tests.paths import ROOT
from tests.registers import BOOK, WHO, keep, trained

pytestmark = pytest.mark.whole

PAPERS, REGISTER = "План", "Исходящие-2025.xlsx"
QUARTERS = ("2025-I", "2025-II", "2025-III", "2025-IV")
AS_OF, LATER, LATEST = dt.date(2026, 1, 20), dt.date(2026, 1, 21), dt.date(2026, 1, 22)


def consultations(row, day, number):
    cells = {"Дата": day, "Вид": "консультация", "Тема": f"паспорт {row}", "Число": number}
    return lines("Мероприятия", row, **cells, Кто_внёс=WHO)


ROWS = (
    consultations(1, "14.02.2025", 18), consultations(2, "14.05.2025", 6),
    consultations(3, "14.08.2025", 40), trained(), trained(2, "ИО-01", "Петров Иван"),
    trained(3, "МО-01", "Сидорова Вера"),
    lines("План", 1, Год=2025, Квартал=2, Показатель="'2.3'", Причина="мало заявок",
          Мера="обзвонить участников", Срок="01.09.2025", Кто_отвечает="отдел обучения",
          Кто_внёс=WHO),
)  # fmt: skip


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Three runs: quarter II is sent after the first, a row of its days comes before the third."""
    office = Office(tmp_path_factory.mktemp("plan"))
    keep(office, "\n".join(ROWS))
    office.run(AS_OF)
    first = contents(office.output)
    send(office.output / REGISTER, monitoring_word(2), LATER)
    office.run(LATER)
    second = contents(office.output)
    office.remove(BOOK)
    keep(office, "\n".join((*ROWS, consultations(4, "20.05.2025", 5))), as_of=LATEST)
    outcome = office.run(LATEST)
    return office, outcome, first, second, contents(office.output)


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*")
            if p.is_file()}  # fmt: skip


def rows_of(path, sheet):
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].values]


def letters_of(path):
    heads, *rows = rows_of(path, "Исходящие")[2:]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def send(path, what, day):
    """Enter a sending into the register of letters, as the clerk does."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[3]]
    (row,) = (r for r in sheet.iter_rows(min_row=4)
              if r[heads.index("Что направляется")].value == what)  # fmt: skip
    for head, value in {"Номер": "17-М", "Отправлено": day, "Кто отправил": WHO}.items():
        row[heads.index(head)].value = value
    book.save(path)


def results(made):
    return json.loads(made["results.json"].decode())


def shown(made, indicator, quarter):
    return next(line for line in results(made)["plan"]["quarters"][quarter - 1]["indicators"]
                if line["indicator"] == indicator)  # fmt: skip


def test_every_quarter_whose_day_has_come_has_its_papers(year):
    _, _, first, _, _ = year
    names = {name for name in first if name.startswith(f"{PAPERS}/")}
    assert names == {
        f"{PAPERS}/{kind}-{quarter}.{ending}"
        for kind, ending in (("Мониторинг плана", "xlsx"), ("Аналитическая записка", "docx"))
        for quarter in QUARTERS
    }


def test_a_participant_reads_what_the_plan_asks_of_it_and_not_of_each(year):
    path = year[0].output / PAPERS / "Мониторинг плана-2025-IV.xlsx"
    found = {}
    for sheet, shown_of in (("Регион", "№"), ("Участники", "Показатель")):
        _, _, heads, *rows = rows_of(path, sheet)
        which, asked = heads.index(shown_of), heads.index("План на год")
        found[sheet] = {str(row[which])[:3]: row[asked] for row in rows if row[asked]}
    assert set(found["Участники"]) == {"1.1", "2.1"}
    for indicator, own in found["Участники"].items():
        assert own.startswith("не менее ")
        assert found["Регион"][indicator] == f"{own} у каждого участника"


def test_one_number_is_read_back_from_wherever_it_stands(year):
    """2.3 is 69 at the end of the year: the rows, monitoring, note, memo, page, results.json."""
    office, _, _, _, third = year
    folder = office.output
    rows = [row for row in rows_of(folder / BOOK, "Мероприятия")[3:] if row[2] == "консультация"]
    assert sum(row[7] for row in rows) == 69
    assert shown(third, "2.3", 4)["running"] == "69"
    table = rows_of(folder / PAPERS / "Мониторинг плана-2025-IV.xlsx", "Регион")
    (line,) = (row for row in table[3:11] if row[0] == "2.3")
    assert line[table[2].index("С начала года")] == 69
    sources = rows_of(folder / PAPERS / "Мониторинг плана-2025-IV.xlsx", "Источники")
    assert sum(row[3] for row in sources[3:] if row[0] == "2.3") == 69
    note = text_lines(folder / PAPERS / "Аналитическая записка-2025-IV.docx")
    (told,) = (row.split(" | ") for row in note if row.startswith("2.3 | "))
    assert told[4] == "69"
    memo = " ".join(text_lines(folder / "К 1 апреля" / "Записка об итогах-2025.docx"))
    assert "2.3 – 69 при плане 70" in memo
    assert "1.1 – план (не менее 10 % у каждого участника) выполнили " in memo
    cells = page_of(folder).xpath(
        "//section[@aria-labelledby='plan']//tr[th[contains(.,'2.3')]]/td"
    )
    assert [html.tostring(cell, method="text", encoding="unicode").strip() for cell in cells] == [
        "70", "69", "99 %",
    ]  # fmt: skip
    public = json.loads((folder / "К 1 апреля/Сайт/rating-2025.json").read_text("utf-8"))
    assert [each["fact"] for each in public["plan"] if each["id"] == "2.3"] == ["69"]
    schema = json.loads((folder / "К 1 апреля/Сайт/rating.schema.json").read_text("utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(public))
    summary = rows_of(folder / "Рейтинг-2025.xlsx", "Сводка")
    assert any("2.3. " in str(row[7]) and row[8] == "69" for row in summary)


def test_the_part_of_results_json_holds_to_its_schema(year):
    schema = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
    for made in year[2:]:
        assert not list(Draft202012Validator(schema).iter_errors(results(made)))
    plan, whole = results(year[4])["plan"], schema["properties"]["plan"]["properties"]
    quarter = whole["quarters"]["items"]["properties"]
    indicators = {key for line in plan["quarters"][1]["indicators"] for key in line}
    assert indicators == set(quarter["indicators"]["items"]["properties"])
    for part in ("participants", "sources"):
        assert set(plan[part][0]) == set(whole[part]["items"]["properties"])


def test_a_monitoring_that_was_sent_stays_as_it_was_and_the_others_are_drawn_anew(year):
    _, _, first, second, third = year
    for name in (f"{PAPERS}/Мониторинг плана-2025-II.xlsx",
                 f"{PAPERS}/Аналитическая записка-2025-II.docx"):  # fmt: skip
        assert first[name] == second[name] == third[name]
    name = f"{PAPERS}/Мониторинг плана-2025-III.xlsx"
    assert second[name] != third[name]
    assert [q["sent"] and q["sent"]["number"] for q in results(third)["plan"]["quarters"]] == [
        None, "17-М", None, None,
    ]  # fmt: skip


def test_what_differs_from_the_sent_one_is_told(year):
    office, _, _, second, third = year
    assert not results(second)["plan"]["quarters"][1]["changed"]
    changed = [{"indicator": "2.3", "sent": "24", "now": "29"}]
    assert results(third)["plan"]["quarters"][1]["changed"] == changed
    summary = " ".join(str(c) for row in rows_of(office.output / "Рейтинг-2025.xlsx", "Сводка")
                       for c in row if c)  # fmt: skip
    assert "Мониторинг за II квартал 2025 года, отправленный 21.01.2026, расходится" in summary
    assert "2.3: было 24, теперь 29" in summary
    book = office.output / PAPERS / "Мониторинг плана-2025-III.xlsx"
    assert ["II квартал 2025 года", "2.3", "24", "29"] in rows_of(book, "Уточнения")
    assert (
        "Уточнения"
        not in openpyxl.load_workbook(
            office.output / PAPERS / "Мониторинг плана-2025-I.xlsx"
        ).sheetnames
    )
    note = " ".join(text_lines(office.output / PAPERS / "Аналитическая записка-2025-III.docx"))
    assert "Уточнены отправленные числа: 2.3 за II квартал 2025 года – 24, теперь 29." in note


def test_the_register_of_letters_keeps_the_line_of_what_was_sent(year):
    office = year[0]
    found = {row["Что направляется"]: row for row in letters_of(office.output / REGISTER)}
    sent = found[monitoring_word(2)]
    assert (sent["Номер"], sent["Состояние"]) == ("17-М", "отправлено")
    assert "2.3 – 24" in sent["Содержание"]
    assert found[monitoring_word(3)]["Состояние"] == "к отправке"
    assert found[monitoring_word(3)]["Номер"] is None


def test_monitorings_sent_are_the_fact_of_their_indicator(year):
    _, _, first, _, third = year
    assert shown(first, "3.2", 4)["running"] == "1"
    assert shown(third, "3.2", 4)["running"] == "2"


def test_a_quarter_behind_tells_cause_and_measure(year):
    office = year[0]
    note = " ".join(text_lines(office.output / PAPERS / "Аналитическая записка-2025-II.docx"))
    assert "2.3 «Проведение консультаций по реализации проектной деятельности»: 24 при" in note
    assert ("Причина: мало заявок. Мера: обзвонить участников, срок – 01.09.2025, отвечает отдел "
            "обучения.") in note  # fmt: skip
    later = " ".join(text_lines(office.output / PAPERS / "Аналитическая записка-2025-III.docx"))
    assert "Отставание прошлого квартала восполнено по показателям: 2.3." in later


def test_a_row_of_the_plan_says_what_counts(year):
    table = rows_of(year[0].output / BOOK, "План")
    (row,) = (each for each in table[3:] if each[3] == "2.3")
    assert row[-1].startswith("действует. Учтено с начала года: 29, план 70: отстаёт.")


def test_the_monitoring_has_charts_on_its_first_two_sheets(year):
    book = openpyxl.load_workbook(year[0].output / PAPERS / "Мониторинг плана-2025-IV.xlsx")
    assert [len(sheet._charts) for sheet in book] == [2, 2, 0, 0, 0]
    people = list(book["Участники"].values)[3:]
    assert len(people) == 2 * 4  # two indicators are each participant's


def test_who_uses_no_register_sees_nothing_of_it(tmp_path):
    office = Office(tmp_path)
    office.first_run()
    made = contents(office.output)
    assert not [name for name in made if name.startswith(PAPERS)]
    assert "plan" not in results(made)
    assert not page_of(office.output).xpath("//section[@aria-labelledby='plan']")
    assert not any("мониторинг" in str(row["Что направляется"])
                   for row in letters_of(office.output / REGISTER))  # fmt: skip
