"""The registry of participants: the clerk's form, read strictly."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings.finding import CellRef, Fact, Finding, has_errors, in_file
from kuzbass_batch.forms.parsing.addresses import is_address, written_addresses
from kuzbass_batch.forms.parsing.posts import names_organisation
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.loader import load_form
from kuzbass_batch.forms.spec.specification import Field
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Answer, Submission
from kuzbass_batch.records.returns.participants import Participant, Registry

KEY = "participants"
# It stands in the blank's code and file name, and is found there again.
_ID = re.compile(r"\w[\w.-]{0,39}")
RegistryRow = dict[str, Answer]
FoundRegistry = tuple[Registry | None, tuple[Finding, ...]]


def read_registry(
    submission: Submission, methodology: Methodology, found: tuple[Finding, ...] = ()
) -> FoundRegistry:
    """Return the registry, or None with the findings that name each faulty cell.

    found: what the reader of forms has to say of the file; it comes back with the registry's own
    findings, without what these say again.
    """
    lines = _lines(submission)
    if not lines:
        return None, _joined(found, (rules.REGISTRY_EMPTY.at(),), submission.path)
    wanted, cells = _required(methodology), submission.cells()
    findings = (
        *(finding for line in lines for finding in _check_blanks(line, wanted, cells)),
        *(finding for line in lines for finding in _check_line(line, methodology)),
        *(finding for line in lines for finding in _check_parent(line, cells, methodology)),
        *(finding for line in lines for finding in _check_post(line)),
        *_check_ids(lines),
        *_check_parents(lines),
        *_check_names(lines),
    )
    findings = _joined(found, findings, submission.path)
    # A required column that is not there at all stands among `found`.
    complete = all(field.field_id in line for line in lines for field in wanted)
    if has_errors(findings) or not complete:
        return None, findings
    ids = {fold(_text(line, "id")): _text(line, "id") for line in lines}
    participants = tuple(_participant(line, methodology, ids) for line in lines)
    return Registry(path=submission.path, participants=participants), findings


def _joined(found: Iterable[Finding], own: tuple[Finding, ...], path: str) -> tuple[Finding, ...]:
    """Return both without the generic findings on cells that have one of the registry's own."""
    named = {field for finding in own for field in finding.fields}
    kept = (f for f in found if Fact.SAID_BETTER not in f.facts or not named.issuperset(f.fields))
    return (*kept, *in_file(own, path))


def _required(methodology: Methodology) -> tuple[Field, ...]:
    """Return the columns that every line must fill, each under its key alone."""
    fields = load_form(Kind.REGISTRY, methodology).fields().values()
    first = f"{KEY}/1/"
    return tuple(
        replace(field, field_id=field.field_id.removeprefix(first))
        for field in fields
        if field.required and field.field_id.startswith(first)
    )


def _lines(submission: Submission) -> tuple[RegistryRow, ...]:
    lines: dict[str, RegistryRow] = defaultdict(dict)
    for answer in submission.answers:
        key, _, rest = answer.field_id.partition("/")
        number, _, column = rest.partition("/")
        if key == KEY:
            lines[number][column] = answer
    return tuple(lines.values())


def _text(line: RegistryRow, column: str) -> str:
    answer = line.get(column)
    return answer.given.strip() if answer else ""


def _category(line: RegistryRow) -> str:
    """Return the word of the list, also where the cell has one that the list had once."""
    answer = line.get("category")
    known = answer.value if answer else None
    return known if isinstance(known, str) else _text(line, "category")


def _categories(methodology: Methodology) -> dict[str, Category]:
    return {fold(each.name): each for each in methodology.categories}


def _level_id(line: RegistryRow, methodology: Methodology) -> str:
    level = methodology.level_by_name(_text(line, "last_level"))
    return level.id if level else ""


def _participant(line: RegistryRow, methodology: Methodology, ids: dict[str, str]) -> Participant:
    return Participant(
        id=_text(line, "id"),
        name=_text(line, "name"),
        short_name=_text(line, "short_name"),
        other_names=tuple(n for n in map(str.strip, _text(line, "other_names").split(";")) if n),
        category=_categories(methodology)[fold(_category(line))],
        parent=ids.get(fold(_text(line, "parent")), ""),
        head_post=_text(line, "head_post"),
        head_name=_text(line, "head_name"),
        head_post_dative=_text(line, "head_post_dative"),
        head_name_dative=_text(line, "head_name_dative"),
        gender=_text(line, "gender").casefold(),
        email=_text(line, "email"),
        last_level=_level_id(line, methodology),
    )


