"""Faults of the total and its groups: what they are made of, and what cannot be computed."""

import itertools
from collections.abc import Iterator

from kuzbass_batch.methodology.draft import Draft
from kuzbass_batch.methodology.file_faults import FileFault
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.totals import Group, GroupMethod, TotalMethod, is_finite

ROUNDED = 'Добавьте в [total]: decimals = 2, rounding = "half_up".'


def group_faults(draft: Draft) -> Iterator[FileFault]:
    """Yield groups that do not hang together: at most two levels, each with members of one kind."""
    methodology = draft.methodology
    if not draft.lists("groups") or not draft.lists("criteria"):
        return
    by_id = {each.id: each for each in methodology.groups}
    paths = [(f"groups[{at}]", group) for at, group in enumerate(methodology.groups, start=1)]
    # What only follows from a fault is not told beside it.
    for found in (
        [fault for path, group in paths for fault in _group(group, path, by_id, draft)],
        list(_homes(methodology, by_id, draft)),
        [fault for path, group in paths for fault in _members(group, path, methodology, draft)],
    ):
        if found:
            yield from found
            return


def _group(group: Group, path: str, by_id: dict[str, Group], draft: Draft) -> Iterator[FileFault]:
    if draft.whole(f"{path}.coefficient") and group.coefficient <= 0:
        yield FileFault(
            f"{path}.coefficient", "ожидается число больше 0", "Например: coefficient = 0.3."
        )
    if not group.parent or not draft.whole(f"{path}.parent"):
        return
    if group.parent not in by_id:
        yield FileFault(
            f"{path}.parent", f"группы «{group.parent}» нет", "Исправьте id или уберите parent."
        )
    elif group.parent == group.id or by_id[group.parent].parent:
        yield FileFault(
            f"{path}.parent",
            f"группа «{group.parent}» сама входит в группу",
            "Групп над критерием не больше двух: критерий, практика, функция.",
        )


def _members(
    group: Group, path: str, methodology: Methodology, draft: Draft
) -> Iterator[FileFault]:
    criteria = any(each.group == group.id for each in methodology.criteria)
    groups = any(each.parent == group.id for each in methodology.groups)
    if not draft.whole("criteria", f"{path}.id"):
        return
    if criteria and groups:
        yield FileFault(
            path,
            f"группа «{group.id}» держит и критерии, и группы",
            "Отнесите её критерии к группе внутри неё.",
        )
    elif not criteria and not groups:
        yield FileFault(
            path,
            f"в группе «{group.id}» ничего нет",
            f'Укажите у её критериев: group = "{group.id}".',
        )


def _homes(methodology: Methodology, by_id: dict[str, Group], draft: Draft) -> Iterator[FileFault]:
    """Yield criteria whose group is not there, and those that do not stand with their group."""
    seen: set[str] = set()
    for at, (before, each) in enumerate(itertools.pairwise((None, *methodology.criteria)), start=1):
        path = f"criteria[{at}].group"
        assert each is not None
        if not draft.whole(path):
            continue
        if each.group not in by_id and (by_id or each.group):
            words = f"группы «{each.group}» нет" if each.group else "не указана группа критерия"
            yield FileFault(path, words, f"Есть: {', '.join(by_id) or 'ни одной'}.")
            continue
        entered = [] if before and before.group == each.group else list(_above(each.group, by_id))
        held = set(_above(before.group, by_id)) if before else set()
        broken = [name for name in entered if name in seen and name not in held]
        if broken:
            yield FileFault(
                path,
                f"критерии группы «{broken[0]}» стоят не подряд",
                "Поставьте критерии одной группы рядом.",
            )
        seen.update(entered)


def _above(name: str, by_id: dict[str, Group]) -> Iterator[str]:
    """Yield the group and the one that holds it; a circle ends."""
    found: list[str] = []
    while name in by_id and name not in found:
        found.append(name)
        name = by_id[name].parent
    yield from found


def total_faults(draft: Draft) -> Iterator[FileFault]:
    """Yield totals that cannot be computed as the file states them."""
    if not draft.whole("total", "groups", "criteria"):
        return
    methodology = draft.methodology
    if methodology.total_rule.method is TotalMethod.SUM:
        yield from _coefficients_of_sum(methodology)
    yield from _endless(methodology)
    if methodology.total_rule.levels_in_percent:
        yield from _levels_in_percent(methodology)


def _coefficients_of_sum(methodology: Methodology) -> Iterator[FileFault]:
    members = (
        *(
            (f"criteria[{at}]", each.coefficient)
            for at, each in enumerate(methodology.criteria, start=1)
            if not each.group
        ),
        *(
            (f"groups[{at}]", each.coefficient)
            for at, each in enumerate(methodology.groups, start=1)
            if not each.parent
        ),
    )
    for path, coefficient in members:
        if coefficient != 1:
            yield FileFault(
                f"{path}.coefficient",
                "сумма баллов коэффициентов не применяет",
                'Уберите коэффициент или укажите в [total]: method = "weighted_sum".',
            )


def _endless(methodology: Methodology) -> Iterator[FileFault]:
    """Yield why a total without rounding may be an endless fraction, which nobody can state."""
    if methodology.total_rule.decimals is not None or methodology.is_weighted_sum:
        return
    weighting = methodology.scheme.weighting()
    finite = weighting is not None and all(
        is_finite(weighting.weight(at)) for at in range(len(methodology.criteria))
    )
    varies = any(each.not_applicable for each in methodology.criteria)
    if finite and not (varies and _divides(methodology)):
        return
    yield FileFault(
        "total" if methodology.total_rule.method is not TotalMethod.WEIGHTED_SUM else "groups",
        "без округления оценка может быть бесконечной дробью",
        ROUNDED,
    )


def _divides(methodology: Methodology) -> bool:
    """Tell whether the total is divided by something that hangs on which criteria apply."""
    method = methodology.total_rule.method
    means = any(each.method is GroupMethod.MEAN for each in methodology.groups)
    spread = any(each.not_applicable == "spread" for each in methodology.criteria)
    return method in (TotalMethod.MEAN, TotalMethod.PERCENT) or means or spread


def _levels_in_percent(methodology: Methodology) -> Iterator[FileFault]:
    why = ""
    if methodology.total_rule.method is TotalMethod.PERCENT:
        why = "оценка и так в процентах"
    elif any(each.not_applicable for each in methodology.criteria):
        why = "наибольшая оценка зависит от того, что к участнику применимо"
    if why:
        yield FileFault(
            "total.levels_in",
            f"{why}: уровни в процентах здесь не нужны",
            'Уберите levels_in; проценты от применимого даёт method = "percent".',
        )
