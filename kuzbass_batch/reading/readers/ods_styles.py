"""The styles of an .ods that tell something: struck-out texts, and cells filled with a colour."""

from collections.abc import Mapping

from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.readers.cell_styles import OWN_FILLS, PLAIN, CellStyle

_STRIKES = (b"text-line-through-style=", b"text-line-through-type=")
_FILL = b'background-color="'
_OWN = (b"transparent", *(b"#" + colour.lower().encode() for colour in sorted(OWN_FILLS)))
_NONE = (None, "none")


def styles_in(content: bytes) -> Mapping[str, CellStyle]:
    """Return the styles of cells and of parts of a text, by name; most books have none."""
    if not _may_tell(content[: max(content.find(b":body"), 0)].lower()):
        return {}
    try:
        root = xml.parse(xml.bounded(content))
    except Refusal:
        return {}
    found = {}
    for style in root.iterfind("{*}automatic-styles/{*}style"):
        told = CellStyle(
            struck=any(
                value not in _NONE
                for text in style.iterchildren("{*}text-properties")
                for name, value in text.items()
                if str(name).endswith(("}text-line-through-style", "}text-line-through-type"))
            ),
            filled=any(
                _is_colour(value)
                for cell in style.iterchildren("{*}table-cell-properties")
                for name, value in cell.items()
                if str(name).endswith("}background-color")
            ),
        )
        if told != PLAIN:
            found[_name(dict(style.items()))] = told
    return found


def _may_tell(head: bytes) -> bool:
    """Count rather than search: most heads hold dozens of fills, all of them the program's own."""
    fills = sum(head.count(_FILL + own) for own in _OWN)
    return head.count(b"background-color=") > fills or any(
        head.count(strike) > head.count(strike + b'"none"') for strike in _STRIKES
    )


def _name(attributes: Mapping[str, str]) -> str:
    return next((v for name, v in attributes.items() if str(name).endswith("style:1.0}name")), "")


def _is_colour(value: str) -> bool:
    return value.startswith("#") and value[1:].upper() not in OWN_FILLS
