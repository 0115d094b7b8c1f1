"""The looks of the forms: one place for every format."""

from typing import Any

from kuzbass_batch.forms.spec.specification import Field, ValueKind

FONT = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
BORDER = {"border": 1, "border_color": "#7F7F7F"}


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._paragraphs: dict[str, Any] = {}
        self._answers: dict[tuple[ValueKind, bool, bool], Any] = {}

        def style(**options: Any) -> Any:
            return book.add_format({**FONT, **options})

        self.code = style(font_color="#595959", font_size=9)
        self.heading = style(bold=True, font_size=13, text_wrap=True)
        self.title = style(bold=True, font_size=12, text_wrap=True)
        self.text = style(text_wrap=True, valign="top")
        self.head = style(bold=True, text_wrap=True, align="center", bg_color="#DDE6F0", **BORDER)
        self.group = style(bold=True, text_wrap=True, bg_color="#EEF2F7", **BORDER)
        self.row_code = style(font_color="#595959", align="center", num_format="@", **BORDER)
        self.label = style(text_wrap=True, **BORDER)
        self.result = style(bold=True, text_wrap=True, bg_color="#F2F2F2", **BORDER)
        self.result_number = style(bold=True, align="center", bg_color="#F2F2F2", **BORDER)
        self.link = style(font_color="#0563C1", underline=1, valign="top", **BORDER)
        self.cell = style(text_wrap=True, valign="top", **BORDER)
        self.number = style(align="center", valign="top", **BORDER)
        self.points = style(align="center", **BORDER)
        self.hint = style(indent=1, italic=True, font_color="#595959", font_size=10, text_wrap=True)
        self.open_rows = style(font_color="#9C5700", bg_color="#F2F2F2", **BORDER)
        self.official_heading = style(bold=True, font_size=14, align="center")
        self.missing = book.add_format({"bg_color": "#FFF2CC"})
        self.not_understood = book.add_format({"bg_color": "#F8CBAD"})

    def aligned(self, align: str) -> Any:
        """Return the format of a paragraph: left, right or center."""
        if align not in self._paragraphs:
            options = {**FONT, "text_wrap": True, "valign": "top", "align": align}
            self._paragraphs[align] = self._book.add_format(options)
        return self._paragraphs[align]

    def answer(self, field: Field, *, faulty: bool) -> Any:
        """Return the format of an answer cell, unlocked unless the program fills it in."""
        key = (field.kind, faulty, field.locked)
        if key not in self._answers:
            options = {**FONT, **BORDER, "locked": field.locked, "text_wrap": True}
            if field.kind is ValueKind.DATE:
                options |= {"num_format": "dd.mm.yyyy", "align": "center"}
            elif field.kind is ValueKind.TEXT:
                options |= {"num_format": "@"}
            elif field.kind is ValueKind.MARK:
                options |= {"align": "center"}
            if field.locked:
                options |= {"align": "center", "bg_color": "#F2F2F2"}
            if faulty:
                options |= {"bg_color": "#F8CBAD", "border": 5, "border_color": "#C00000"}
            self._answers[key] = self._book.add_format(options)
        return self._answers[key]
