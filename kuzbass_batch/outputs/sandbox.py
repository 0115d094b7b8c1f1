"""Templates change words and nothing else: a closed list of what a template may say.

A committee edits its templates, and a template may come by mail. jinja2's sandbox alone keeps a
template from Python's insides; it still lets it count to 10^9 or double a text forty times. So the
tree of a template is read before anything of it is compiled or computed, and whatever is not on the
lists below is refused with one sentence.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS as ALL_FILTERS
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS as ALL_TESTS

MOST_CHARACTERS = 2_000_000
"""The longest source of a part of a template; the largest of the program's own has 60,000."""
_LOOP = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"}
)
"""What a template may ask of `loop`."""
FILTERS = frozenset(
    {"capitalize", "count", "d", "default", "first", "last", "length", "list", "lower", "reject",
     "rejectattr", "select", "selectattr", "string", "trim", "upper"}
)  # fmt: skip
"""The filters of jinja2 that make no text longer than it was, and no markup of a text."""
TESTS = frozenset(
    {"!=", "<", "<=", "==", ">", ">=", "boolean", "defined", "divisibleby", "eq", "equalto", "even",
     "false", "ge", "gt", "in", "le", "lessthan", "lower", "lt", "mapping", "ne", "none", "number",
     "odd", "sameas", "sequence", "string", "true", "undefined", "upper", "greaterthan", "integer"}
)  # fmt: skip
_WORDS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Slice, nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Test, nodes.Keyword, nodes.Neg, nodes.Add,
    nodes.Sub, nodes.Concat,
)  # fmt: skip
"""What a template is made of: words, tags, conditions, loops over what it is given."""
_NAMED: Mapping[type[nodes.Node], str] = {
    nodes.Call: "вызов функции",
    nodes.CallBlock: "{% call %}",
    nodes.Macro: "{% macro %}",
    nodes.Assign: "{% set %}",
    nodes.AssignBlock: "{% set %}",
    nodes.NSRef: "{% set %}",
    nodes.With: "{% with %}",
    nodes.Include: "{% include %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% import %}",
    nodes.Extends: "{% extends %}",
    nodes.Block: "{% block %}",
    nodes.FilterBlock: "{% filter %}",
    nodes.ScopedEvalContextModifier: "{% autoescape %}",
    nodes.Scope: "{% autoescape %}",
    nodes.Mul: "действие «*»",
    nodes.Div: "действие «/»",
    nodes.FloorDiv: "действие «//»",
    nodes.Mod: "действие «%»",
    nodes.Pow: "действие «**»",
}
WHY = "шаблон меняет слова письма и больше ничего"


def policy_hash(text: str) -> str:
    """Return the hash by which a page's policy admits its own style and script, and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


class NotWords(Exception):
    """A template says more than words; a part of a Russian sentence says what."""


class WordsOnly(ImmutableSandboxedEnvironment):
    """jinja2's sandbox without globals, with closed lists of filters, tests and attributes.

    Values given to a template are plain: texts, numbers, lists, and mappings asked by key alone.
    records: classes whose public names a template of the program's own may ask for, too.
    """

    def __init__(self, *, records: tuple[type, ...] = (), **options: Any) -> None:
        super().__init__(undefined=StrictUndefined, **options)
        self._records = records
        self.globals.clear()
        self.filters = {name: ALL_FILTERS[name] for name in sorted(FILTERS)}
        self.tests = {name: ALL_TESTS[name] for name in sorted(TESTS)}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether a template may ask an object for that name."""
        if attr.startswith("_"):
            return False
        if isinstance(obj, LoopContext):
            return attr in _LOOP
        return isinstance(value, Macro) or type(obj) in self._records

    def is_safe_callable(self, obj: Any) -> bool:
        """Tell whether a template may call it: the macros of the program's own page only."""
        return isinstance(obj, Macro)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return `obj.attribute`; of a mapping always the value of that key, never a method."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return `obj[argument]`; as `getattr` where that is no key or place."""
        if isinstance(obj, Mapping) and isinstance(argument, str):
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Return what raises, once a template shows it, a sentence in Russian."""
        return self.undefined(f"обращение к «{attribute}»: {WHY}", exc=SecurityError)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a macro of the program's own page; SecurityError for anything else."""
        if not __self.is_safe_callable(__obj):
            raise SecurityError(f"вызов функции: {WHY}")
        return super().call(__context, __obj, *args, **kwargs)


