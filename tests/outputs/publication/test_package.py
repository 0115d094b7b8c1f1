"""The package of 1 April: one run, the same numbers everywhere; papers that fit their pages."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from decimal import Decimal
from urllib.parse import unquote

import openpyxl
import pytest
from docx import Document

from kuzbass_batch.outputs.publication.diplomas import plan_diplomas
from kuzbass_batch.records.committee.decisions import (
    APPROVAL_TOPIC,
    DecisionEntry,
    Decisions,
    DecisionTable,
    Protocol,
)
from tests.april_package import (
    PAPERS,
    conclusions_of,
    laid_out,
    lines,
    needs_office,
    page_of,
    pages,
    results_of,
    text_of,
    write_package,
)
from tests.outcomes import outcome as crowd

LEADER, ORDINARY, TIED = "МО-11", "ИО-01", "МО-02"


@pytest.fixture(scope="module")
def folder(samples_in_march):
    return samples_in_march.folder


@pytest.fixture(scope="module")
def results(folder):
    return {p["id"]: p for p in results_of(folder)["participants"]}


def decimal(text):
    return Decimal(str(text).replace(",", "."))


def place(words):
    first, _, last = str(words).partition("–")
    return {"from": int(first), "to": int(last or first)}


def in_workbook(folder):
    book = openpyxl.load_workbook(folder / "Рейтинг-2025.xlsx")
    for row in book["Рейтинг"].iter_rows(min_row=4, values_only=True):
        if row[2]:
            yield row[2], (decimal(row[5]), row[6], place(row[0]))


def in_firmness(folder):
    book = openpyxl.load_workbook(folder / "Рейтинг-2025.xlsx")
    for row in book["Устойчивость"].iter_rows(min_row=4, values_only=True):
        yield row[1], (decimal(row[3]), row[4], place(row[0]))


def in_letters(folder):
    for path in (folder / "Письма" / "Результаты").glob("*.docx"):
        text = lines(path)
        (total,) = (line.split("|")[-1].strip() for line in text if line.startswith("Итого |"))
        sentence = next(line for line in text if ": оценка – " in line)
        assert f": оценка – {total}, " in sentence
        level = sentence.split("управления «")[1].split("»")[0]
        where = sentence.partition("в общем рейтинге – ")[2].split(" из ")[0]
        yield path.name.split()[0], (decimal(total), level, place(where) if where else None)


def in_level_list(folder, names):
    level = ""
    for line in lines(folder / PAPERS / "Перечень уровней-2025.docx"):
        cells = line.split(" | ")
        if line.startswith("Уровень «"):
            level = line.split("«")[1].split("»")[0]
        elif len(cells) == 5 and cells[0].isdigit():
            yield names[cells[1]], (decimal(cells[3]), level, place(cells[4]))


def on_page(folder, names):
    for row in page_of(folder).xpath("//table[@id='rating']/tbody/tr"):
        name = row.xpath("string(th/text())").strip()
        cells = {cell.get("data-label"): cell.text_content().strip() for cell in row.xpath("td")}
        shown = decimal(cells["Оценка"]), cells["Уровень"], place(cells["Место"])
        yield names[name], shown


def in_csv(folder):
    text = (folder / PAPERS / "Сайт" / "rating-2025.csv").read_text("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";"):
        ends = {"from": int(row["Место с"]), "to": int(row["Место по"])}
        yield row["Код"], (decimal(row["Оценка"]), row["Уровень"], ends)


def in_json(folder):
    data = json.loads((folder / PAPERS / "Сайт" / "rating-2025.json").read_text("utf-8"))
    for each in data["participants"]:
        yield each["id"], (decimal(each["total"]), each["level"], each["place"])


def in_memo(folder, names):
    for line in lines(folder / PAPERS / "Записка об итогах-2025.docx"):
        cells = line.split(" | ")
        if len(cells) == 4 and cells[0] in names:
            yield names[cells[0]], decimal(cells[2])


def in_register(folder):
    book = openpyxl.load_workbook(folder / PAPERS / "Реестр дипломов-2025.xlsx")
    for row in book["Дипломы"].iter_rows(min_row=4, values_only=True):
        yield row[1].split("/")[1], decimal(row[4])


def test_a_participant_has_the_same_number_level_and_place_everywhere(folder, results):
    names = {each["name"]: each["id"] for each in results.values()}
    rated = {
        key: (Decimal(each["total"]), each["level"], each["place"])
        for key, each in results.items()
        if each["status"] == "rated"
    }
    assert len(rated) == 28 and {LEADER, ORDINARY, TIED} <= set(rated)
    read_back = {
        "workbook": in_workbook(folder),
        "firmness": in_firmness(folder),
        "list of levels": in_level_list(folder, names),
        "page": on_page(folder, names),
        "CSV": in_csv(folder),
        "JSON": in_json(folder),
    }
    for where, found in read_back.items():
        assert dict(found) == rated, where
    drafts = {key: (total, level, None) for key, (total, level, _) in rated.items()}
    assert dict(in_letters(folder)) == drafts, "no place before the rating is approved"
    leaders = {key: total for key, (total, level, _) in rated.items() if level == "Лидер"}
    assert dict(in_memo(folder, names)) == leaders and leaders[LEADER] == Decimal("12.1")
    assert dict(in_register(folder)) == leaders


def test_points_by_criterion_are_the_same_on_page_in_csv_and_in_results(folder, results):
    names = {each["name"]: each["id"] for each in results.values()}
    expected = {
        key: [criterion["points"] for criterion in each["criteria"]]
        for key, each in results.items()
        if each["criteria"]
    }
    page = {}
    for row in page_of(folder).xpath("//table[@id='rating']/tbody/tr"):
        marks = [int(mark.xpath("string(text()[last()])")) for mark in row.xpath(".//li")]
        page[names[row.xpath("string(th/text())").strip()]] = marks
    assert page == expected
    text = (folder / PAPERS / "Сайт" / "rating-2025.csv").read_text("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert {row[0]: [int(cell) for cell in row[-8:]] for row in table[1:]} == expected


def test_the_sums_of_the_memo_are_those_of_the_page(folder, results):
    memo = lines(folder / PAPERS / "Записка об итогах-2025.docx")
    (total,) = (line.split(" | ") for line in memo if line.startswith("Всего |"))
    levels = [each["level"] for each in results.values() if each["level"]]
    order = ("Лидер", "Прогрессивный", "Базовый", "Начальная подготовка")
    numbers = [len(results), len(levels), *(levels.count(level) for level in order)]
    assert [int(cell) for cell in total[1:]] == numbers
    facts = page_of(folder).xpath("//dl[@class='facts']//dd/text()")
    assert [int(number) for number in facts[:3]] == numbers[:3]


def test_every_leader_has_one_diploma_and_no_one_else(folder, results):
    leaders = {key for key, each in results.items() if each["level"] == "Лидер"}
    papers = {path.name.split()[0]: path for path in (folder / PAPERS / "Дипломы").glob("*.docx")}
    assert set(papers) == leaders
    for key, path in papers.items():
        text = " ".join(lines(path))
        assert f"№ 2025/{key} (проект) награждается {results[key]['name']} за достижение" in text
        confirmed = results[key]["leadership"] == "confirmed"
        assert ("и подтверждение этого уровня" in text) == confirmed, key


def test_the_register_links_to_its_diplomas_and_tells_of_last_years_leaders(folder, results):
    book = openpyxl.load_workbook(folder / PAPERS / "Реестр дипломов-2025.xlsx")
    targets = (row[6].hyperlink.target for row in book["Дипломы"].iter_rows(min_row=4))
    links = [unquote(target).replace("\\", "/") for target in targets]
    assert links and all((folder / PAPERS / link).is_file() for link in links)
    told = {
        row[0]: row[5]
        for row in book["Лидеры прошлого года"].iter_rows(min_row=4, values_only=True)
    }
    held = {key for key, each in results.items() if each["last_level"] == "Лидер"}
    assert set(told) == held
    assert told["ИО-02"] == "подтверждён" and told["ИО-06"] == "не подтверждён: нечем"


def test_who_has_no_level_is_listed_with_the_reason(folder, results):
    text = lines(folder / PAPERS / "Перечень уровней-2025.docx")
    absent = [line.split(" | ") for line in text[text.index("Уровень не присвоен") :]]
    reasons = {cells[1]: cells[2] for cells in absent if len(cells) == 3 and cells[0].isdigit()}
    words = {
        "returned": "самооценка возвращена на доработку",
        "missing": "самооценка не представлена",
    }
    assert reasons == {
        each["name"]: words[each["status"]]
        for each in results.values()
        if each["status"] != "rated"
    }


def test_no_paper_holds_an_unfilled_tag(folder):
    papers = list((folder / PAPERS).rglob("*.docx"))
    assert papers
    for path in papers:
        text = "\n".join(lines(path))
        assert "{{" not in text and "{%" not in text, path.name


APPROVAL = Protocol(
    topic=APPROVAL_TOPIC,
    reading="",
    number="1",
    day=dt.date(2026, 1, 30),
    content="",
    who="С.",
    entry=DecisionEntry(table=DecisionTable.PROTOCOL, entered=()),
)


def test_before_the_results_go_out_every_paper_says_it_is_a_draft(tmp_path):
    crowded = crowd("И1 | 33333234 | leader\nИ2 | 12222222 |")
    early, late = dt.date(2026, 2, 20), dt.date(2026, 2, 21)
    approved = replace(crowded, decisions=Decisions(protocols=(APPROVAL,)))
    cases = ((approved, early, True), (approved, late, False), (crowded, late, True))
    for number, (found, day, draft) in enumerate(cases):
        target = tmp_path / f"{number}"
        write_package(replace(found, as_of=day), target)
        papers = list((target / PAPERS).rglob("*.docx"))
        assert papers
        for path in papers:
            assert ("проект" in " ".join(lines(path)).casefold()) == draft, path.name
        page = page_of(target).text_content()
        assert ("ПРОЕКТ, не для публикации" in page) == draft
        site = json.loads((target / PAPERS / "Сайт" / "rating-2025.json").read_text("utf-8"))
        assert site["preliminary"] == draft


def test_a_diploma_keeps_its_number_when_others_come_and_go():
    few = crowd("И1 | 33333234 |\nМ1 | 33333234 |")
    more = crowd("И0 | 33333234 |\nИ1 | 33333234 |\nИ2 | 33333234 |\nМ1 | 00000000 |")
    numbers = {d.standing.participant.id: d.number for d in plan_diplomas(conclusions_of(few))}
    assert numbers == {"И1": "2025/И1", "М1": "2025/М1"}
    assert {d.standing.participant.id: d.number for d in plan_diplomas(conclusions_of(more))}[
        "И1"
    ] == "2025/И1"


def named(found, names):
    """Give participants other names, whatever the registry would say to them."""
    standings = tuple(
        replace(s, participant=replace(s.participant, name=names[s.participant.id]))
        for s in found.standings
    )
    return replace(found, standings=standings)


LONG = "Государственное казённое учреждение " + "по развитию и сопровождению " * 6 + "«Центр»"


def crowded():
    """A year with more leaders, losses and long names than the memo can name."""
    text = [f"{kind}{n} | 33333234 | leader" for kind in "ИМП" for n in range(20)]
    text += [f"{kind}{n} | 12222222 | leader" for kind in "ИМП" for n in range(20, 60)]
    found = crowd("\n".join(text))
    return named(found, {s.participant.id: f"{LONG} № {s.participant.id}" for s in found.standings})


@needs_office
def test_the_papers_of_the_samples_fit_their_pages(folder, tmp_path):
    papers = folder / PAPERS
    diplomas = sorted((papers / "Дипломы").glob("*.docx"))
    memo, *others = laid_out([papers / "Записка об итогах-2025.docx", *diplomas], tmp_path)
    assert pages(memo)[0] == 2
    assert [pages(pdf) for pdf in others] == [(1, 842, 595)] * len(diplomas)
    text = text_of(memo)
    for words in ("Таблица 1", "Рисунок 1", "Таблица 2", "Рисунок 2", "П. П. Примеров"):
        assert words in text


@needs_office
def test_a_crowded_year_still_takes_two_pages_and_a_long_name_one(tmp_path):
    write_package(crowded(), tmp_path)
    papers = tmp_path / PAPERS
    diploma = min((papers / "Дипломы").glob("*.docx"))
    memo, one = laid_out([papers / "Записка об итогах-2025.docx", diploma], tmp_path)
    assert pages(memo)[0] == 2 and "П. П. Примеров" in text_of(memo)
    assert pages(one)[0] == 1
    assert "И ещё участников: 52" in " ".join(lines(papers / "Записка об итогах-2025.docx"))


@needs_office
@pytest.mark.parametrize("length", [42, 43, 105, 106, 260])
def test_a_diploma_is_one_page_whatever_the_length_of_the_name(tmp_path, length):
    name = ("Министерство " + "щедрых " * 40)[: length - 1].rstrip() + "ш"
    found = named(crowd("И1 | 33333234 | leader"), {"И1": name})
    write_package(found, tmp_path)
    (path,) = (tmp_path / PAPERS / "Дипломы").glob("*.docx")
    (pdf,) = laid_out([path], tmp_path)
    assert pages(pdf) == (1, 842, 595)


def test_a_year_with_nobody_rated_has_its_papers_and_no_diplomas(tmp_path):
    write_package(crowd("И1 | | leader\nМ1 | ! |"), tmp_path)
    memo = " ".join(lines(tmp_path / PAPERS / "Записка об итогах-2025.docx"))
    assert "Уровня «Лидер» в этом году не достиг никто." in memo
    assert "прошлого года не подтверждён: Участник И1 (самооценка не представлена)" in memo
    assert not (tmp_path / PAPERS / "Дипломы").exists()
    assert "Оценённых участников нет" in page_of(tmp_path).text_content()


def test_the_memo_names_the_best_where_nobody_reached_the_top(tmp_path):
    write_package(crowd("И1 | 33333234 |\nМ1 | 12222222 |\nМ2 | 12222222 |\nП1 | |"), tmp_path)
    memo = " ".join(lines(tmp_path / PAPERS / "Записка об итогах-2025.docx"))
    assert (
        "в категориях без этого уровня: органы местного самоуправления – Участник М1, Участник М2 "
        "(оценка 9,0, уровень «Прогрессивный»)." in memo
    )


def test_names_are_only_text_in_every_paper(tmp_path):
    name = "=1+1 <b>{{ year }}</b> & «ООО» {% if %}"
    write_package(named(crowd("И1 | 33333234 |"), {"И1": name}), tmp_path)
    for path in (tmp_path / PAPERS).rglob("*.docx"):
        assert name in "\n".join(lines(path)), path.name
        Document(path)
    book = openpyxl.load_workbook(tmp_path / PAPERS / "Реестр дипломов-2025.xlsx")
    cell = book["Дипломы"]["C4"]
    assert (cell.value, cell.data_type) == (name, "s")


def test_a_leader_without_a_counted_return_is_told_so_in_his_letter(folder, results):
    (path,) = (folder / "Письма" / "На доработку").glob("ИО-06 *.docx")
    assert results["ИО-06"]["leadership"] == "no_return"
    told = [line for line in lines(path) if "присвоенный за 2024 год, нужно подтвердить" in line]
    assert len(told) == 1
    others = [p for p in (folder / "Письма").rglob("*.docx") if p.name.split()[0] != "ИО-06"]
    assert not [p.name for p in others if "нужно подтвердить: он" in " ".join(lines(p))]
