"""The same year's work as an ordinary script would do it, to compare the batch with.

pandas reads every workbook (openpyxl beneath), the scoring is plain Python, each letter is a new
DocxTemplate, openpyxl writes the ranking and fills the forms to be mended. It uses nothing of
kuzbass_batch but its templates, and does less: no guard, no isolation, no passport checks. What the
committee needs beside it is in `plain_committee`.
"""

import datetime as dt
import itertools
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import openpyxl
import pandas as pd
import pymorphy3
from docxtpl import DocxTemplate
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

TEMPLATES = Path(__file__).parent.parent / "templates"
ACT = (TEMPLATES / "methodology" / "act.toml").read_text("utf-8")
METHODOLOGY = tomllib.loads(ACT.replace("$year", "2025").replace("$next_year", "2026"))
BODIES, PROGRAMME = METHODOLOGY["bodies"], METHODOLOGY["programme"]
RATER, RATED = METHODOLOGY["rater"], METHODOLOGY["participants"]


def details(name):
    """Return the details of a letter paper with the act's words in them."""
    text = (TEMPLATES / "letters" / name).read_text("utf-8")
    for key in ("committee", "city", "region"):
        text = text.replace(f"{{{key}}}", BODIES[key])
    return tomllib.loads(text)


COMMITTEE = details("committee.toml")
FULL = f"{PROGRAMME['name']} {PROGRAMME['period']}"
POINT = "п.\u00a03.4 программы"
WORDS = {
    "programme": {
        **PROGRAMME, "full_nominative": f"программа {FULL}", "full_capital": f"Программа {FULL}",
        "full_genitive": f"программы {FULL}", "full_dative": f"программе {FULL}",
        "of_aim": f" {PROGRAMME['aim']}",
    },
    "rater": {
        **RATER, "heading": RATER["nominative"].capitalize(), "into": f"в {RATER['accusative']}",
        "pronoun": "он", "ending": "", "summed_up": "подвёл", "conducted": "провёл",
    },
    "participants": {
        **RATED, "heading": RATED["one"].capitalize(), "many_heading": RATED["many"].capitalize(),
    },
    "bodies": {**BODIES, "with_centre": f" с участием {BODIES['centre']}"},
    "period": {
        "code": "2025", "name": "2025 год", "genitive": "2025 года", "within": "в 2025 году",
        "dative": "2025 году", "previous": "2024 год", "short": "2025", "previous_short": "2024",
        "noun": "год", "noun_genitive": "года", "this_locative": "этом году", "this": "этот год",
        "one": "один год", "last_genitive": "прошлого года", "last_dative": "прошлому году",
    },
    "award": {"heading": METHODOLOGY["leaders"]["heading"]},
    "point": {
        **{
            name: {"cited_beside": f" ({POINT})"}
            for name in ("leader", "totals", "objection")
        },
        "rating": {
            "cited_beside": f" ({POINT})",
            "according": f"В соответствии с пунктом\u00a03.4 программы {FULL}",
        },
        "verification": {"within": f"{POINT} {FULL}"},
        "counting": {"cited_beside": " (приложение №\u00a03 к программе, п.\u00a06 и 7)"},
        "submission": {
            "cited_beside": " (приложение №\u00a03 к программе, п.\u00a04.1)",
            "within_beside": f" (п.\u00a04.1 приложения №\u00a03 к программе {FULL})",
            "within_and_called": f" (п.\u00a04.1 приложения №\u00a03 к программе {FULL}, далее – "
            "программа)",
        },
    },
}  # fmt: skip
BLANK = TEMPLATES / "blanks" / "Самооценка-2025.xlsx"
CODE = re.compile(r"KB-(SELF|PASS|REG)-2025 v1(?: · (\S+))?")
LEVELS = ("Начальная подготовка", "Базовый", "Прогрессивный", "Лидер")
RED = PatternFill("solid", start_color="F8CBAD")
MORPHOLOGY, NAMES = pymorphy3.MorphAnalyzer(), PetrovichDeclinationMaker()
DEADLINE = dt.date(2025, 12, 15)


