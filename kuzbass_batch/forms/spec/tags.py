"""What stands for the tags in the texts of a form: the words, days and points of the act."""

import datetime as dt

from kuzbass_batch import wording
from kuzbass_batch.forms.spec.answering import answer_words
from kuzbass_batch.forms.spec.parts import planned
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import PassportWords, Words


def tags_of(methodology: Methodology, due: dt.date | None) -> dict[str, object]:
    """Return it; due: the day that a form names where it is sent back, None for the act's own."""
    calendar = methodology.calendar
    days = calendar.objection_working_days
    send_by = f"до {wording.day(due or calendar.submission)} включительно"
    words, training = methodology.words, methodology.training
    into = words.rater.into
    window = (
        f"Несогласие направляется в течение {days} рабочих дней с даты получения результатов "
        f"рейтингования{words.point('objection').cited_beside}."
    )
    return {
        "period": methodology.period,
        "last": methodology.period.kind.words,
        "send_by": send_by if due else f"{send_by}{words.point('submission').beside}",
        "object_by": f"Исправленную форму направьте {into} {send_by}." if due else window,
        "act": methodology.act,
        "days": days,
        **_called(words),
        "training": training.criterion if training else "",
        "training_row": f"{training.criterion}.{training.from_points}" if training else "",
        "planned": planned(methodology),
        "window": _window(days, words.point("objection").beside),
        "protocols": f"прочтения {words.programme.genitive} и решения"
        if methodology.readings
        else "решения",
        **answer_words(methodology),
        "asked": "Вопрос и принятое прочтение" if methodology.readings else "Вопрос",
    }


def _called(words: Words) -> dict[str, object]:
    """Return what hangs on the words of the act alone."""
    sent_to = words.passport.sent_to if words.passport else ""
    return {
        "programme": words.programme,
        "rater": words.rater,
        "participants": words.participants,
        "bodies": words.bodies,
        "passport": words.passport or PassportWords(),
        "point": words.points,
        "of_parents": _of_parents(words),
        "together": words.below.together if words.below else "",
        "registers": ", ".join(words.registers),
        "programme_years": words.lasting.period if words.lasting else "",
        "report_to": f"в {sent_to}" if sent_to else words.rater.into,
    }


def _window(days: int, point: str) -> str:
    """Return the sentence on the days to object, empty where the act knows no objections."""
    if not days:
        return ""
    return f" Со дня после получения результатов идут {days} рабочих дней на несогласие{point}."


def _of_parents(words: Words) -> str:
    """Return what the ruling on a parent's return is for, empty where nobody answers to another."""
    if words.below is None:
        return ""
    return f" «засчитать самооценку вышестоящего» – для {words.below.of_one} без своей самооценки;"
