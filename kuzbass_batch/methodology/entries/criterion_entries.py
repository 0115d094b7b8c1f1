"""Make the records of a criterion, whichever its kind, from its table in the file."""

from decimal import Decimal

from kuzbass_batch.methodology.criteria import (
    Criterion,
    CriterionKind,
    CriterionRow,
    PointRange,
    Points,
    exact,
)
from kuzbass_batch.methodology.entries.tables import MISSING, Node
from kuzbass_batch.methodology.entries.total_entries import (
    coefficient_is_needed,
    inapplicable,
    read_bounds,
)
from kuzbass_batch.methodology.totals import TotalRule

PERCENT = "%"
CELLS = {
    CriterionKind.NUMBER: ("number",),
    CriterionKind.RATIO: ("numerator", "denominator"),
}
"""The tables of what is answered with a number, in the order of their codes."""
MEASURED = ("unit", "share", "whole", "ranges")
OF_KIND = {
    CriterionKind.ROWS: ("cumulative", "rows"),
    CriterionKind.ADDITIVE: ("rows", "cap"),
    CriterionKind.NUMBER: ("number", *MEASURED),
    CriterionKind.RATIO: ("numerator", "denominator", *MEASURED),
}
"""The keys that belong to a kind, not to all of them."""


def criterion_in(node: Node, rule: TotalRule) -> Criterion:
    """Return a criterion, stand-ins where it is at fault; its faults go to the node."""
    kind, reference = _kind(node), node.get("reference", str)
    number = node.get("id", str)
    _refuse_others(node, kind)
    measured = kind in CELLS
    usual = MISSING if coefficient_is_needed(node, rule) else Decimal(1)
    share = node.get("share", bool, False) if measured else False
    if measured:
        cells = zip(CELLS[kind], (1, 2), strict=False)
        rows = tuple(_cell(node.table(key), f"{number}.{at}", reference) for key, at in cells)
    else:
        rows = node.tables("rows", lambda row: _row(row, reference))
    capped = kind is CriterionKind.ADDITIVE and "cap" in node.data
    return Criterion(
        id=number,
        title=node.get("title", str),
        short_title=node.get("short_title", str),
        coefficient=node.get("coefficient", Decimal, usual),
        reference=reference,
        kind=kind,
        cumulative=node.get("cumulative", bool) if kind is CriterionKind.ROWS else False,
        rows=rows,
        cap=read_points(node, "cap") if capped else None,
        ranges=node.tables("ranges", _range) if measured else (),
        share=share,
        unit=_unit(node, share=share) if measured else "",
        whole=node.get("whole", bool, False) if measured else False,
        group=node.get("group", str, ""),
        not_applicable=inapplicable(node),
        mutual=node.get("mutual", bool, False),
    )


def read_points(node: Node, key: str) -> Points:
    """Return points as the file says them, exact; a stand-in for wrong ones."""
    return exact(node.get(key, Decimal))


def _kind(node: Node) -> CriterionKind:
    said, known = len(node.noted.faults), [kind.value for kind in CriterionKind]
    name = node.get("kind", str, CriterionKind.ROWS.value)
    if name in known and len(node.noted.faults) == said:
        return CriterionKind(name)
    if len(node.noted.faults) == said:
        node.fail("kind", f"такого вида критерия нет: «{name}»", f"Есть: {', '.join(known)}.")
    node.silent = True  # Which keys belong to it cannot be told.
    return CriterionKind.ROWS


def _refuse_others(node: Node, kind: CriterionKind) -> None:
    """Note the keys of other kinds: they would have no effect."""
    own = OF_KIND[kind]
    for keys in OF_KIND.values():
        for key in keys:
            if key in node.data and key not in own and key not in node.asked:
                node.asked.add(key)
                words = f"у критерия вида {kind.value} такого ключа нет"
                node.fail(key, words, f"У этого вида есть: {', '.join(own)}.")


def _row(node: Node, reference: str) -> CriterionRow:
    points_by = node.get("points_by", str, "")
    if points_by and "points" in node.data:
        node.fail("points", "указано вместе с points_by", "Оставьте одно из двух.")
    points = exact(node.get("points", Decimal, Decimal() if points_by else MISSING))
    penalty = node.get("penalty", bool, False)
    return CriterionRow(
        code=node.get("code", str),
        text=node.get("text", str),
        points=points,
        evidence=node.get("evidence", str, ""),
        reference=node.get("reference", str, reference),
        points_by=points_by,
        penalty=penalty,
        subordinate=node.get("subordinate", bool, False),
    )


def _cell(node: Node, code: str, reference: str) -> CriterionRow:
    """Return the row of a number; its code is the criterion's number with 1, or 2."""
    row = CriterionRow(
        code=code,
        text=node.get("text", str),
        points=0,
        evidence=node.get("evidence", str, ""),
        reference=node.get("reference", str, reference),
    )
    node.finish()
    return row


def _unit(node: Node, *, share: bool) -> str:
    """Return the unit: of a share percent, else what the file says; one of the two stands there."""
    if "unit" in node.data and "share" in node.data:
        node.asked.add("unit")
        node.fail("unit", "указано вместе с share", "Доля считается в процентах: оставьте одно.")
    elif node.data.get("share") is False:
        node.fail("share", "единица измерения не указана", 'Вместо share укажите unit = "…".')
    elif "unit" not in node.data and "share" not in node.data:
        remedy = 'Добавьте: unit = "часов", а для доли в процентах share = true.'
        node.fail("unit", "единица измерения не указана", remedy)
    return PERCENT if share else node.get("unit", str, "")


def _range(node: Node) -> PointRange:
    lower, lower_inclusive, upper, upper_inclusive = read_bounds(node)
    return PointRange(
        points=read_points(node, "points"),
        lower=lower,
        lower_inclusive=lower_inclusive,
        upper=upper,
        upper_inclusive=upper_inclusive,
    )
