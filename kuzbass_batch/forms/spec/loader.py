"""The loader of forms: TOML → FormSpec, with the methodology's criteria, days and points put in."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.forms.spec.parts import (
    bounds_of,
    has_part,
    kept_tables,
    kept_texts,
    prepared,
    register_use,
    wanted_with,
)
from kuzbass_batch.forms.spec.specification import (
    NOT_APPLICABLE,
    Block,
    Field,
    FormCriterion,
    FormSpec,
    Row,
    SheetSpec,
    ValueKind,
)
from kuzbass_batch.forms.spec.tags import tags_of
from kuzbass_batch.methodology.calendar.period import period_of
from kuzbass_batch.methodology.criteria import Criterion, CriterionRow, shown
from kuzbass_batch.methodology.rater import Rater
from kuzbass_batch.methodology.records import Methodology, Reading
from kuzbass_batch.methodology.totals import Group
from kuzbass_batch.methodology.words import Words
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS, Kind

WITHOUT_FORM = frozenset(
    {Kind.UNKNOWN, Kind.PAST_RESULTS, Kind.CALENDAR, Kind.DETAILS, Kind.CONTEST_ANNOUNCEMENT}
)
"""Kinds of files that nobody sends in: the committee keeps its details, and the announcement of a
contest, beside its letters."""

KEPT = 4
"""So many methodologies are remembered: a run knows its own and that of the year before."""
_SPECS: list[tuple[Methodology, dict[Kind, FormSpec]]] = []
"""The forms made last, by the methodology itself."""


def load_forms(methodology: Methodology) -> dict[Kind, FormSpec]:
    """Return the specification of every form for the methodology's year.

    What the act does not know has none: passports of projects, objections. Forms of the programme
    go into its registers, and without these there are none.
    """
    absent = {
        *WITHOUT_FORM,
        *(() if methodology.has_passports else (Kind.PASSPORT,)),
        *(() if methodology.has_objections else (Kind.OBJECTION,)),
        *(
            ()
            if methodology.programme_registers
            else (Kind.REGISTERS, Kind.JURY_SHEET, *PROGRAMME_FORMS)
        ),
    }
    kinds = (kind for kind in Kind if kind not in absent)
    return {kind: load_form(kind, methodology) for kind in kinds if _is_asked(kind, methodology)}


def _is_asked(kind: Kind, methodology: Methodology) -> bool:
    """Tell whether the act has the part that a form as a whole hangs on."""
    needed = form_table(kind).get("needs", "")
    return not needed or has_part(needed, methodology)


@cache
def form_table(kind: Kind) -> Mapping[str, Any]:
    """Return the TOML of a form as it stands."""
    place = files("kuzbass_batch.templates").joinpath("forms", f"{kind.value}.toml")
    return tomllib.loads(place.read_text("utf-8"), parse_float=Decimal)


def load_form(kind: Kind, methodology: Methodology, due: dt.date | None = None) -> FormSpec:
    """Return the specification of one form; a KeyError names what its TOML lacks.

    due: the day that the form names where it is sent back, None for the act's own. A run asks for
    a form several times: without a day of its own it is made once for a methodology.
    """
    if due is not None:
        return _made(kind, methodology, due)
    specs = next((specs for known, specs in _SPECS if known is methodology), None)
    if specs is None:
        specs = {}
        _SPECS.append((methodology, specs))
        del _SPECS[:-KEPT]
    if kind not in specs:
        specs[kind] = _made(kind, methodology, None)
    return specs[kind]


def _receiver(data: Mapping[str, Any], words: Words) -> Rater:
    """Return how the texts around a form call whom it is sent to: who rates, or takes reports."""
    taken_by = words.passport.sent_to if words.passport else ""
    if not (data.get("to_centre") and taken_by):
        return words.rater
    return replace(words.rater, accusative=taken_by)


def _made(kind: Kind, methodology: Methodology, due: dt.date | None) -> FormSpec:
    data = form_table(kind)
    values, kept_for = tags_of(methodology, due), methodology.programme_registers
    of_programme = kind in (Kind.REGISTERS, *PROGRAMME_FORMS) and not data.get("yearly")
    lasting = kept_for if of_programme else None
    return FormSpec(
        kind=kind,
        code=data["code"],
        version=data["version"],
        # What lives longer than a year bears the first one, whichever year it is drawn in.
        period=period_of(lasting.first_year) if lasting else methodology.period,
        title=_words(data["title"], values),
        file_name=data["file_name"],
        sheets=tuple(_sheets(data["sheets"], methodology, values)),
        rater=_receiver(data, methodology.words),
        register=register_use(data["register"]) if "register" in data else None,
        utc_hours=methodology.words.bodies.utc_hours,
    )


def _is_list(data: Mapping[str, Any]) -> bool:
    return "list_criteria" in data or "list_readings" in data


def _paragraphs(
    data: Mapping[str, Any], methodology: Methodology, values: Mapping[str, object]
) -> Iterator[str]:
    """Yield the texts that the act's parts ask for, those with {number} counted."""
    number = 0
    for text in kept_texts(data.get("paragraphs", ()), methodology):
        number += "{number}" in text
        yield _words(text, {**values, "number": number})


