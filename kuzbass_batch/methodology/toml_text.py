"""Files in TOML that a committee edits: what is wrong, in Russian, with the line and the remedy."""

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from kuzbass_batch import wording

TYPE_NAMES: Mapping[type, str] = {
    str: "текст",
    int: "целое число",
    Decimal: "число",
    bool: "true или false",
    dt.date: "дата",
    list: "список",
    dict: "таблица",
}
UTF8 = "в Блокноте выберите «Файл – Сохранить как» и кодировку UTF-8"
SHOWN = 60
"""Letters of the faulty line that are shown."""
SLIPS: tuple[tuple[str, str], ...] = (
    (r"[\x00-\x08\x0b-\x1f\x7f]", "в строке знак, которого не видно: наберите её заново"),
    (
        r"^[^=\"']*[\u00a0\u2007\u202f]|=[ \t]*[\u00a0\u2007\u202f]",
        "в строке неразрывный пробел: замените его обычным",
    ),
    (r"^[^=\"']*==", "знак «=» пишут один раз"),
    (r"^\s*\[+[^\]\"']*[^\x00-\x7f]", "имя в квадратных скобках пишут латинскими буквами"),
    (r"=\s*[«„“”‘’]", 'текст берут в прямые кавычки: "…"'),
    (r'=\s*("[^"]*"|[\d.-]+)\s+[\w.-]+\s*=', "каждый ключ пишут на своей строке"),
    (r'^[^{]*=\s*"[^"]*"[^"#]+"', "кавычки внутри текста пишите «ёлочками»"),
    (r'=\s*"[^"]*"[^\s#,}\]]', "кавычки внутри текста пишите «ёлочками»"),
    (r'=\s*("[^"]*|\'[^\']*)$', "кавычка не закрыта"),
    (r'=\s*"[^"]*\\', "знак «\\» в тексте пишут дважды: \\\\"),
    (r"=\s*\d{1,2}\.\d{1,2}\.\d{4}", "дату пишут так: 2026-12-15"),
    (r"=\s*\d{4}\.\d{1,2}\.\d{1,2}", "дату пишут так: 2026-12-15"),
    (r"=\s*\d{1,2}/\d{1,2}/\d{4}", "дату пишут так: 2026-12-15"),
    (r"=\s*\d{1,2}\s+[а-я]+\s+\d{4}", "дату пишут так: 2026-12-15"),
    (r"=\s*\d{4}-\d{2}-\d{2}", "такого дня нет; дату пишут так: 2026-12-15"),
    (r"=\s*-?\d+,\d", "дробную часть отделяют точкой: 0.3"),
    (r"=\s*\[[^\]\"']*;", "в списке значения разделяют запятой"),
    (r"=\s*(?i:true|false|да|нет|yes|no)\b", "пишут true (да) или false (нет)"),
    (r"=\s*($|#)", "после «=» нет значения"),
    (r"=\s*[+-]?(\.\d|\d+\.\s*($|#))", "дробь пишут с цифрами по обе стороны точки: 0.5"),
    (r"=\s*[+-]?0\d+\s*($|#)", 'число пишут без нулей впереди, код или телефон – в кавычках: "05"'),
    (r"=\s*[+-]?\d{1,3}( \d{3})+\s*($|#)", "число пишут без пробелов: 1000"),
    (r"=\s*[+-]?\d[\d.]*(\s+[^\W\d_]+\.?|\s*[%,;])\s*($|#)", "число пишут без слов и знаков: 5"),
    (r"=\s*[+-]?\d[^\"']*[ ()]", 'текст берут в кавычки: "…"'),
    (r"=\s*[^\W\d_]", 'текст берут в кавычки: "…"'),
    (r"=\s*[+-]?\d+\.\d+[^\W\d_]", "число пишут без слов и знаков: 0.3"),
    (r"=\s*\d+[^\W\d_]", 'текст берут в кавычки: "…"'),
    (r"^\s*[^=\[#]+$", "ожидается «ключ = значение»"),
    (r"^\s*[^=\"']*[^\x00-\x7f][^=]*=", "ключ пишут латинскими буквами"),
)
"""What a line looks like that is often written wrong, and how it is written right."""
KNOWN: tuple[tuple[str, str], ...] = (
    ("Cannot overwrite", "этот ключ уже указан выше: оставьте одну строку"),
    ("Cannot declare", "эта таблица уже есть выше: оставьте одну"),
    ("Cannot mutate", "эта таблица уже есть выше: оставьте одну"),
    ("Unclosed array", "не закрыта скобка «]»"),
    ("Unclosed inline table", "не закрыта скобка «}»"),
    ("Expected ']", "не закрыта скобка «]»"),
    ("Unterminated string", "кавычка не закрыта"),
    ("Invalid date", "такого дня нет; дату пишут так: 2026-12-15"),
)
"""What the parser says of the rest, and the remedy."""


