"""Who is not in the ranking and why, every finding, and every file of the folder."""

from collections.abc import Iterable, Iterator

from kuzbass_batch.file_names import suffix_of
from kuzbass_batch.findings.finding import Finding, Severity, worst_first
from kuzbass_batch.methodology.rater import Rater
from kuzbass_batch.outputs.letters.planning import Letter
from kuzbass_batch.outputs.letters.redrawn import Redrawn
from kuzbass_batch.outputs.names import (
    FILE_STATUS_NAMES,
    SHEETS,
    STATUS_NAMES,
    form_name,
)
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Link, TableCell, TableWriter
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import identity_of
from kuzbass_batch.records.returns.returns import FileResult, ParticipantStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.year.to_do import lost_files

NOTHING_CAME = "Ни одной самооценки не поступило"
ORDER = (
    ParticipantStatus.RETURNED,
    ParticipantStatus.MISSING,
    ParticipantStatus.EXCLUDED,
    ParticipantStatus.RATED,
)
"""First whoever is still without a level, last the rated with a file to mend."""


def draw_absent(
    writer: TableWriter, outcome: Outcome, redrawn: tuple[Redrawn, ...], letters: tuple[Letter, ...]
) -> None:
    """Draw the participants without a score, then the files that belong to nobody."""
    heads = (
        ("Код", 9), ("Участник", 36), ("Состояние", 17), ("Файл", 32), ("Ячейка бланка", 18),
        ("Что не так", 54), ("Как исправить", 48), ("Письмо", 14),
    )  # fmt: skip
    note = (
        "Ссылка в столбце «Ячейка бланка» открывает исправляемый бланк на нужном ответе, ссылка в "
        "столбце «Письмо» – письмо; обе работают, пока книга лежит рядом с папкой «Письма»."
    )
    title = f"Не вошли в рейтинг и возвращены на доработку за {outcome.period.name}"
    absent = Absent(redrawn, letters, outcome.methodology.words.rater)
    rows = [*absent.rows(outcome.standings), *_ownerless(outcome.files)]
    writer.table(SHEETS["absent"], title, heads, rows, note)


class Absent:
    """The forms and letters that go to those without a score or with a file to mend."""

    def __init__(
        self, redrawn: tuple[Redrawn, ...], letters: tuple[Letter, ...], rater: Rater
    ) -> None:
        self.rater = rater
        self.forms = {form.source: form for form in redrawn}
        self.letters = {(letter.participant, letter.kind): letter.path for letter in letters}

    def rows(self, standings: Iterable[Standing]) -> Iterator[tuple[TableCell, ...]]:
        """Yield a row for every reason why a participant or a file of his is not counted."""
        concerned = (
            standing
            for standing in standings
            if standing.status is not ParticipantStatus.RATED or standing.returned
        )
        for standing in sorted(concerned, key=lambda each: ORDER.index(each.status)):
            person = standing.participant
            who = (person.id, person.name, _state(standing))
            yield from ((*who, *reason) for reason in self._reasons(standing))

    def _reasons(self, standing: Standing) -> Iterator[tuple[TableCell, ...]]:
        person = standing.participant.id
        if standing.status in (ParticipantStatus.MISSING, ParticipantStatus.EXCLUDED):
            form = self.forms.get(person)
            blank = Link(form.path, "бланк") if form else ""
            source = standing.assessment
            path = source.source.path if source else ""
            told = self._letter(person, LetterKind.NOTICE)
            letter = told or self._letter(person, LetterKind.REMINDER)
            yield path, blank, _why(standing, self.rater), "", letter
        for result in standing.returned:
            form = self.forms.get(result.source.path)
            for finding in worst_first(result.findings):
                if finding.severity is Severity.ERROR:
                    place = cell_link(finding, form)
                    letter = self._letter(person, LetterKind.RETURN)
                    yield (result.source.path, place, finding.message, finding.remedy, letter)

    def _letter(self, participant: str, kind: LetterKind) -> TableCell:
        path = self.letters.get((participant, kind))
        return Link(path, "письмо") if path else ""


def _state(standing: Standing) -> str:
    word = STATUS_NAMES[standing.status]
    return f"{word}, возвращён файл" if standing.status is ParticipantStatus.RATED else word


