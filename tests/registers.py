"""The workbook «Реестры программы» in tests: rows filled in as the clerk does."""

import io
import zipfile

import openpyxl

from kuzbass_batch.outputs.registers.workbook import draw_registers, register_content_of
from tests.office import AS_OF, YEAR, cell_at, filled, lines

BOOK = "Реестры программы.xlsx"
WHO = "Секретарёва"


def drawn(office, as_of=AS_OF, year=YEAR):
    """Return the workbook that the batch would draw now."""
    return draw_registers(year, register_content_of(office.look(as_of)))


def keep(office, text, name=BOOK, as_of=AS_OF):
    """Fill in the workbook as it would be drawn now and lay it into the folder."""
    data = filled(drawn(office, as_of), text)
    office.put(name, data)
    return data


def certificate(row=1, who="ИО-01", **columns):
    """Return the lines of a certificate in force."""
    cells = {"Участник": who, "Образец_(площадка)": "Единое окно", "Решение": "сертификат выдан",
             "Уровень": "региональный", "Номер_сертификата": "№ 5", "Сертификат_от": "11.06.2025",
             "Кто_внёс": WHO}  # fmt: skip
    return lines("Образцы", row, **(cells | columns))


def application(row=1, who="ИО-01", **columns):
    """Return the lines of an application for a quality check; None leaves a column out."""
    cells = {"Номер_заявки": "3", "Участник": who, "Образец_(площадка)": "Единое окно",
             "Просят_уровень": "региональный", "Подана": "11.03.2025",
             "Кто_подписал": "Иванов И. И.", "Право_подписи": "руководитель",
             "Кто_внёс": WHO}  # fmt: skip
    given = {name: value for name, value in (cells | columns).items() if value is not None}
    return lines("Заявки на проверку", row, **given)


ACCEPTED = {
    "Решение_по_заявке": "принята к проверке", "Решение_от": "14.03.2025",
    "Проверка_назначена_на": "10.06.2025",
    "Комиссия": "председатель Петров П. П., начальник отдела, комитет; наблюдатель Ли А. А.",
}  # fmt: skip
"""What an application says besides once it is accepted."""


def prize(row=1, who="ИО-01", **columns):
    """Return the lines of a place in a contest."""
    cells = {"Конкурс": "Лучшие практики", "Какой": "региональный", "Дата_итогов": "20.10.2025",
             "Участник": who, "Результат": "победитель", "Кто_внёс": WHO}  # fmt: skip
    return lines("Конкурс", row, **(cells | columns))


def trained(row=1, who="ИО-01", person="Иванова Анна Петровна", **columns):
    """Return the lines of a trained person."""
    cells = {"Дата": "14.05.2025", "Участник": who, "Фамилия,_имя,_отчество": person,
             "Тема": "основы", "Кто_внёс": WHO}  # fmt: skip
    return lines("Обучение", row, **(cells | columns))


def project(row=1, who="ИО-01", **columns):
    """Return the lines of a project under way."""
    cells = {"Номер_проекта": "2025/ИО-01-1", "Участник": who, "Проект": "Единое окно",
             "Состояние": "открыт", "Открыт": "01.03.2025", "Кто_внёс": WHO}  # fmt: skip
    return lines("Проекты", row, **(cells | columns))


def reported(row=1, who="ИО-01", **columns):
    """Return the lines of a report on a project, entered by the committee's own hand."""
    cells = {"Номер_проекта": "2025/ИО-01-1", "Участник": who, "Год": 2025, "Квартал": "III",
             "Состояние": "открыт", "Кто_внёс": WHO}  # fmt: skip
    return lines("Отчёты", row, **(cells | columns))


def remark(path, sheet, row="1"):
    """Return what the program says of a row of a drawn workbook."""
    return cell_at(openpyxl.load_workbook(path), sheet, row, "Отметка программы").value


def with_code(data, code, old="KB-PROG-2025 v1 · ЭР"):
    """Return a workbook with another code on its sheets."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old.encode(), code.encode()))
    return stream.getvalue()
