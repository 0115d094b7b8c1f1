"""The registry of participants: the clerk's form, read strictly."""

from collections import defaultdict
from collections.abc import Iterator

from kuzbass_batch.forms.values import fold
from kuzbass_batch.model import catalogue as rules
from kuzbass_batch.model.findings import Finding, has_errors
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.participants import CATEGORY_NAMES, Category, Participant, Registry
from kuzbass_batch.model.records import Answer, Submission

KEY = "participants"
CATEGORIES = {fold(name): category for category, name in CATEGORY_NAMES.items()}
Line = dict[str, Answer]


def read_registry(
    submission: Submission, methodology: Methodology
) -> tuple[Registry | None, tuple[Finding, ...]]:
    """Return the registry, or None with the findings that name each faulty cell."""
    lines = _lines(submission)
    if not lines:
        return None, (rules.REGISTRY_EMPTY.at(),)
    findings = (
        *(finding for line in lines for finding in _check_line(line, methodology)),
        *_check_ids(lines),
        *_check_parents(lines),
        *_check_names(lines),
    )
    if has_errors(findings):
        return None, findings
    participants = tuple(_participant(line, methodology) for line in lines)
    return Registry(path=submission.path, participants=participants), findings


def _lines(submission: Submission) -> tuple[Line, ...]:
    lines: dict[str, Line] = defaultdict(dict)
    for answer in submission.answers:
        key, _, rest = answer.field_id.partition("/")
        number, _, column = rest.partition("/")
        if key == KEY:
            lines[number][column] = answer
    return tuple(lines.values())


def _text(line: Line, column: str) -> str:
    answer = line.get(column)
    return answer.given.strip() if answer else ""


def _level_id(line: Line, methodology: Methodology) -> str:
    level = methodology.level_by_name(_text(line, "last_level"))
    return level.id if level else ""


def _participant(line: Line, methodology: Methodology) -> Participant:
    return Participant(
        id=_text(line, "id"),
        name=_text(line, "name"),
        short_name=_text(line, "short_name"),
        other_names=tuple(n for n in map(str.strip, _text(line, "other_names").split(";")) if n),
        category=CATEGORIES[fold(_text(line, "category"))],
        parent=_text(line, "parent"),
        head_post=_text(line, "head_post"),
        head_name=_text(line, "head_name"),
        head_post_dative=_text(line, "head_post_dative"),
        head_name_dative=_text(line, "head_name_dative"),
        gender=_text(line, "gender").casefold(),
        email=_text(line, "email"),
        last_level=_level_id(line, methodology),
    )


def _check_line(line: Line, methodology: Methodology) -> Iterator[Finding]:
    category, level = line.get("category"), line.get("last_level")
    if category and fold(category.given) not in CATEGORIES:
        choices = ", ".join(CATEGORY_NAMES.values())
        yield rules.UNKNOWN_CATEGORY.at(
            category.ref, field=category.field_id, found=category.given, choices=choices
        )
    if level and not _level_id(line, methodology):
        levels = ", ".join(f"«{each.name}»" for each in methodology.levels)
        yield rules.UNKNOWN_LEVEL.at(
            level.ref, field=level.field_id, found=level.given, levels=levels
        )
    gender = line.get("gender")
    if gender and gender.given.strip().casefold() not in ("м", "ж"):
        yield rules.BAD_GENDER.at(gender.ref, field=gender.field_id, found=gender.given)
    is_subordinate = CATEGORIES.get(fold(_text(line, "category"))) is Category.SUBORDINATE
    if is_subordinate and not _text(line, "parent"):
        ref = line["category"].ref
        yield rules.NO_PARENT.at(ref, id=_text(line, "id"))


def _check_ids(lines: tuple[Line, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for line in lines:
        answer = line.get("id")
        if answer is None:
            continue
        if fold(answer.given) in seen:
            yield rules.ID_TWICE.at(answer.ref, field=answer.field_id, id=answer.given)
        seen.add(fold(answer.given))


def _check_parents(lines: tuple[Line, ...]) -> Iterator[Finding]:
    parents = {_text(line, "id"): _text(line, "parent") for line in lines}
    for line in lines:
        answer = line.get("parent")
        if answer and _text(line, "parent") not in parents:
            yield rules.UNKNOWN_PARENT.at(answer.ref, field=answer.field_id, found=answer.given)
        elif answer and _is_own_ancestor(_text(line, "id"), parents):
            yield rules.OWN_PARENT.at(answer.ref, field=answer.field_id, id=_text(line, "id"))


def _is_own_ancestor(start: str, parents: dict[str, str]) -> bool:
    seen, at = set(), parents.get(start, "")
    while at and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = parents.get(at, "")
    return False


def _check_names(lines: tuple[Line, ...]) -> Iterator[Finding]:
    owners: dict[str, dict[str, Answer]] = defaultdict(dict)
    for line in lines:
        for column in ("name", "short_name", "other_names"):
            for name in _text(line, column).split(";"):
                if name.strip():
                    owners[fold(name)][_text(line, "id")] = line[column]
    for found in owners.values():
        if len(found) > 1:
            answer = list(found.values())[-1]
            yield rules.NAME_TWICE.at(
                answer.ref, field=answer.field_id, name=answer.given, ids=", ".join(found)
            )
