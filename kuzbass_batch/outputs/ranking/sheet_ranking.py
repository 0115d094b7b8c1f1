"""The ranking, of all participants and of each category, with a place for signatures."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.outputs.names import LEVEL_CHANGES, SHEETS
from kuzbass_batch.outputs.tables.table_writer import (
    DARK,
    LIGHT,
    MIDDLE,
    PAPER_HEIGHT,
    Centred,
    DrawnTable,
    Heads,
    Link,
    TableCell,
    TableWriter,
    table_scale,
)
from kuzbass_batch.outputs.total_words import total_sentence
from kuzbass_batch.records.rating.scores import Place, Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Conclusions

NOTE = "{}; щёлкните по оценке – откроется лист «Как посчитано»."
PLACES = {
    "places": "Равные оценки делят место",
    "levels": "Места не присваиваются, участники сведены по уровням",
}
PLACES_READING = "R8"
LONGEST_NAME = 31
"""Letters of a sheet's name that Excel takes."""
T = TypeVar("T")
PLACE_COLUMNS = (0, 1)
OVERALL, WITHIN = ("Место", 9.0), ("Место в категории", 11.0)
HEADS: Heads = (
    ("Код", 9.0), ("Участник", 58.0), ("Балл", 8.0), ("Оценка", 9.0), ("Уровень", 21.0),
    ("Уровень {0.last_genitive}", 21.0), ("К {0.last_dative}", 12.0), ("После срока", 9.0),
)  # fmt: skip
LEVEL_COLUMN, SIGNER_COLUMN = 4, 1
"""Of `HEADS`, from 0, without the two columns of places that may stand before them."""
HEADS_HEIGHT, SIGNATURES_HEIGHT = 80.0, 130.0
"""In points: title, note and heads repeated on each page; two signers and the date."""
PAGE_SHARES = (0.85, 0.9, 0.95, 1.0, 1.05, 1.1)
"""Programs and printers put a little less or more on a page than is reckoned here."""
KEPT_ROWS = 3
"""So many participants go to the next page with signatures that find no room on theirs."""


def without_places(
    values: Sequence[T], methodology: Methodology, places: Collection[int]
) -> tuple[T, ...]:
    """Return the heads or the cells of a row without those of places, where none are given.

    places: the columns that hold places, from 0.
    """
    given = methodology.gives_places
    return tuple(value for at, value in enumerate(values) if given or at not in places)


def draw_rankings(writer: TableWriter, found: Conclusions, anchors: Mapping[str, str]) -> None:
    """Draw the ranking of all participants, then one of each category.

    anchors: for each participant the link to where his points are explained.
    """
    everybody = Ranking(writer, found, anchors)
    everybody.draw(SHEETS["ranking"], "Рейтинг участников", found.outcome.methodology.categories)
    for category in found.outcome.methodology.categories:
        everybody.draw(sheet_of(category), f"Рейтинг: {category.plural.lower()}", (category,))


def sheet_of(category: Category) -> str:
    """Return the name of a category's sheet; one that another sheet has is told apart."""
    taken = category.plural in SHEETS.values()
    return f"{category.plural} (категория)"[:LONGEST_NAME] if taken else category.plural


