"""Subject and text of the mails, and how outgoing letters are numbered: files of the committee.

A text is a file `result.txt`: its first line «Тема: …», a blank line, then the text, with tags of
jinja2. What is filled in is text and stays one line; a line that holds a tag alone leaves no trace.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Template, TemplateError, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.toml_text import TomlFault, text_of
from kuzbass_batch.outputs.letters.act_words import TAGS as ACT_TAGS
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate, UnfilledTag
from kuzbass_batch.outputs.letters.letter_templates import (
    MAILS,
    OUTGOING,
    has_own,
    parsed,
    read_committee,
    read_file,
    refuse_other_type,
)
from kuzbass_batch.outputs.plain_text import one_line
from kuzbass_batch.outputs.sandbox import NotWords, WordsOnly, words_of
from kuzbass_batch.records.committee.outgoing import (
    ACCEPTED,
    ACKNOWLEDGEMENT,
    LETTER_WORDS,
    OF_CHECKS,
    OF_CONTEST,
    LetterKind,
)
from kuzbass_batch.rules.year.letters.outgoing import Numbering

SUBJECT = "Тема:"
NOTHING_SAID: Mapping[str, Any] = {
    **dict.fromkeys(("excluded", "misplaced", "closed", "sent_back"), False),
    **dict.fromkeys(("assessed", "contested", "to_finish", "to_mend"), False),
    **dict.fromkeys(("files", "accepted"), ()),
    **dict.fromkeys(("deadline", "late", "results", "contest", "left"), ""),
    "days": 0,
}
"""What only some kinds of mails speak of, and what stands for it in the others."""
TAGS = frozenset(
    {"salutation", "name", "short_name", "year", "committee",
     *NOTHING_SAID, *ACT_TAGS}
)  # fmt: skip
"""What a text may ask for."""
LATER_PREFIXES = (
    ACCEPTED, str(LetterKind.REPORT_ANNOUNCEMENT), *map(str, (*OF_CONTEST, *OF_CHECKS)),
)  # fmt: skip
"""What own files of before have no prefix of: the program's own stands for it."""
MOST_DIGITS = 9
"""Digits of a letter's number."""


@dataclass(frozen=True, slots=True)
class MailText:
    """The compiled subject and text of one kind of mail; `file` is named in messages."""

    file: str
    subject: Template
    text: Template

    def fill(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """Return subject and text; UnfilledTag if a tag has no value."""
        try:
            return one_line(self.subject.render(values)).strip(), self.text.render(values)
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise UnfilledTag(f"Шаблон «{self.file}» не заполняется: {error}.") from error


@cache
def mail_text_of(kind: str, folder: Path | None) -> MailText:
    """Return the text of a kind of mail; BadTemplate if it cannot be used."""
    name = f"{kind}.txt"
    try:
        source = text_of(read_file(name, folder))
    except TomlFault as error:
        raise BadTemplate(f"«{name}»: {error}.") from error
    head, _, text = source.replace("\r\n", "\n").partition("\n")
    subject = head.removeprefix(SUBJECT).strip()
    if not head.startswith(SUBJECT) or not subject or not text.strip():
        raise BadTemplate(f"Шаблон «{name}»: нужны первая строка «{SUBJECT} …» и текст под ней.")
    return MailText(name, _compiled(subject, name), _compiled(text.lstrip("\n"), name))


def _compiled(source: str, name: str) -> Template:
    environment = WordsOnly(
        finalize=_plain, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    try:
        tree = words_of(environment, source)
        unknown = find_undeclared_variables(tree) - TAGS
        if unknown:
            raise BadTemplate(f"Шаблон «{name}»: неизвестный тег «{min(unknown)}».")
        return environment.from_string(tree)
    except NotWords as error:
        raise BadTemplate(f"Шаблон «{name}»: {error}.") from error
    except TemplateSyntaxError as error:
        where = f"строка {error.lineno}"
        raise BadTemplate(f"Шаблон «{name}»: ошибка в теге, {where} ({error.message}).") from error


def _plain(value: Any) -> Any:
    return one_line(value) if isinstance(value, str) else value


@cache
def numbering_of(period: Period, folder: Path | None, short: str) -> Numbering:
    """Return how the outgoing letters of a period are numbered; BadTemplate if that is not said.

    short: the letters that stand for the programme.
    """
    found = parsed(read_file(OUTGOING, folder), OUTGOING)
    missing = [key for key in ("prefixes", "digits") if key not in found]
    if missing:
        raise BadTemplate(f"В файле «{OUTGOING}» не указано: {', '.join(missing)}.")
    prefixes, digits = found["prefixes"], found["digits"]
    words = {str(kind): word for kind, word in LETTER_WORDS.items()}
    words[ACCEPTED] = ACKNOWLEDGEMENT
    refuse_other_type(digits, int, "digits", OUTGOING)
    if not 0 < digits <= MOST_DIGITS:
        raise BadTemplate(f"В файле «{OUTGOING}» digits – не число от 1 до {MOST_DIGITS}.")
    refuse_other_type(prefixes, dict, "prefixes", OUTGOING)
    own = parsed(read_file(OUTGOING, None), OUTGOING)["prefixes"]
    prefixes = {key: own[key] for key in LATER_PREFIXES} | prefixes
    if set(prefixes) != set(words):
        wanted = ", ".join(words)
        raise BadTemplate(f"В файле «{OUTGOING}» в [prefixes] нужны ровно эти ключи: {wanted}.")
    for key, value in prefixes.items():
        refuse_other_type(value, str, f"prefixes.{key}", OUTGOING)
    if not all(each.isprintable() for each in prefixes.values()):
        raise BadTemplate(f"В файле «{OUTGOING}» начало номера – строка в кавычках.")
    filled = {word: prefixes[kind].replace("{year}", str(period)).replace("{short}", short)
              for kind, word in words.items()}  # fmt: skip
    return Numbering(prefixes=filled, digits=digits)


def check_mail_texts(folder: Path | None, period: Period) -> None:
    """Refuse a folder in which a mail cannot be written (BadTemplate), before anything is read."""
    mail_text_of.cache_clear()
    numbering_of.cache_clear()
    if folder is None:
        return
    for kind in MAILS:
        if has_own(f"{kind}.txt", folder):
            mail_text_of(kind, folder)
    numbering_of(period, folder, "")
    read_committee(folder)
