"""The matrix of points, and where each point and each total comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from kuzbass_batch.forms.parsing.values import shorten
from kuzbass_batch.methodology.criteria import exact
from kuzbass_batch.methodology.levels import describe_range
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import (
    HEAD_ROW,
    LIGHT,
    MIDDLE,
    Centred,
    DrawnTable,
    Heads,
    Link,
    TableCell,
    TableWriter,
)
from kuzbass_batch.outputs.total_words import requirement_words, subtotals, total_words
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.outcome import Conclusions, Outcome

BASES_NOTE = (
    "{head} – решённый {rater}, а без решения засчитанный. «Ячейки» – где стоят отметки в файле "
    "участника; «Подтверждение» – что участник указал рядом с ними."
)
WEIGHED, NOT_WEIGHED = "Результат = балл × коэффициент{point}; балл", "Балл{point}"
COEFFICIENT = 6
"""The column of the coefficient, which is left out where nothing is weighed."""
SUBTOTAL = "Группа"
LONGEST = 240
"""Letters of an evidence shown: the file itself has all of it."""


def draw_matrix(writer: TableWriter, found: Conclusions, anchors: Mapping[str, str]) -> None:
    """Draw participants × criteria as a heat map: the darker, the nearer to the highest points."""
    methodology = found.outcome.methodology
    criteria = methodology.criteria
    heads = [("Код", 9.0), ("Участник", 28.0)]
    heads += [(f"{c.label}. {c.short_title}", 18.5) for c in criteria]
    heads += [(group.title, 18.5) for group in methodology.groups]
    heads += [("Оценка", 10.0), ("Уровень", 21.0)]
    rows = (_matrix_row(*each, methodology, anchors) for each in found.rated)
    title = f"Баллы участников по критериям за {methodology.period.name}"
    starred = "; звёздочка – накопительный критерий" if any(c.cumulative for c in criteria) else ""
    note = (
        f"Чем темнее ячейка, тем ближе балл к наибольшему по критерию{starred}. "
        "Щёлкните по оценке – откроется лист «Как посчитано»."
    )
    table = writer.table(SHEETS["matrix"], title, heads, rows, note)
    table.sheet.freeze_panes(table.first, 2)
    for column, criterion in enumerate(criteria, start=2):
        table.mark(column, column, {
            "type": "2_color_scale", "min_color": "#FFFFFF", "max_color": MIDDLE,
            "min_type": "num", "min_value": 0, "max_type": "num", "max_value": criterion.max_points,
        })  # fmt: skip
    _draw_maximum(writer, table, methodology)


def _matrix_row(
    standing: Standing, card: Scorecard, methodology: Methodology, anchors: Mapping[str, str]
) -> tuple[TableCell, ...]:
    return (
        standing.participant.id,
        standing.participant.short_name,
        *(score.points if score.applicable else Centred("н/п") for score in card.scores),
        *(Centred("н/п") if each.value is None else each.value for each in card.groups),
        Link(anchors[standing.participant.id], card.total),
        methodology.level(card.level).name,
    )


def _draw_maximum(writer: TableWriter, table: DrawnTable, methodology: Methodology) -> None:
    row, sheet = table.last + 1, table.sheet
    sheet.write_string(row, 1, "Наибольший возможный балл", writer.bold)
    for column, criterion in enumerate(methodology.criteria, start=2):
        writer.write(sheet, row, column, criterion.max_points)
    last = 2 + len(methodology.criteria) + len(methodology.groups)
    writer.write(sheet, row, last, methodology.max_total)


def anchors_of(standings: Iterable[Standing], groups: int = 0) -> dict[str, str]:
    """Return for each rated participant the link to the first row that explains his points.

    groups: how many subtotals stand beneath the scores.
    """
    anchors, row = {}, HEAD_ROW + 2
    for standing in standings:
        if standing.scorecard and standing.assessment:
            anchors[standing.participant.id] = f"internal:'{SHEETS['bases']}'!A{row}"
            row += len(standing.scorecard.scores) + groups + 1
    return anchors


def draw_bases(writer: TableWriter, outcome: Outcome) -> None:
    """Draw for every score its file, its cells and the sentence with the point of the act."""
    heads: Heads = (
        ("Код", 9), ("Участник", 24), ("Критерий", 9), ("Заявлено", 10), ("Засчитано", 10),
        ("Решено", 9), ("Коэффициент", 13), ("Результат", 10), ("Основание", 58),
        ("Подтверждение", 40), ("Файл", 28), ("Ячейки", 22),
    )  # fmt: skip
    weighed, words = outcome.methodology.has_coefficients, outcome.methodology.words
    rows = _bases(outcome.standings, outcome.methodology)
    if not weighed:
        heads = (*heads[:COEFFICIENT], *heads[COEFFICIENT + 1 :])
        rows = ((*row[:COEFFICIENT], *row[COEFFICIENT + 1 :]) for row in rows)
    head = (WEIGHED if weighed else NOT_WEIGHED).format(point=words.point("scoring").beside)
    note = BASES_NOTE.format(head=head, rater=words.rater.instrumental)
    table = writer.table(SHEETS["bases"], "Откуда взят каждый балл", heads, rows, note)
    row = table.first + 1
    less = {"type": "formula", "criteria": f"=$E{row}<$D{row}",
            "format": writer.book.add_format({"bg_color": MIDDLE, "bold": True})}  # fmt: skip
    total = {"type": "formula", "criteria": f'=$C{row}="Итого"',
             "format": writer.book.add_format({"bg_color": LIGHT, "bold": True})}  # fmt: skip
    table.mark(3, 4, less)
    table.mark(0, len(heads) - 1, total)


def _bases(
    standings: Iterable[Standing], methodology: Methodology
) -> Iterator[tuple[TableCell, ...]]:
    for standing in standings:
        if standing.scorecard and standing.assessment:
            for score in standing.scorecard.scores:
                yield _basis(standing, score, standing.assessment, methodology)
            yield from _subtotals(standing, standing.scorecard, methodology)
            yield _total(standing, standing.scorecard, methodology)


def _basis(
    standing: Standing, score: CriterionScore, source: FileResult, methodology: Methodology
) -> tuple[TableCell, ...]:
    return (
        standing.participant.id,
        standing.participant.short_name,
        Centred(methodology.criterion(score.criterion).label),
        Centred("н/п") if score.declined else score.claimed,
        Centred("н/п") if score.declined else score.counted,
        _ruled(score),
        score.coefficient,
        score.weighted if score.applicable else Centred("н/п"),
        score.basis,
        _evidence(score, source),
        source.source.path,
        _cells(score),
    )


def _ruled(score: CriterionScore) -> TableCell:
    """Return what the committee decided, a dash without a decision."""
    if score.ruled is None:
        return Centred("–")
    return score.ruled if score.applicable else Centred("н/п")


def _subtotals(
    standing: Standing, card: Scorecard, methodology: Methodology
) -> Iterator[tuple[TableCell, ...]]:
    """Yield a line for each group of the methodology."""
    person, none = standing.participant, Centred("–")
    for words, group, each in subtotals(card, methodology):
        value = Centred("н/п") if each.value is None else each.value
        yield (person.id, person.short_name, Centred(SUBTOTAL), none, none, none,
               group.coefficient, value, words, "", "", "")  # fmt: skip


def _total(standing: Standing, card: Scorecard, methodology: Methodology) -> tuple[TableCell, ...]:
    level = methodology.level(card.level)
    sum_of = total_words(card, methodology)
    readings = (f"прочтение {each.id}" for each in methodology.readings_of(card.total))
    points = ", ".join((level.reference, *readings))
    asked = "".join(f"; {requirement_words(each, methodology)}" for each in level.requires)
    basis = f"{sum_of}. {describe_range(level)}{asked} – уровень «{level.name}» ({points})."
    claimed, counted = (
        exact(sum(points, Decimal()))
        for points in zip(*((each.claimed, each.counted) for each in card.scores), strict=True)
    )
    ruled = any(score.ruled is not None for score in card.scores)
    person = standing.participant
    head = (person.id, person.short_name, Centred("Итого"), claimed, counted)
    return (*head, card.points if ruled else Centred("–"), "", card.total, basis, "", "", "")


def _evidence(score: CriterionScore, source: FileResult) -> str:
    """Return what the participant wrote beside the rows that the score stands on."""
    proofs = source.assessment.digest.proofs.by_row().items() if source.assessment else ()
    own = (proof for proof in proofs if proof[0].partition(".")[0] == score.criterion)
    return "\n".join(f"{row}: {shorten(text, LONGEST)}" for row, text in own)


def _cells(score: CriterionScore) -> str:
    """Return `Самооценка!D9, D10`: the sheet named once."""
    sheets = list(dict.fromkeys(ref.sheet for ref in score.refs))
    parts: Sequence[str] = [
        f"{sheet}!" + ", ".join(ref.cell for ref in score.refs if ref.sheet == sheet)
        for sheet in sheets
    ]
    return "; ".join(parts)