def write_year(folder, output):
    """Write the ranking workbook, the letters and the forms to be mended; return who is rated."""
    participants, returns, passports, files = {}, defaultdict(list), set(), []
    for path in sorted(folder.rglob("*.xlsx")):
        kind, owner, sheets = read(path)
        files.append((str(path.relative_to(folder)), kind, owner))
        if kind == "REG":
            participants = read_registry(sheets)
        elif kind == "PASS":
            passports.add(owner)
        elif kind == "SELF":
            returns[owner].append(read_assessment(path, sheets))
    rated, returned = {}, {}
    for owner, found in returns.items():
        found.sort(key=lambda each: (each["filled_on"], str(each["path"])))
        for each in found:
            score(each, owner in passports)
        valid = [each for each in found if not each["errors"]]
        (rated if valid else returned)[owner] = (valid or found)[-1]
    places = rank(participants, rated)
    output.mkdir(parents=True, exist_ok=True)
    write_ranking(participants, rated, returned, places, files, output / "Рейтинг-2025.xlsx")
    write_all(participants, rated, returned, places, output)
    return participants, rated


def read(path):
    """Return the kind of form, its owner and its sheets."""
    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine="openpyxl")
    for frame in sheets.values():
        for text in frame.iloc[:10].to_numpy().ravel():
            found = CODE.fullmatch(text.strip()) if isinstance(text, str) else None
            if found:
                return found[1], found[2], sheets
    return "", None, sheets


def read_registry(sheets):
    """Return the participants keyed by id."""
    for frame in sheets.values():
        rows = frame.where(frame.notna(), "").to_numpy().tolist()
        for number, row in enumerate(rows):
            if "Код участника" in row:
                lines = (dict(zip(row, each, strict=True)) for each in rows[number + 1 :])
                return {line["Код участника"]: line for line in lines if line["Код участника"]}
    return {}


def read_assessment(path, sheets):
    """Return the marks and the other answers of a self-assessment, with their cells."""
    info = {row[0]: row[2] for row in sheets["Сведения"].to_numpy().tolist()
            if str(row[0]).startswith("С.")}  # fmt: skip
    marks, evidence, cells = {}, {}, {}
    for number, row in enumerate(sheets["Самооценка"].to_numpy().tolist(), start=1):
        code = str(row[0])
        if re.fullmatch(r"\d\.\d", code):
            marks[code], evidence[code], cells[code] = row[3], row[4], f"D{number}"
    training = sheets["Обучение"].to_numpy().tolist()
    return {
        "path": path,
        "info": info,
        "marks": marks,
        "evidence": evidence,
        "cells": cells,
        "training": [row for row in training if str(row[0]).startswith("О.")],
        "filled_on": info.get("С.3") if isinstance(info.get("С.3"), dt.date) else dt.datetime.min,
    }


def understand(value):
    """Return True, False, None for a blank, or «?»."""
    if value is None or (isinstance(value, float) and pd.isna(value)) or not str(value).strip():
        return None
    return {"да": True, "нет": False}.get(str(value).strip().lower(), "?")


def score(form, has_passport):
    """Add points, total, level, basis, errors and warnings to the form."""
    form.update(points=[], basis=[], errors=[], warnings=[], reduced=[])
    for criterion in METHODOLOGY["criteria"]:
        rows = criterion["rows"]
        marks = [understand(form["marks"].get(row["code"])) for row in rows]
        for row, mark in zip(rows, marks, strict=True):
            if mark == "?":
                given, cell = form["marks"][row["code"]], form["cells"][row["code"]]
                form["errors"].append((cell, f"Ожидается «да» или «нет», стоит «{given}»."))
            if mark is True and row.get("evidence") and not understand_text(form, row["code"]):
                form["warnings"].append(f"Строка {row['code']}: не названо подтверждение.")
        if not any(mark is not None for mark in marks):
            cell = form["cells"][rows[0]["code"]]
            form["errors"].append((cell, f"Критерий {criterion['id']} не оценён."))
        form["points"].append(points_of(criterion, marks, form))
    if form["points"][0] >= 2 and not has_passport:
        form["warnings"].append("По критерию 1 нет учтённого паспорта проекта.")
    weights = [criterion["coefficient"] for criterion in METHODOLOGY["criteria"]]
    pairs = zip(form["points"], weights, strict=True)
    form["total"] = round(sum(points * weight for points, weight in pairs), 2)
    form["level"] = level_of(form["total"])


def understand_text(form, code):
    """Return the evidence of a row, empty if there is none."""
    value = form["evidence"].get(code)
    return "" if value is None or (isinstance(value, float) and pd.isna(value)) else str(value)


def points_of(criterion, marks, form):
    """Return the points of a criterion; a cumulative one counts its unbroken run."""
    rows = criterion["rows"]
    points = [row.get("points", 1) for row in rows]
    claimed = max((p for p, mark in zip(points, marks, strict=True) if mark is True), default=0)
    counted = claimed
    if criterion["cumulative"]:
        counted = 0
        for number, mark in zip(points[1:], marks[1:], strict=True):
            if mark is not True:
                break
            counted = number
    codes = ", ".join(r["code"] for r, m in zip(rows, marks, strict=True) if m is True)
    basis = f"Отмечены строки {codes} ({criterion['reference']}): {counted}."
    if counted < claimed:
        basis = f"Заявлено {claimed}, засчитано {counted}."
        form["reduced"].append(f"критерий {criterion['id']}: {basis}")
    form["basis"].append((criterion["id"], claimed, counted, criterion["coefficient"], basis))
    return counted


