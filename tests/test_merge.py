"""`merge`: finished results of regions, each of its own machine, as one rating."""

import csv
import io
import json
import re
from collections import Counter
from decimal import Decimal

import openpyxl
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from kuzbass_batch.command_line.cli import main
from kuzbass_batch.merging import joining, merge
from kuzbass_batch.merging.merge import RegionAsked
from kuzbass_batch.usage import WrongUsage
from tests.filled import METHODOLOGY
from tests.office import Office
from tests.paths import ROOT

pytestmark = pytest.mark.whole

REGIONS = 20
SCHEMA = json.loads((ROOT / "docs" / "merged-results.schema.json").read_text("utf-8"))
BOOK = "Рейтинг регионов-2025.xlsx"
TOP = METHODOLOGY.levels[-1].name


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """Return the text of the results.json of a small office."""
    office = Office(tmp_path_factory.mktemp("регион"))
    office.first_run()
    return (office.output / "results.json").read_text("utf-8")


def varied(text, number):
    """Return the results as another region's: some have nothing in the last criterion."""
    document = json.loads(text)
    for at, each in enumerate(document["participants"]):
        if each["total"] is not None and (number + at) % 3 == 0:
            last = each["criteria"][-1]
            each["total"] = shown(Decimal(each["total"]) - Decimal(last["weighted"]))
            each["points"] -= last["points"]
            last.update(points=0, weighted="0.0")
    document.update(approved=number % 2 == 0, as_of=f"2026-01-{number + 1:02}")
    return as_written(document)


def shown(number):
    return f"{number:.1f}" if number == round(number, 1) else f"{number.normalize():f}"


