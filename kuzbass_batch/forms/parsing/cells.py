"""What one answer cell says, and what is wrong with it: what it hides first, then its value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import CellRef, Finding, Rule, Severity
from kuzbass_batch.forms.parsing.answer_cells import (
    AnswerCell,
    MissingCell,
    cell_value,
    is_blank_value,
    is_zero_of_formula,
)
from kuzbass_batch.forms.parsing.values import (
    MAX_TEXT,
    date_despite_letters,
    date_from_serial,
    is_not_applicable,
    month_end_before,
    number_despite_letters,
    show,
    understand_choice,
    understand_date,
    understand_mark,
    understand_number,
)
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE, ROW_ANSWER, Field, ValueKind
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.files.workbooks import Scalar

_LONGEST_QUOTE = 60
"""Letters of an answer that a sentence repeats."""
STAGES = "stages"
"""The block of a passport whose rows are the stages of the project."""
_YES_AND_PROOF = re.compile(r"да[\s,;:.(–—-]+(?!.*\b(?:не|нет|част|план))(.+)", re.I | re.S)
PROOFS = (
    ("приказ", "приказ"),
    ("распоряж", "распоряжение"),
    ("постановл", "постановление"),
    ("протокол", "протокол"),
    ("сертификат", "сертификат"),
    ("удостовер", "удостоверение"),
    ("договор", "договор"),
    ("положени", "положение"),
    ("письм", "письмо"),
    ("№", "документ"),
    ("http", "ссылку"),
)
"""What stands behind «да» and belongs into the column beside it, by a part of its words."""
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+):\$?([A-Z]{1,3})\$?([0-9]+)")

CellKey = tuple[int, int, int]
Judged = tuple[Answer | None, tuple[Finding, ...]]
Understood = tuple[Scalar, tuple[Finding, ...]]


def judge(
    place: AnswerCell | MissingCell, hidden: frozenset[CellKey], utc_hours: int = 0
) -> Judged:
    """Return the answer of a field and its faults; a lost or hidden one is unreadable.

    utc_hours: how far the local time is ahead of UTC, for days written as moments of UTC.
    """
    if isinstance(place, MissingCell) or (hidden and key_of(place) in hidden):
        return _unreadable(place), ()
    hidden_cells = place.hidden_cells
    if not hidden_cells:
        return (
            _judge_blank(place, hidden_cells)
            if is_blank_value(place.value)
            else _judge_value(place, utc_hours)
        )
    if "picture" in hidden_cells and (is_blank_value(place.value) or "error" in hidden_cells):
        return _judge_picture(place, lies_over="error" not in hidden_cells)
    if "error" in hidden_cells:
        fault = _at(rules.ERROR_CELL, place, found=hidden_cells["error"])
        return _unreadable(place, hidden_cells["error"]), (fault,)
    if is_blank_value(place.value):
        return _judge_blank(place, hidden_cells)
    return _judge_with_hidden(place, hidden_cells, utc_hours)


def _judge_value(slot: AnswerCell, utc_hours: int) -> Judged:
    value, findings = understand_value(slot, utc_hours)
    # A text of which there is nothing to say is what its cell shows.
    whole = value if slot.field.kind is ValueKind.TEXT and not findings else None
    return _answer(slot, value, whole if isinstance(whole, str) else None), findings


def _judge_picture(slot: AnswerCell, *, lies_over: bool) -> Judged:
    """A picture over a mark that may be blank is no answer: a stamp lies where it was put."""
    if slot.wanted or not (lies_over or slot.field.kind is ValueKind.TEXT):
        return _unreadable(slot, "рисунок"), (_at(rules.PICTURE, slot),)
    told = (_at(rules.PICTURE_OVER_TEXT, slot),)
    return (_unreadable(slot, "рисунок") if slot.field.kind is ValueKind.TEXT else None), told


def _judge_with_hidden(slot: AnswerCell, hidden_cells: Mapping[str, str], utc_hours: int) -> Judged:
    """Judge a value with something about its cell: a formula, a strike, a format that hides it."""
    zero = is_zero_of_formula(slot.sheet, slot.row, slot.column)
    if zero and (_is_no_number(slot) or (slot.in_table and not slot.wanted)):
        # Converters to .xls store 0 for a text that nobody has computed: it may have been «да».
        rule = rules.ZERO_FORMULA if _is_needed(slot) else rules.ZERO_TEXT
        return _unreadable(slot, "формула"), (_at(rule, slot),)
    if (shown := hidden_cells.get("shown")) is not None and _is_misshown(slot, shown):
        told = {"shown": f"«{quote(shown)}»" if shown else "пустое место"}
        told["found"] = quote(slot.value)
        if slot.field.kind is not ValueKind.TEXT:
            return _unreadable(slot, quote(slot.value)), (_at(rules.SHOWN_OTHERWISE, slot, **told),)
        value, findings = understand_value(slot, utc_hours)
        return _answer(slot, value), (_at(rules.TEXT_SHOWN_OTHERWISE, slot, **told), *findings)
    value, findings = understand_value(slot, utc_hours)
    if "formula" in hidden_cells:
        findings = (_at(rules.FORMULA, slot, found=quote(slot.value)), *findings)
    if "struck" in hidden_cells:
        words = {"found": quote(slot.value)}
        if slot.field.kind is not ValueKind.TEXT:
            fault = _at(rules.STRUCK_ANSWER, slot, **words)
            return _unreadable(slot, quote(slot.value)), (fault,)
        findings = (_at(rules.STRUCK_TEXT, slot, **words), *findings)
    return _answer(slot, value), findings


def _is_needed(slot: AnswerCell) -> bool:
    """Tell whether the form cannot be taken without this answer."""
    return slot.wanted or not (slot.in_table or slot.field.kind is ValueKind.TEXT)


def _is_no_number(slot: AnswerCell) -> bool:
    """Tell whether a zero can only be a number by mistake, or might be; «ЛОЖЬ» is no zero."""
    return not isinstance(slot.value, bool) and slot.field.kind is not ValueKind.NUMBER


def _is_misshown(slot: AnswerCell, shown: str) -> bool:
    """Tell whether what a number format shows says another thing than what is stored."""
    match slot.field.kind:
        case ValueKind.MARK:
            meant, stored = understand_mark(shown), understand_mark(slot.value)
            return meant is None or meant is not stored
        case ValueKind.NUMBER:
            return understand_number(shown) != understand_number(slot.value)
        case _:
            return True


def key_of(slot: AnswerCell) -> CellKey:
    """Return what distinguishes this cell from all others of the workbook."""
    return id(slot.sheet), slot.row, slot.column


def quote(value: Scalar) -> str:
    """Return the value on one short line, to be quoted in a message."""
    text = " ".join(show(value).split())
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1].rstrip() + "…"


@dataclass(frozen=True, kw_only=True, slots=True)
class Merges:
    """What merged ranges do to the answers: some are hidden, some texts stand for several rows."""

    hidden: frozenset[CellKey]
    shared: Mapping[CellKey, Scalar]
    findings: tuple[Finding, ...]


def examine_merges(slots: tuple[AnswerCell, ...]) -> Merges:
    """Return the cells whose answer a merge hides or shares, and the findings on merges."""
    hidden: set[CellKey] = set()
    shared: dict[CellKey, Scalar] = {}
    findings: list[Finding] = []
    for (_, merged), covered in _merged_slots(slots).items():
        if _are_texts(covered):
            shared |= _shared_text(covered)
            findings += _merged_text_findings(merged, covered)
        elif fault := _fault_of_merge(merged, covered):
            hidden.update(key_of(slot) for slot in covered)
            findings.append(fault)
        else:
            findings += _values_beneath(merged, covered)
    return Merges(hidden=frozenset(hidden), shared=shared, findings=tuple(findings))


def _are_texts(slots: list[AnswerCell]) -> bool:
    """Tell whether a range covers several texts of which none must be given."""
    optional = all(slot.field.kind is ValueKind.TEXT and not slot.wanted for slot in slots)
    begun = any("merged" in slot.hidden_cells for slot in slots)
    return optional and len(slots) > 1 and begun and not all(is_blank_value(s.value) for s in slots)


def _shared_text(slots: list[AnswerCell]) -> dict[CellKey, Scalar]:
    """Return the text of the range for the rows beneath its first cell: one paper proves many."""
    first = slots[0]
    return {
        key_of(slot): first.value
        for slot in slots[1:]
        if slot.column == first.column and is_blank_value(slot.value)
    }


def _merged_text_findings(merged: str, slots: list[AnswerCell]) -> Iterator[Finding]:
    first = slots[0]
    how = "для каждой строки" if any(s.row != first.row for s in slots) else "в первой из них"
    yield _at(rules.MERGED_TEXTS, first, range=merged, found=quote(first.value), how=how)
    yield from _values_beneath(merged, slots)


def _merged_slots(slots: tuple[AnswerCell, ...]) -> dict[tuple[int, str], list[AnswerCell]]:
    """Group the answer cells by the merged range they lie in."""
    ranges: dict[tuple[int, str], list[AnswerCell]] = {}
    for slot in slots:
        hidden_cells = slot.hidden_cells
        if hidden_cells and (merged := hidden_cells.get("merged") or hidden_cells.get("covered")):
            ranges.setdefault((id(slot.sheet), merged), []).append(slot)
    return ranges


def _fault_of_merge(merged: str, slots: list[AnswerCell]) -> Finding | None:
    """A range over several answers shares one of them; a range begun elsewhere hides all."""
    first = slots[0]
    if not any("merged" in slot.hidden_cells for slot in slots):
        if not any(slot.wanted or not slot.in_table for slot in slots):
            return None
        severity = None if any(map(_is_needed, slots)) else Severity.WARNING
        return _at(rules.COVERED_ANSWER, first, severity=severity, range=merged)
    if len(slots) > 1 and not all(is_blank_value(slot.value) for slot in slots):
        return _at(rules.MERGED_ANSWERS, first, range=merged)
    return None


def _values_beneath(merged: str, slots: list[AnswerCell]) -> Iterator[Finding]:
    first = slots[0]
    for row, column in _cells_of(merged):
        value = cell_value(first.sheet, row, column)
        if (row, column) != (first.row, first.column) and not is_blank_value(value):
            ref = CellRef(sheet=first.sheet.name, cell=cell_address(row, column))
            yield rules.HIDDEN_VALUE.at(
                ref, field=first.field.field_id, range=merged, found=quote(value)
            )


def _cells_of(merged: str) -> Iterator[tuple[int, int]]:
    found = _RANGE.fullmatch(merged)
    if found:
        left, right = _column(found[1]), _column(found[3])
        top, bottom = int(found[2]) - 1, int(found[4]) - 1
        for row in range(top, min(bottom, top + 200) + 1):
            yield from ((row, column) for column in range(left, min(right, left + 200) + 1))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _judge_blank(slot: AnswerCell, hidden_cells: Mapping[str, str]) -> Judged:
    """A formula without a result is blank where nothing need stand, if it was computed at all."""
    asked = slot.wanted or (slot.field.required and not slot.in_table)
    if "formula" in hidden_cells and (asked or hidden_cells["formula"]):
        told = _at(rules.EMPTY_FORMULA, slot, severity=None if asked else Severity.WARNING)
        return _unreadable(slot, "формула"), (told,)
    if not slot.wanted:
        return None, ()
    if slot.field.field_id.startswith(f"{STAGES}/"):
        stage, _, name = slot.field.name.rpartition(": ")
        wanted = re.sub(r"\Aдата\b", "дату", name)
        return None, (_at(rules.BLANK_IN_STAGE, slot, stage=stage, name=name, wanted=wanted),)
    rule = rules.BLANK_IN_ROW if slot.in_table else rules.BLANK_FIELD
    return None, (_at(rule, slot, name=slot.field.name),)


def understand_value(slot: AnswerCell, utc_hours: int) -> Understood:
    """Return what stands in a cell in which nothing is hidden, and its faults.

    utc_hours: how far the local time is ahead of UTC, for days written as moments of UTC.
    """
    match slot.field.kind:
        case ValueKind.TEXT:  # Most answers.
            return _understand_text(slot)
        case ValueKind.MARK:
            return _understand_mark(slot)
        case ValueKind.DATE:
            return _understand_date(slot, utc_hours)
        case ValueKind.NUMBER:
            if slot.field.may_not_apply and is_not_applicable(slot.value):
                return NOT_APPLICABLE, ()
            if letters := number_despite_letters(slot.value):
                return _or_fault(slot, None, rules.LETTERS_AMONG_FIGURES, letters=letters)
            how = how_to_number(slot.field)
            return _or_fault(slot, understand_number(slot.value), rules.NOT_A_NUMBER, how=how)
        case ValueKind.CHOICE:
            choices = slot.field.choices
            if slot.field.may_not_apply and is_not_applicable(slot.value):
                return NOT_APPLICABLE, ()
            listed = ", ".join(f"«{choice}»" for choice in choices)
            word = understand_choice(slot.value, choices, slot.field.former)
            return _or_fault(slot, word, rules.NOT_A_CHOICE, choices=listed)


def how_to_number(field: Field) -> str:
    """Return how a number is written besides in figures: where its unit stands, what else may."""
    if field.may_not_apply:
        return f", без единицы измерения, или выберите «{NOT_APPLICABLE}»"
    if field.column == ROW_ANSWER or field.bounds:
        return ", без единицы измерения"
    return "; единицу измерения запишите в наименовании"


def _understand_mark(slot: AnswerCell) -> Understood:
    """Return the mark; of «да, приказ № 5» it is said where the order belongs."""
    if slot.field.may_not_apply and is_not_applicable(slot.value):
        return NOT_APPLICABLE, ()
    mark = understand_mark(slot.value)
    found = _YES_AND_PROOF.fullmatch(show(slot.value).strip()) if mark is None else None
    proof = next((name for stem, name in PROOFS if found and stem in found[1].casefold()), "")
    if not proof:
        return _or_fault(slot, mark, rules.NOT_A_MARK)
    return _or_fault(slot, None, rules.YES_AND_PROOF, proof=proof)


def _or_fault(slot: AnswerCell, value: Scalar, rule: Rule, **words: object) -> Understood:
    if value is None:
        return None, (_at(rule, slot, found=quote(slot.value), **words),)
    return value, ()


def _understand_date(slot: AnswerCell, utc_hours: int) -> Understood:
    if date := date_from_serial(slot.value):
        words = {"found": quote(slot.value), "date": show(date)}
        return date, (_at(rules.SERIAL_DATE, slot, **words),)
    date = understand_date(slot.value, utc_hours)
    if date is None and (meant := date_despite_letters(slot.value, utc_hours)):
        day, letters = meant
        words = {"found": quote(slot.value), "letters": ", ".join(letters), "date": show(day)}
        return day, (_at(rules.LETTERS_READ, slot, **words),)
    if date is None and (last := month_end_before(slot.value)):
        return _or_fault(slot, None, rules.NO_SUCH_DAY, last=show(last))
    return _or_fault(slot, date, rules.NOT_A_DATE)


def _understand_text(slot: AnswerCell) -> Understood:
    text = show(slot.value)
    if len(text) <= MAX_TEXT:
        return text, ()
    cut = text[:MAX_TEXT].rstrip()
    return cut, (_at(rules.TEXT_CUT, slot, limit=MAX_TEXT, found=len(text)),)


def _answer(slot: AnswerCell, value: Scalar, shown: str | None = None) -> Answer:
    """Return the answer; shown: what its cell shows, if that is known already."""
    return Answer(
        field_id=slot.field.field_id,
        value=value,
        given=(show(slot.value) if shown is None else shown)[:MAX_TEXT],
        ref=slot.ref,
        readable=value is not None,
    )


def _unreadable(place: AnswerCell | MissingCell, hidden: str = "") -> Answer:
    """What a redrawn form shows again; what is hidden must not pass for a text that was given."""
    given = show(place.value)[:MAX_TEXT] if isinstance(place, AnswerCell) else ""
    if place.field.kind is not ValueKind.TEXT:
        given = hidden or given
    return Answer(
        field_id=place.field.field_id, value=None, given=given, ref=place.ref, readable=False
    )


def _at(rule: Rule, slot: AnswerCell, **words: Any) -> Finding:
    return rule.at(slot.ref, field=slot.field.field_id, **words)
