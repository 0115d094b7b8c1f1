"""A rating by an act of another region goes through: nothing of this act is in anything written.

Its methodology has words and points of its own, two categories, and neither plan nor readings,
passports, objections or leaders.
"""

import email
import io
import json
import re
import zipfile
from email.policy import default

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.records.files.sources import Kind
from tests.filled import FORMS as THIS_ACT
from tests.filled import METHODOLOGY as THIS
from tests.paths import DATA, ROOT
from tests.small_folder import cli

METHODS = DATA / "other_act"
OTHER = load_methodology(2026, METHODS)
FORMS = load_forms(OTHER)
PEOPLE = (
    ("С-01", "Станция «Родник»", "краевая станция", ""),
    ("С-02", "Станция «Ключ»", "краевая станция", ""),
    ("У-01", "Участок «Берег»", "районный участок", "С-01"),
    ("У-02", "Участок «Мыс»", "районный участок", "С-02"),
)
POINTS = {"С-01": (2, 2), "С-02": (1, 1), "У-01": (0, 2)}
OF_THIS_ACT = re.compile(
    r"[Кк]узбас|КУЗБАС|Кемеров|Эффективн\w+ регион|\bЭР-|Центр\w* компетенц|ППКО|бережлив"
    r"|клиентоцентр|исполнительн\w+ орган|местного самоуправления|подведомственн\w+|Лидер"
    r"|п\.[ \u00a0][0-9]|пункт\w*[ \u00a0][0-9]|приложени\w+[ \u00a0]№"
    r"|[Уу]частник\w* (?:реализации )?программы|(?:к|по) программе|далее – программа"
    r"|[Кк]омитет|[Уу]частник\w* (?:порядка|реализации)"
    r"|называет программа|(?:[Пп]ункт|прочтения|места|[0-9]) программы|программ\w+ «"
)
"""Words of this act; «программа» elsewhere is the one that runs on the committee's machine."""
ABSENT = re.compile(
    r"несогласи|прочтени|паспорт\w* проект|\bлидер|диплом|план мероприятий|показател\w+ плана"
    r"|обученн|обучение»",
    re.I,
)
"""Parts that this methodology does not have."""


def registry():
    lines = {
        f"participants/{number}/{key}": value
        for number, (ident, name, category, parent) in enumerate(PEOPLE, start=1)
        for key, value in {
            "id": ident, "name": name, "short_name": name, "category": category, "parent": parent,
            "head_post": "начальник", "head_name": "Образцов Пётр Ильич",
            "email": f"u{number}@example.ru", "last_level": "Опорный",
        }.items()
        if value
    }  # fmt: skip
    spec = FORMS[Kind.REGISTRY]
    return draw_form(spec, OTHER, identity=spec.identity(), answers=lines)


def assessment(ident, name, points, **changes):
    marks = {
        f"{row.code}/done": 0 < row.points <= given
        if criterion.cumulative and given
        else row.points == given
        for criterion, given in zip(OTHER.criteria, points, strict=True)
        for row in criterion.rows
    }
    answers = {
        "participant_id": ident, "participant_name": name, "filled_on": OTHER.calendar.submission,
        "executor_name": "Иванова Анна Петровна", "executor_phone": "8 (000) 00-00-00",
        **marks, **changes,
    }  # fmt: skip
    spec = FORMS[Kind.SELF_ASSESSMENT]
    return draw_form(spec, OTHER, identity=spec.identity(ident), answers=answers)


