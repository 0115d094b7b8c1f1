"""Where each key of a file in TOML stands: line and column by its path.

The parser that reads the values keeps no places. This one, asked only when a fault is to be shown,
keeps those of every part of the text.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node


class Position(NamedTuple):
    """A place in a text, both numbers from 1; columns count letters."""

    line: int
    column: int


def positions_in(text: str) -> Mapping[str, Position]:
    """Return the place of every path such as `criteria[2].rows[1].points`; the first of each."""
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    root = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node
    lines = text.encode().split(b"\n")
    found: dict[str, Position] = {}
    for path, node in _tables(root):
        row, column = node.start_point
        letters = len(lines[row][:column].decode())
        found.setdefault(path, Position(row + 1, letters + 1))
    return found


def nearest(path: str, places: Mapping[str, Position]) -> Position | None:
    """Return the place of a path, or of the table that it should stand in; None for the file.

    A list of tables stands where its first entry does.
    """
    if not path:
        return None
    if f"{path}[1]" in places and path not in places:
        return places[f"{path}[1]"]
    while path and path not in places:
        cut = max(path.rfind("."), path.rfind("["), 0)
        path = path[:cut]
    return places.get(path, Position(1, 1))


def _tables(root: "Node") -> Iterator[tuple[str, "Node"]]:
    """Yield the paths of the file's keys and tables with the parts of the text that name them."""
    counts: dict[str, int] = {}
    for child in root.named_children:
        if child.type == "pair":
            yield from _pair(child, "", counts)
        elif child.type in ("table", "table_array_element"):
            inner = child.named_children
            if not inner:
                continue
            path = _path(_keys(inner[0]), counts)
            if child.type == "table_array_element":
                counts[path] = counts.get(path, 0) + 1
                path = f"{path}[{counts[path]}]"
            yield path, child
            for pair in inner[1:]:
                if pair.type == "pair":
                    yield from _pair(pair, f"{path}.", counts)


def _pair(node: "Node", start: str, counts: Mapping[str, int]) -> Iterator[tuple[str, "Node"]]:
    inner = [child for child in node.named_children if child.type != "comment"]
    keys = _keys(inner[0]) if inner else []
    path = f"{start}{'.'.join(keys)}" if start else _path(keys, counts)
    yield path, node
    if len(inner) > 1:
        yield from _value(inner[1], path)


def _value(node: "Node", path: str) -> Iterator[tuple[str, "Node"]]:
    """Yield what lies within a value: the entries of a list, the keys of a table on one line."""
    parts = [child for child in node.named_children if child.type != "comment"]
    if node.type == "array":
        for number, part in enumerate(parts, start=1):
            yield f"{path}[{number}]", part
            yield from _value(part, f"{path}[{number}]")
    elif node.type == "inline_table":
        for part in parts:
            if part.type == "pair":
                yield from _pair(part, f"{path}.", {})


def _keys(node: "Node") -> list[str]:
    """Return the parts of a key without their quotes."""
    if node.type == "dotted_key":
        return [key for child in node.named_children for key in _keys(child)]
    return [(node.text or b"").decode().strip("\"'")]


def _path(keys: list[str], counts: Mapping[str, int]) -> str:
    """Return the path of a table: a part that is a list means its last entry so far."""
    path = ""
    for at, key in enumerate(keys):
        path = f"{path}.{key}" if path else key
        if at < len(keys) - 1 and path in counts:
            path = f"{path}[{counts[path]}]"
    return path
