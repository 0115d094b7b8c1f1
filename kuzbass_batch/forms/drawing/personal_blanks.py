"""Personal blanks by the thousand: one of each shape is drawn, the others are copies of it.

Two blanks of a form have the same shape if the id and the names printed on them take the same room;
then they differ in these words alone, and a copy with the words replaced is, byte for byte, what
drawing would give. Where that is not certain the blank is drawn.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape, unescape

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.sheet_setup import text_height
from kuzbass_batch.forms.drawing.zip_writer import Member, deflate, join, members_of
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.participants import Participant

# Letters of no living language: runs of them stand in the drawn form for the words to be replaced.
STAND_INS = "ѪѬѮѰѲѴ"
# A number that no form holds stands for each number to be printed: they lie in the sheet by itself.
STAND_IN_NUMBER = 1_000_001
LONGEST_ID = 100
# What every workbook shows as it is: nothing that Excel escapes, no space at either end.
_PLAIN = re.compile(r"(?! )[ -~А-Яа-яЁё№«»–—…]+(?<! )")
_EXCEL_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
_NUMBER = re.compile(r"<v>(1\d{6})</v>")
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
STRINGS = "xl/sharedStrings.xml"
Words = dict[str, str]
Numbers = Mapping[str, int]
NO_NUMBERS: Numbers = {}
Shape = tuple[tuple[str, ...], tuple[tuple[float, ...], ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalBlank:
    """A drawn blank: `parts` deflated, or as name and text where a word stands; its own `texts`.

    runs: what stands for each word; a number stands for each field of `numbers`, in their order.
    """

    parts: tuple[Member | tuple[str, str], ...]
    texts: frozenset[str]
    runs: tuple[str, ...]
    numbers: tuple[str, ...] = ()


class BlankCopier:
    """Makes the personal blanks of one form."""

    def __init__(self, spec: FormSpec, methodology: Methodology) -> None:
        self._spec, self._methodology = spec, methodology
        own = (f for f in spec.fields().values() if f.prefill and not f.locked)
        self._fields = {field.field_id: field.prefill for field in own}
        self._printed = tuple(dict.fromkeys(("id", *self._fields.values())))
        self._widths = sorted(
            {
                width
                for sheet in spec.sheets
                for at, one in enumerate(sheet.widths)
                for width in (one, sum(sheet.widths[at:]))
            }
        )
        self._drawn: dict[Shape, PersonalBlank | None] = {}

    def blank(self, participant: Participant, numbers: Numbers = NO_NUMBERS) -> bytes:
        """Return the participant's blank, the same bytes as drawing it gives.

        numbers: what the form prints in its locked fields, whole numbers of one digit.
        """
        words = {name: str(getattr(participant, name)) for name in self._printed}
        if not _can_be_replaced(words) or len(words) > len(STAND_INS):
            return self._draw(words, numbers)
        shape = (tuple(numbers), tuple(map(self._heights, words.values())))
        if shape not in self._drawn:
            self._drawn[shape] = self._draw_shape(words, shape)
        drawn = self._drawn[shape]
        if drawn is None or not drawn.texts.isdisjoint(words.values()):
            return self._draw(words, numbers)  # a text that stands there anyway is stored once
        pairs = tuple(zip(drawn.runs, words.values(), strict=True))
        figures = tuple(f"<v>{numbers[field]}</v>" for field in drawn.numbers)
        return join(_part(part, pairs, figures) for part in drawn.parts)

    def _heights(self, word: str) -> tuple[float, ...]:
        return tuple(text_height(word, width) for width in self._widths)

    def _draw(self, words: Words, numbers: Numbers) -> bytes:
        return draw_form(
            self._spec,
            self._methodology,
            identity=self._spec.identity(words["id"]),
            answers={
                **{field: words[name] for field, name in self._fields.items()},
                **{field: Decimal(number) for field, number in numbers.items()},
            },
        )

    def _draw_shape(self, words: Words, shape: Shape) -> PersonalBlank | None:
        """Draw the blank with strange letters for those of the words; None if the room differs."""
        fields, heights = shape
        numbers = {field: STAND_IN_NUMBER + at for at, field in enumerate(fields)}
        letters = zip(STAND_INS, words.items(), strict=False)
        runs = {name: re.sub("[^ ]", letter, word) for letter, (name, word) in letters}
        if tuple(map(self._heights, runs.values())) != heights:
            return None
        parts: list[Member | tuple[str, str]] = []
        texts: set[str] = set()
        for name, content in members_of(self._draw(runs, numbers)):
            text = content.decode()
            if name == STRINGS:
                texts = {unescape(found) for found in _TEXT.findall(text)}
            stands = any(run in text for run in runs.values()) or bool(_NUMBER.search(text))
            parts.append((name, text) if stands else deflate(name, content))
        return PersonalBlank(
            parts=tuple(parts),
            texts=frozenset(texts),
            runs=tuple(runs.values()),
            numbers=fields,
        )


def _can_be_replaced(words: Words) -> bool:
    """Tell whether the words are stored as they are, each as a text of its own."""
    plain = all(
        _PLAIN.fullmatch(word) and not _EXCEL_ESCAPE.search(word) for word in words.values()
    )
    # The id stands in the footers too, where «&» has a meaning and the room is short.
    footer = "&" not in words["id"] and len(words["id"]) <= LONGEST_ID
    return plain and footer and len(set(words.values())) == len(words)


def _part(
    part: Member | tuple[str, str],
    pairs: tuple[tuple[str, str], ...],
    figures: tuple[str, ...],
) -> Member:
    if isinstance(part, Member):
        return part
    name, text = part
    if figures:
        text = _NUMBER.sub(lambda found: figures[int(found[1]) - STAND_IN_NUMBER], text)
    for run, word in pairs:
        text = text.replace(run, escape(word, quote=False))
    return deflate(name, text.encode())
