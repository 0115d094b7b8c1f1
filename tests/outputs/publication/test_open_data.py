"""Open data: exactly the public fields, described and checked; nothing private on the site."""

import copy
import csv
import io
import json
import re
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from lxml import html

from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.outputs.publication.open_data import csv_bytes, describe, json_text, schema_text
from kuzbass_batch.reading.examine import examine
from kuzbass_batch.reading.files.discover import discover
from tests.april_package import PAPERS, SAMPLES, public_of, results_of
from tests.outcomes import METHODOLOGY
from tests.outcomes import outcome as crowd
from tests.paths import ROOT

DOCS = ROOT / "docs"
# Held here on purpose a second time: whoever publishes one thing more has to say so twice.
PUBLIC = {
    "year": "schema year as_of preliminary programme publisher act max_total levels criteria "
    "categories plan_quarter plan participants certificates awards",
    "level": "name range participants last_year",
    "criterion": "id title short_title cumulative coefficient max_points mean completion",
    "category": "id name listed rated",
    "participant": "id name category points total level place place_in_category last_level "
    "level_change leadership criteria",
    "score": "criterion points weighted",
    "indicator": "id title unit target at_least each fact done reached",
    "certificate": "holder sample level number date",
    "award": "contest nomination result place holder practice",
}
OF_PLAN = ("plan_quarter", "plan", "awards")
"""What only a year with a plan has (`tests/outputs/plan/`), or with a contest (`test_awards`)."""

COLUMNS = (
    "id name category place_from place_to place_in_category_from place_in_category_to total points "
    "level last_level level_change leadership criterion_1 criterion_2 criterion_3 criterion_4 "
    "criterion_5 criterion_6 criterion_7 criterion_8"
)


@pytest.fixture(scope="module")
def run(samples_in_march):
    return samples_in_march.folder, samples_in_march.outcome


@pytest.fixture(scope="module")
def site(run):
    return run[0] / PAPERS / "Сайт"


@pytest.fixture(scope="module")
def data(site):
    return json.loads((site / "rating-2025.json").read_text("utf-8"))


def objects(data):
    yield "year", data
    yield from (("level", each) for each in data["levels"])
    yield from (("criterion", each) for each in data["criteria"])
    yield from (("category", each) for each in data["categories"])
    for each in data["participants"]:
        yield "participant", each
        yield from (("score", score) for score in each["criteria"])


def test_nothing_but_the_public_fields_is_published(data):
    # The samples keep no register of certificates: `test_certificates` has some.
    lacking = {"certificate", "indicator", "award"}
    assert {kind for kind, _ in objects(data)} == set(PUBLIC) - lacking
    for kind, each in objects(data):
        assert list(each) == [key for key in PUBLIC[kind].split() if key not in OF_PLAN], kind
    assert all(set(p["place"]) == {"from", "to"} for p in data["participants"])


