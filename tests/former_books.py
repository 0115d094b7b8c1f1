"""Decisions workbooks as programs drew them that kept the registers on a sheet of their own."""

from dataclasses import replace

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from tests.filled import METHODOLOGY
from tests.office import filled, lines
from tests.registers import WHO, with_code

CERTIFICATES, CONTESTS, TRAINING, TABLES, *_ = METHODOLOGY.words.registers
ROWS = "\n".join((
    lines("Реестры", 1, Реестр=CERTIFICATES, Участник="ИО-01", Дата="11.06.2025",
          Номер_документа="ППКО-5", Содержание="Единое окно", Уровень="региональный", Кто_внёс=WHO),
    lines("Реестры", 2, Реестр=TRAINING, Участник="ИО-02", Дата="14.05.2025", Число=4,
          Содержание="Картирование", Кто_внёс=WHO),
    lines("Реестры", 3, Реестр=TABLES, Дата="22.04.2025", Содержание="в округе", Кто_внёс=WHO),
    lines("Реестры", 4, Реестр="дипломы (п. 3.4)", Участник="ИО-01", Дата="15.04.2025",
          Содержание="диплом", Кто_внёс=WHO),
    lines("Реестры", 5, Реестр=CERTIFICATES, Участник="ИО-02", Число=2, Кто_внёс=WHO),
))  # fmt: skip
"""A certificate, training of four, a round table, a diploma, and what no column of its has."""


def with_former_registers(outcome, text=ROWS, year=2025):
    """Return the decisions workbook of before, filled in; of another year, if one is named."""
    words = replace(METHODOLOGY.words, lasting=None)
    before = replace(METHODOLOGY, words=words)
    data = draw_decisions(year_of(before), sheet_content_of(replace(outcome, methodology=before)))
    data = filled(data, text)
    return data if year == 2025 else with_code(data, f"KB-DEC-{year} v1", "KB-DEC-2025 v1")