def _words(text: str, values: Mapping[str, object]) -> str:
    """Put the methodology's year and days into a text of the form."""
    return text.format_map(values)


def _sheets(
    data: list[dict[str, Any]], methodology: Methodology, values: Mapping[str, object]
) -> Iterator[SheetSpec]:
    """Yield the sheets; the one that says whether the form is ready knows those with answers."""
    sheets = [(each, _sheet(each, methodology, values)) for each in kept_tables(data, methodology)]
    answered = tuple(sheet.name for _, sheet in sheets if sheet.answered)
    for each, sheet in sheets:
        said = each.get("ready")
        words = said if isinstance(said, str) else ""
        yield replace(sheet, ready=answered, ready_words=words) if said else sheet


def _sheet(
    data: dict[str, Any], methodology: Methodology, values: Mapping[str, object]
) -> SheetSpec:
    return SheetSpec(
        name=data["name"],
        blocks=tuple(
            block
            for each in kept_tables(data["blocks"], methodology)
            for block in (_block(each, methodology, values),)
            if not (_is_list(each) and not block.paragraphs)
        ),
        widths=tuple(float(width) for width in data["widths"]),
        landscape=data.get("landscape", False),
        one_page=data.get("one_page", False),
        pages_wide=data.get("pages_wide", 1),
        official=data.get("official", False),
        title=_words(data.get("title", ""), values),
        named=data.get("named", ""),
        former="former_with" in data and has_part(data["former_with"], methodology),
        only_filled=data.get("only_filled", False),
    )


def _block(data: dict[str, Any], methodology: Methodology, values: Mapping[str, object]) -> Block:
    kind = data["kind"]
    paragraphs = list(_paragraphs(data, methodology, values))
    if data.get("list_criteria"):
        paragraphs += methodology.row_conditions()
    asked = data.get("list_readings", ())
    listed = {each.id: each for each in methodology.readings if each.id in asked}
    paragraphs += [_reading_words(listed[each]) for each in asked if each in listed]
    heads = tuple(_words(head, values) for head in data.get("heads", ()))
    columns = data.get("columns", [])
    data = prepared(data, methodology, values)
    rows = {"fields": field_rows, "table": _table_rows, "stages": _stage_rows}.get(kind)
    return Block(
        kind=kind,
        key=data.get("key", ""),
        title=_words(data.get("title", ""), values),
        paragraphs=tuple(paragraphs),
        heads=heads,
        text_columns=len(heads) - (len(columns) or 1) if heads else 0,
        rows=rows(data) if rows else _point_rows(data, methodology) if kind == "points" else (),
        groups=_criterion_groups(data, methodology) if kind == "criteria" else (),
        prefix=data.get("prefix", ""),
        minimum=data.get("minimum", 0),
        most=data.get("most", 0),
        align=data.get("align", "left"),
        printed=data.get("printed", True),
    )


