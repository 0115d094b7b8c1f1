"""Parts of a form that hang on the act: what the methodology lacks is absent from its forms."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kuzbass_batch.forms.spec.answering import ways_to_answer
from kuzbass_batch.forms.spec.specification import NumberBounds, RegisterUse, WantedWith
from kuzbass_batch.methodology.records import Methodology

WITHOUT = "no "
"""How `needs` names a part that must be absent."""


def has_part(name: str, methodology: Methodology) -> bool:
    """Tell whether the act has a part that a form's `needs` names; KeyError for an unknown name."""
    absent = name.startswith(WITHOUT)
    found = {
        "objections": methodology.has_objections,
        "passports": methodology.has_passports,
        "project_reports": methodology.has_passports and methodology.words.reports is not None,
        "contest": methodology.programme_registers is not None
        and bool(methodology.words.point("contest").point),
        "registers": methodology.programme_registers is not None,
        "plan": bool(methodology.plan),
        "readings": bool(methodology.readings),
        "training": methodology.training is not None,
        "coefficients": methodology.has_coefficients,
        "inapplicable": any(each.not_applicable for each in methodology.criteria),
        **ways_to_answer(methodology),
        "subordinates": any(each.subordinate for each in methodology.categories),
    }[name.removeprefix(WITHOUT)]
    return found is not absent


def kept_tables(
    tables: Iterable[dict[str, Any]], methodology: Methodology
) -> Iterator[dict[str, Any]]:
    """Yield the sheets, blocks or fields that the act asks for."""
    for table in tables:
        if "needs" not in table or has_part(table["needs"], methodology):
            yield table


def kept_texts(texts: Iterable[str | dict[str, Any]], methodology: Methodology) -> Iterator[str]:
    """Yield the paragraphs that the act asks for; one that hangs on a part is a table."""
    for text in texts:
        if isinstance(text, str):
            yield text
        else:
            yield from (each["text"] for each in kept_tables((text,), methodology))


def prepared(
    block: dict[str, Any], methodology: Methodology, values: Mapping[str, object]
) -> dict[str, Any]:
    """Return a block with the act's words in its labels and hints, its lists and its fields."""
    made = dict(block)
    for key in ("fields", "columns"):
        if key in block:
            fields = kept_tables(block[key], methodology)
            made[key] = [_prepared(each, methodology, values) for each in fields]
    return made


def _prepared(
    field: dict[str, Any], methodology: Methodology, values: Mapping[str, object]
) -> dict[str, Any]:
    made = dict(field)
    for key in ("label", "hint", "name"):
        if key in field:
            made[key] = field[key].format_map(values)
    if "only_with" in field:
        made |= _offered(field, methodology)
    if "may_not_apply" in field:
        made["may_not_apply"] = has_part("inapplicable", methodology)
    if field.get("offers") == "categories":
        made["choices"] = [each.name for each in methodology.categories]
        made["former"] = {
            former: each.name for each in methodology.categories for former in each.former
        }
    return made


def _offered(field: dict[str, Any], methodology: Methodology) -> dict[str, Any]:
    """Return a list's words and their other spellings without those of absent parts."""
    gone = {word for word, part in field["only_with"].items() if not has_part(part, methodology)}
    also = field.get("also", {})
    return {
        "choices": [word for word in field["choices"] if word not in gone],
        "also": {word: spelt for word, spelt in also.items() if word not in gone},
    }


def planned(methodology: Methodology) -> str:
    """Return the sentence on how many people the plan wants trained, empty if it does not say."""
    question = methodology.training
    if question is None or not question.indicator:
        return ""
    return (
        f" План мероприятий на {methodology.year} год предусматривает обучение не менее "
        f"{methodology.people_to_train} человек (показатель {question.indicator})."
    )


def register_use(data: Mapping[str, Any]) -> RegisterUse:
    """Return what a form of the programme brings into the registers (its table `[register]`)."""
    return RegisterUse(
        table=data["table"],
        subject=data.get("subject", ""),
        period=tuple(data.get("period", ())),
        rows=data.get("rows", ""),
        keys=tuple(data["keys"].items()),
        columns=tuple(data.get("columns", {}).items()),
    )


def bounds_of(data: dict[str, Any], name: str) -> NumberBounds | None:
    """Return what a number must keep to: `least`, `most` and `whole` of its field, if any."""
    if not {"least", "most", "whole"} & set(data):
        return None
    return NumberBounds(
        name, data.get("least", 0), data.get("most"), whole=data.get("whole", False)
    )


def wanted_with(data: dict[str, Any]) -> WantedWith | None:
    """Return when an optional answer is wanted: `wanted_with = { status = ["закрыт"] }`."""
    found = [WantedWith(key, tuple(words)) for key, words in data.get("wanted_with", {}).items()]
    return found[0] if found else None
