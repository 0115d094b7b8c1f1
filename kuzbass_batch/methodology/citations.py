"""How letters, sheets and forms cite a point of the act, in the cases that they need.

A methodology names each point once, as the act numbers it: «п. 3.4», «приложение № 3, п. 4.1».
What official Russian makes of it stands here; a point of another make is named whole, in every
form, by the methodology itself.
"""

import re
from dataclasses import dataclass

_APPENDIX = re.compile(r"приложение(?P<number> (?:№ ?)?[0-9]+)?(?:, (?P<rest>.+))?")
_ARTICLE = re.compile(r"(?P<word>п|ст|ч|разд|гл)\. (?P<number>[0-9][0-9.]*)")
_MANY = re.compile(r"(?:п|пп|подп|ст|ч|разд|гл)\. ")
_CASES = {
    "п": ("пункта", "пунктом"),
    "ст": ("статьи", "статьёй"),
    "ч": ("части", "частью"),
    "разд": ("раздела", "разделом"),
    "гл": ("главы", "главой"),
}
"""The genitive and the instrumental of what an act is divided into."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A point of the act in the forms that texts need; every form is empty where none is cited.

    point: as sheets name it, «приложение № 3, п. 4.1». cited: with the programme, «приложение № 3
    к программе, п. 4.1». within: the other way round and with the programme's full name, «п. 4.1
    приложения № 3 к программе «…» на 2025–2027 годы». by: the same in the instrumental, «пунктом
    3.4 программы «…»…»; instrumental, genitive: with the bare word, «пунктом 3.4 программы»; both
    are empty where the point does not say how it is declined.
    """

    point: str = ""
    cited: str = ""
    within: str = ""
    by: str = ""
    instrumental: str = ""
    genitive: str = ""

    @property
    def beside(self) -> str:
        """Return the point in brackets, to stand behind a word: « (п. 3.4)», or nothing."""
        return f" ({self.point})" if self.point else ""

    @property
    def cited_beside(self) -> str:
        """Return the point with its programme in brackets: « (п. 3.4 программы)», or nothing."""
        return f" ({self.cited})" if self.cited else ""


NO_POINT = Citation()


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """What a point belongs to: the word for it in two cases, and its full name in both."""

    genitive: str
    dative: str
    full_genitive: str
    full_dative: str


def cite(point: str, owner: Owner) -> Citation:
    """Return the forms of a point, such as «п. 3.4» or «приложение № 3, п. 4.1»."""
    if not point:
        return NO_POINT
    appendix = _APPENDIX.fullmatch(point)
    if appendix:
        return _of_appendix(point, appendix, owner)
    cited = f"{point} {owner.genitive}" if _MANY.match(point) else point
    within = f"{point} {owner.full_genitive}" if _MANY.match(point) else point
    genitive, instrumental = _declined(point)
    return Citation(
        point=point,
        cited=cited,
        within=within,
        by=f"{instrumental} {owner.full_genitive}" if instrumental else "",
        instrumental=f"{instrumental} {owner.genitive}" if instrumental else "",
        genitive=f"{genitive} {owner.genitive}" if genitive else "",
    )


def _of_appendix(point: str, found: re.Match[str], owner: Owner) -> Citation:
    number, rest = found["number"] or "", found["rest"] or ""
    genitive, instrumental = _declined(rest)
    of = f"приложения{number} к"
    head = f"{rest} {of}" if rest else f"приложение{number} к"
    return Citation(
        point=point,
        cited=f"приложение{number} к {owner.dative}" + (f", {rest}" if rest else ""),
        within=f"{head} {owner.full_dative}",
        by=f"{instrumental} {of} {owner.full_dative}" if instrumental else "",
        instrumental=f"{instrumental} {of} {owner.dative}" if instrumental else "",
        genitive=f"{genitive} {of} {owner.dative}" if genitive else "",
    )


def _declined(point: str) -> tuple[str, str]:
    """Return «пункта 3.4» and «пунктом 3.4»; empty where the point is not a single number."""
    found = _ARTICLE.fullmatch(point)
    if not found:
        return "", ""
    genitive, instrumental = _CASES[found["word"]]
    return f"{genitive} {found['number']}", f"{instrumental} {found['number']}"
