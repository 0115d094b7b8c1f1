"""The sheet «Подтверждения»: what the act names, what was given, what is missing."""

from collections.abc import Iterator

from kuzbass_batch.outputs.ranking.sheet_names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Centred, TableCell, TableWriter
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.rules.checks.evidence import evidence_of

MISSING = "запросить"
NOTE = (
    "По каждому заявленному показателю – документы, которые называет программа. «Запросить» стоит, "
    "если участник документа не назвал; таким участникам составлены письма-запросы (п. 2.9, 3.4). "
    "Названный документ ещё не проверен: программа видит только слова формы."
)


def draw_evidence(pen: TableWriter, outcome: Outcome) -> None:
    """Draw one row for every evidence that the act names for what a rated participant claims."""
    heads = (
        ("Код", 9), ("Участник", 24), ("Критерий", 9), ("Строка", 8),
        ("Что называет программа", 40), ("Что названо в форме", 52), ("Чего нет", 12),
        ("Пункт программы", 30),
    )  # fmt: skip
    table = pen.table(SHEETS["evidence"], "Ведомость подтверждений", heads, _rows(outcome), NOTE)
    missing = {"type": "formula", "criteria": f'=$G{table.first + 1}<>""',
               "format": pen.book.add_format({"bold": True, "bg_color": LIGHT})}  # fmt: skip
    table.mark(0, len(heads) - 1, missing)


def _rows(outcome: Outcome) -> Iterator[tuple[TableCell, ...]]:
    methodology = outcome.methodology
    for standing in outcome.standings:
        person = standing.participant
        for proof in evidence_of(standing, methodology):
            yield (
                person.id,
                person.short_name,
                Centred(methodology.criterion(proof.criterion).label),
                Centred(proof.row),
                proof.wanted,
                proof.given,
                Centred(MISSING if proof.missing else ""),
                proof.reference,
            )
