"""The committee's own criteria of a partner quality check, `check_criteria.toml` (p. 3.5).

The method itself is not the program's to ship: what it comes with is an invented example.
"""

import difflib

from kuzbass_batch.methodology.entries.tables import Node, Noted
from kuzbass_batch.methodology.file_faults import FaultyFile, FileFault
from kuzbass_batch.methodology.files.positions import nearest, positions_in
from kuzbass_batch.methodology.toml_text import TomlFault, text_of, toml_of
from kuzbass_batch.records.committee.programme import LEVELS_OF_CHECKS
from kuzbass_batch.records.year.partner_checks import CheckedCriterion, CheckMethod

LONGEST, LONGEST_KEY, MOST = 1_000, 20, 200
"""Letters of a text and of a key, criteria of a file: what a sheet has room for."""
LEVEL_WORDS = tuple(each.value for each in LEVELS_OF_CHECKS)
NEAR = 0.6
"""How alike a word must be to a level to be suggested."""


def method_in(data: bytes, name: str) -> CheckMethod:
    """Return the criteria that a file holds; FaultyFile with all its faults, each with its line."""
    try:
        text = text_of(data)
        found = toml_of(text)
    except TomlFault as error:
        raise FaultyFile(name, [FileFault("", str(error))]) from error
    noted = Noted()
    method = _method(Node(found, "", noted))
    if noted.faults:
        raise FaultyFile(name, _placed(noted.faults, text))
    return method


def _placed(faults: list[FileFault], text: str) -> list[FileFault]:
    """Return the faults with line and column, as they stand in the file."""
    places = positions_in(text)
    known = [(nearest(each.path, places), each) for each in faults]
    listed = [
        FileFault(each.path, each.words, each.remedy, "", at.line, at.column) if at else each
        for at, each in known
    ]
    return sorted(listed, key=lambda each: (each.line, each.column))


def _method(node: Node) -> CheckMethod:
    method = CheckMethod(
        title=_text(node, "title"),
        edition=_text(node, "edition"),
        example=node.get("example", bool, default=False),
        order=node.words("order"),
        criteria=node.tables("criteria", _criterion),
    )
    for at, each in enumerate(method.order, start=1):
        _bounded(node, f"order[{at}]", each, LONGEST)
    if len(method.criteria) > MOST:
        node.fail("criteria", f"критериев {len(method.criteria)}", f"Не больше {MOST}.")
    seen: dict[str, int] = {}
    for at, criterion in enumerate(method.criteria, start=1):
        first = seen.setdefault(criterion.key.casefold(), at)
        if criterion.key and first != at:
            node.fail(
                f"criteria[{at}].key",
                f"номер «{criterion.key}» уже есть у criteria[{first}]",
                "Дайте каждому критерию свой номер.",
            )
    node.finish()
    return method


def _criterion(node: Node) -> CheckedCriterion:
    key, text = node.get("key", str), _text(node, "text")
    _bounded(node, "key", key, LONGEST_KEY)
    levels = node.words("levels")
    for at, level in enumerate(levels, start=1):
        if level not in LEVEL_WORDS:
            near = difflib.get_close_matches(level.casefold(), LEVEL_WORDS, 1, NEAR)
            hint = f"Возможно, имелось в виду «{near[0]}»." if near else ""
            words = ", ".join(f"«{each}»" for each in LEVEL_WORDS)
            node.fail(f"levels[{at}]", f"уровня «{level}» нет", hint or f"Возможны: {words}.")
        elif level in levels[: at - 1]:
            node.fail(f"levels[{at}]", f"уровень «{level}» назван дважды", "Уберите повтор.")
    ordered = tuple(each for each in LEVEL_WORDS if each in levels)
    return CheckedCriterion(key=key.strip(), text=" ".join(text.split()), levels=ordered)


def _text(node: Node, key: str) -> str:
    text = node.get(key, str)
    _bounded(node, key, text, LONGEST)
    return text


def _bounded(node: Node, key: str, text: str, most: int) -> None:
    if len(text) > most:
        node.fail(key, f"в тексте знаков {len(text)}", f"Не больше {most}: лист читают глазами.")