def test_the_schema_is_closed_describes_every_field_and_holds_the_data(data, site):
    schema = json.loads((site / "rating.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    parts = {"year": schema, **schema["$defs"]}
    assert {kind: " ".join(part["properties"]) for kind, part in parts.items()} == PUBLIC
    for part in parts.values():
        assert part["additionalProperties"] is False
        assert part["required"] == [key for key in part["properties"] if key not in OF_PLAN]
        assert all(field["description"].endswith(".") for field in part["properties"].values())
    assert list(Draft202012Validator(schema).iter_errors(data)) == []


SPOILED = {
    "a key too many": lambda d: d["participants"][0].update(head="Иванов"),
    "a key too few": lambda d: d["participants"][0].pop("level"),
    "a total as number": lambda d: d["participants"][0].update(total=9.0),
    "an unknown category": lambda d: d["participants"][0].update(category="region"),
    "a place from 0": lambda d: d["participants"][0]["place"].update({"from": 0}),
    "a change of 2": lambda d: d["participants"][0].update(level_change=2),
    "a day in Russian": lambda d: d.update(as_of="27.03.2026"),
    "a share as number": lambda d: d["criteria"][0].update(completion=0.5),
}


@pytest.mark.parametrize("name", SPOILED)
def test_the_schema_refuses_anything_else(data, name):
    wrong = copy.deepcopy(data)
    SPOILED[name](wrong)
    assert list(Draft202012Validator(json.loads(schema_text(METHODOLOGY))).iter_errors(wrong))


def test_the_description_in_docs_is_what_the_program_publishes():
    assert (DOCS / "open-data.md").read_text("utf-8") == describe(METHODOLOGY)
    assert (DOCS / "open-data.schema.json").read_text("utf-8") == schema_text(METHODOLOGY)
    assert all(
        f"`{key}`" in describe(METHODOLOGY) for keys in PUBLIC.values() for key in keys.split()
    )


def test_the_csv_opens_in_a_russian_excel_and_says_the_same_as_the_json(data, site):
    raw = (site / "rating-2025.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == len(data["participants"]) == 28
    for row, each in zip(rows, data["participants"], strict=True):
        assert (row["Код"], row["Участник"]) == (each["id"], each["name"])
        assert row["Оценка"] == each["total"].replace(".", ",")
        assert (row["Место с"], row["Место по"]) == tuple(map(str, each["place"].values()))
        within = row["Место в категории с"], row["Место в категории по"]
        assert within == tuple(map(str, each["place_in_category"].values()))
        assert (row["Уровень"], row["Уровень прошлого года"]) == (
            each["level"],
            each["last_level"] or "",
        )
        points = [int(row[f"Критерий {score['criterion']}, балл"]) for score in each["criteria"]]
        assert points == [score["points"] for score in each["criteria"]]
        assert int(row["Сумма баллов"]) == sum(points)
    assert {row["К прошлому году"] for row in rows} == {"выше", "тот же", "ниже", ""}
    assert {row["Высший уровень"] for row in rows} >= {"присвоен", "подтверждён", ""}


def test_the_csv_is_as_its_own_description_says(site):
    told = json.loads((site / "rating-2025.csv-metadata.json").read_text("utf-8"))
    columns = told["tableSchema"]["columns"]
    text = (site / told["url"]).read_bytes().decode("utf-8-sig")
    heads, *lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=told["dialect"]["delimiter"]
    )
    assert heads == [column["titles"] for column in columns]
    assert " ".join(column["name"] for column in columns) == COLUMNS
    assert all(column["dc:description"].endswith(".") for column in columns)
    decimal = {"base": "decimal", "format": {"decimalChar": ","}}
    wanted = {"string": ".*", "integer": r"\d*", json.dumps(decimal): r"\d+,\d+"}
    for line in lines:
        for cell, column in zip(line, columns, strict=True):
            kind = column["datatype"]
            pattern = wanted[kind if isinstance(kind, str) else json.dumps(kind)]
            assert re.fullmatch(pattern, cell), column["name"]


def test_a_name_is_no_formula_in_the_csv():
    found = crowd("И1 | 33333234 |\nИ2 | 12222222 |")
    names = iter(("=HYPERLINK(0)", '@x;"y"\nz'))
    standings = tuple(
        replace(s, participant=replace(s.participant, name=next(names))) for s in found.standings
    )
    public = public_of(replace(found, standings=standings))
    text = csv_bytes(public, METHODOLOGY).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row[1] for row in table[1:]] == ["'=HYPERLINK(0)", '\'@x;"y"\nz']
    assert json.loads(json_text(public))["participants"][0]["name"] == "=HYPERLINK(0)"


def private_texts(outcome):
    """Return every text of the samples that is not for the public, with where it stands."""
    for person in outcome.registry.participants:
        for text in (person.head_name, person.head_name.split()[0], person.email):
            yield text, f"реестр {person.id}"
    methodology = load_methodology(2025)
    forms = load_forms(methodology)
    for source in discover(SAMPLES):
        yield source.path, "путь"
        found = examine(SAMPLES, source, methodology, forms)
        yield from ((finding.message, source.path) for finding in found.file.findings)
        if found.submission and found.file.kind.value != "registry":
            for answer in found.submission.answers:
                yield str(answer.given), f"{source.path} {answer.field_id}"


def test_no_private_text_of_the_samples_is_anywhere_on_the_site(run, site):
    outcome = run[1]
    public = " ".join(
        text
        for person in outcome.registry.participants
        for text in (person.id, *person.all_names)
    ).casefold()  # fmt: skip
    texts = {
        text.strip(): where
        for text, where in private_texts(outcome)
        if len(text.strip()) > 5
        and text.strip().casefold() not in public
        and text.strip() != f"{outcome.as_of:%d.%m.%Y}"
    }
    assert len(texts) > 800
    assert {"primer01@example.ru", "Образцов Пётр Ильич", "ИО-07.xlsx"} <= set(texts)
    for path in site.iterdir():
        shown = " ".join(path.read_text("utf-8-sig").split())
        if path.suffix == ".html":
            shown += " ".join(html.fromstring(path.read_text("utf-8")).text_content().split())
        found = {text: where for text, where in texts.items() if " ".join(text.split()) in shown}
        assert found == {}, path.name


def test_who_is_not_rated_is_counted_and_not_named(run, site):
    everybody = results_of(run[0])["participants"]
    absent = [p for p in everybody if p["status"] != "rated"]
    assert len(absent) == len(everybody) - 28 > 10
    for path in site.iterdir():
        shown = path.read_text("utf-8-sig")
        assert [p["name"] for p in absent if p["name"] in shown] == []


def test_the_site_is_five_files_that_link_to_nothing_outside(site):
    assert sorted(path.name for path in site.iterdir()) == [
        "index.html", "rating-2025.csv", "rating-2025.csv-metadata.json", "rating-2025.json",
        "rating.schema.json",
    ]  # fmt: skip
    page = html.fromstring((site / "index.html").read_text("utf-8"))
    links = {link for _, _, link, _ in page.iterlinks()}
    local = {path.name for path in site.iterdir()} - {"index.html"}
    assert {link for link in links if not link.startswith(("#", "url(#"))} == local
    targets = {link[1:] for link in links if link.startswith("#")}
    assert targets <= set(page.xpath("//@id"))
    assert page.xpath("//script/@src | //link/@href | //img/@src | //iframe") == []
