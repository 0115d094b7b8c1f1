"""Blanks to issue: prefilled for every participant of the registry, and unnamed for download."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from kuzbass_batch.forms.blank import draw_form
from kuzbass_batch.forms.spec import FormSpec
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.participants import Participant, Registry
from kuzbass_batch.model.records import Kind


def prefill(spec: FormSpec, participant: Participant) -> dict[str, str]:
    """Return what a personal blank shows: the id and the name of its participant."""
    fields = (field for field in spec.fields().values() if field.prefill)
    return {field.field_id: getattr(participant, field.prefill) for field in fields}


def blank_file_name(spec: FormSpec, participant: Participant | None) -> str:
    """Return the file name of a blank, free of characters that a file system refuses."""
    name = spec.file_name.format(
        year=spec.year,
        id=participant.id if participant else "",
        name=participant.short_name if participant else "",
    )
    kept = "".join("_" if char in '<>:"/\\|?*' or ord(char) < 32 else char for char in name)
    stem = " ".join(kept.removesuffix(".xlsx").split())[:80]
    return f"{stem}.xlsx"


def draw_blanks(
    registry: Registry, methodology: Methodology, forms: Mapping[Kind, FormSpec]
) -> Iterator[tuple[str, bytes]]:
    """Yield a path and the bytes of each participant's blanks."""
    for participant in registry.participants:
        for kind in (Kind.SELF_ASSESSMENT, Kind.PASSPORT):
            spec = forms[kind]
            data = draw_form(
                spec,
                methodology,
                identity=spec.identity(participant.id),
                answers=prefill(spec, participant),
            )
            yield blank_file_name(spec, participant), data


def unnamed_blanks(
    methodology: Methodology, forms: Mapping[Kind, FormSpec]
) -> Iterator[tuple[str, bytes]]:
    """Yield a path and the bytes of the blanks for download."""
    for spec in forms.values():
        data = draw_form(spec, methodology, identity=spec.identity())
        yield blank_file_name(spec, None), data


def main(folder: str) -> None:
    """Write the blanks for download into `folder` (`make blanks`)."""
    from kuzbass_batch.forms.spec import load_forms
    from kuzbass_batch.model.methodology_file import available_years, load_methodology

    for year in available_years():
        methodology = load_methodology(year)
        for name, data in unnamed_blanks(methodology, load_forms(methodology)):
            Path(folder, name).write_bytes(data)


if __name__ == "__main__":
    main(sys.argv[1])
