"""A small input folder: a registry and a few forms, drawn from the program's own blanks."""

import datetime as dt
import os
import subprocess
from functools import cache

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.files.sources import Kind
from tests.filled import ASSESSMENT, FORMS, METHODOLOGY, PASSPORT
from tests.forked import CAN_FORK, answered, command, read
from tests.paths import ROOT
from tests.year_keys import lay_key

AS_OF = "2026-01-20"
PEOPLE = (("ИО-01", "Министерство примеров"), ("ИО-02", "Министерство образцов"),
          ("ИО-03", "Агентство проб"))  # fmt: skip


def person(ident, name, short_name="", **changes):
    """Return a line of the registry."""
    return {
        "id": ident,
        "name": name,
        "short_name": short_name or name,
        "category": "исполнительный орган",
        "head_post": "министр",
        "head_name": "Образцов Пётр Ильич",
        **changes,
    }


def registry(people):
    """Return the bytes of a registry with these lines."""
    answers = {
        f"participants/{number}/{key}": value
        for number, line in enumerate(people, start=1)
        for key, value in line.items()
    }
    spec = FORMS[Kind.REGISTRY]
    return draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers)


def form(kind, ident, name, **changes):
    """Return the bytes of a complete form of a participant, changed."""
    spec, complete = FORMS[kind], {Kind.SELF_ASSESSMENT: ASSESSMENT, Kind.PASSPORT: PASSPORT}[kind]
    own = {"participant_id": ident, "participant_name": name}
    return draw_form(
        spec, METHODOLOGY, identity=spec.identity(ident), answers={**complete, **own, **changes}
    )


def lines_in(path, methods):
    """Return the lines of a registry of 2026 as {column: text}."""
    methodology = load_methodology(2026, methods)
    year = ReportingYear(methodology=methodology, forms=load_forms(methodology))
    found = examine_content(path.read_bytes(), year.methodology, year.forms)
    lines = {}
    for answer in found.submission.answers:
        _, number, column = answer.field_id.split("/")
        lines.setdefault(number, {})[column] = answer.given
    return list(lines.values())


@cache
def _small_files():
    """The first is rated, the second has a fault and a passport, the third sent nothing."""
    (first, name), (second, other), _ = PEOPLE
    return {
        "Реестр.xlsx": registry([person(*each) for each in PEOPLE]),
        f"{first}.xlsx": form(Kind.SELF_ASSESSMENT, first, name),
        f"{second}.xlsx": form(Kind.SELF_ASSESSMENT, second, other, filled_on=None),
        f"паспорта/{second}.xlsx": form(Kind.PASSPORT, second, other),
    }


def small_folder(folder):
    """Write the small folder and return it."""
    lay_key(folder)
    for name, data in _small_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


STARTING = ("PYTHON", "LC_", "LANG")
"""Python hears these of its environment as it starts."""


def cli(*arguments, env=None, cwd=ROOT, timeout=None, errors="strict"):
    """Run the program; return what it did, with its output as text.

    It is forked from one that is loaded, unless the environment asks for a start of its own.
    """
    env = env or {}
    if not CAN_FORK or any(name.startswith(STARTING) for name in env):
        return subprocess.run(
            command(*arguments), capture_output=True, check=False, env=os.environ | env, cwd=cwd,
            timeout=timeout, encoding="utf-8", errors=errors,
        )  # fmt: skip
    done = answered(arguments, env=env, cwd=cwd, timeout=timeout)
    done.stdout, done.stderr = (read(each, errors=errors) for each in (done.stdout, done.stderr))
    return done


def run(folder, target, *arguments, **options):
    """Run the yearly batch on a folder."""
    return cli("run", folder, "--output", target, "--as-of", AS_OF, *arguments, **options)


def today():
    return dt.date.fromisoformat(AS_OF)