def level_of(total):
    """Return the level's name."""
    return LEVELS[(total >= 5) + (total >= 8) + (total > 12)]


def rank(participants, rated):
    """Return for each rated participant its place and its place in the category."""
    frame = pd.DataFrame(
        [(k, participants[k]["Категория"], f["total"]) for k, f in rated.items()],
        columns=["id", "category", "total"],
    ).set_index("id")
    frame["place"] = frame["total"].rank(method="min", ascending=False).astype(int)
    groups = frame.groupby("category")["total"]
    frame["within"] = groups.rank(method="min", ascending=False).astype(int)
    frame["size"] = groups.transform("size")
    return frame.to_dict("index")


def write_ranking(participants, rated, returned, places, files, path):
    """Write the workbook."""
    book = openpyxl.Workbook()
    ranking = book.active
    ranking.title = "Рейтинг"
    ranking.append(["Место", "Код", "Участник", "Категория", "Оценка", "Уровень", "В категории"])
    for owner in sorted(rated, key=lambda key: (places[key]["place"], key)):
        line, form = participants[owner], rated[owner]
        ranking.append(
            [places[owner]["place"], owner, line["Полное наименование"], line["Категория"],
             form["total"], form["level"], places[owner]["within"]]
        )  # fmt: skip
    matrix, bases = book.create_sheet("Матрица"), book.create_sheet("Как посчитано")
    matrix.append(["Код", *(each["id"] for each in METHODOLOGY["criteria"]), "Оценка"])
    bases.append(["Код", "Критерий", "Заявлено", "Засчитано", "Коэффициент", "Основание", "Файл"])
    remarks = book.create_sheet("Замечания")
    remarks.append(["Код", "Файл", "Ячейка", "Замечание"])
    for owner, form in (rated | returned).items():
        matrix.append([owner, *form["points"], form["total"]])
        for basis in form["basis"]:
            bases.append([owner, *basis, form["path"].name])
        for cell, text in (*form["errors"], *(("", text) for text in form["warnings"])):
            remarks.append([owner, form["path"].name, cell, text])
    listed = book.create_sheet("Файлы")
    for row in files:
        listed.append(row)
    for sheet in book.worksheets:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def write_all(participants, rated, returned, places, output):
    """Write a letter to every participant and the forms that go with it."""
    for folder in ("Результаты", "На доработку", "Напоминания"):
        (output / folder).mkdir(exist_ok=True)
    for owner, line in participants.items():
        common = {
            "committee": COMMITTEE, "addressee": address(line), "year": 2025,
            "act": METHODOLOGY["act"], "name": line["Полное наименование"], **WORDS,
        }  # fmt: skip
        if owner in rated:
            context = common | result_context(rated[owner], places[owner], line, len(rated))
            write_letter("result", context, output / "Результаты" / f"{owner}.docx")
        elif owner in returned:
            context = common | correction_context(returned[owner], owner)
            write_letter("return", context, output / "На доработку" / f"{owner}.docx")
            fill_blank(owner, line, returned[owner], output / "На доработку" / f"{owner}.xlsx")
        else:
            context = common | {
                "overdue": True, "excluded": False, "closed": False,
                "submission": f"{DEADLINE:%d.%m.%Y}",
                "rating": "30.01.2026",
                "deadline": "27.01.2026", "passports": [], "attached": f"{owner}.xlsx",
            }  # fmt: skip
            write_letter("reminder", context, output / "Напоминания" / f"{owner}.docx")
            fill_blank(owner, line, None, output / "Напоминания" / f"{owner}.xlsx")


def write_letter(kind, context, path):
    """Render a letter with a new template."""
    template = DocxTemplate(TEMPLATES / "letters" / f"{kind}.docx")
    template.render(context, autoescape=True)
    template.save(path)