def passport_of_this_act():
    spec = THIS_ACT[Kind.PASSPORT]
    return draw_form(spec, THIS, identity=spec.identity("С-01"), answers={})


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Issue the blanks, send three of four back, one with a fault, and run; return the folders."""
    root = tmp_path_factory.mktemp("other")
    (root / "in").mkdir()
    (root / "in" / "Реестр.xlsx").write_bytes(registry())
    screens = [
        cli("registry", "--output", root / "new", "--year", 2026, "--methodology", METHODS),
        cli("issue", root / "in" / "Реестр.xlsx", "--output", root / "blanks", "--year", 2026,
            "--methodology", METHODS),
    ]  # fmt: skip
    for ident, name, _, _ in PEOPLE[:3]:
        data = assessment(ident, name, POINTS[ident])
        (root / "in" / f"{ident}.xlsx").write_bytes(data)
    faulty = assessment("У-01", PEOPLE[2][1], POINTS["У-01"], filled_on=None, executor_name=None)
    (root / "in" / "У-01.xlsx").write_bytes(faulty)
    (root / "in" / "чужой бланк.xlsx").write_bytes(passport_of_this_act())
    for day, target in (("2026-12-20", "first"), ("2027-03-20", "last")):
        screens.append(
            cli("run", root / "in", "--output", root / target, "--as-of", day, "--year", 2026,
                "--methodology", METHODS, "--mails")
        )  # fmt: skip
    assert [each.returncode for each in screens] == [0, 0, 1, 1], [e.stderr for e in screens]
    return root, "\n".join(each.stdout + each.stderr for each in screens)


def texts_in(name, data):
    """Yield place and words of a file, those packed in it too, markup left out."""
    if name.endswith((".xlsx", ".docx", ".zip")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                yield from texts_in(f"{name}|{part}", archive.read(part))
    elif name.endswith(".eml"):
        message = email.message_from_bytes(data, policy=default)
        yield name, str(message["subject"])
        for part in message.walk():
            if part.get_content_maintype() == "text":
                yield name, part.get_content()
            elif part.get_filename():
                yield from texts_in(f"{name}|{part.get_filename()}", part.get_content())
    elif name.endswith((".xml", ".rels", ".html", ".json", ".csv", ".log", ".txt")):
        text = data.decode("utf-8-sig")
        parts = re.findall(r">([^<]+)<", text) if "<" in text[:200] else [text]
        yield name, "\n".join(parts)


def everything(root):
    for folder in ("new", "blanks", "first", "last"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and ".state" not in path.as_posix():
                yield path.name, path.relative_to(root).as_posix()
                yield from texts_in(path.relative_to(root).as_posix(), path.read_bytes())


def found_in(pairs, pattern):
    plain = re.compile(r"kuzbass[-_]batch")
    return [
        (place, text[max(0, hit.start() - 60) : hit.end() + 60])
        for place, text in pairs
        for text in (plain.sub("", text),)
        for hit in [pattern.search(text)]
        if hit
    ]


def test_nothing_written_speaks_of_this_act(written):
    root, screen = written
    pairs = [*everything(root), ("screen", screen)]
    assert len(pairs) > 100
    assert found_in(pairs, OF_THIS_ACT) == []


def test_parts_that_the_act_lacks_are_absent(written):
    root, screen = written
    pairs = [*everything(root), ("screen", screen)]
    assert found_in(pairs, ABSENT) == []
    book = openpyxl.load_workbook(root / "first" / "Рейтинг-2026.xlsx", read_only=True)
    assert not {"Несогласия", "Проекты", "Прочтения"} & set(book.sheetnames)
    assert {"Краевые станции", "Районные участки"} <= set(book.sheetnames)
    decisions = openpyxl.load_workbook(root / "first" / "Решения-2026.xlsx", read_only=True)
    assert "Несогласия" not in decisions.sheetnames and "Экспертиза" in decisions.sheetnames
    names = {path.name for path in root.rglob("*")}
    assert not [n for n in names if n.startswith(("Паспорт", "Несогласие", "Реестр дипломов"))]


def test_it_speaks_of_its_own_act(written):
    root, _ = written
    texts = {}
    for place, text in everything(root):
        texts[place] = texts.get(place, "") + text
    words = {
        "Письма/Результаты/С-01": (
            "статьёй 7 порядка «Чистая вода»",
            "распоряжение Совета",
            "ст. 9",
            "инспекция определила рейтинг станций края",
        ),
        "Письма/Напоминания/У-02": ("Станция – ", "Совет по качеству", "в инспекцию не поступила"),
        "Письма/На доработку/У-01": ("порядок «Чистая вода»", "Инспекция рассмотрела"),
        "Рейтинг-2026.xlsx": (
            "Рейтинг «Чистая вода» за 2026 год",
            "Районные участки",
            "ст. 8, ч. 2",
            "Начальник инспекции",
            "показатели инспекция проверяет",
        ),
        "Исходящие-2026.xlsx": ("ЧВ-2026/Н-001",),
        "index.html": (
            "Рейтинг «Чистая вода» за 2026 год",
            "Совет по качеству",
            "подвела итоги рейтингования станций края по порядку «Чистая вода»",
        ),
    }
    for place, wanted in words.items():
        found = "\n".join(text for name, text in texts.items() if place in name).replace(
            "\u00a0", " "
        )
        assert all(each in found for each in wanted), (place, wanted)
    site = root / "last" / "К 15 марта" / "Сайт"
    for data, schema in (
        (root / "first" / "results.json", ROOT / "docs" / "results.schema.json"),
        (site / "rating-2026.json", site / "rating.schema.json"),
    ):
        judge = Draft202012Validator(json.loads(schema.read_text("utf-8")))
        assert list(judge.iter_errors(json.loads(data.read_text("utf-8")))) == []
    results = json.loads((root / "first" / "results.json").read_text("utf-8"))
    levels = {each["id"]: (each["level"], each["category"]) for each in results["participants"]}
    assert levels["С-01"] == ("Опорный", "station") and levels["С-02"] == ("Уверенный", "station")
    assert levels["У-02"] == (None, "branch")
