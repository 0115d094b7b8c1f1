"""How the criteria of an act are answered, as far as a blank's instruction says it by kind."""

from collections.abc import Iterable

from kuzbass_batch.methodology.criteria import Criterion, CriterionKind
from kuzbass_batch.methodology.records import Methodology

MOST_NAMED = 12
"""Criteria that a sentence names by their numbers."""


def ways_to_answer(methodology: Methodology) -> dict[str, bool]:
    """Tell which sentences of the instruction hold, by the name that a form's `needs` gives each.

    marks, numbers: what stands in the answers. runs: cumulative criteria; choices: those that count
    one row; sums: those whose rows add up.
    """
    criteria = methodology.criteria
    marks = any(each.is_marked for each in criteria)
    numbers = any(not each.is_marked for each in criteria)
    sums = any(each.kind is CriterionKind.ADDITIVE for each in criteria)
    runs, choices = any(each.cumulative for each in criteria), bool(_choices(criteria))
    plain = not numbers and not sums and runs and choices
    return {
        "marks alone": marks and not numbers,
        "marks and numbers": marks and numbers,
        "numbers alone": numbers and not marks,
        "runs and choices alone": plain,
        "runs apart": runs and not plain,
        "choices apart": choices and not plain,
        "sums": sums,
    }


def _choices(criteria: Iterable[Criterion]) -> list[Criterion]:
    return [each for each in criteria if each.kind is CriterionKind.ROWS and not each.cumulative]


def answer_words(methodology: Methodology) -> dict[str, str]:
    """Return the words of those sentences: which criteria they are about."""
    criteria = methodology.criteria
    sums = [each for each in criteria if each.kind is CriterionKind.ADDITIVE]
    penalties = any(row.penalty for each in sums for row in each.rows)
    absent = [each.is_marked for each in criteria if each.not_applicable]
    places = {
        (True, False): "в нулевой строке критерия",
        (False, True): "вместо числа",
        (True, True): "в нулевой строке критерия или вместо числа",
    }
    zeros = [each.rows[0].code for each in criteria if each.is_marked]
    return {
        "zero_rows": ", ".join(zeros[:2]) + (" …" if len(zeros) > 2 else ""),
        "of_choices": _named(_choices(criteria), len(criteria), "с одной оценкой"),
        "of_sums": _named(sums, len(criteria), "со складываемыми баллами"),
        "penalties": "; строка, в которой балл меньше 0, оценку снижает" if penalties else "",
        "absent_place": places.get((True in absent, False in absent), ""),
    }


def _named(some: list[Criterion], every: int, kind: str) -> str:
    """Return where something is to be done: «В критерии 4», «В критериях 4, 7»."""
    if len(some) == every:
        return "В каждом критерии"
    if len(some) > MOST_NAMED:
        return f"В критериях {kind}"
    word = "критерии" if len(some) == 1 else "критериях"
    return f"В {word} {', '.join(each.id for each in some)}"