def _why(standing: Standing, rater: Rater) -> str:
    if standing.status is ParticipantStatus.EXCLUDED:
        if standing.late:
            return "Самооценка представлена после срока и не учтена: лист «Файлы»"
        return f"Самооценка исключена решением {rater.genitive}: лист «История»"
    if standing.possible:
        return f"Самооценка, возможно, в файле, который не учтён: {_listed(standing.possible)}"
    if standing.misplaced:
        return f"{NOTHING_CAME}; участник указан в чужом бланке: {_listed(standing.misplaced)}"
    if standing.passports:
        return f"{NOTHING_CAME}; паспортов проектов: {len(standing.passports)}"
    return NOTHING_CAME


def _listed(paths: Iterable[str]) -> str:
    return ", ".join(f"«{path}»" for path in paths)


def cell_link(finding: Finding, form: Redrawn | None) -> TableCell:
    """Return a link to the finding's cell in the redrawn form, else the cell of the return."""
    ref = form.place(finding) if form else None
    if form is None:
        return f"{finding.sheet}!{finding.cell}".strip("!")
    if ref is None:
        return Link(form.path, "бланк целиком")
    return Link(form.path, str(ref), f"'{ref.sheet}'!{ref.cell}")


def _ownerless(files: Iterable[FileResult]) -> Iterator[tuple[TableCell, ...]]:
    for result in lost_files(files):
        words = FILE_STATUS_NAMES[result.status]
        for finding in worst_first(result.findings):
            if finding.severity is Severity.ERROR:
                place = f"{finding.sheet}!{finding.cell}".strip("!")
                path = result.source.path
                who = ("–", "участник не определён", words)
                yield (*who, path, place, finding.message, finding.remedy, "")


def draw_findings(writer: TableWriter, outcome: Outcome, redrawn: tuple[Redrawn, ...]) -> None:
    """Draw every finding of every file, with a filter and links into the redrawn forms."""
    heads = (
        ("Участник", 10), ("Важность", 11), ("Код", 8), ("Файл", 36), ("Лист", 14),
        ("Ячейка", 14), ("Исправить в бланке", 18), ("Что не так", 56), ("Как исправить", 50),
    )  # fmt: skip
    forms = {form.source: form for form in redrawn}
    rows = (
        _finding(result.participant, finding, forms.get(result.source.path))
        for result in outcome.files
        for finding in worst_first(result.findings)
    )
    without_file = (
        _finding(standing.participant.id, finding, forms.get(standing.participant.id))
        for standing in outcome.standings
        for finding in standing.findings
        if not finding.file
    )
    note = (
        "Ошибка возвращает файл; замечание – вопрос к участнику, на балл не влияет; справка – для "
        "сведения. Коды описаны в документации программы (docs/findings.md)."
    )
    every = (*rows, *without_file)
    table = writer.table(SHEETS["findings"], "Замечания ко всем файлам", heads, every, note)
    grave = {"type": "cell", "criteria": "==", "value": f'"{Severity.ERROR.russian}"',
             "format": writer.book.add_format({"bold": True, "bg_color": LIGHT})}  # fmt: skip
    table.mark(1, 1, grave)


def _finding(participant: str, finding: Finding, form: Redrawn | None) -> tuple[TableCell, ...]:
    ref = form.place(finding) if form else None
    return (
        participant or "–",
        finding.severity.russian,
        finding.code,
        finding.file,
        finding.sheet,
        finding.cell,
        cell_link(finding, form) if ref else "",
        finding.message,
        finding.remedy,
    )


def draw_files(writer: TableWriter, files: Iterable[FileResult]) -> None:
    """Draw one row for every file of the input folder."""
    heads = (
        ("Файл", 50), ("Участник", 10), ("Форма или вид", 17), ("Статус", 14),
        ("Дата в форме", 12), ("Дата папки", 12), ("Почему", 56), ("Бланк", 26), ("SHA-256", 34),
    )  # fmt: skip
    note = (
        "Каждый файл папки стоит в одной строке. «Дата папки» – дата в имени папки: если она "
        "есть, срок считается по ней, иначе по дате в форме."
    )
    rows = (_file(result) for result in files)
    writer.table(SHEETS["files"], "Все файлы папки", heads, rows, note)


def _file(result: FileResult) -> tuple[TableCell, ...]:
    return (
        result.source.path,
        result.participant or "–",
        form_name(result.read) or suffix_of(result.source.path).lower(),
        FILE_STATUS_NAMES[result.status],
        result.filled_on,
        result.source.received,
        result.reason,
        str(identity_of(result.read) or ""),
        result.source.sha256,
    )
