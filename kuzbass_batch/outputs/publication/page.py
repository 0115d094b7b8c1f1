"""The public page for the section of the programme: one HTML file that needs no other."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any

from jinja2 import FunctionLoader, TemplateError, UndefinedError
from markupsafe import Markup

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.totals import TotalMethod
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate, UnfilledTag
from kuzbass_batch.outputs.names import LEVEL_CHANGES
from kuzbass_batch.outputs.publication.charts import (
    Bar,
    Chart,
    Label,
    criteria_chart,
    levels_chart,
)
from kuzbass_batch.outputs.sandbox import WordsOnly, policy_hash
from kuzbass_batch.outputs.total_words import level_words, total_sentence

PublicDocument = Mapping[str, Any]
FOLDER = "page"
MOST_IN_A_LINE = 12
"""Points of so many criteria stand in one line of the table; more take further lines."""


def read_part(name: str) -> str:
    """Return the text of a file of the page's templates."""
    return files("kuzbass_batch.templates").joinpath(FOLDER, name).read_text("utf-8")


def page_text(data: PublicDocument, links: Mapping[str, str], methodology: Methodology) -> str:
    """Return the page; UnfilledTag if the template asks for what nobody gives.

    data: the public document, the only source of what is shown. links: `csv_name`, `json_name`,
    `schema_name` and `columns_name`, the files beside the page. methodology: lends its words.
    """
    style, script = read_part("style.css"), read_part("table.js")
    changes = Counter(each["level_change"] for each in data["participants"])
    try:
        return _environment(data, methodology).get_template("rating.html.j2").render(
            data={"certificates": (), "awards": (), **data},
            method=(
                "Балл по каждому критерию умножается на коэффициент, результаты складываются"
                if methodology.is_weighted_sum
                else total_sentence(methodology)
            ),
            listed=sum(each["listed"] for each in data["categories"]),
            groups=list(_groups(data)),
            levels=list(_levels(data, methodology)),
            in_percent=methodology.total_rule.method is TotalMethod.PERCENT,
            many_criteria=len(data["criteria"]) > MOST_IN_A_LINE,
            changes=changes,
            known=changes[1] + changes[0] + changes[-1],
            levels_chart=levels_chart(data, methodology.period),
            criteria_chart=criteria_chart(data, methodology.period),
            plan_end=_plan_end(data.get("plan_quarter", "")),
            weighed=methodology.has_coefficients,
            **act_tags(methodology.words, methodology.period),
            style=Markup(style),
            script=Markup(script),
            style_hash=policy_hash(style),
            script_hash=policy_hash(script),
            **links,
        )  # fmt: skip
    except UndefinedError as error:
        raise UnfilledTag(f"Шаблон страницы: тег не заполнен ({error}).") from error
    except TemplateError as error:
        raise BadTemplate(f"Шаблон страницы не заполняется: {error}.") from error


def _plan_end(quarter: str) -> str:
    """Return to what day the plan is counted, in words; empty where nothing of it is."""
    year, _, name = quarter.partition("-")
    return f"на конец {name} квартала {year} года" if name else ""


def _environment(data: PublicDocument, methodology: Methodology) -> WordsOnly:
    environment = WordsOnly(
        records=(Chart, Label, Bar),
        loader=FunctionLoader(read_part),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = {each.id: each.name for each in methodology.categories}
    ranks = {each["name"]: -at for at, each in enumerate(data["levels"])}
    highest = {each["id"]: each["max_points"] for each in data["criteria"]}
    environment.filters |= {
        "comma": wording.comma,
        "percent": wording.percent,
        "target": _target,
        "fact": lambda line: _in_unit(line["fact"], line),
        "place": _place,
        "place_key": lambda place: place["from"] if place else "нет",
        "category": names.__getitem__,
        "rank": ranks.__getitem__,
        "change": LEVEL_CHANGES.__getitem__,
        "shade": lambda score: _shade(score["points"], highest[score["criterion"]]),
        "day": lambda day: wording.day(dt.date.fromisoformat(day)),
    }
    return environment


def _groups(data: PublicDocument) -> Iterator[dict[str, Any]]:
    """Yield each category with its leaders, and with its best where it has none."""
    top = data["levels"][0]["name"]
    for group in data["categories"]:
        members = [each for each in data["participants"] if each["category"] == group["id"]]
        yield {
            "name": group["name"],
            "leaders": [each for each in members if each["level"] == top],
            "best": [each for each in members if each["total"] == members[0]["total"]],
        }


def _levels(data: PublicDocument, methodology: Methodology) -> Iterator[dict[str, Any]]:
    """Yield each level with what it asks for, a line for each category with a range of its own."""
    plural = {each.id: each.plural for each in methodology.categories}
    drawn = zip(data["levels"], reversed(methodology.levels), strict=True)
    for counted, level in drawn:
        own = (
            (plural[category], next(each for each in levels if each.id == level.id))
            for category, levels in methodology.category_levels
        )
        others = [
            f"{name}: {level_words(each, methodology)}"
            for name, each in own
            if level_words(each, methodology) != level_words(level, methodology)
        ]
        yield {
            "name": counted["name"],
            "participants": counted["participants"],
            "ranges": [level_words(level, methodology), *others],
        }


def _target(line: Mapping[str, Any]) -> str:
    """Return what the plan asks for; a share has its sign, a target of each says so."""
    least = "не менее " if line["at_least"] else ""
    each = " у каждого участника" if line["each"] else ""
    return f"{least}{_in_unit(str(line['target']), line)}{each}"


def _in_unit(number: str, line: Mapping[str, Any]) -> str:
    share = "." in line["fact"]  # Shares are given to a tenth, counts are whole.
    return f"{wording.comma(number)}\u00a0%" if share else wording.comma(number)


def _place(place: Mapping[str, int] | None) -> str:
    if place is None:
        return "–"
    return str(place["from"]) if place["from"] == place["to"] else f"{place['from']}–{place['to']}"


def _shade(points: int | str | None, highest: int | str) -> int:
    """Return 0 for nothing, 4 for the highest points, 1 to 3 between."""
    if points is None:
        return 0
    given, most = Decimal(points), Decimal(highest)
    if given >= most:
        return 4 if most > 0 else 0
    return 0 if given <= 0 else 1 + min(2, int(given * 3 // most))
