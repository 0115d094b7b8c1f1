"""Who is not in the ranking and why, every finding, and every file of the folder."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from kuzbass_batch.model.findings import Finding, Severity, worst_first
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Standing
from kuzbass_batch.model.records import FileResult, ParticipantStatus
from kuzbass_batch.outputs.pen import Cell, Link, Pen
from kuzbass_batch.outputs.redrawn import Redrawn
from kuzbass_batch.outputs.sheet_names import FILE_STATUS_NAMES, FORM_NAMES, SHEETS, STATUS_NAMES
from kuzbass_batch.rules.matters import lost_files

NOTHING_CAME = "ни одной самооценки не поступило"


def draw_absent(pen: Pen, outcome: Outcome, redrawn: tuple[Redrawn, ...]) -> None:
    """Draw the participants without a score, then the files that belong to nobody."""
    heads = (
        ("Код", 9), ("Участник", 40), ("Состояние", 17), ("Файл", 36), ("Ячейка бланка", 18),
        ("Что не так", 56), ("Как исправить", 50),
    )  # fmt: skip
    note = "Ссылка в столбце «Ячейка бланка» открывает исправляемый бланк на нужном ответе."
    title = f"Без оценки и на доработке за {outcome.year} год"
    forms = {form.source: form for form in redrawn}
    rows = [*_absent(outcome, forms), *_ownerless(outcome)]
    pen.table(SHEETS["absent"], title, heads, rows, note)


def _absent(outcome: Outcome, forms: dict[str, Redrawn]) -> Iterator[tuple[Cell, ...]]:
    for standing in outcome.standings:
        if standing.status is ParticipantStatus.RATED and not standing.returned:
            continue
        who = (standing.participant.id, standing.participant.name, STATUS_NAMES[standing.status])
        reasons = list(_reasons(standing, forms))
        yield from ((*who, *reason) for reason in reasons or [("", "", _why(standing), "")])


def _why(standing: Standing) -> str:
    if standing.status is ParticipantStatus.EXCLUDED:
        if standing.late:
            return "самооценка представлена после срока (прочтение R7)"
        return "самооценка исключена решением комитета: лист «История»"
    if standing.passports:
        return f"{NOTHING_CAME}; паспортов проектов: {len(standing.passports)}"
    return NOTHING_CAME


def _reasons(standing: Standing, forms: dict[str, Redrawn]) -> Iterator[tuple[Cell, ...]]:
    for result in standing.returned:
        form = forms.get(result.entry.source.path)
        for finding in worst_first(result.entry.findings):
            if finding.severity is Severity.ERROR:
                place = cell_link(finding, form)
                yield result.entry.source.path, place, finding.message, finding.remedy


def cell_link(finding: Finding, form: Redrawn | None) -> Cell:
    """Return a link to the finding's cell in the redrawn form, else the cell of the return."""
    ref = form.place(finding) if form else None
    if form is None or ref is None:
        return f"{finding.sheet}!{finding.cell}".strip("!")
    return Link(f"external:{form.path}#'{ref.sheet}'!{ref.cell}", str(ref))


def _ownerless(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    for result in lost_files(outcome):
        words = FILE_STATUS_NAMES[result.status]
        for finding in worst_first(result.entry.findings):
            if finding.severity is Severity.ERROR:
                place = f"{finding.sheet}!{finding.cell}".strip("!")
                path = result.entry.source.path
                who = ("–", "участник не определён", words)
                yield (*who, path, place, finding.message, finding.remedy)


def draw_findings(pen: Pen, outcome: Outcome, redrawn: tuple[Redrawn, ...]) -> None:
    """Draw every finding of every file, with a filter and links into the redrawn forms."""
    heads = (
        ("Участник", 10), ("Важность", 11), ("Код", 8), ("Файл", 36), ("Лист", 14),
        ("Ячейка", 14), ("Исправить в бланке", 18), ("Что не так", 56), ("Как исправить", 50),
    )  # fmt: skip
    forms = {form.source: form for form in redrawn}
    rows = (
        _finding(result, finding, forms.get(result.entry.source.path))
        for result in outcome.files
        for finding in worst_first(result.entry.findings)
    )
    note = (
        "Ошибка возвращает файл; замечание – вопрос к участнику, на балл не влияет; справка – для "
        "сведения. Коды описаны в документации программы (docs/findings.md)."
    )
    pen.table(SHEETS["findings"], "Замечания ко всем файлам", heads, rows, note)


def _finding(result: FileResult, finding: Finding, form: Redrawn | None) -> tuple[Cell, ...]:
    ref = form.place(finding) if form else None
    return (
        result.entry.participant or "–",
        finding.severity.russian,
        finding.code,
        finding.file,
        finding.sheet,
        finding.cell,
        cell_link(finding, form) if ref else "",
        finding.message,
        finding.remedy,
    )


def draw_files(pen: Pen, outcome: Outcome) -> None:
    """Draw one row for every file of the input folder."""
    heads = (
        ("Файл", 50), ("Участник", 10), ("Форма", 16), ("Статус", 14), ("Дата в форме", 12),
        ("Папка от", 12), ("Почему", 56), ("Бланк", 26), ("SHA-256", 34),
    )  # fmt: skip
    note = (
        "Каждый файл папки стоит в одной строке. «Папка от» – дата в имени папки: если она есть, "
        "срок считается по ней, иначе по дате в форме."
    )
    rows = (_file(result) for result in outcome.files)
    pen.table(SHEETS["files"], "Все файлы папки", heads, rows, note)


def _file(result: FileResult) -> tuple[Cell, ...]:
    entry = result.entry
    return (
        entry.source.path,
        entry.participant or "–",
        FORM_NAMES[entry.kind] or PurePosixPath(entry.source.path).suffix.lower(),
        FILE_STATUS_NAMES[result.status],
        entry.filled_on,
        entry.source.received,
        result.reason,
        str(entry.identity or ""),
        entry.source.sha256,
    )
