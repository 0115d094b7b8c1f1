"""Links from a workbook to files beside it, such as every system follows."""

import re

from xlsxwriter.url import Url


class FileUrl(Url):  # type: ignore[misc]  # xlsxwriter tells no types
    """A link to a file beside the workbook: its path with `/`, the words shown, a place in it.

    xlsxwriter by itself writes the backslashes of Windows and takes `#` for the end of the path.
    """

    def __init__(self, path: str, text: str, place: str = "") -> None:
        """Take the link; `place` as `'Лист'!A1`."""
        super().__init__("external:file")
        self._path, self._anchor, self.text = path, place, text

    def _target(self) -> str:
        return str(self._escape_url(self._path.replace("%", "%25"))).replace("#", "%23")

    @staticmethod
    def _escape_url(url: str) -> str:
        return re.sub(r'[ ":<>\[\]^`{}]', lambda found: f"%{ord(found[0]):02x}", url)