def words_of(environment: Environment, source: str) -> nodes.Template:
    """Return the tree of a template of a committee's.

    NotWords if it says more than words; TemplateSyntaxError of jinja2 if a tag is misspelt. The
    tree has to be read first: to compile `{{ 9**9**9 }}` is to compute it.
    """
    if len(source) > MOST_CHARACTERS:
        raise NotWords(f"длиннее {MOST_CHARACTERS} знаков")
    try:
        tree = environment.parse(source)
        for fault in _faults(tree, loop=None, depth=0):
            raise NotWords(f"недопустимо: {fault} – {WHY}")
    except RecursionError as error:
        raise NotWords("теги вложены слишком глубоко") from error
    return tree


MOST_DEEP = 40
"""How deep conditions, loops and brackets may lie in each other."""


def _faults(node: nodes.Node, loop: nodes.For | None, depth: int) -> Iterator[str]:
    """Yield what goes beyond words in a node and in all within it; `loop` lies nearest around."""
    if depth > MOST_DEEP:
        yield f"вложение глубже {MOST_DEEP}"
        return
    if type(node) not in _WORDS:
        yield _NAMED.get(type(node), f"«{type(node).__name__}»")
    yield from _CHECKS.get(type(node), _nothing)(node)
    if isinstance(node, nodes.For):
        yield from _loop_faults(node, loop)
        loop = node
    for child in node.iter_child_nodes():
        yield from _faults(child, loop, depth + 1)


def _nothing(_node: Any) -> Iterator[str]:
    yield from ()


def _attribute(node: nodes.Getattr) -> Iterator[str]:
    if node.attr.startswith("_"):
        yield f"обращение к «{node.attr}»"


def _item(node: nodes.Getitem) -> Iterator[str]:
    asked = node.arg
    if isinstance(asked, nodes.Neg):
        asked = asked.node
    if isinstance(asked, nodes.Const):
        if str(asked.value).startswith("_"):
            yield f"обращение к «{asked.value}»"
    elif not isinstance(asked, nodes.Slice):
        yield "в квадратных скобках не число и не слово"


def _filter(node: nodes.Filter) -> Iterator[str]:
    # One that jinja2 does not know either is a slip, and told as such when the tag is compiled.
    if node.name in ALL_FILTERS and node.name not in FILTERS:
        yield f"фильтр «{node.name}»"
    first = node.args[:1]
    if node.name.endswith("attr") and not all(isinstance(each, nodes.Const) for each in first):
        yield f"фильтр «{node.name}» без названия поля"


def _test(node: nodes.Test) -> Iterator[str]:
    if node.name in ALL_TESTS and node.name not in TESTS:
        yield f"проверка «{node.name}»"


def _name(node: nodes.Name) -> Iterator[str]:
    if node.name.startswith("_"):
        yield f"обращение к «{node.name}»"


_CHECKS: Mapping[type[nodes.Node], Callable[[Any], Iterator[str]]] = {
    nodes.Getattr: _attribute,
    nodes.Getitem: _item,
    nodes.Filter: _filter,
    nodes.Test: _test,
    nodes.Name: _name,
}


def _loop_faults(node: nodes.For, around: nodes.For | None) -> Iterator[str]:
    """Yield what makes a loop longer than what the template is given.

    A loop in a loop walks over what the outer one brings, else loops in loops take any time.
    """
    if node.recursive:
        yield "цикл с «recursive»"
    root = _root(node.iter)
    if root is None:
        yield "цикл не по списку, данному шаблону"
    elif around is not None and root not in set(_targets(around)):
        yield f"цикл по «{root}» в цикле по другому списку"


def _root(node: nodes.Node) -> str | None:
    """Return the name that a list hangs on: `file` of `file.groups|list`; None if it is no name."""
    while isinstance(node, (nodes.Getattr, nodes.Getitem, nodes.Filter)):
        if node.node is None:
            return None
        node = node.node
    return node.name if isinstance(node, nodes.Name) else None


def _targets(loop: nodes.For) -> Iterator[str]:
    yield from (each.name for each in loop.target.find_all(nodes.Name))
    if isinstance(loop.target, nodes.Name):
        yield loop.target.name
