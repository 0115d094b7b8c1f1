"""What one answer cell says, and what is wrong with it: traps first, then the value itself."""

import re
from collections.abc import Iterator
from typing import Any

from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import CellRef, Finding, Rule
from kuzbass_batch.forms.parsing.answer_cells import AnswerCell, MissingCell, cell_value, is_blank
from kuzbass_batch.forms.parsing.values import (
    MAX_TEXT,
    date_from_serial,
    show,
    understand_choice,
    understand_date,
    understand_mark,
    understand_number,
)
from kuzbass_batch.forms.spec.layout import address
from kuzbass_batch.forms.spec.specification import ValueKind
from kuzbass_batch.records.submissions import Answer
from kuzbass_batch.records.workbooks import Scalar

_LONGEST_QUOTE = 60
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


def judge(place: AnswerCell | MissingCell, hidden: frozenset[CellKey]) -> Judged:
    """Return the answer of a field and its faults; a lost or hidden one is unreadable."""
    if isinstance(place, MissingCell) or (hidden and key_of(place) in hidden):
        return _unreadable(place), ()
    hidden_cells = place.hidden_cells
    if "error" in hidden_cells:
        fault = _at(rules.ERROR_CELL, place, found=hidden_cells["error"])
        return _unreadable(place, hidden_cells["error"]), (fault,)
    if is_blank(place.value):
        return _judge_blank(place, has_formula="formula" in hidden_cells)
    value, findings = _understand(place)
    if "formula" in hidden_cells:
        findings = (_at(rules.FORMULA, place, found=quote(place.value)), *findings)
    return _answer(place, value), findings


def key_of(slot: AnswerCell) -> CellKey:
    """Return what tells this cell from all others of the workbook."""
    return id(slot.sheet), slot.row, slot.column


def quote(value: Scalar) -> str:
    """Return the value on one short line, to be quoted in a message."""
    text = " ".join(show(value).split())
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1].rstrip() + "…"


def examine_merges(slots: tuple[AnswerCell, ...]) -> tuple[frozenset[CellKey], tuple[Finding, ...]]:
    """Return the cells whose answer a merge hides or shares, and the findings on merges."""
    hidden: set[CellKey] = set()
    findings: list[Finding] = []
    for (_, merged), covered in _merged_slots(slots).items():
        if fault := _fault_of_merge(merged, covered):
            hidden.update(key_of(slot) for slot in covered)
            findings.append(fault)
        else:
            findings += _values_beneath(merged, covered)
    return frozenset(hidden), tuple(findings)


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
        needed = any(slot.wanted or not slot.in_table for slot in slots)
        return _at(rules.COVERED_ANSWER, first, range=merged) if needed else None
    if len(slots) > 1 and not all(is_blank(slot.value) for slot in slots):
        return _at(rules.MERGED_ANSWERS, first, range=merged)
    return None


def _values_beneath(merged: str, slots: list[AnswerCell]) -> Iterator[Finding]:
    first = slots[0]
    for row, column in _cells_of(merged):
        value = cell_value(first.sheet, row, column)
        if (row, column) != (first.row, first.column) and not is_blank(value):
            ref = CellRef(sheet=first.sheet.name, cell=address(row, column))
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


def _judge_blank(slot: AnswerCell, *, has_formula: bool) -> Judged:
    if has_formula:
        return _unreadable(slot, "формула"), (_at(rules.EMPTY_FORMULA, slot),)
    if not slot.wanted:
        return None, ()
    block, *parts = slot.field.field_id.split("/")
    if block == STAGES:
        return None, (_at(rules.BLANK_IN_STAGE, slot, stage=parts[0], name=slot.field.name),)
    rule = rules.BLANK_IN_ROW if slot.in_table else rules.BLANK_FIELD
    return None, (_at(rule, slot, name=slot.field.name),)


def _understand(slot: AnswerCell) -> Understood:
    match slot.field.kind:
        case ValueKind.MARK:
            return _understand_mark(slot)
        case ValueKind.DATE:
            return _understand_date(slot)
        case ValueKind.NUMBER:
            return _or_fault(slot, understand_number(slot.value), rules.NOT_A_NUMBER)
        case ValueKind.CHOICE:
            choices = slot.field.choices
            listed = ", ".join(f"«{choice}»" for choice in choices)
            word = understand_choice(slot.value, choices, slot.field.former)
            return _or_fault(slot, word, rules.NOT_A_CHOICE, choices=listed)
        case ValueKind.TEXT:
            return _understand_text(slot)


def _understand_mark(slot: AnswerCell) -> Understood:
    """Return the mark; of «да, приказ № 5» it is said where the order belongs."""
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


def _understand_date(slot: AnswerCell) -> Understood:
    if date := date_from_serial(slot.value):
        words = {"found": quote(slot.value), "date": show(date)}
        return date, (_at(rules.SERIAL_DATE, slot, **words),)
    return _or_fault(slot, understand_date(slot.value), rules.NOT_A_DATE)


def _understand_text(slot: AnswerCell) -> Understood:
    text = show(slot.value)
    if len(text) <= MAX_TEXT:
        return text, ()
    cut = text[:MAX_TEXT].rstrip()
    return cut, (_at(rules.TEXT_CUT, slot, limit=MAX_TEXT, found=len(text)),)


def _answer(slot: AnswerCell, value: Scalar) -> Answer:
    return Answer(
        field_id=slot.field.field_id,
        value=value,
        given=show(slot.value)[:MAX_TEXT],
        ref=slot.ref,
        readable=value is not None,
    )


def _unreadable(place: AnswerCell | MissingCell, trap: str = "") -> Answer:
    """What a redrawn form shows again; a trap's name must not pass for a text that was given."""
    given = show(place.value)[:MAX_TEXT] if isinstance(place, AnswerCell) else ""
    if place.field.kind is not ValueKind.TEXT:
        given = trap or given
    return Answer(
        field_id=place.field.field_id, value=None, given=given, ref=place.ref, readable=False
    )


def _at(rule: Rule, slot: AnswerCell, **words: Any) -> Finding:
    return rule.at(slot.ref, field=slot.field.field_id, **words)
