"""The tables of keys in `docs/methodology.md` and the schemas, made from the table of keys."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from kuzbass_batch.methodology.keys.amendments import AMENDED_BY_KEY, STRUCK_KEY
from kuzbass_batch.methodology.keys.key import Key
from kuzbass_batch.methodology.keys.schema import schema_texts
from kuzbass_batch.methodology.keys.sections import SECTIONS
from kuzbass_batch.methodology.toml_text import TYPE_NAMES

BEGIN, END = "<!-- ключи: начало -->", "<!-- ключи: конец -->"
HEAD = "| ключ | вид | нужен | что значит | пример |"
RULE = "| --- | --- | --- | --- | --- |"


def described() -> Iterator[str]:
    """Yield the lines that describe every key, by the tables that they stand in."""
    for section in SECTIONS:
        yield f"### {section.title}"
        yield ""
        yield section.about
        yield ""
        yield HEAD
        yield RULE
        yield from (_row(key) for key in section.keys)
        if section.free is not None:
            yield _row(section.free, section.free_shown)
        yield ""
        for keys in section.exactly_one:
            yield f"Нужно ровно одно из: {_listed(keys)}."
        for keys in section.at_most_one:
            yield f"Не больше одного из: {_listed(keys)}."
        for keys in section.together:
            yield f"Вместе или никак: {_listed(keys)}."
        if section.exactly_one or section.at_most_one or section.together:
            yield ""
    yield "### Изменение акта для одного года"
    yield ""
    yield (
        "Файл изменения состоит из тех же ключей; в нём стоит только то, что меняется. Кроме них:"
    )
    yield ""
    yield HEAD
    yield RULE
    yield from map(_row, (AMENDED_BY_KEY, STRUCK_KEY))


def _row(key: Key, name: str = "") -> str:
    kind = TYPE_NAMES[key.kind]
    if key.items is not None:
        kind = f"{kind}, в нём {TYPE_NAMES[key.items]}"
    if key.or_table:
        kind = f"{kind} или таблица"
    needed = key.depends or ("да" if key.required else "нет")
    if key.only_with:
        other, values = key.only_with
        only = "только" if key.required else "можно"
        needed = f"{only} при {other} = {' или '.join(values)}"
    cells = (f"`{name or key.name}`", kind, needed, key.about, f"`{key.example}`")
    return f"| {' | '.join(cells)} |"


def _listed(keys: tuple[str, ...]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def with_keys(document: str) -> str:
    """Return the document with the description of every key between its two marks."""
    lines = "\n".join(described())
    return re.sub(
        f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n\n{lines}\n\n{END}", document, flags=re.DOTALL
    )


def main(schemas: str, document: str) -> None:
    """Write the schemas into a folder and the description of every key into a document."""
    for name, text in schema_texts().items():
        Path(schemas, name).write_text(text, "utf-8")
    path = Path(document)
    path.write_text(with_keys(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
