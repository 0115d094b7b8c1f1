"""Make the words of the act from the tables of its file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from kuzbass_batch.methodology.calendar.period import Period, PeriodKind, period_in
from kuzbass_batch.methodology.citations import Citation
from kuzbass_batch.methodology.draft import Draft
from kuzbass_batch.methodology.entries.tables import Node
from kuzbass_batch.methodology.file_faults import FileFault
from kuzbass_batch.methodology.rater import COMMITTEE, Gender, Rater
from kuzbass_batch.methodology.words import (
    CATEGORIES,
    FEWEST_HOURS,
    MOST_HOURS,
    OF_ONE,
    POINTS,
    REGISTERS,
    TOGETHER,
    Bodies,
    Category,
    Leaders,
    Participants,
    PassportWords,
    Programme,
    RegisterYears,
    ReportDays,
    Words,
    cited_points,
)

T = TypeVar("T")
LONGEST_SHEET = 31
"""Letters in the name of a sheet: that is all that Excel takes."""
FORBIDDEN = r"[\[\]:*?/\\]"
"""What the name of a sheet may not hold."""
ALIKE = {"counting": "scoring", "documents": "verification", "passport_form": "passport"}
"""Points that stand where the narrower one is not named."""
FORMS = ("point", "cited", "within", "by", "instrumental", "genitive")


def words_in(node: Node, known: Mapping[str, str]) -> Words:
    """Return the words that the file names, neutral ones for the rest.

    known: the points of the act that other parts of the file cite, by the names of POINTS; what
    [references] says wins. A file without [programme] is of the earlier format: its highest level
    is held for a year.
    """
    earlier = "programme" not in node.data
    programme = _texts(node, "programme", Programme)
    leaders = _leaders(node.table("leaders")) if "leaders" in node.data else None
    if earlier and leaders is None:
        leaders = Leaders(level="")
    return Words(
        programme=programme,
        rater=_rater(node.table("rater")) if "rater" in node.data else COMMITTEE,
        participants=_texts(node, "participants", Participants),
        bodies=_bodies(node),
        categories=(
            node.tables("categories", _category) if "categories" in node.data else CATEGORIES
        ),
        references=cited_points(_references(node, known), programme),
        passport=_passport(node),
        leaders=leaders,
        registers=_registers(node),
        lasting=_lasting(node.table("registers")) if "registers" in node.data else None,
        reports=_reports(node.table("project_reports")) if "project_reports" in node.data else None,
    )


def _texts(node: Node, key: str, kind: type[T], lists: tuple[str, ...] = ()) -> T:
    """Return a record whose every field is a text, or a number, that the table may name.

    lists: further keys of the table, which are read elsewhere.
    """
    if key not in node.data:
        return kind()
    table = node.table(key)
    given = {
        each.name: table.get(each.name, type(each.default))
        for each in fields(kind)  # type: ignore[arg-type]
        if each.name in table.data
    }
    table.asked.update(each.name for each in fields(kind))  # type: ignore[arg-type]
    table.asked.update(lists)
    table.finish()
    return kind(**given)


def _bodies(node: Node) -> Bodies:
    """Return the bodies and their place; hours from UTC that no place on earth has are refused."""
    found = _texts(node, "bodies", Bodies, lists=("registers",))
    if not FEWEST_HOURS <= found.utc_hours <= MOST_HOURS:
        bounds = f"от {FEWEST_HOURS} до {MOST_HOURS}"
        node.table("bodies").fail(
            "utc_hours",
            f"ожидается число часов {bounds}, стоит {found.utc_hours}",
            f"Укажите целое число {bounds}: по московскому времени utc_hours = 3.",
        )
    return found


def _rater(node: Node) -> Rater:
    """Return how texts call the body that rates: all cases and the gender are named, or nothing."""
    cases = {
        name: node.get(name, str)
        for name in (
            "nominative", "genitive", "dative", "accusative", "instrumental", "prepositional",
        )
    }  # fmt: skip
    said = node.get("gender", str)
    genders = [each.value for each in Gender]
    if node.is_sound("gender") and said not in genders:
        node.fail(
            "gender",
            f"ожидается одно из {', '.join(genders)}, стоит «{said}»",
            'Например, министерство: gender = "neuter".',
        )
    chair = node.get("chair", str, f"Руководитель {cases['genitive']}")
    node.finish()
    return Rater(**cases, gender=Gender(said) if said in genders else Gender.MASCULINE, chair=chair)


def _registers(node: Node) -> tuple[str, ...]:
    """Return what the committee keeps all year, a neutral list if the file does not say."""
    bodies = node.data.get("bodies")
    if not isinstance(bodies, dict) or "registers" not in bodies:
        return REGISTERS
    return node.table("bodies").words("registers")


def _lasting(node: Node) -> RegisterYears:
    """Return the years for which the registers of the programme are kept."""
    found = RegisterYears(
        first_year=node.get("first_year", int), last_year=node.get("last_year", int)
    )
    node.finish()
    return found


def _reports(node: Node) -> ReportDays:
    """Return when projects are reported on."""
    text = node.get("first", str)
    first = period_in(text) if text else None
    if text and (first is None or first.kind is not PeriodKind.QUARTER):
        node.fail("first", f"ожидается квартал, стоит «{text}»", 'Например: first = "2026-I".')
        first = None
    found = ReportDays(
        first=first or Period(1),
        day=node.get("day", int),
        closing_days=node.get("closing_days", int),
    )
    for key, value, most in (("day", found.day, 28), ("closing_days", found.closing_days, 60)):
        if key in node.data and not 1 <= value <= most:
            hint = f"Укажите целое число от 1 до {most}."
            node.fail(key, f"ожидается число от 1 до {most}, стоит {value}", hint)
    node.finish()
    return found


def _category(node: Node) -> Category:
    category_id = node.get("id", str)
    if category_id and not re.fullmatch("[a-z][a-z0-9_]*", category_id):
        node.fail(
            "id",
            f"ожидается имя латинскими буквами, стоит «{category_id}»",
            'Например: id = "executive".',
        )
    return Category(
        id=category_id,
        name=node.get("name", str),
        plural=node.get("plural", str),
        heading=node.get("heading", str, ""),
        former=node.words("former") if "former" in node.data else (),
        subordinate=node.get("subordinate", bool, False),
        named=node.get("named", str, ""),
        together=node.get("together", str, TOGETHER),
        of_one=node.get("of_one", str, OF_ONE),
    )


def _leaders(node: Node) -> Leaders:
    found = Leaders(
        level=node.get("level", str),
        awarded_by=node.get("awarded_by", str, ""),
        heading=node.get("heading", str, ""),
    )
    node.finish()
    return found


def _passport(node: Node) -> PassportWords | None:
    """Return the words of the passport; a question for one is enough to ask for it."""
    questions = node.data.get("questions", ())
    asked = isinstance(questions, list) and any(
        isinstance(each, dict) and each.get("kind") == "passport" for each in questions
    )
    return _texts(node, "passport", PassportWords) if asked or "passport" in node.data else None


def _references(node: Node, known: Mapping[str, str]) -> dict[str, str | Citation]:
    """Return the point for each name: a text, or a table that names its forms."""
    given: dict[str, str | Citation] = dict(known)
    if "references" in node.data:
        table = node.table("references")
        for name in POINTS:
            value: Any = table.data.get(name)
            table.asked.add(name)
            if isinstance(value, dict):
                given[name] = _citation(table.table(name))
            elif value is not None:
                given[name] = table.get(name, str)
        table.finish()
    for name, other in ALIKE.items():
        if name not in given and other in given:
            given[name] = given[other]
    return given


def _citation(node: Node) -> Citation:
    point = node.get("point", str)
    forms = {name: node.get(name, str, "") for name in FORMS[1:]}
    node.finish()
    return Citation(
        point=point,
        cited=forms["cited"] or point,
        within=forms["within"] or forms["cited"] or point,
        by=forms["by"],
        instrumental=forms["instrumental"],
        genitive=forms["genitive"],
    )


def word_faults(draft: Draft) -> Iterator[FileFault]:
    """Yield what is wrong between the words and the rest of the file."""
    methodology = draft.methodology
    yield from _category_faults(draft)
    yield from _register_faults(draft)
    leaders, levels = methodology.words.leaders, methodology.drawn_levels
    known = draft.whole("leaders") and draft.lists("levels")
    if leaders and leaders.level and known and levels and leaders.level != levels[-1].id:
        yield FileFault(
            "leaders.level",
            f"ожидается последний уровень из levels, стоит «{leaders.level}»",
            f'Исправьте: level = "{levels[-1].id}".',
        )


def _register_faults(draft: Draft) -> Iterator[FileFault]:
    """Yield that the years of the registers run backwards."""
    kept = draft.methodology.words.lasting
    if kept and draft.whole("registers") and kept.last_year < kept.first_year:
        yield FileFault(
            "registers.last_year",
            f"последний год {kept.last_year} раньше первого, {kept.first_year}",
            "Исправьте годы: реестры ведутся с first_year по last_year.",
        )


def _category_faults(draft: Draft) -> Iterator[FileFault]:
    seen: dict[str, str] = {}
    for at, category in enumerate(draft.methodology.words.categories, start=1):
        path = f"categories[{at}]"
        if not draft.whole(path):
            continue
        for key in ("id", "name", "plural"):
            value = getattr(category, key).casefold()
            first = seen.setdefault(f"{key} {value}", path)
            if first != path:
                yield FileFault(
                    f"{path}.{key}",
                    f"«{getattr(category, key)}» уже стоит в {first}",
                    "Дайте этой категории другое значение или уберите одну из двух.",
                )
        if len(category.plural) > LONGEST_SHEET or re.search(FORBIDDEN, category.plural):
            yield FileFault(
                f"{path}.plural",
                f"так не может называться лист книги: «{category.plural}»",
                f"Назовите короче {LONGEST_SHEET + 1} знаков, без [ ] : * ? / \\.",
            )
