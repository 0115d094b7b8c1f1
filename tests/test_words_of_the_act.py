"""No region, no act and no point of it stands in the code: they are words of a methodology."""

import ast
import re

import pytest

from tests.paths import ROOT

PACKAGE = ROOT / "kuzbass_batch"
EXAMPLES = PACKAGE / "methodology" / "keys"
"""How each key is written in a file of somebody's: examples, which name points of no real act."""
TEMPLATES = ROOT / "templates"
NAMES = re.compile(
    r"Кузбас|Кемеров|Эффективн\w+ регион|\bЭР-|Центр\w* компетенц|ППКО|бережлив|клиентоцентр",
    re.I,
)
"""The region, the programme, its bodies and its own terms."""
OF_RATER = re.compile(r"\bкомитет\w*|участник\w* реализаци|подведомств\w*", re.I)
"""Who rates in this act and whom, in its words: elsewhere a ministry rates libraries."""
OF_CODE = re.compile(rf"{OF_RATER.pattern}|\b65[0-9]{{4}}\b|\b[1-6][0-9]{{5}}, |\b384-?2\b", re.I)
"""The same, and postcodes and the telephone code: neither code nor templates have any of them."""
WITHOUT_METHODOLOGY = frozenset(
    {
        "methodology/rater.py",  # What stands where the methodology does not say.
        "methodology/words.py",
        "forms/parsing/posts.py",  # The dictionary of what organisations are called.
    }
)
"""Modules that may say so."""
COMMITTEE = re.compile(r"\bкомитет\w*|подведомств\w*", re.I)
POINTS = re.compile(
    r"\bп{1,2}\.[ \u00a0]?[0-9{]|\bпункт\w*[ \u00a0][0-9]|приложени\w+[ \u00a0](?:№|[0-9])"
    r"|\b[0-9]{1,2}[ \u00a0](?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября"
    r"|ноября|декабря)\b|показател\w+ [0-9]|прочтени\w+ R[0-9]|\bстрок\w+ [0-9]\.[0-9]"
    r"|критери\w+ [0-9]",
    re.I,
)
"""What cites a point of an act, one of its days, or a reading by its number."""
OWN_NAME = re.compile(r"kuzbass[_-](batch|pdf|readable)", re.I)
"""The program itself is called so, whatever it rates."""
# The numbers of readings are keys of what the program does under them; none is shown as a text.
READING = re.compile(r"R[0-9]+")


def literals(path):
    """Yield line and text of every string of a module, docstrings and notes under names aside."""
    tree = ast.parse(path.read_text("utf-8"))
    notes = {
        id(line.value)
        for node in ast.walk(tree)
        if isinstance(body := getattr(node, "body", None), list)
        for line in body
        if isinstance(line, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) is str and id(node) not in notes:
            yield node.lineno, node.value


def names_of_an_act(text):
    found = NAMES.search(OWN_NAME.sub("", text))
    return found[0] if found else ""


def words_of_an_act(text):
    plain = OWN_NAME.sub("", text)
    found = NAMES.search(plain) or OF_CODE.search(plain) or POINTS.search(plain)
    if found is None and not READING.fullmatch(text):
        found = re.search(r"\bR[0-9]{1,2}\b", plain)
    return found[0] if found else ""


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_no_string_of_the_code_is_of_an_act(path):
    examples = path.is_relative_to(EXAMPLES)
    of_act = names_of_an_act if examples else words_of_an_act
    may = path.relative_to(PACKAGE).as_posix() in WITHOUT_METHODOLOGY
    found = [
        (line, of_act(COMMITTEE.sub("", text) if may else text)) for line, text in literals(path)
    ]
    assert [each for each in found if each[1]] == []


def test_what_may_say_so_is_needed():
    said = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(COMMITTEE.search(text) for _, text in literals(path))
    }
    assert said - {path for path in said if path.startswith("methodology/keys/")} == (
        WITHOUT_METHODOLOGY
    )


@pytest.mark.parametrize(
    "text",
    [
        "Подвести итоги (п. 3.4)",
        "по пунктом\u00a03.4",
        "приложение № 3",
        "Правительства Кузбасса",
        "прочтение R6",
        "Границы решают R1 и R2",
        "критерий 5",
        "строка 5.1",
        "К 1 апреля",
        "Участники реализации программы",
        "650000, ул. Примерная, 1",
        "630099, ул. Примерная, 1",
        "тел. 8 (384-2) 00-00-00",
        "Направьте в комитет",
        "решением Комитета",
        "вместе с подведомственными",
    ],
)
def test_words_of_an_act_are_found(text):
    assert words_of_an_act(text)


@pytest.mark.parametrize(
    "text", ["R4", "kuzbass-batch", "критерий {number}", "приложение к письму"]
)
def test_other_words_are_not(text):
    assert not words_of_an_act(text)


def template_texts():
    """Yield name and text of every template besides the acts themselves."""
    for path in sorted(TEMPLATES.rglob("*")):
        if (
            path.suffix in (".toml", ".txt", ".j2", ".js", ".css")
            and "methodology" not in path.parts
        ):
            lines = path.read_text("utf-8").splitlines()
            yield path, "\n".join(line for line in lines if not line.startswith("#"))


@pytest.mark.parametrize(("path", "text"), list(template_texts()), ids=lambda each: str(each)[-40:])
def test_no_template_knows_an_act(path, text):
    assert NAMES.findall(OWN_NAME.sub("", text)) == []
    assert re.findall(r"\bп\.[ \u00a0]?[0-9]|приложени\w+[ \u00a0]№", text) == []
    assert OF_CODE.findall(text) == []
    # Whose head awards and to whom totals are reported is said by the act.
    assert re.findall(r"губернатор\w*|правительств\w*", text, re.I) == []


@pytest.mark.parametrize(
    "path", sorted((TEMPLATES / "letters").glob("*.docx")), ids=lambda path: path.stem
)
def test_no_letter_knows_an_act(path):
    text = all_text(path)
    assert NAMES.findall(text) == []
    assert OF_CODE.findall(text) == []
    assert (
        re.findall(r"\bп\.[ \u00a0]?[0-9]|пункт\w*[ \u00a0][0-9]|приложени\w+[ \u00a0]№", text)
        == []
    )


def all_text(path):
    """Return the words of every part of an Office file, tags between them left out."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = [
            archive.read(n).decode() for n in archive.namelist() if n.endswith((".xml", ".rels"))
        ]
    # What is read aloud of tables and pictures stands in attributes.
    told = (
        text
        for part in parts
        for text in re.findall(
            r'(?:tblCaption|tblDescription) w:val="([^"]*)"|(?:descr|title)="([^"]*)"', part
        )
    )
    return "\n".join((*(re.sub(r"<[^>]+>", "", part) for part in parts), *map("".join, told)))