def _reading_words(reading: Reading) -> str:
    answer = f"{reading.choice.text[:1].upper()}{reading.choice.text[1:]}"
    return f"{reading.question} {answer} ({reading.point})."


def _field(data: dict[str, Any], field_id: str, name: str) -> Field:
    return Field(
        field_id=field_id,
        name=name,
        kind=ValueKind(data["kind"]),
        required=data.get("required", False),
        choices=tuple(data.get("choices", ())),
        former=(*data.get("former", {}).items(), *_also(data)),
        prefill=data.get("prefill", ""),
        hint=data.get("hint", ""),
        locked=data.get("locked", False),
        listed=data.get("listed", ""),
        may_not_apply=data.get("may_not_apply", False),
        issued=data.get("issued", False),
        bounds=bounds_of(data, name),
        not_after=data.get("not_after", ""),
        not_before=data.get("not_before", ""),
        wanted=data.get("wanted", False),
        single=data.get("single", ""),
        wanted_with=wanted_with(data),
        once=data.get("once", False),
        differs_from=data.get("differs_from", ""),
    )


def _also(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the other spellings of the words of a list, each with the word that it means."""
    for word, spellings in data.get("also", {}).items():
        yield from ((each, word) for each in spellings)


def field_rows(block: dict[str, Any]) -> tuple[Row, ...]:
    """Rows of label and answer; the field id is the key, the code the prefix with a number."""
    return tuple(
        Row(
            code=f"{block['prefix']}.{number}",
            texts=(data["label"],),
            fields=(_field(data, data["key"], data.get("name", data["label"])),),
        )
        for number, data in enumerate(block["fields"], start=1)
    )


def _table_rows(block: dict[str, Any]) -> tuple[Row, ...]:
    """Rows to fill in freely; the field id is `training/1/name`, counted in reading order."""
    return tuple(
        Row(
            code=f"{block['prefix']}.{number}",
            texts=(),
            fields=table_fields_of(block["key"], number, block["columns"]),
        )
        for number in range(1, block["count"] + 1)
    )


def table_fields_of(key: str, number: int, columns: list[dict[str, Any]]) -> tuple[Field, ...]:
    """Return the fields of row `number` of the table `key`."""
    return tuple(_field(c, f"{key}/{number}/{c['key']}", c["name"]) for c in columns)


def _stage_rows(block: dict[str, Any]) -> tuple[Row, ...]:
    """Fixed rows with dates; one that is `single` has one (the other column then stays closed).

    Of one date nobody asks which it is: it begins and ends the stage.
    """
    return tuple(
        Row(
            code=f"{block['prefix']}.{number}",
            texts=(stage["label"],),
            fields=tuple(
                _field(
                    column,
                    f"{block['key']}/{number}/{column['key']}",
                    f"{stage['label']}: {'дата' if stage.get('single') else column['name']}",
                )
                for column in block["columns"][: 1 if stage.get("single") else None]
            ),
        )
        for number, stage in enumerate(_stages_of(block), start=1)
    )


def _stages_of(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a block of stages: its own, or those of another form by their labels."""
    yield from block.get("stages", ())
    if "stages_of" in block:
        other = form_table(Kind(block["stages_of"]))
        own = [each for sheet in other["sheets"] for each in sheet["blocks"]]
        yield from ({"label": stage["label"]} for each in own for stage in each.get("stages", ()))


def _point_rows(block: dict[str, Any], methodology: Methodology) -> tuple[Row, ...]:
    """A row for each criterion; a column of choices offers the points that it may have."""
    return tuple(
        Row(
            code=f"{block['prefix']}.{criterion.id}",
            texts=(f"{criterion.label}. {criterion.short_title}",),
            fields=tuple(_point_field(block["key"], c, criterion) for c in block["columns"]),
        )
        for criterion in methodology.criteria
    )


def _point_field(key: str, column: dict[str, Any], criterion: Criterion) -> Field:
    head = f"{key}/{criterion.id}"
    name = f"критерий {criterion.id}, {column['name']}"
    field = _field(column, f"{head}/{column['key']}", name)
    may_not_apply, offered = bool(criterion.not_applicable), ()
    if field.kind is ValueKind.CHOICE:
        offered = (*criterion.points_offered, *((NOT_APPLICABLE,) if may_not_apply else ()))
    beside = f"{head}/{column['with']}" if "with" in column else ""
    return replace(field, choices=offered, beside=beside, may_not_apply=may_not_apply)


def _criterion_groups(block: dict[str, Any], methodology: Methodology) -> tuple[FormCriterion, ...]:
    return tuple(
        FormCriterion(
            criterion=criterion,
            rows=tuple(_criterion_row(row, criterion, block) for row in criterion.rows),
            opens=_begun(at, methodology),
            closes=_ended(at, methodology),
        )
        for at, criterion in enumerate(methodology.criteria)
    )


def _row_field(column: dict[str, Any], row: CriterionRow, criterion: Criterion) -> Field:
    name = f"строка {row.code}, {column['name']}"
    field = _field(column, f"{row.code}/{column['key']}", name)
    if field.kind is not ValueKind.MARK or not criterion.not_applicable:
        return field
    return replace(field, choices=(*field.choices, NOT_APPLICABLE), may_not_apply=True)


def _held_by(at: int, methodology: Methodology) -> tuple[Group, ...]:
    """Return the groups around the criterion at a position, the outermost first; none beyond."""
    if not 0 <= at < len(methodology.criteria):
        return ()
    by_id = {each.id: each for each in methodology.groups}
    inner = by_id.get(methodology.criteria[at].group)
    outer = by_id.get(inner.parent) if inner else None
    return tuple(each for each in (outer, inner) if each)


def _begun(at: int, methodology: Methodology) -> tuple[Group, ...]:
    before = _held_by(at - 1, methodology)
    return tuple(each for each in _held_by(at, methodology) if each not in before)


def _ended(at: int, methodology: Methodology) -> tuple[Group, ...]:
    after = _held_by(at + 1, methodology)
    return tuple(each for each in reversed(_held_by(at, methodology)) if each not in after)


def _criterion_row(row: CriterionRow, criterion: Criterion, block: dict[str, Any]) -> Row:
    """Return a row of a criterion: a mark, or a number, and what is written beside it."""
    fields = tuple(_row_field(column, row, criterion) for column in block["columns"])
    if criterion.is_marked:
        return Row(code=row.code, texts=(row.text, wording.minus(shown(row.points))), fields=fields)
    answer, *beside = fields
    number = replace(
        answer,
        kind=ValueKind.NUMBER,
        choices=(NOT_APPLICABLE,) if criterion.not_applicable else (),
        name=f"строка {row.code}, число",
        former=(),
    )
    last = row == criterion.rows[-1]
    texts = (f"{row.text}\n{scale_of(criterion)}" if last else row.text, "")
    return Row(code=row.code, texts=texts, fields=(number, *beside))


def scale_of(criterion: Criterion) -> str:
    """Return which numbers give which points, as the blank prints it."""
    of_two = " / ".join(row.code for row in criterion.rows) if len(criterion.rows) > 1 else ""
    share = " × 100 %" if criterion.share else f", {criterion.unit}"
    head = f"Считается: {of_two}{share}. " if of_two else ""
    parts = (f"{each.words(criterion.unit)} – {shown(each.points)}" for each in criterion.ranges)
    return f"{head}Баллы: {'; '.join(parts)}."