class TomlFault(Exception):
    """The file is no TOML, or no UTF-8; the Russian words, without a stop, say where and why."""


def text_of(data: bytes) -> str:
    """Return the text of a file; TomlFault unless it is UTF-8 (Notepad's mark is passed over)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise TomlFault(f"файл сохранён не в кодировке UTF-8, а в UTF-16: {UTF8}") from error
        line = data[: error.start].count(b"\n") + 1
        raise TomlFault(f"файл сохранён не в кодировке UTF-8 (строка {line}): {UTF8}") from error


def toml_of(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Return the tables of a text; TomlFault with line, column and remedy if it is no TOML."""
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        raise TomlFault(f"файл не читается как TOML: {_where(text, str(error))}") from error
    except (ValueError, ArithmeticError) as error:
        place = _place_of(_HUGE, text)
        raise TomlFault(f"файл не читается как TOML: {place}слишком большое число") from error
    except RecursionError as error:
        place = _place_of(_DEEP, text)
        raise TomlFault(
            f"файл не читается как TOML: {place}скобки вложены слишком глубоко"
        ) from error


_HUGE, _DEEP = (
    re.compile(r"\d[\d_.]{300,}|\d[eE][+-]?\d{4,}"),
    re.compile(r"[\[{]\s*(?:[\[{]\s*){40,}"),
)
"""What the parser gives up without a word on the place."""


def _place_of(pattern: re.Pattern[str], text: str) -> str:
    """Return `строка 8, столбец 3: ` of what looks like the fault, empty if nothing does."""
    found = pattern.search(text)
    if found is None:
        return ""
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    return f"строка {line}, столбец {column}: "


def _where(text: str, words: str) -> str:
    """Return the place and the remedy for what the parser says in English."""
    lines = text.splitlines() or [""]
    found = re.search(r"line ([0-9]+), column ([0-9]+)", words)
    number, column = (int(found[1]), int(found[2])) if found else (len(lines), 0)
    while number > 1 and not found and not lines[number - 1].strip():
        number -= 1
    whole = lines[min(number, len(lines)) - 1]
    line = whole.strip()
    place = f"строка {number}" + (f", столбец {column}" if column else " (последняя)")
    shown = f" («{line[:SHOWN]}{'…' if len(line) > SHOWN else ''}»)" if line else ""
    return f"{place}: {_remedy(whole, words)}{shown}"


def _remedy(line: str, words: str) -> str:
    told = [remedy for said, remedy in KNOWN if said in words]
    if "Unclosed array" in words and line.lstrip().startswith("{"):
        return "в конце строки выше нет запятой"
    if ("Unclosed array" in words and "]" in line) or ("Unclosed inline" in words and "}" in line):
        told = []  # The bracket is there: what stands before it is the fault.
    seen = [remedy for pattern, remedy in SLIPS if re.search(pattern, line)]
    return next(iter((*told, *seen)), "исправьте эту строку")


def quotes_hint(value: object, wanted: type) -> str:
    """Return what is wrong with the quotes of a value of another type than wanted, if that is all.

    It stands behind the words on the types: `; кавычки лишние: пишите 5`.
    """
    if wanted is str:
        plain = isinstance(value, int | float | Decimal | dt.date)
        return f'; возьмите значение в кавычки: "{value}"' if plain else ""
    if not isinstance(value, str):
        return ""
    for read in READERS.get(wanted, ()):
        try:
            return f"; кавычки лишние: пишите {read(value.strip())}"
        except (ValueError, ArithmeticError, KeyError):
            continue
    return ""


def _decimal(text: str) -> Decimal:
    number = Decimal(text.replace(",", "."))
    if not number.is_finite():
        raise ValueError(text)
    return number


READERS: dict[type, tuple[Callable[[str], Any], ...]] = {
    int: (int,),
    Decimal: (_decimal,),
    bool: ({"true": "true", "false": "false", "да": "true", "нет": "false"}.__getitem__,),
    dt.date: (dt.date.fromisoformat, wording.day_in),
}