def address(line):
    """Return the addressee in the dative."""
    last, first, middle = line["Руководитель (ФИО полностью)"].split()
    male = middle.endswith("ич")
    sex = Gender.MALE if male else Gender.FEMALE
    kinds = ((NamePart.LASTNAME, last), (NamePart.FIRSTNAME, first), (NamePart.MIDDLENAME, middle))
    name = [NAMES.make(kind, sex, Case.DATIVE, part) for kind, part in kinds]
    post, *rest = line["Должность руководителя"].split()
    form = MORPHOLOGY.parse(post)[0].inflect({"datv"})
    dative = " ".join([form.word if form else post, *rest])
    return {
        "post_line": dative.capitalize(),
        "organisation": "",
        "short_name": f"{name[0]} {name[1][0]}. {name[2][0]}.",
        "salutation": f"{'Уважаемый' if male else 'Уважаемая'} {first} {middle}!",
    }


def result_context(form, place, line, rated):
    """Return what fills the letter with the result."""
    rows = [
        {"name": f"{c['id']}. {c['short_title']}", "points": p, "coefficient": c["coefficient"],
         "weighted": round(p * c["coefficient"], 2)}
        for c, p in zip(METHODOLOGY["criteria"], form["points"], strict=True)
    ]  # fmt: skip
    missing, ways = advise(form)
    return {
        "rows": rows, "points": sum(form["points"]), "total": form["total"],
        "level": form["level"], "place": place["place"], "rated": rated,
        "category": line["Категория"], "place_in_category": place["within"],
        "rated_in_category": place["size"], "compared": "", "leader": "", "late": "",
        "filled_on": f"{form['filled_on']:%d.%m.%Y}", "file": form["path"].name,
        "reduced": form["reduced"], "warnings": form["warnings"], "ways": ways,
        "missing": missing, "days": 15,
        "next_level": LEVELS[min(LEVELS.index(form["level"]) + 1, 3)],
    }  # fmt: skip


def advise(form):
    """Return how much is missing to the next level and the cheapest ways there."""
    bounds = {LEVELS[0]: 5, LEVELS[1]: 8, LEVELS[2]: 12.1}
    if form["level"] not in bounds:
        return 0, []
    missing = round(bounds[form["level"]] - form["total"], 2)
    steps = [
        (row.get("points", 1) - points, c["coefficient"], f"критерий {c['id']}: {row['code']}")
        for c, points in zip(METHODOLOGY["criteria"], form["points"], strict=True)
        for row in c["rows"]
        if row.get("points", 1) > points
    ]
    ways = [
        (sum(step[0] for step in way), "; ".join(step[2] for step in way))
        for size in (1, 2)
        for way in itertools.combinations(steps, size)
        if sum(step[0] * step[1] for step in way) >= missing - 1e-9
    ]
    return missing, [words for _, words in sorted(ways)[:3]]


def correction_context(form, owner):
    """Return what fills the letter that sends a form back."""
    lines = [f"{cell}: {text}" for cell, text in form["errors"]] + form["warnings"]
    file = {
        "name": form["path"].name, "source": form["path"].name, "fresh": False, "closed": False,
        "kept": "", "rest": "", "further": "",
        "attached": f"{owner}.xlsx",
        "groups": [{"title": "Лист «Самооценка»:", "lines": lines}],
    }  # fmt: skip
    return {"files": [file], "asked": 1, "attachments": "1 файл", "deadline": "27.01.2026"}


def fill_blank(owner, line, form, path):
    """Fill a blank with what was answered and mark the faulty cells."""
    book = openpyxl.load_workbook(BLANK)
    info = book["Сведения"]
    answers = form["info"] if form else {"С.1": owner, "С.2": line["Полное наименование"]}
    for row in info.iter_rows():
        if row[0].value in answers:
            row[2].value = blank_if_missing(answers[row[0].value])
    if form:
        fill_marks(book["Самооценка"], form)
        training = {row[0]: row[1:] for row in form["training"]}
        for row in book["Обучение"].iter_rows():
            for cell, value in zip(row[1:], training.get(row[0].value, ()), strict=False):
                cell.value = blank_if_missing(value)
        remarks = book.create_sheet("Замечания", 0)
        remarks.append(["Ячейка", "Замечание"])
        for cell, text in form["errors"]:
            remarks.append([cell, text])
    book.save(path)


def fill_marks(sheet, form):
    """Put the marks and the evidence into the sheet."""
    faulty = dict(form["errors"])
    for row in sheet.iter_rows():
        code = str(row[0].value)
        if code in form["marks"]:
            row[3].value = blank_if_missing(form["marks"][code])
            row[4].value = blank_if_missing(form["evidence"][code])
            if row[3].coordinate in faulty:
                row[3].fill = RED
                row[3].comment = Comment(faulty[row[3].coordinate], "комитет")


def blank_if_missing(value):
    """Return None for what pandas calls missing."""
    return None if isinstance(value, float) and pd.isna(value) else value
