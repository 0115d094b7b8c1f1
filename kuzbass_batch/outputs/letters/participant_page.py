"""The page for participants that goes out beside the blanks: days of the year, how to fill in.

What depends on the act comes from the methodology and from the instruction of the form itself, so
that page and blank never say two things.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.act_words import act_tags, filled_details
from kuzbass_batch.outputs.letters.letter_templates import (
    COMMITTEE,
    PAGE,
    read_committee,
    template_of,
    without_examples,
)
from kuzbass_batch.records.files.sources import Kind

_AS_DRAWN = b'<dcterms:modified xsi:type="dcterms:W3CDTF">2025-03-07T00:00:00Z</dcterms:modified>'
"""Every office program that saves a document writes its own day there."""
PROPERTIES = "docProps/core.xml"
LONGEST = 65_536
"""Bytes of the properties; those of the page are fewer than two thousand."""


def page_name(period: Period) -> str:
    """Return the name of the page's file."""
    return f"Участнику-{period}.docx"


def participant_page(year: ReportingYear, templates: Path | None = None) -> bytes:
    """Return the page of a year as a Word document; the same year gives the same bytes.

    templates: the committee's folder of templates, if any. BadTemplate if its page is unfit.
    """
    words = year.methodology.words
    # Nobody is to call a telephone that was made up.
    committee = filled_details(without_examples(COMMITTEE, read_committee(templates)), words)
    return template_of(PAGE, templates).render(
        {**act_tags(words, year.methodology.period), **page_context(year), "committee": committee}
    )


def page_context(year: ReportingYear) -> dict[str, Any]:
    """Return what fills the page besides the words of the act and of the committee."""
    methodology, assessment = year.methodology, year.forms[Kind.SELF_ASSESSMENT]
    return {
        "year": methodology.year,
        "act": methodology.act,
        "forms": _forms(methodology),
        "days": list(_days(methodology)),
        "assessment": list(_instruction(assessment)),
        "passport": _passport(methodology),
        "code": str(assessment.identity("…")),
        "training": methodology.training is not None,
        "objections": _objections(methodology),
    }


def is_page_as_drawn(data: bytes) -> bool:
    """Tell whether a document is a page of the program's that nobody has saved since."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if package.getinfo(PROPERTIES).file_size > LONGEST:
                return False
            return _AS_DRAWN in package.read(PROPERTIES)
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, EOFError, OSError):
        return False


def _forms(methodology: Methodology) -> str:
    rater = methodology.words.rater
    sent = f"{rater.heading} {rater.past('прислал')}"
    if not methodology.has_passports:
        return f"{sent} Вам бланк «Самооценка»."
    return f"{sent} Вам два бланка: «Самооценка» и «Паспорт проекта»."


def _days(methodology: Methodology) -> Iterator[Mapping[str, str]]:
    """Yield the days of the year as the act sets them (reading R9: the day itself counts)."""
    calendar, words = methodology.calendar, methodology.words
    rater = words.rater
    window = wording.count(
        calendar.objection_working_days, "рабочего дня", "рабочих дней", "рабочих дней"
    )
    events = (
        ("submission", f"Самооценка представляется {rater.into}", until_submission(methodology)),
        (
            "rating",
            f"{rater.heading} проверяет показатели и определяет рейтинг",
            _until(calendar.rating),
        ),
        ("results", f"{rater.heading} направляет результат участнику", _until(calendar.results)),
        (
            "objection",
            "Участник вправе письменно, с документами, не согласиться с результатом",
            f"в течение {window} после получения" if methodology.has_objections else "",
        ),
        ("totals", f"{rater.heading} подводит итоги", _until(calendar.totals)),
    )
    for point, what, day in events:
        if day:
            yield {"what": f"{what}{words.point(point).beside}", "day": day}


def until_submission(methodology: Methodology) -> str:
    """Return until when a self-assessment is sent: «до 15.12.2025 включительно» (reading R9)."""
    whole = " включительно" if methodology.chosen("R9") == "inclusive" else ", не включая этот день"
    return _until(methodology.calendar.submission) + whole


def _until(day: dt.date) -> str:
    return f"до {wording.day(day)}"


def _instruction(form: FormSpec) -> Iterator[str]:
    """Yield the paragraphs on how to fill the form in, as its own first sheet says them."""
    yield from form.sheets[0].blocks[0].paragraphs


def _passport(methodology: Methodology) -> str:
    """Return what is to be known of passports, empty where the act knows none."""
    words = methodology.words.passport
    if words is None:
        return ""
    point = methodology.words.point("passport").beside
    where = f"в {words.sent_to}" if words.sent_to else methodology.words.rater.into
    sent = f" направляется {where}"
    return (
        f"Паспорт {words.project} нужен на каждый проект: при открытии проекта он{sent}{point}; "
        "тот же файл приложите к самооценке. Проектов несколько – скопируйте чистый бланк. "
        "Заполните все поля. Показатели целей – числами, единица измерения – в наименовании цели; "
        "целевой показатель не равен текущему. Этапы идут по порядку, окончание не раньше начала."
    )


def _objections(methodology: Methodology) -> str:
    """Return how to object to a result, empty where the act knows no objections."""
    if not methodology.has_objections:
        return ""
    return (
        f"К письму с результатом приложена форма «Несогласие-{methodology.year} …xlsx». На листе "
        "«Несогласие» уже стоит, сколько баллов Вы заявили и сколько засчитано. Выберите в столбце "
        "«Просим» балл только по тем критериям, с которыми не согласны, напишите обоснование и "
        "назовите документы; на листе «Сведения» укажите, кто подписал, и дату. Верните файл "
        "вместе с документами и подписанным экземпляром."
    )
