"""The sheet «Проверки качества» of the ranking workbook: applications and what became of them."""

from kuzbass_batch import wording
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import Heads, TableCell, TableWriter
from kuzbass_batch.records.committee.programme import ApplicationState
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.partner_checks import CheckApplication

NOTE = (
    "По листам «Заявки на проверку» и «Образцы» реестров программы{point}. Номер и дату "
    "сертификата вносит {rater} на лист «Образцы»; сертификат на подпись – в папке «Сертификаты»."
)
HEADS: Heads = (
    ("Код", 9), ("Заявитель", 26), ("Заявка", 9), ("Подана", 11), ("Образец (площадка)", 26),
    ("Просят уровень", 14), ("Решение по заявке", 20), ("Чего не хватает", 30),
    ("Проверка", 12), ("Решение комиссии", 18), ("Уровень", 14), ("Критерии", 30),
    ("Сертификат", 18), ("Что дальше", 28),
)  # fmt: skip


def draw_partner_checks(writer: TableWriter, found: Conclusions) -> None:
    """Draw applications, then requests for the order; nothing if there are none."""
    checks, words = found.partner_checks, found.outcome.methodology.words
    if not checks:
        return
    note = NOTE.format(point=words.point("quality_check").beside, rater=words.rater.nominative)
    certified = sum(bool(each.check and each.check.number) for each in checks.applications)
    title = f"Проверки качества: заявок {len(checks.applications)}, сертификатов {certified}"
    if checks.requests:
        title += f", запросов порядка {len(checks.requests)}"
    table = writer.table(SHEETS["partner_checks"], title, HEADS, map(_row, checks.every), note)
    table.sheet.freeze_panes(table.first, 3)


def _row(each: CheckApplication) -> tuple[TableCell, ...]:
    check = each.check
    certificate = ""
    if check and check.number:
        day = f" от {wording.day(check.day)}" if check.day else ""
        certificate = f"№ {check.number.lstrip('№ ')}{day}"
    checked = check.checked if check else each.planned
    return (
        each.applicant.id,
        each.applicant.short_name,
        each.number,
        each.day,
        each.sample,
        each.level,
        _state(each),
        "; ".join(each.lacks) if each.number else "",
        checked or "",
        check.decision.value if check and check.decision else "",
        check.level if check else "",
        check.criteria if check else "",
        certificate,
        next_step(each),
    )


def _state(each: CheckApplication) -> str:
    if not each.number:
        return "запрос порядка"
    day = f" {wording.day(each.decided)}" if each.decided else ""
    return f"{each.state.value}{day}" if each.state else "не решено"


def next_step(each: CheckApplication) -> str:
    """Return what waits about an application, in a few words; empty if nothing does."""
    if not each.number:
        return ""
    if each.row_at_fault:
        return "исправить запись листа «Образцы»: она не действует"
    if each.sent_back:
        return "комиссии – исправить лист"
    if each.check is None:
        return {
            ApplicationState.ACCEPTED: "комиссии – заполнить лист",
            ApplicationState.TO_MEND: "заявителю – дополнить заявку",
            ApplicationState.REFUSED: "",
            None: "решить, принята ли заявка",
        }[each.state]
    if each.check.lacks_number:
        return f"внести номер и дату сертификата; свободен № {each.check.proposed.lstrip('№ ')}"
    return ""