def _check_blanks(
    line: RegistryRow, wanted: tuple[Field, ...], cells: Mapping[str, CellRef]
) -> Iterator[Finding]:
    """A line names its participant by whatever it has: name, short name, id."""
    names = [_text(line, key) for key in ("name", "short_name", "id")]
    named = next((name for name in names if name), "без наименования")
    start = next(iter(line.values())).field_id.rpartition("/")[0]
    for field in wanted:
        name = f"{start}/{field.field_id}"
        ref = cells.get(name)
        if field.field_id not in line and ref is not None:
            yield rules.REGISTRY_BLANK.at(ref, field=name, participant=named, name=field.name)


def _check_line(line: RegistryRow, methodology: Methodology) -> Iterator[Finding]:
    category, level = line.get("category"), line.get("last_level")
    if category and fold(_category(line)) not in _categories(methodology):
        choices = ", ".join(each.name for each in methodology.categories)
        yield rules.UNKNOWN_CATEGORY.at(
            category.ref, field=category.field_id, found=category.given, choices=choices
        )
    if level and not _level_id(line, methodology):
        levels = ", ".join(f"«{each.name}»" for each in methodology.levels)
        yield rules.UNKNOWN_LEVEL.at(
            level.ref,
            field=level.field_id,
            found=level.given,
            levels=levels,
            last=methodology.period.kind.words.last_genitive,
        )
    gender = line.get("gender")
    if gender and gender.given.strip().casefold() not in ("м", "ж"):
        yield rules.BAD_GENDER.at(gender.ref, field=gender.field_id, found=gender.given)
    email = line.get("email")
    for part, meant in written_addresses(_text(line, "email")) if email else ():
        if email and not all(map(is_address, meant)):
            yield rules.BAD_EMAIL.at(email.ref, field=email.field_id, found=part)


def _check_parent(
    line: RegistryRow, cells: Mapping[str, CellRef], methodology: Methodology
) -> Iterator[Finding]:
    """A subordinate organisation names the body above it (app. 3 p. 4.1)."""
    category = line.get("category")
    found = _categories(methodology).get(fold(_category(line)))
    if category and found and found.subordinate and "parent" not in line:
        field = category.field_id.replace("/category", "/parent")
        ref = cells.get(field, category.ref)
        yield rules.NO_PARENT.at(ref, field=field, id=_text(line, "id"), category=found.name)


def _check_post(line: RegistryRow) -> Iterator[Finding]:
    """The addressee names the organisation: best in the post as the letters print it."""
    answer = line.get("head_post_dative") or line.get("head_post")
    names = [_text(line, key) for key in ("name", "short_name", "other_names")]
    if answer and not names_organisation(answer.given, names):
        yield rules.POST_OF_NOTHING.at(answer.ref, field=answer.field_id, found=answer.given)


def _check_ids(lines: tuple[RegistryRow, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for line in lines:
        answer = line.get("id")
        if answer is None:
            continue
        if not _ID.fullmatch(answer.given.strip()):
            yield rules.BAD_ID.at(answer.ref, field=answer.field_id, found=answer.given)
        if fold(answer.given) in seen:
            yield rules.ID_TWICE.at(answer.ref, field=answer.field_id, id=answer.given)
        seen.add(fold(answer.given))


def _check_parents(lines: tuple[RegistryRow, ...]) -> Iterator[Finding]:
    parents = {fold(_text(line, "id")): fold(_text(line, "parent")) for line in lines}
    for line in lines:
        answer = line.get("parent")
        if answer and fold(answer.given) not in parents:
            yield rules.UNKNOWN_PARENT.at(answer.ref, field=answer.field_id, found=answer.given)
        elif answer and _is_own_ancestor(fold(_text(line, "id")), parents):
            yield rules.OWN_PARENT.at(answer.ref, field=answer.field_id, id=_text(line, "id"))


def _is_own_ancestor(start: str, parents: dict[str, str]) -> bool:
    seen, at = set(), parents.get(start, "")
    while at and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = parents.get(at, "")
    return False


def _check_names(lines: tuple[RegistryRow, ...]) -> Iterator[Finding]:
    owners: dict[str, dict[str, tuple[Answer, str]]] = defaultdict(dict)
    for line in lines:
        for column in ("name", "short_name", "other_names"):
            for name in _text(line, column).split(";"):
                if name.strip():
                    owners[fold(name)][_text(line, "id")] = line[column], name.strip()
    for found in owners.values():
        if len(found) > 1:
            answer, name = list(found.values())[-1]
            ids = ", ".join(found)
            yield rules.NAME_TWICE.at(answer.ref, field=answer.field_id, name=name, ids=ids)
