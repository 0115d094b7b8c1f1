"""The registry of a new year: bodies and people of the last one, with the level each reached."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch.forms.parsing.registry import KEY
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.records.submissions import Submission

LEVEL = "last_level"


@dataclass(frozen=True, kw_only=True, slots=True)
class Takeover:
    """What a new registry begins with: its answers by field, how many lines, how many levels."""

    answers: Mapping[str, str]
    participants: int = 0
    levels: int = 0


NOTHING = Takeover(answers={})


def take_over(old: Submission, levels: Mapping[str, str]) -> Takeover:
    """Return the lines of an old registry without its levels, with those of `levels` instead.

    levels: the name of the level that a participant reached, by his folded id.
    """
    lines: dict[str, dict[str, str]] = {}
    for answer in old.answers:
        key, _, rest = answer.field_id.partition("/")
        number, _, column = rest.partition("/")
        if key == KEY and column != LEVEL and answer.given.strip():
            lines.setdefault(number, {})[column] = answer.given.strip()
    reached = {number: levels.get(fold(line.get("id", "")), "") for number, line in lines.items()}
    return Takeover(
        answers={
            f"{KEY}/{place}/{column}": text
            for place, (number, line) in enumerate(lines.items(), start=1)
            for column, text in {**line, LEVEL: reached[number]}.items()
            if text
        },
        participants=len(lines),
        levels=sum(map(bool, reached.values())),
    )
