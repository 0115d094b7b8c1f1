"""What an ordinary script would add for the committee: objections, decisions, diplomas, register.

openpyxl opens and fills the blank of each objection form and writes both workbooks, each diploma is
a new DocxTemplate. It does less than the batch: no memo, no list of levels, no public page, no
links, one list to choose from in place of twenty.
"""

import hashlib

import openpyxl
from docxtpl import DocxTemplate
from openpyxl.worksheet.datavalidation import DataValidation

from benchmarks.plain import COMMITTEE, LEVELS, METHODOLOGY, TEMPLATES, WORDS, address, details

OBJECTION = TEMPLATES / "blanks" / "Несогласие-2025.xlsx"
GOVERNMENT = details("government.toml")
CRITERIA = {each["id"]: each for each in METHODOLOGY["criteria"]}
CODE = "KB-OBJ-2025 v1"
EXPERTISE = (
    "Код", "Участник", "Наименование", "Критерий", "Показатель", "Заявлено", "Засчитано",
    "Подтверждение участника", "Самооценка", "Балл комитета", "Обоснование", "Документ",
    "Кто проверил", "Дата",
)  # fmt: skip
DELIVERY = ("Код", "Участник", "Наименование", "Что вручено", "Отправлено", "Получено", "Как")
REGISTER = ("Номер", "Участник", "Наименование", "Кому", "Письмо", "SHA-256 письма")


def write_committee(participants, rated, output):
    """Write what the committee works with, and the forms that go with the results."""
    for owner, form in rated.items():
        path = output / "Результаты" / f"Несогласие {owner}.xlsx"
        fill_objection(owner, participants[owner], form, path)
    write_decisions(participants, rated, output / "Решения-2025.xlsx")
    write_register(participants, output, output / "Исходящие-2025.xlsx")
    (output / "Дипломы").mkdir()
    for owner, form in rated.items():
        if form["level"] == LEVELS[-1]:
            write_diploma(owner, participants[owner], output / "Дипломы" / f"{owner}.docx")


def fill_objection(owner, line, form, path):
    """Fill the blank of an objection with whose it is and what was claimed and counted."""
    book = openpyxl.load_workbook(OBJECTION)
    for sheet in book.worksheets:
        sheet["A1"].value = f"{CODE} · {owner}"
        sheet.oddFooter.left.text = f"{CODE} · {owner}"
    for row in book["Сведения"].iter_rows():
        if row[0].value in ("С.1", "С.2"):
            row[2].value = owner if row[0].value == "С.1" else line["Полное наименование"]
    points = {f"Н.{number}": basis for number, basis in enumerate(form["basis"], start=1)}
    for row in book["Несогласие"].iter_rows():
        if row[0].value in points:
            _, row[2].value, row[3].value, *_ = points[row[0].value]
    book.save(path)


def write_decisions(participants, rated, path):
    """Write the workbook in which the committee enters what it decides."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Экспертиза"
    sheet.append(EXPERTISE)
    lists = {
        name: DataValidation(type="list", formula1=f'"{allowed(each)}"')
        for name, each in CRITERIA.items()
    }
    for rule in lists.values():
        sheet.add_data_validation(rule)
    for owner, form in rated.items():
        for name, claimed, counted, *_ in form["basis"]:
            rows = CRITERIA[name]["rows"]
            said = (form["evidence"].get(row["code"]) for row in rows)
            given = "; ".join(text for text in said if isinstance(text, str))
            sheet.append(
                [f"Э.{sheet.max_row}", owner, participants[owner]["Краткое наименование"], name,
                 CRITERIA[name]["short_title"], claimed, counted, given, form["path"].name]
            )  # fmt: skip
            lists[name].add(f"J{sheet.max_row}")
    delivery = book.create_sheet("Вручение")
    delivery.append(DELIVERY)
    for number, owner in enumerate(rated, start=1):
        name = participants[owner]["Краткое наименование"]
        delivery.append([f"В.{number}", owner, name, "результат"])
    for sheet in book.worksheets:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def allowed(criterion):
    """Return the points that a criterion may have, as a list offers them."""
    return ",".join(dict.fromkeys(str(row.get("points", 1)) for row in criterion["rows"]))


def write_register(participants, output, path):
    """Write the register of the letters, each with its hash."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Исходящие"
    sheet.append(REGISTER)
    for number, letter in enumerate(sorted(output.rglob("*.docx")), start=1):
        line = participants[letter.stem]
        head = address(line)
        sheet.append(
            [f"ЭР-2025/{number}", letter.stem, line["Краткое наименование"],
             f"{head['post_line']} {head['short_name']}", letter.name,
             hashlib.sha256(letter.read_bytes()).hexdigest()]
        )  # fmt: skip
    book.save(path)


def write_diploma(owner, line, path):
    """Render a leader's diploma with a new template."""
    template = DocxTemplate(TEMPLATES / "letters" / "diploma.docx")
    template.render(
        {
            "committee": COMMITTEE, "government": GOVERNMENT, "number": f"2025/{owner}",
            "year": 2025, "award_year": 2026,
            "name": line["Полное наименование"], "size": "middle", "level": LEVELS[-1],
            "confirmed": False, "preliminary": True, **WORDS,
        },
        autoescape=True,
    )  # fmt: skip
    template.save(path)
