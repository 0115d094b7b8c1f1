"""The looks of the forms: one place for every format."""

from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.forms.spec.specification import ROW_ANSWER, Field, ValueKind, is_number

FONT = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
BORDER = {"border": 1, "border_color": "#7F7F7F"}
GREY, BLUE, BROWN = "#595959", "#0563C1", "#9C5700"
"""Letters: of codes and hints, of links, of what is still to be answered."""
HEAD_FILL, GROUP_FILL, LOCKED_FILL = "#DDE6F0", "#EEF2F7", "#F2F2F2"
MISSING_FILL, FAULTY_FILL = "#FFF2CC", "#F8CBAD"
_WRAPPED = {"text_wrap": True}
_TOP: dict[str, Any] = {"valign": "top"}
"""In a row that grows with an answer everything begins at the top."""
_WORDS = {**_TOP, **_WRAPPED, "align": "left", "indent": 1}
"""Words stand off the border."""
_MIDDLE = {**_WORDS, "valign": "vcenter"}
_RESULT = {"bold": True, "align": "center", "bg_color": LOCKED_FILL}


class Styles:
    """The formats of one workbook; they stand in the file in the order in which they are made."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._paragraphs: dict[str, Any] = {}
        self._total: Any = None
        self._answers: dict[tuple[ValueKind, bool, bool, bool, bool, bool], Any] = {}
        self._make_titles()
        self._make_criteria()
        self._make_remarks()
        self._make_lines()
        self.missing = book.add_format({"bg_color": MISSING_FILL})
        self.not_understood = book.add_format({"bg_color": FAULTY_FILL})

    def _make_titles(self) -> None:
        """Make what stands above the answers."""
        self.code = self._style(font_color=GREY, font_size=9)
        self.heading = self._style(**_WRAPPED, bold=True, font_size=13)
        self.title = self._style(**_WRAPPED, bold=True, font_size=12)
        self.text = self._style(**_WRAPPED, **_TOP)

    def _make_criteria(self) -> None:
        """Make the heads, the printed columns and the results of a table of criteria."""
        self.head = self._cell(**_WRAPPED, bold=True, align="center", bg_color=HEAD_FILL)
        self.group = self._cell(**_MIDDLE, bold=True, bg_color=GROUP_FILL)
        code = {"font_color": GREY, "align": "center", "num_format": "@", **_TOP}
        self.row_code = self._cell(**code)
        self.free_code = self._cell(**code, locked=False)
        """The code of a row that may be deleted: no cell of it may be locked."""
        self.free_row = self._style(locked=False)
        self.label = self._cell(**_WORDS)
        self.named = self._style(**_WRAPPED, **_TOP, bold=True)
        self.result = self._cell(**_MIDDLE, bold=True, bg_color=LOCKED_FILL)
        self.result_number = self._cell(**_RESULT)
        self._unseen: Any = None

    def _make_remarks(self) -> None:
        """Make the cells of the sheet «Замечания»."""
        self.link = self._cell(**_TOP, font_color=BLUE, underline=1)
        self.cell = self._cell(**_WRAPPED, **_TOP)
        self.number = self._cell(**_TOP, align="center")

    def _make_lines(self) -> None:
        """Make what stands beside the answers."""
        self.points = self._cell(**_TOP, align="center")
        self.hint = self._style(**_WORDS, italic=True, font_color=GREY, font_size=10)
        edges = {f"{side}_color": BORDER["border_color"] for side in ("top", "bottom", "right")}
        self.answer_end = self._style(top=1, bottom=1, right=1, **edges)
        self.open_rows = self._cell(**_MIDDLE, font_color=BROWN, bg_color=LOCKED_FILL)
        self.ready = self._style(**_WRAPPED, bold=True)
        self.ready_link = self._style(font_color=BLUE, underline=1)
        self.official_heading = self._style(bold=True, font_size=14, align="center")

    def _style(self, **options: Any) -> Any:
        return self._book.add_format({**FONT, **options})

    def _cell(self, **options: Any) -> Any:
        return self._style(**options, **BORDER)

    @property
    def unseen_number(self) -> Any:
        """Return the format of a result that is worked with and not shown."""
        self._unseen = self._unseen or self._cell(**_RESULT, num_format=";;;")
        return self._unseen

    def total(self, decimals: int | None) -> Any:
        """Return the format of a total: with the decimals that its act states."""
        if decimals is None:
            return self.result_number
        if self._total is None:
            shape = wording.number_shape(decimals)
            self._total = self._cell(**_RESULT, num_format=shape)
        return self._total

    def aligned(self, align: str) -> Any:
        """Return the format of a paragraph: left, right or center."""
        if align not in self._paragraphs:
            options = {**FONT, "text_wrap": True, "valign": "top", "align": align}
            self._paragraphs[align] = self._book.add_format(options)
        return self._paragraphs[align]

    def answer(self, field: Field, *, faulty: bool, open_end: bool = False) -> Any:
        """Return the format of an answer cell, unlocked unless the program fills it in.

        open_end: `answer_end` stands to the right of it and goes on with its frame.
        """
        number = field.kind is ValueKind.CHOICE and all(map(is_number, field.choices))
        number |= field.kind is ValueKind.NUMBER and field.column == ROW_ANSWER
        number |= field.most is not None
        words = field.locked and field.issued and "/" in field.field_id
        key = (field.kind, faulty, field.locked, open_end, number, words)
        if key not in self._answers:
            options = {**FONT, **BORDER, **_TOP, "locked": field.locked, "text_wrap": True}
            if field.kind is ValueKind.NUMBER and number:
                options |= {"align": "center"}
            if field.kind in (ValueKind.TEXT, ValueKind.CHOICE):
                options |= {"align": "center"} if number else _WORDS
            if field.kind is ValueKind.DATE:
                options |= {"num_format": "dd.mm.yyyy", "align": "center"}
            elif field.kind is ValueKind.TEXT:
                options |= {"num_format": "@"}
            elif field.kind is ValueKind.MARK:
                options |= {"align": "center"}
            if field.locked:
                options |= {"bg_color": LOCKED_FILL, **({} if words else {"align": "center"})}
            if faulty:
                options |= {"bg_color": FAULTY_FILL, "border": 5, "border_color": "#C00000"}
            elif open_end:
                options |= {"right": 0}
            self._answers[key] = self._book.add_format(options)
        return self._answers[key]