class Ranking:
    """What the rankings of one workbook share."""

    def __init__(self, writer: TableWriter, found: Conclusions, anchors: Mapping[str, str]) -> None:
        """Take the writer, what is shown, and the links to the explanations."""
        self.writer, self.rated, self.anchors = writer, found.rated, anchors
        self.outcome = found.outcome

    def draw(self, name: str, title: str, categories: tuple[Category, ...]) -> None:
        """Draw one ranking; within a category its own places stand first."""
        outcome = self.outcome
        within = len(categories) == 1
        first = (WITHIN, ("Место в общем рейтинге", 11.0)) if within else (OVERALL, WITHIN)
        words = outcome.period.kind.words
        named = tuple((head.format(words), width) for head, width in HEADS)
        heads = without_places((*first, *named), outcome.methodology, PLACE_COLUMNS)
        rows = (
            self._row(*each, within=within)
            for each in self.rated
            if each[0].participant.category in categories
        )
        known = any(reading.id == PLACES_READING for reading in outcome.methodology.readings)
        by = f" (прочтение {PLACES_READING})" if known else ""
        how = NOTE.format(total_sentence(outcome.methodology))
        note = f"{PLACES[outcome.methodology.chosen(PLACES_READING)]}{by}. {how}"
        title = f"{title} за {outcome.period.name} на {wording.day(outcome.as_of)}"
        table = self.writer.table(name, title, heads, rows, note)
        self._shade_levels(table, heads)
        sign_beneath(self.writer, table, heads, outcome.methodology)

    def _row(self, standing: Standing, card: Scorecard, *, within: bool) -> tuple[TableCell, ...]:
        methodology, person = self.outcome.methodology, standing.participant
        places = (place_cell(standing.place), place_cell(standing.place_in_category))
        before = person.last_level
        row = (
            *(reversed(places) if within else places),
            person.id,
            person.name,
            card.points,
            Link(self.anchors[person.id], card.total),
            methodology.level(card.level).name,
            methodology.level(before).name if before else Centred("–"),
            Centred(LEVEL_CHANGES[standing.level_change]),
            Centred("да" if standing.late else ""),
        )
        return without_places(row, methodology, PLACE_COLUMNS)

    def _shade_levels(self, table: DrawnTable, heads: Heads) -> None:
        """Shade the level from dark to white: distinct in grey too, and the word stands there."""
        looks = (
            {"bg_color": DARK, "font_color": "#FFFFFF"},
            {"bg_color": MIDDLE},
            {"bg_color": LIGHT},
        )
        levels = reversed(self.outcome.methodology.levels)
        for level, look in zip(levels, looks, strict=False):
            rule = {"type": "cell", "criteria": "==", "value": f'"{level.name}"',
                    "format": self.writer.book.add_format(look)}  # fmt: skip
            column = len(heads) - len(HEADS) + LEVEL_COLUMN
            table.mark(column, column, rule)


def place_cell(place: Place | None) -> TableCell:
    """Return a place as a number, a shared one as «3–4»."""
    if place is None:
        return Centred("–")
    return place.first if place.first == place.last else Centred(str(place))


def sign_beneath(
    writer: TableWriter, table: DrawnTable, heads: Heads, methodology: Methodology
) -> None:
    """Draw the place for signatures beneath a table; it never stands alone on a page."""
    centre = methodology.words.bodies.centre
    signers = (methodology.words.rater.chair, *((f"От {centre}",) if centre else ()))
    _draw_signatures(writer, table, len(heads) - len(HEADS), signers)
    _keep_signatures(table, heads)


def _draw_signatures(
    writer: TableWriter, table: DrawnTable, before: int, signers: tuple[str, ...]
) -> None:
    """Draw for each signer a line to sign on and one for the name, then one for the date.

    before: how many columns of places stand before the others.
    """
    line = writer.style(bottom=1)
    caption = writer.style(font_size=8, align="center")
    sheet, row = table.sheet, table.below
    places = ((before + 3, before + 4, "подпись"), (before + 6, before + 7, "инициалы, фамилия"))
    column = before + SIGNER_COLUMN
    for signer in signers:
        sheet.set_row(row, 24)
        sheet.write_string(row, column, signer, writer.style(valign="bottom"))
        for first, last, _ in places:
            sheet.merge_range(row, first, row, last, "", line)
        for first, last, words in places:
            sheet.merge_range(row + 1, first, row + 1, last, words, caption)
        row += 2
    sheet.write_string(row, column, "«____» ______________ 20___ г.", writer.plain)


def _keep_signatures(table: DrawnTable, heads: Heads) -> None:
    """Break the page so that the signatures never stand alone on the last one."""
    scale = table_scale(width for _, width in heads)
    room = PAPER_HEIGHT * 72 * 100 / scale - HEADS_HEIGHT
    fits = all(_fit_beneath(table.heights, room * share) for share in PAGE_SHARES)
    if not fits and len(table.heights) > KEPT_ROWS:
        table.sheet.set_print_scale(scale)
        table.sheet.set_h_pagebreaks([table.last + 1 - KEPT_ROWS])


def _fit_beneath(heights: Sequence[float], room: float) -> bool:
    """Tell whether the signatures find room on the page where rows of these heights end."""
    used = 0.0
    for height in heights:
        used = height if used + height > room else used + height
    return used + SIGNATURES_HEIGHT <= room