def as_written(document):
    """Return a document with a line for each item of its lists, as the program writes it."""
    parts = []
    for key, value in sorted(document.items()):
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        if isinstance(value, list) and value:
            lines = (json.dumps(v, ensure_ascii=False, sort_keys=True) for v in value)
            text = "[\n" + ",\n".join(f"  {line}" for line in lines) + "\n ]"
        parts.append(f' "{key}": {text}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


@pytest.fixture(scope="module")
def folder(region, tmp_path_factory):
    """Return a folder with the results of invented regions: ids and names are the same in all."""
    place = tmp_path_factory.mktemp("страна")
    for number in range(REGIONS):
        own = place / f"Область {number:02}"
        own.mkdir()
        (own / "results.json").write_text(varied(region, number), "utf-8")
    return place


def asked(folder, wanted=slice(None)):
    return [RegionAsked(name="", path=path) for path in sorted(folder.iterdir())[wanted]]


@pytest.fixture(scope="module")
def merged(folder, tmp_path_factory):
    output = tmp_path_factory.mktemp("итог") / "Сводный"
    found = merge.merge(asked(folder), output, publisher="Центр примеров")
    return found, output


def test_the_document_is_written_as_the_program_writes_it(region):
    assert as_written(json.loads(region)) == region


def sheet_rows(output, name):
    sheet = openpyxl.load_workbook(output / BOOK)[name]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_places_run_across_all_regions_and_within_categories(merged):
    rows = sheet_rows(merged[1], "Рейтинг")
    totals = [row["Оценка"] for row in rows]
    assert totals == sorted(totals, reverse=True) and len({r["Регион"] for r in rows}) == REGIONS
    for column, key in (("Место", None), ("Место в категории", "Категория")):
        for row in rows:
            group = [r["Оценка"] for r in rows if key is None or r[key] == row[key]]
            first = 1 + sum(total > row["Оценка"] for total in group)
            last = first + group.count(row["Оценка"]) - 1
            assert row[column] == (str(first) if first == last else f"{first}–{last}")


def test_what_collides_is_kept_apart_by_the_region(merged):
    rows = sheet_rows(merged[1], "Рейтинг")
    assert len(Counter((row["Регион"], row["Код"]) for row in rows)) == len(rows)
    assert set(Counter(row["Код"] for row in rows).values()) == {REGIONS}


def test_every_row_leads_to_the_region_s_file_and_cells(merged, folder):
    row = next(r for r in sheet_rows(merged[1], "Рейтинг") if r["Код"] == "ИО-01")
    own = json.loads((folder / row["Регион"] / "results.json").read_text("utf-8"))
    person = next(p for p in own["participants"] if p["id"] == "ИО-01")
    assert row["Самооценка в папке региона"] == person["source"] == "ИО-01.xlsx"
    assert row["Ячейки"].startswith(f"1: {', '.join(person['criteria'][0]['cells'])}; 2: ")
    sources = {r["Регион"]: r for r in sheet_rows(merged[1], "Источники")}
    assert sources[row["Регион"]]["Файл"].endswith(f"{row['Регион']}/results.json")


def test_regions_stand_side_by_side_with_mean_levels_and_state(merged, folder):
    rows = sheet_rows(merged[1], "Регионы")
    assert [row["Регион"] for row in rows][-1] == "Все регионы" and len(rows) == REGIONS + 1
    for row in rows[:-1]:
        own = json.loads((folder / row["Регион"] / "results.json").read_text("utf-8"))
        people = [p for p in own["participants"] if p["total"]]
        mean = sum(Decimal(p["total"]) for p in people) / len(people)
        assert row["Средняя оценка"] == float(round(mean, 2))
        assert row["Состояние"] == ("утверждено" if own["approved"] else "проект")
        assert row[TOP] == sum(p["level"] == TOP for p in people)
    assert rows[-1]["Оценено"] == sum(row["Оценено"] for row in rows[:-1])


def test_results_json_keeps_to_its_schema_and_levels_stay_as_given(merged, folder):
    document = json.loads((merged[1] / "results.json").read_text("utf-8"))
    Draft202012Validator.check_schema(SCHEMA)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    given = {
        (path.name, p["id"]): (p["level"], p["total"])
        for path in folder.iterdir()
        for p in json.loads((path / "results.json").read_text("utf-8"))["participants"]
    }
    found = {(p["region"], p["id"]): (p["level"], p["total"]) for p in document["participants"]}
    assert found == given and document["approved"] is False


def test_open_data_and_page_show_what_the_book_shows(merged):
    rows, site = sheet_rows(merged[1], "Рейтинг"), merged[1] / "Сайт"
    text = (site / "rating-2025-regions.csv").read_text("utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(r["Регион"], r["Код"], r["Место"]) for r in listed] == [
        (r["Регион"], r["Код"], r["Место"]) for r in rows
    ]
    public = json.loads((site / "rating-2025-regions.json").read_text("utf-8"))
    assert [p["id"] for p in public["participants"]] == [r["Код"] for r in rows]
    assert not {"source", "cells", "status"} & set(public["participants"][0])
    page = (site / "index.html").read_text("utf-8")
    assert page.count("<tr>") == 2 + REGIONS + len(rows) and "Центр примеров" in page
    assert "ПРОЕКТ, не для публикации" in page and "Область 07" in page


def test_the_same_results_give_the_same_bytes(merged, folder, tmp_path):
    merge.merge(asked(folder), tmp_path / "снова", publisher="Центр примеров")
    for path in merged[1].rglob("*"):
        if path.is_file():
            assert (
                tmp_path / "снова" / path.relative_to(merged[1])
            ).read_bytes() == path.read_bytes()


def test_only_places_of_lines_are_held(merged):
    """The main process stays flat: of a participant nothing but total, region, id and offset."""
    assert all(len(spot) == 5 for spot in merged[0].spots)
    assert {type(part) for spot in merged[0].spots for part in spot} <= {
        Decimal, type(None), int, str,
    }  # fmt: skip


def changed(change):
    def make(text):
        document = json.loads(text)
        change(document)
        return as_written(document)

    return make


def rated(document):
    return next(each for each in document["participants"] if each["total"])


FAULTS = {
    "другая версия": (changed(lambda d: d.update(schema="kuzbass-batch/results/2")),
                      "результат другой версии программы"),
    "не результат": (lambda _: "{\n}\n", "повреждён"),
    "оборван": (lambda text: text[: len(text) // 2], "повреждён"),
    "оборван на строке": (lambda text: text[: text.index('"participants"') - 1], "повреждён"),
    "с хвостом": (lambda text: text + "{}\n", "повреждён"),
    "пересохранён": (lambda text: json.dumps(json.loads(text)) + "\n", "повреждён"),
    "не текст": (lambda _: "\0\0\0\n", "повреждён"),
    "другая методика": (changed(lambda d: d["methodology"].update(sha256="0" * 64)),
                        "по другой методике"),
    "другой период": (changed(lambda d: d.update(year=2026)), "рассчитан за 2026 год"),
    "оценка не сходится": (changed(lambda d: rated(d).update(total="1.0")), "не сходятся"),
    "нет такого уровня": (changed(lambda d: rated(d).update(level="Лучший")), "не сходятся"),
    "другой коэффициент": (changed(lambda d: rated(d)["criteria"][0].update(coefficient="9")),
                           "повреждён"),
    "без критерия": (changed(lambda d: rated(d)["criteria"].pop()), "не сходятся"),
    "оценка словами": (changed(lambda d: rated(d).update(total="много")), "повреждён"),
    "участник дважды": (changed(lambda d: d["participants"].append(d["participants"][0])),
                        "в нём дважды"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_a_result_that_cannot_be_joined_is_refused_with_a_sentence(
    folder, region, tmp_path, make, words
):
    (tmp_path / "Чужой.json").write_text(make(region), "utf-8")
    regions = [*asked(folder, slice(1)), RegionAsked(name="Чужой", path=tmp_path / "Чужой.json")]
    with pytest.raises(WrongUsage, match=words):
        merge.merge(regions, tmp_path / "итог")
    assert not (tmp_path / "итог").exists()


def test_two_regions_of_one_name_and_one_result_twice_are_refused(folder, tmp_path):
    one = asked(folder, slice(2))
    same = [RegionAsked(name="Область", path=each.path) for each in one]
    with pytest.raises(WrongUsage, match="названы одинаково: «Область»"):
        merge.merge(same, tmp_path / "итог")
    again = [one[0], RegionAsked(name="Другая", path=one[0].path)]
    with pytest.raises(WrongUsage, match="один и тот же результат"):
        merge.merge(again, tmp_path / "итог")
    with pytest.raises(WrongUsage, match="не меньше двух"):
        merge.merge(one[:1], tmp_path / "итог")


def test_more_participants_than_a_sheet_holds_are_refused_before_the_work(
    folder, tmp_path, monkeypatch
):
    monkeypatch.setattr(joining, "MOST_ROWS", joining.SPARE_ROWS + 5)
    with pytest.raises(WrongUsage, match="самое большее 5"):
        merge.merge(asked(folder, slice(2)), tmp_path / "итог")
    assert not (tmp_path / "итог").exists()


def test_the_command_names_regions_and_tells_drafts(folder, tmp_path):
    first, second = sorted(folder.iterdir())[:2]
    output = tmp_path / "итог"
    done = CliRunner().invoke(
        main, ["merge", f"Первая={first}", str(second), "--output", str(output)]
    )
    assert done.exit_code == 1, done.output
    assert "Объединено регионов: 2; участников: 8, оценено: 8." in re.sub(r"\s+", " ", done.output)
    assert "ПРОЕКТ: не утверждены результаты – Область 01." in done.output
    names = {p["region"] for p in json.loads((output / "results.json").read_text())["participants"]}
    assert names == {"Первая", "Область 01"}


def test_the_command_ends_with_2_for_a_folder_without_a_result(tmp_path):
    done = CliRunner().invoke(main, ["merge", str(tmp_path), str(tmp_path), "--output", "итог"])
    assert done.exit_code == 2 and "нет файла results.json" in done.output
