"""results.json, open data and page of the joined rating, written as the rows are read."""

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from jinja2 import FunctionLoader
from markupsafe import Markup

from kuzbass_batch import wording
from kuzbass_batch.merging.joining import Merged, MergedRow
from kuzbass_batch.merging.regions import RegionHead, RegionSums
from kuzbass_batch.merging.workbook import approval_words, place_words, to_hundredth
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.publication.page import read_part
from kuzbass_batch.outputs.sandbox import WordsOnly, policy_hash
from kuzbass_batch.records.rating.scores import Place
from kuzbass_batch.records.year.snapshots import SCHEMA_OF_ANY_VERSION

SCHEMA = f"{SCHEMA_OF_ANY_VERSION}merged/1"
OPEN_SCHEMA = "kuzbass-batch/open-data/merged/1"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_ON_PAGE = 2_000
"""Participants that the page lists; all of them stand in the files beside it."""


def write_results(merged: Merged, path: Path) -> None:
    """Write results.json by docs/merged-results.schema.json: a line for each participant."""
    head = {
        "schema": SCHEMA,
        **_period(merged),
        "approved": merged.approved,
        "as_of": merged.as_of,
        "methodology": {"id": merged.methodology.id, "sha256": merged.methodology.sha256},
        "regions": [
            {
                "name": region.name,
                "approved": region.approved,
                "as_of": region.as_of,
                "file": str(region.path),
                "sha256": region.sha256,
                "readings": dict(region.readings),
                **_sums(merged, sums),
            }
            for region, sums in zip(merged.heads, merged.sums, strict=True)
        ],
        "all": _sums(merged, merged.whole),
    }
    rows = (*(merged.rows(rated=rated) for rated in (True, False)),)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        _write_json(stream, head, (_whole(each) for found in rows for each in found))


def _period(merged: Merged) -> dict[str, Any]:
    period = merged.methodology.period
    return {"year": period.year, **({"period": str(period)} if period.part else {})}


def _sums(merged: Merged, sums: RegionSums) -> dict[str, Any]:
    mean, criteria = to_hundredth(sums.mean), merged.methodology.criteria
    return {
        "listed": sums.listed,
        "rated": sums.rated,
        "mean": None if mean is None else f"{mean:f}",
        "best": None if sums.best is None else f"{sums.best:f}",
        "levels": {each.name: sums.levels[each.name] for each in merged.methodology.levels},
        "criteria": {
            each.id: None
            if (found := to_hundredth(sums.mean_of(each.id))) is None
            else f"{found:f}"
            for each in criteria
        },
    }


def _whole(each: MergedRow) -> dict[str, Any]:
    """Return all that is known of a participant, with the place it comes from."""
    row = each.row
    return {
        **_public(each),
        "status": row.status,
        "last_level": row.last_level or None,
        "place_in_region": row.place or None,
        "source": row.source or None,
        "cells": {s.criterion: list(s.cells) for s in row.scores},
    }


def _public(each: MergedRow) -> dict[str, Any]:
    """Return what may be published of a participant: nothing but what the region publishes."""
    row = each.row
    return {
        "region": each.region.name,
        "id": row.id,
        "name": row.name,
        "category": row.category,
        "total": None if row.total is None else f"{row.total:f}",
        "level": row.level or None,
        "place": _ends(each.place),
        "place_in_category": _ends(each.within),
        "points": {s.criterion: s.points for s in row.scores},
    }


def _ends(place: Place | None) -> dict[str, int] | None:
    return place.ends() if place else None


def _write_json(stream: Any, head: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> None:
    stream.write("{\n")
    for key, value in head.items():
        stream.write(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n")
    stream.write('"participants": [')
    start = "\n"
    for row in rows:
        stream.write(f"{start}{json.dumps(row, ensure_ascii=False)}")
        start = ",\n"
    stream.write("\n]\n}\n")


def write_open_data(merged: Merged, folder: Path, stem: str, publisher: str) -> None:
    """Write JSON and CSV of the rated; the CSV as Russian Excel opens it."""
    head = {
        "schema": OPEN_SCHEMA,
        **_period(merged),
        "as_of": merged.as_of,
        "preliminary": not merged.approved,
        "programme": merged.methodology.words.programme.public_name,
        "publisher": publisher,
        "act": merged.methodology.act,
        "regions": [
            {"name": head.name, "preliminary": not head.approved, **_sums(merged, sums)}
            for head, sums in zip(merged.heads, merged.sums, strict=True)
        ],
    }
    with (folder / f"{stem}.json").open("w", encoding="utf-8", newline="\n") as stream:
        _write_json(stream, head, map(_public, merged.rows(rated=True)))
    with (folder / f"{stem}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(_csv_heads(merged))
        for each in merged.rows(rated=True):
            writer.writerow(map(_harmless, _csv_row(merged, each)))


def _csv_heads(merged: Merged) -> list[str]:
    placed = ["Место", "Место в категории"] if merged.places else []
    criteria = [f"Критерий {each.id}, балл" for each in merged.methodology.criteria]
    return ["Регион", "Код", "Наименование", "Категория", *placed, "Оценка", "Уровень", *criteria]


def _csv_row(merged: Merged, each: MergedRow) -> Iterator[str]:
    row = each.row
    names = {category.id: category.name for category in merged.methodology.categories}
    yield from (each.region.name, row.id, row.name, names[row.category])
    yield from (place_words(place) for place in (each.place, each.within) if place)
    assert row.total is not None
    yield from (wording.comma(row.total), row.level)
    yield from ("" if s.points is None else wording.comma(s.points) for s in row.scores)


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) and not text[1:2].isdigit() else text


def regions_page(merged: Merged, stem: str, publisher: str) -> str:
    """Return the public page: regions side by side, and the first participants."""
    style = read_part("style.css")
    environment = WordsOnly(
        loader=FunctionLoader(read_part), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["comma"] = wording.comma
    rows = list(islice(merged.rows(rated=True), MOST_ON_PAGE))
    levels = [each.name for each in reversed(merged.methodology.levels)]
    return environment.get_template("regions.html.j2").render(
        regions=[
            _shown_region(head, sums, levels)
            for head, sums in zip(merged.heads, merged.sums, strict=True)
        ],
        whole=_shown_sums(merged.whole, levels),
        levels=levels,
        listed=[_shown(each) for each in rows],
        placed=bool(merged.places),
        draft=not merged.approved,
        publisher=publisher,
        stem=stem,
        style=Markup(style),
        style_hash=policy_hash(style),
        **act_tags(merged.methodology.words, merged.methodology.period),
    )


def _shown_region(head: RegionHead, sums: RegionSums, levels: Iterable[str]) -> dict[str, Any]:
    day = wording.day(dt.date.fromisoformat(head.as_of))
    return {
        "name": head.name,
        "state": approval_words(head),
        "day": day,
        **_shown_sums(sums, levels),
    }


def _shown_sums(sums: RegionSums, levels: Iterable[str]) -> dict[str, Any]:
    mean = to_hundredth(sums.mean)
    return {
        "listed": sums.listed,
        "rated": sums.rated,
        "mean": "–" if mean is None else wording.comma(mean),
        "best": "–" if sums.best is None else wording.comma(sums.best),
        "levels": [sums.levels[each] for each in levels],
    }


def _shown(each: MergedRow) -> dict[str, str]:
    row = each.row
    return {
        "place": place_words(each.place) if each.place else "",
        "region": each.region.name,
        "name": row.name,
        "total": "" if row.total is None else wording.comma(row.total),
        "level": row.level,
    }
