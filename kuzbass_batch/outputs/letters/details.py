"""Details of the committee that are still the invented ones, and files that are named nearly so."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import Words
from kuzbass_batch.outputs.letters.act_words import filled_details
from kuzbass_batch.outputs.letters.letter_templates import (
    CENTRE,
    COMMITTEE,
    CRITERIA,
    GOVERNMENT,
    INVENTED,
    NAMES,
    details_book,
    differing_keys,
    kept_examples,
    read_centre,
    read_committee,
    read_government,
    without_examples,
)
from kuzbass_batch.reading.committee.template_books import (
    CONTEST,
    DETAILS,
    TEMPLATE_BOOKS,
    books_in,
)
from kuzbass_batch.records.committee.outgoing import OF_CENTRE, LetterKind
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.partner_checks import CheckMethod
from kuzbass_batch.records.year.year import ToDo

READERS = {COMMITTEE: read_committee, GOVERNMENT: read_government, CENTRE: read_centre}
"""Who reads which file of details."""
NEAR = 0.85
"""How alike a name must be to one of the program's: one letter in seven may differ."""


def invented_details(folder: Path | None) -> tuple[str, ...]:
    """Return what of the details in use is invented; `folder`: the committee's own templates.

    BadTemplate if a file of details cannot be used.
    """
    return (
        *_kept(COMMITTEE, read_committee(folder)),
        *_kept(GOVERNMENT, read_government(folder)),
    )


def _kept(name: str, used: Mapping[str, Any]) -> list[str]:
    return [INVENTED[name][key] for key in kept_examples(name, used)]


def printed_details(name: str, folder: Path | None, words: Words) -> dict[str, Any]:
    """Return a file of details as letters and papers print it, the act's words put in.

    In a folder of the committee's own no example is ever printed: whoever signs would not see it.
    Without one the program's examples show what a letter looks like, and the screen says so.
    """
    used = READERS[name](folder)
    return filled_details(used if folder is None else without_examples(name, used), words)


def house_details(kind: str, folder: Path | None, words: Words) -> dict[str, Any]:
    """Return the details of the house that writes a letter (p. 2.3, 3.2).

    Letters on projects are of the body that takes reports; the committee's where there is none.
    """
    if kind not in OF_CENTRE or not words.bodies.centre:
        return printed_details(COMMITTEE, folder, words)
    return printed_details(CENTRE, folder, words)


def details_differ(folder: Path | None) -> str:
    """Return the sentence on details that workbook and file state differently, empty if none."""
    told = {name: differing_keys(name, folder) for name in INVENTED}
    names = [name for name, keys in told.items() if keys]
    if not names:
        return ""
    keys = ", ".join(key for each in told.values() for key in each)
    book, files = details_book(folder).name, wording.series(names)
    return (
        f"Реквизиты в книге «{book}» и в {files} различаются ({keys}): действует книга. Чтобы "
        f"действовал файл .toml, очистите таблицу книги или уберите её из папки шаблонов."
    )


