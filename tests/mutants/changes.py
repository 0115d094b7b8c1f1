"""Every small slip that a module may have, one at a time, in an order that never changes.

A slip is one operator, comparison, constant, condition, call or statement of a function changed.
What has no effect on a result is left alone: docstrings, annotations, decorators, asserts (they
are there for mypy), the words of f-strings and `strict=` of a zip.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
OTHER_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
SKIPPED = {"annotation", "returns", "decorator_list"}
Lines = tuple[int, int]
REMOVED = (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """One slip: the module's path, the line, the function, what stood there and what does now.

    first, last: the lines of its statement, without those of a block beneath; outside: it is in no
    function, so that it is carried out when the module is imported.
    """

    path: str
    number: int
    line: int
    first: int
    last: int
    within: str
    outside: bool
    before: str
    after: str

    def key(self) -> tuple[str, str, str, str]:
        """Return what tells a slip when lines above it move."""
        return self.path, self.within, self.before, self.after


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A node to be put in the place of another: in a field of `owner`, `index` if it is a list.

    lines: the first and the last of the statement that it is a part of.
    """

    owner: ast.AST
    field: str
    index: int | None
    node: ast.AST
    new: ast.AST
    lines: Lines
    within: str
    outside: bool

    def apply(self) -> None:
        """Put the new node into the tree."""
        if self.index is None:
            setattr(self.owner, self.field, self.new)
        else:
            getattr(self.owner, self.field)[self.index] = self.new


def mutants(path: str, source: str) -> list[Mutant]:
    """Return every slip of a module's text."""
    return [
        Mutant(
            path=path,
            number=number,
            line=change.node.lineno,  # type: ignore[attr-defined]
            first=change.lines[0],
            last=change.lines[1],
            within=change.within,
            outside=change.outside,
            before=shown(change.node),
            after=shown(change.new),
        )
        for number, change in enumerate(changes(ast.parse(source)))
    ]


def mutated(mutant: Mutant, source: str, filename: str) -> CodeType:
    """Return the module's code with the slip in it."""
    tree = ast.parse(source)
    list(changes(tree))[mutant.number].apply()
    return compile(ast.fix_missing_locations(tree), filename, "exec")


def shown(node: ast.AST) -> str:
    """Return a node on one line."""
    return " ".join(ast.unparse(node).split())


def changes(
    node: ast.AST, within: str = "", outside: bool = True, lines: Lines = (0, 0)
) -> Iterator[Change]:
    """Yield every change of what lies in a node, from the top down."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        within = f"{within}.{node.name}".strip(".")
    for field, value in ast.iter_fields(node):
        if field in SKIPPED:
            continue
        # What an argument is by default is worked out where the function is defined.
        at_once = outside and not (isinstance(node, ast.FunctionDef) and field == "body")
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or is_without_effect(child, node):
                continue
            own = own_lines(child) if isinstance(child, ast.stmt) else lines
            if isinstance(child, (ast.expr, ast.stmt)):
                for new in slips(child):
                    located = ast.copy_location(new, child)
                    yield Change(owner=node, field=field, index=index, node=child, new=located,
                                 lines=own, within=within, outside=at_once)  # fmt: skip
            yield from changes(child, within, at_once, own)


def own_lines(node: ast.stmt) -> Lines:
    """Return the first and the last line of a statement, without the block beneath it."""
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
    return node.lineno, max(node.lineno, last)


def is_without_effect(node: ast.AST, owner: ast.AST) -> bool:
    """Tell whether no slip in a node could change a result, or but the words of a message."""
    match node:
        case ast.Constant() if isinstance(owner, ast.JoinedStr):
            return True
        case ast.Expr(value=ast.Constant()) | ast.Assert() | ast.Import() | ast.ImportFrom():
            return True
        case ast.keyword(arg="strict"):
            return True
    return False


def slips(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place by one slip."""
    match node:
        case ast.Compare(ops=ops):
            for place, operator in enumerate(ops):
                other = copy.deepcopy(node)
                other.ops[place] = swapped(operator)
                yield other
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in OPERATORS:
            other = copy.deepcopy(node)
            other.op = swapped(op)
            yield other
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=value):
            yield from (ast.Constant(each) for each in other_values(value))
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in OTHER_CALLS:
            yield other_call(node, name, first)
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            other = copy.deepcopy(node)
            other.test = ast.UnaryOp(ast.Not(), copy.deepcopy(test))
            yield other
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            yield from unfiltered(node)
        case ast.Return(value=ast.expr() as value) if not is_none(value):
            yield ast.Return(ast.Constant(None))
        case _ if isinstance(node, REMOVED) or sets_a_part(node):
            yield ast.Pass()


def swapped(operator: ast.AST) -> ast.AST:
    """Return the operator that a slip makes of another."""
    return OPERATORS[type(operator)]()


def other_values(value: object) -> Iterator[object]:
    """Yield what a slip makes of a constant."""
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
        case str():
            yield value + "x"


def other_call(node: ast.Call, name: str, first: ast.expr) -> ast.Call:
    """Return a call of the opposite function; what was sorted is left as it came."""
    if name == "sorted":
        return ast.Call(ast.Name("list", ast.Load()), [copy.deepcopy(first)], [])
    other = copy.deepcopy(node)
    other.func = ast.Name(OTHER_CALLS[name], ast.Load())
    return other


def unfiltered(node: ast.expr) -> Iterator[ast.expr]:
    """Yield a comprehension without one of its conditions."""
    for place, part in enumerate(node.generators):  # type: ignore[attr-defined]
        for condition in range(len(part.ifs)):
            other = copy.deepcopy(node)
            del other.generators[place].ifs[condition]  # type: ignore[attr-defined]
            yield other


def is_none(node: ast.expr) -> bool:
    """Tell whether a value is None as it stands."""
    return isinstance(node, ast.Constant) and node.value is None


def sets_a_part(node: ast.AST) -> bool:
    """Tell whether a statement sets an entry or an attribute: without it the names still exist."""
    return isinstance(node, ast.Assign) and not isinstance(node.targets[0], (ast.Name, ast.Tuple))
