"""How the committee's own files are named: as they should be, nearly so, or while open."""

import re

from kuzbass_batch.file_names import suffix_of
from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.posts import GENITIVES
from kuzbass_batch.reading.guard.unread import TABLES

CALENDAR_NAME = "календарь.csv"
SERVICE = "Служебное"
KEY_FILE, ACCEPTED_FILE = f"{SERVICE}/ключ года.txt", f"{SERVICE}/принятые книги.txt"
OWN_FILES = frozenset({KEY_FILE, ACCEPTED_FILE})
"""What the program itself keeps in the input folder, by the path in it; nothing of it came in."""
_AGAIN = r"(?:[-_ –.]*(?:20\d\d|\(?\d{1,2}\)?|копия|copy|новый|новая|новые|исправлен\w*))*[-_ ]*"
"""What a name gets when it is saved again."""
_BODIES = f"(?:{'|'.join(GENITIVES.values())})"
"""Whose decisions they may be called: «Решения министерства»."""
_CALENDAR = re.compile(r"(?:календарь(?![а-яё])|calendar\b).*\.(csv|tsv|txt|xlsx?|xlsm|ods)")
_DECISIONS = re.compile(
    rf"решения(?: {_BODIES})?[-_ –]20\d\d(?!\d).*|(?:решения(?: {_BODIES})?|decisions){_AGAIN}\.\w+"
)
_REGISTRY = re.compile(rf"(?:реестр(?: участников)?|registry){_AGAIN}\.\w+")
_REGISTERS = re.compile(rf"реестры программы{_AGAIN}\.\w+")
_OUTGOING = re.compile(rf"исходящие{_AGAIN}\.\w+")
_DETAILS = re.compile(r"(?:committee|government|outgoing)\b.*\.toml(?:\.\w+)?")
_RESULTS = re.compile(r"results\b.*\.json(?:\.\w+)?")
_KEY = re.compile(r"ключ года\b.*|принятые книги\b.*")
_OWN = re.compile(r"(?:решения|реестр|реестры программы|календарь)(?![а-яё]).*")
_OPEN = re.compile(r"~\$(.+)|\.~lock\.(.+)#")
RESULTS_NAME = "results.json"


def is_calendar_name(name: str) -> bool:
    """Tell whether a file's name is the calendar's, however it is capitalised."""
    return name.casefold() == CALENDAR_NAME


def near_miss(name: str) -> Finding | None:
    """Return what is wrong with a file named nearly as one of the committee's own, None if nothing.

    A workbook is only to be told so if it turns out to be nothing that the program knows. A list
    of that name in a workbook may be a participant's own; as a table of text it is the clerk's.
    """
    folded = name.casefold()
    suffix = suffix_of(folded)
    if folded != CALENDAR_NAME and _CALENDAR.fullmatch(folded):
        how = f"сохраните его текстом (дата;рабочий или выходной) под именем «{CALENDAR_NAME}»"
        return rules.NEARLY_NAMED.at(what="календарь рабочих дней", how=how)
    if _DECISIONS.fullmatch(folded) and suffix not in (".docx", ".doc", ".pdf"):
        how = (
            "решения вносите в книгу, которую начертил расчёт, и сохраняйте её в папку с формами "
            "книгой Excel (.xlsx), а этот файл уберите"
        )
        return rules.NEARLY_NAMED.at(what="книга решений", how=how)
    if suffix in TABLES and _REGISTRY.fullmatch(folded):
        how = "откройте файл и сохраните его книгой Excel (.xlsx) по образцу чистого реестра"
        return rules.NEARLY_NAMED.at(what="реестр участников", how=how)
    if suffix in TABLES and _OUTGOING.fullmatch(folded):
        how = "реестр исходящих ведите книгой Excel в папке результата, а этот файл уберите"
        return rules.NEARLY_NAMED.at(what="реестр исходящих писем", how=how)
    if _DETAILS.fullmatch(folded):
        how = "положите его в папку своих шаблонов (--templates) под именем без добавлений"
        return rules.NEARLY_NAMED.at(what="файл реквизитов писем", how=how)
    if _KEY.fullmatch(folded):
        how = (
            "ключ года и список принятых книг ведёт программа в папке «Служебное»; уберите этот "
            "файл, а если его прислали, никуда не переносите"
        )
        return rules.NEARLY_NAMED.at(what="ключ года", how=how)
    if folded != RESULTS_NAME and _RESULTS.fullmatch(folded):
        how = f"верните ему имя «{RESULTS_NAME}» или уберите его из папки"
        return rules.NEARLY_NAMED.at(what="прежние результаты", how=how)
    return None


def is_own_name(name: str) -> bool:
    """Tell whether a file is named as one of the committee's books or its calendar is."""
    folded = name.casefold()
    own = (_REGISTRY, _DECISIONS, _REGISTERS, _CALENDAR)
    return any(each.fullmatch(folded) for each in own)


def open_now(name: str) -> Finding | None:
    """Return that a file of the committee's own is open, by the mark that office programs leave."""
    found = _OPEN.fullmatch(name)
    marked = (found[1] or found[2]) if found else ""
    # Word and Excel leave out the first two letters of a long name.
    whole = marked and _OWN.fullmatch(marked.casefold())
    return rules.OPEN_NOW.at(found=marked) if whole else None
