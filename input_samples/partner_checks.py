"""Partner checks of the sample year 2026: applications, the sheets of commissions, a certificate.

One of a participant with a certificate, one of a body outside of the registry, and one whose first
sheet names somebody from the body under check as a member; the commission mends it in August.
"""

import datetime as dt
from collections.abc import Iterator

from input_samples.clerk import Value
from input_samples.make_samples import CAST
from input_samples.year import NEXT_TEMPLATES
from input_samples.year_entries import day
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.outputs.partner_checks.criteria_file import method_in
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.rules.programme.partner_checks.overview import edition_words
from kuzbass_batch.rules.programme.partner_checks.sheet_checks import CRITERIA_FILE

YEAR = 2026
Row = tuple[ProgrammeTable, dict[str, Value]]
OUTSIDE, OUTSIDE_NAME = "ОРГ-01", "АО «Завод вымышленных машин»"
COMMISSION = (
    "председатель Секретарёва Алла Павловна, начальник отдела, комитет по развитию региональных "
    "систем; член комиссии Лучинин Олег Ильич, методист, АНО «Центр компетенций Кузбасса»"
)
SAMPLES = {"ИО-02": "Ответ за пять дней", OUTSIDE: "Поток сборки узлов", "МО-11": "Запись в кружок"}


def _accepted(planned: str) -> dict[str, Value]:
    return {
        "state": "принята к проверке",
        "decided": day("22.05.2026"),
        "planned": day(planned),
        "commission": COMMISSION,
    }


APPLICATIONS: tuple[Row, ...] = tuple(
    (ProgrammeTable.CHECK_APPLICATIONS, {"participant": who, "date": day(came), **said})
    for who, came, said in (
        ("ИО-02", "12.05.2026", {
            "number": "1", "sample": SAMPLES["ИО-02"], "level": "региональный",
            "signer": "Заречный Павел Ильич", "post": "министр", "right": "руководитель",
            "process": "ответы на обращения граждан", **_accepted("16.06.2026")}),
        (OUTSIDE, "14.05.2026", {
            "number": "2", "sample": SAMPLES[OUTSIDE], "level": "местный",
            "signer": "Кузьмин Роман Олегович", "post": "генеральный директор",
            "right": "руководитель", "process": "сборка узлов", **_accepted("18.06.2026")}),
        ("МО-11", "15.05.2026", {
            "number": "3", "sample": SAMPLES["МО-11"], "level": "местный",
            "signer": "Ясная Вера Петровна", "right": "замещает руководителя",
            "process": "запись ребёнка в кружок", **_accepted("23.06.2026")}),
        ("ИО-07", "02.06.2026", {
            "number": "4", "sample": "План закупок за неделю", "state": "замечания",
            "decided": day("05.06.2026")}),
        ("ПО-01", "09.06.2026", {"kind": "запрос порядка"}),
    )
)  # fmt: skip
"""What came until July; application 4 is signed by nobody."""
CERTIFIED: tuple[Row, ...] = (
    (ProgrammeTable.SAMPLES, {"application": "1", "participant": "ИО-02",
                              "sample": SAMPLES["ИО-02"], "number": "ППКО-2026/1",
                              "date": day("20.08.2026")}),
    (ProgrammeTable.CHECK_APPLICATIONS, {
        "participant": "ИО-01", "date": day("01.09.2026"), "number": "5", "level": "федеральный",
        "sample": "Чат для приёмной", "signer": "Верный Игорь Петрович", "right": "руководитель",
        **_accepted("28.10.2026"), "decided": day("07.09.2026")}),
)  # fmt: skip
"""What the committee entered after July: the number of a certificate, the rest of whose row is the
commission's, and an application of which the check is yet to come."""
MEMBER = {"commission/3/role": "член комиссии", "commission/3/name": "Ясная Вера Петровна",
          "commission/3/post": "заместитель главы", "commission/3/body": "МО-11"}  # fmt: skip
SHEETS: tuple[tuple[str, str, str, str, dict[str, Scalar]], ...] = (
    ("2026-06-18", "1", "ИО-02", "16.06.2026", {
        "decision": "выдать сертификат", "level": "региональный",
        "grounds": "все критерии уровня выполнены"}),
    ("2026-06-22", "2", OUTSIDE, "18.06.2026", {
        "decision": "отказано", "criteria/2/mark": "не выполнен",
        "grounds": "показатели процесса на рабочих местах не измеряются"}),
    ("2026-06-25", "3", "МО-11", "23.06.2026", {
        "decision": "выдать сертификат", "level": "местный", **MEMBER}),
    ("2026-08-26", "3", "МО-11", "23.06.2026", {
        "decision": "выдать сертификат", "level": "местный", **MEMBER,
        "commission/3/role": "наблюдатель", "criteria/5/mark": "замечание",
        "criteria/5/remark": "предложения собирают устно"}),
)  # fmt: skip
"""By the day of arrival: of which application, whose sample, the day of the check, what it says."""


def check_sheets() -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of the sheets as the commissions sent them."""
    methodology = load_methodology(YEAR)
    spec = load_forms(methodology)[Kind.CHECK_SHEET]
    method = method_in((NEXT_TEMPLATES / CRITERIA_FILE).read_bytes(), CRITERIA_FILE)
    for came, number, who, checked, said in SHEETS:
        name = OUTSIDE_NAME if who == OUTSIDE else CAST[who].participant.name
        answers: dict[str, Scalar] = {
            "number": number,
            "participant_id": who,
            "participant_name": name,
            "sample": SAMPLES[who],
            "edition": edition_words(method),
            "checked": day(checked),
            "filled_on": dt.date.fromisoformat(came),
            **_people(),
        }
        for at, each in enumerate(method.criteria, start=1):
            asked = ("key", each.key), ("text", each.text), ("levels", ", ".join(each.levels))
            answers |= {f"criteria/{at}/{column}": words for column, words in asked}
            answers[f"criteria/{at}/mark"] = (
                "не выполнен" if at == len(method.criteria) else ("выполнен")
            )
        answers |= said
        data = draw_form(spec, methodology, identity=spec.identity(who), answers=answers)
        yield f"{came}/лист проверки по заявке {number}.xlsx", data


def _people() -> dict[str, Scalar]:
    """Return the commission that checked all three."""
    found: dict[str, Scalar] = {}
    for at, person in enumerate(COMMISSION.split("; "), start=1):
        words, post, body = person.split(", ")
        role = "председатель" if at == 1 else "член комиссии"
        for column, text in (
            ("role", role),
            ("name", words.removeprefix(f"{role} ")),
            ("post", post),
            ("body", body),
        ):
            found[f"commission/{at}/{column}"] = text
    return found
