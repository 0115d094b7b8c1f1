"""The words of the act as templates ask for them: `programme`, `point`, `period` and so on.

Templates of letters, mails, papers and the page know no act by themselves.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.citations import Citation
from kuzbass_batch.methodology.rater import Rater
from kuzbass_batch.methodology.words import POINTS, Programme, Words
from kuzbass_batch.outputs.letters.sentences import tied

TAGS = ("programme", "rater", "participants", "bodies", "award", "point", "period")
"""What `act_tags` fills."""


@cache
def act_tags(words: Words, period: Period) -> Mapping[str, Any]:
    """Return what templates may say of the act, as plain texts; made once for all letters."""
    leaders = words.leaders
    return {
        "programme": _programme(words.programme),
        "rater": _rater(words.rater),
        "participants": {
            "one": words.participants.one,
            "heading": words.participants.heading,
            "many": words.participants.many,
            "many_heading": words.participants.many[:1].upper() + words.participants.many[1:],
            "full": words.participants.under(words.programme),
        },
        "bodies": {
            **{name: getattr(words.bodies, name) for name in _BODIES},
            "with_centre": words.bodies.with_centre,
            "in_section": words.bodies.in_section,
        },
        "award": {
            "known": leaders is not None,
            "of_whom": leaders.of_whom if leaders else "",
            "heading": leaders.heading if leaders else "",
        },
        "point": {name: _point(words.point(name), words.programme) for name in POINTS},
        "period": _period(period),
    }


def _rater(rater: Rater) -> dict[str, str]:
    """Return the forms of the word; `ending` follows a verb: «рассмотрел{{ rater.ending }}»."""
    names = (
        "nominative", "genitive", "dative", "accusative", "instrumental", "prepositional",
        "heading", "into", "pronoun", "chair",
    )  # fmt: skip
    forms = {name: getattr(rater, name) for name in names}
    return {
        **forms,
        "ending": rater.gender.ending,
        "summed_up": rater.past("подвёл"),
        "conducted": rater.past("провёл"),
    }


def _period(period: Period) -> dict[str, str]:
    """Return the names of the period: `name` stands behind «за», `within` is «в 2026 году»."""
    words = period.kind.words
    return {
        "code": str(period),
        "name": period.name,
        "genitive": period.genitive,
        "dative": period.dative,
        "within": period.within,
        "previous": period.previous.name,
        "short": period.short,
        "previous_short": period.previous.short,
        "noun": words.nominative,
        "noun_genitive": words.genitive,
        "this_locative": f"этом {words.locative}",
        "this": words.its,
        "one": words.one,
        "last_genitive": words.last_genitive,
        "last_dative": words.last_dative,
    }


_BODIES = ("region", "region_short", "city", "committee", "centre", "site", "section")


def _programme(programme: Programme) -> dict[str, str]:
    named = programme.full_nominative
    return {
        "name": programme.name,
        "beside": programme.beside,
        "nominative": programme.nominative,
        "genitive": programme.genitive,
        "dative": programme.dative,
        "prepositional": programme.prepositional,
        "full": programme.full,
        "full_nominative": named,
        "full_capital": f"{named[:1].upper()}{named[1:]}" if programme.full else "",
        "full_genitive": programme.full_genitive,
        "full_dative": programme.full_dative,
        "named_genitive": programme.named_genitive,
        "named_dative": programme.named_dative,
        "of_aim": programme.of_aim,
        "of_assessed": programme.of_assessed,
    }


def _point(point: Citation, programme: Programme) -> dict[str, str]:
    """Return the forms of a citation, its numbers tied to what they number."""
    called = point.within or (programme.full_nominative if programme.full else "")
    return {
        "point": _tied(point.point),
        "beside": _tied(point.beside),
        "cited": _tied(point.cited),
        "cited_beside": _tied(point.cited_beside),
        "within": _tied(point.within),
        "within_beside": _tied(f" ({point.within})" if point.within else ""),
        "within_and_called": _tied(
            f" ({called}, далее – {programme.nominative})" if called else ""
        ),
        "by": _tied(point.by),
        "according": _tied(_according(point.by)),
        "instrumental": _tied(point.instrumental),
        "genitive": _tied(point.genitive),
    }


def _according(by: str) -> str:
    """Return «В соответствии с пунктом …», «со статьёй …»; empty where no point is declined."""
    if not by:
        return ""
    return f"В соответствии {'со' if by.startswith('ст') else 'с'} {by}"


def _tied(text: str) -> str:
    """Return a citation whose numbers stay on the line of what they number."""
    return _NUMBERED.sub("\\1\u00a0", tied(text))


_NUMBERED = re.compile(
    r"\b(пункт\w*|подпункт\w*|стать\w+|част\w+|раздел\w*|глав\w+|ст\.|ч\.) (?=[0-9])"
)


def filled_details(details: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return the details of a body with the act's words in place of `{region}`, `{city}` and such.

    Only these names in braces are taken for tags; what the committee wrote stays as it is.
    """
    return {
        key: _filled(value, words) if isinstance(value, str) else value
        for key, value in details.items()
    }


def _filled(text: str, words: Words) -> str:
    bodies = words.bodies
    for name in (*_BODIES, "postcode", "phone_code"):
        text = text.replace(f"{{{name}}}", getattr(bodies, name))
    text = text.replace("{memo_to}", bodies.memo_addressee)
    text = text.replace("{diploma_signer}", bodies.diploma_signer or words.rater.chair)
    return text.replace("{chair}", words.rater.chair)
