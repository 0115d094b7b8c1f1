"""Personal blanks by the thousand: one of each shape is drawn, the others are copies of it.

Two blanks of a form have the same shape if the id and the names printed on them take the same room;
then they differ in these words alone, and a copy with the words replaced is, byte for byte, what
drawing would give. Where that is not certain the blank is drawn.
"""

import re
from dataclasses import dataclass
from html import escape, unescape

from kuzbass_batch.forms.blank import draw_form
from kuzbass_batch.forms.paper import text_height
from kuzbass_batch.forms.raw_zip import Member, deflate, join, members_of
from kuzbass_batch.forms.spec import FormSpec
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.participants import Participant

# Letters of no living language: runs of them stand in the drawn form for the words to be replaced.
STAND_INS = "ѪѬѮѰѲѴ"
LONGEST_ID = 100
# What every workbook shows as it is: nothing that Excel escapes, no space at either end.
_PLAIN = re.compile(r"(?! )[ -~А-Яа-яЁё№«»–—…]+(?<! )")
_EXCEL_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
STRINGS = "xl/sharedStrings.xml"
Words = dict[str, str]
Shape = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A drawn blank: `parts` deflated, or as name and text where a word stands; its own `texts`.

    runs: what stands for each word.
    """

    parts: tuple[Member | tuple[str, str], ...]
    texts: frozenset[str]
    runs: tuple[str, ...]


class Press:
    """Makes the personal blanks of one form."""

    def __init__(self, spec: FormSpec, methodology: Methodology) -> None:
        """Look at what the form prints of a participant."""
        self._spec, self._methodology = spec, methodology
        self._fields = {f.field_id: f.prefill for f in spec.fields().values() if f.prefill}
        self._printed = tuple(dict.fromkeys(("id", *self._fields.values())))
        self._widths = sorted(
            {
                width
                for sheet in spec.sheets
                for at, one in enumerate(sheet.widths)
                for width in (one, sum(sheet.widths[at:]))
            }
        )
        self._drawn: dict[Shape, Drawn | None] = {}

    def blank(self, participant: Participant) -> bytes:
        """Return the participant's blank, the same bytes as drawing it gives."""
        words = {name: str(getattr(participant, name)) for name in self._printed}
        if not _can_be_replaced(words) or len(words) > len(STAND_INS):
            return self._draw(words)
        shape = tuple(map(self._heights, words.values()))
        if shape not in self._drawn:
            self._drawn[shape] = self._draw_shape(words, shape)
        drawn = self._drawn[shape]
        if drawn is None or not drawn.texts.isdisjoint(words.values()):
            return self._draw(words)  # a text that stands in the form anyway is stored once
        pairs = tuple(zip(drawn.runs, words.values(), strict=True))
        return join(_part(part, pairs) for part in drawn.parts)

    def _heights(self, word: str) -> tuple[float, ...]:
        return tuple(text_height(word, width) for width in self._widths)

    def _draw(self, words: Words) -> bytes:
        return draw_form(
            self._spec,
            self._methodology,
            identity=self._spec.identity(words["id"]),
            answers={field: words[name] for field, name in self._fields.items()},
        )

    def _draw_shape(self, words: Words, shape: Shape) -> Drawn | None:
        """Draw the blank with strange letters for those of the words; None if the room differs."""
        letters = zip(STAND_INS, words.items(), strict=False)
        runs = {name: re.sub("[^ ]", letter, word) for letter, (name, word) in letters}
        if tuple(map(self._heights, runs.values())) != shape:
            return None
        parts: list[Member | tuple[str, str]] = []
        texts: set[str] = set()
        for name, content in members_of(self._draw(runs)):
            text = content.decode()
            if name == STRINGS:
                texts = {unescape(found) for found in _TEXT.findall(text)}
            stands = any(run in text for run in runs.values())
            parts.append((name, text) if stands else deflate(name, content))
        return Drawn(parts=tuple(parts), texts=frozenset(texts), runs=tuple(runs.values()))


def _can_be_replaced(words: Words) -> bool:
    """Tell whether the words are stored as they are, each as a text of its own."""
    plain = all(
        _PLAIN.fullmatch(word) and not _EXCEL_ESCAPE.search(word) for word in words.values()
    )
    # The id stands in the footers too, where «&» has a meaning and the room is short.
    footer = "&" not in words["id"] and len(words["id"]) <= LONGEST_ID
    return plain and footer and len(set(words.values())) == len(words)


def _part(part: Member | tuple[str, str], pairs: tuple[tuple[str, str], ...]) -> Member:
    if isinstance(part, Member):
        return part
    name, text = part
    for run, word in pairs:
        text = text.replace(run, escape(word, quote=False))
    return deflate(name, text.encode())