def nearly_named(folder: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the files in a folder of templates that are not used, each with what it may mean."""
    return tuple((name, own) for name, own, there in _unused(folder) if not there)


def second_books(folder: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the workbooks that lie beside the one in use, each with the name of that one.

    A spare template beside its own is nobody's slip; of two workbooks this may be the filled one.
    """
    found = _unused(folder)
    books = {book.file_name for book in TEMPLATE_BOOKS}
    return tuple((name, own) for name, own, there in found if there and own in books)


def _unused(folder: Path | None) -> tuple[tuple[str, str, bool], ...]:
    """Return the files not used, what each may mean, and whether that is there."""
    if folder is None or not folder.is_dir():
        return ()
    used = {path.name for path in books_in(folder, *TEMPLATE_BOOKS)}
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    meant = ((name, _meant(name)) for name in names if name not in {*NAMES, *used})
    there = {
        *names,
        *(book.file_name for book in TEMPLATE_BOOKS if books_in(folder, book)),
    }
    return tuple((name, own, own in there) for name, own in meant if own)


def _meant(name: str) -> str:
    """Return the name of the program's that a file's name was meant for, empty if none."""
    if name.startswith(("~$", ".")):
        return ""
    lower = name.casefold()
    every = (*NAMES, CONTEST.file_name)
    for own in every:
        stem, _, suffix = own.casefold().partition(".")
        if lower == own.casefold() or lower.startswith(f"{own.casefold()}."):
            return own
        if lower.startswith((f"{stem} ", f"{stem}(", f"{stem}_", f"{stem}-")):
            return own if f".{suffix}" in lower else ""
    folded = {own.casefold(): own for own in every}
    near = difflib.get_close_matches(lower, folded, n=1, cutoff=NEAR)
    return folded[near[0]] if near else ""


def invented_of_centre(folder: Path | None, words: Words) -> tuple[str, ...]:
    """Return what is invented of the details of the body that takes reports, none without one.

    BadTemplate if the file of details cannot be used.
    """
    return tuple(_kept(CENTRE, read_centre(folder))) if words.bodies.centre else ()


def to_enter(
    folder: Path | None, methodology: Methodology, letters: Collection[LetterKind] = ()
) -> tuple[ToDo, ...]:
    """Return what is to be entered or renamed before letters may be signed.

    letters: the kinds of those that are written; the details of another house are asked for only
    where a letter of it goes out.
    """
    near, differ, second = nearly_named(folder), details_differ(folder), second_books(folder)
    signer = INVENTED[GOVERNMENT]["diploma_signer_name"]
    invented = [each for each in invented_details(folder) if methodology.leaders or each != signer]
    lines = (
        ToDo(
            text=f"{_in_papers(folder)}: вписать свои в книгу «{DETAILS.file_name}» или "
            f"файлы {COMMITTEE} и {GOVERNMENT} {_own_folder(folder)}",
            count=len(invented),
            names=", ".join(invented),
            sheet="",
        ),
        *_of_centre(folder, methodology.words, letters),
        ToDo(
            text="Файлы в папке шаблонов названы иначе и не используются: переименовать",
            count=len(near),
            names=wording.some([f"{name} → {own}" for name, own in near], shown=len(near)),
            sheet="",
        ),
        ToDo(
            text="Книги в папке шаблонов, которые не используются: заполненную назвать как нужно, "
            "лишнюю убрать",
            count=len(second),
            names=wording.some([f"{name} (действует {own})" for name, own in second], shown=5),
            sheet="",
        ),
        ToDo(text=differ, count=bool(differ), names="", sheet=""),
    )
    return tuple(line for line in lines if line.count)


def _of_centre(
    folder: Path | None, words: Words, letters: Collection[LetterKind]
) -> Iterator[ToDo]:
    """Yield what is to be entered of the body that takes reports, once a letter of it goes out."""
    invented = invented_of_centre(folder, words)
    if invented and any(kind in OF_CENTRE for kind in letters):
        yield ToDo(
            text=f"Письма о проектах – на бланке {words.bodies.centre}: вписать его реквизиты в "
            f"книгу «{DETAILS.file_name}» или файл {CENTRE} {_own_folder(folder)}",
            count=len(invented),
            names=", ".join(invented),
            sheet="",
        )


def example_criteria(method: CheckMethod | None) -> Iterator[ToDo]:
    """Yield that the criteria of partner checks are still the program's example (p. 3.5)."""
    if method and method.example:
        yield ToDo(
            text="Листы и порядок проверки качества – по вымышленным критериям: вписать свои в "
            f"файл {CRITERIA} в папке своих шаблонов",
            count=1,
            names=CRITERIA,
            sheet="",
        )


def checked_by_example(outcome: Outcome) -> tuple[str, ...]:
    """Return the papers of this run on checks that were made by the example (p. 3.5)."""
    return (
        *(
            f"сертификат № {each.number.lstrip('№ ')}"
            for each in outcome.registers.certificates
            if each.printed and each.by_example
        ),
        *(
            f"письмо о заявке № {each.number.lstrip('№ ')}"
            for each in outcome.partner_checks.applications
            if each.recent and each.check and each.check.row.by_example
        ),
    )


def example_papers(outcome: Outcome) -> Iterator[ToDo]:
    """Yield that papers on checks are not to be signed: their criteria are invented."""
    if papers := checked_by_example(outcome):
        yield ToDo(
            text="Не подписывать – проверено по вымышленным критериям: вписать свои в файл "
            f"{CRITERIA} и провести проверку по ним",
            count=len(papers),
            names=", ".join(papers),
            sheet="",
        )


def example_warning(outcome: Outcome) -> str:
    """Return the same as the clerk's screen says it, empty if there are none."""
    papers = checked_by_example(outcome)
    if not papers:
        return ""
    return (
        f"Не подписывайте документы о проверках качества (их {len(papers)}): проверено по "
        f"вымышленным критериям – впишите свои в файл {CRITERIA} и проведите проверку по ним."
    )


def before_signing(
    folder: Path | None, of_centre: Words | None = None, again: str = "рассчитайте снова"
) -> str:
    """Return what the clerk is told before letters are signed, empty if nothing stands against it.

    of_centre: the words of the act where letters of the body that takes reports go out, too.
    again: what he does once they are entered. BadTemplate if a file of details cannot be used.
    """
    said = [details_differ(folder)] if details_differ(folder) else []
    said += [
        f"«{name}» в папке шаблонов не используется: назовите его «{own}»."
        for name, own in nearly_named(folder)
    ]
    said += [
        f"«{name}» в папке шаблонов не используется, действует «{own}»: оставьте одну книгу."
        for name, own in second_books(folder)
    ]
    for file, invented in (
        (COMMITTEE, _kept(COMMITTEE, read_committee(folder))),
        (CENTRE, invented_of_centre(folder, of_centre) if of_centre else ()),
    ):
        if not invented:
            continue
        again = again if folder else "рассчитайте с --templates"
        where = f"в папке «{folder.name}»" if folder else "в папке шаблонов"
        state = "не вписаны" if folder else "вымышлены"
        said.append(
            f"Не подписывайте письма{_whose(file, of_centre)}: {state} {', '.join(invented)} – "
            f"впишите свои в книгу «{DETAILS.file_name}» или файл {file} {where} и {again}."
        )
    return " ".join(said)


def _whose(file: str, of_centre: Words | None) -> str:
    """Return whose letters are meant, empty for the committee's own."""
    centre = of_centre.bodies.centre if of_centre and file == CENTRE else ""
    return f" о проектах (бланк {centre})" if centre else ""


def _in_papers(folder: Path | None) -> str:
    """Return what is wrong with the papers: of a folder of one's own no example is printed."""
    if folder is None:
        return "В письмах и документах вымышленные реквизиты"
    return "В письмах и документах вместо реквизитов пустые линии"


def _own_folder(folder: Path | None) -> str:
    return f"в папке «{folder.name}»" if folder else "в папке своих шаблонов (--templates)"
