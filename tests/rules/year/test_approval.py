"""Nothing is final before the committee's approval, and only what it covered is final after."""

import datetime as dt

import openpyxl
import pytest

from kuzbass_batch.outputs.results.closing import closing_lines
from kuzbass_batch.records.committee.decisions import APPROVAL_TOPIC
from kuzbass_batch.records.committee.outgoing import LetterKind, State
from kuzbass_batch.records.year.year import Stage
from kuzbass_batch.rules.year.approval import QUESTION, approval_of, draft_results, printed_marks
from kuzbass_batch.rules.year.letters.outgoing import enter
from tests.april_package import conclusions_of
from tests.filled import METHODOLOGY
from tests.office import Office, assessment, filled, lines, ruled, score, verified
from tests.rules.year.letters.test_outgoing import NUMBERING, letter
from tests.test_batch import letter_text

pytestmark = pytest.mark.whole

FEBRUARY, MARCH = dt.date(2026, 2, 10), dt.date(2026, 3, 20)
READINGS = len(METHODOLOGY.readings)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def approved(row=READINGS + 1, number="7", day="30.01.2026"):
    return lines(
        "Протоколы", row, О_чём=APPROVAL_TOPIC, Номер_протокола=number, Дата=day, Кто_внёс="С."
    )


def test_without_an_approval_every_result_is_a_draft(office):
    outcome = office.look(FEBRUARY)
    assert approval_of(outcome.decisions) is None
    rated = [s.participant.id for s in outcome.standings if s.scorecard]
    assert rated and list(draft_results(outcome)) == rated


def test_an_approval_covers_what_stands_when_it_is_first_seen(office):
    office.decide(approved(), as_of=FEBRUARY)
    outcome = office.look(FEBRUARY)
    assert approval_of(outcome.decisions).number == "7"
    assert draft_results(outcome) == ()


def test_later_only_the_result_that_differs_is_a_draft_again(office):
    office.decide(approved(), as_of=FEBRUARY)
    office.put("Решения.xlsx", office.draw(FEBRUARY))
    assert draft_results(office.look(MARCH)) == ()
    office.put("Решения.xlsx", filled(office.draw(FEBRUARY), verified("ИО-01.1", 0)))
    outcome = office.look(MARCH)
    assert printed_marks(approval_of(outcome.decisions).entry.text("question"))
    assert draft_results(outcome) == ("ИО-01",)


@pytest.mark.parametrize("day", ["30.01.2026", "05.02.2026"])
def test_an_approval_covers_what_stood_on_its_day_not_what_was_verified_later(office, day):
    later = verified("ИО-01.1", 0, day="05.02.2026")
    office.decide("\n".join((approved(day=day), later, verified("ИО-02.1", 0))), as_of=FEBRUARY)
    drafts = ("ИО-01",) if day == "30.01.2026" else ()
    assert draft_results(office.look(FEBRUARY)) == drafts
    office.put("Решения.xlsx", office.draw(FEBRUARY))
    assert draft_results(office.look(MARCH)) == drafts, "the marks remember the same"


def test_points_verified_later_that_change_nothing_need_no_new_approval(office):
    later = verified("ИО-01.1", 1, day="05.02.2026")
    office.decide("\n".join((approved(), later)), as_of=FEBRUARY)
    assert draft_results(office.look(FEBRUARY)) == ()


def test_a_return_let_in_after_the_approval_waits_for_another(office):
    office.put("ИО-02.xlsx", assessment("ИО-02", day=dt.date(2025, 12, 25)))
    office.decide(
        "\n".join((approved(), ruled(1, "ИО-02", "принять после срока", day="05.02.2026"))),
        as_of=FEBRUARY,
    )
    assert draft_results(office.look(FEBRUARY)) == ("ИО-02",)


def test_the_same_row_with_a_later_day_approves_anew(office):
    later = verified("ИО-01.1", 0, day="05.02.2026")
    office.decide("\n".join((approved(), later)), as_of=FEBRUARY)
    office.put("Решения.xlsx", office.draw(FEBRUARY))
    assert draft_results(office.look(FEBRUARY)) == ("ИО-01",)
    office.put("Решения.xlsx", filled(office.draw(FEBRUARY), approved(day="09.02.2026")))
    assert draft_results(office.look(FEBRUARY)) == ()


def test_the_screen_says_in_one_line_what_is_a_draft_and_what_to_enter(office):
    """The same line stands under «Что требует решения»; of what differs it names whose it is."""
    row = f"внесите номер и день в книгу решений, лист «Протоколы», строка «{APPROVAL_TOPIC}»"

    def told():
        outcome = office.look(FEBRUARY)
        lines = [line for line in closing_lines(outcome, office.output) if "ПРОЕКТ" in line]
        waiting = [each.text for each in conclusions_of(outcome).to_do if "ПРОЕКТ" in each.text]
        assert len(lines) == len(waiting) and all(map(str.startswith, lines, waiting))
        return lines

    words = "Рейтинг не утверждён, письма с результатами и итоги – ПРОЕКТ; утвердив"
    assert told() == [f"{words}, {row}."]
    office.decide(approved(), as_of=FEBRUARY)
    assert told() == []
    later = verified("ИО-01.1", 0, day="05.02.2026")
    office.decide("\n".join((approved(), later)), as_of=FEBRUARY)
    words = "Результат не такой, как утверждён, письмо – снова ПРОЕКТ; утвердив"
    (line,) = told()
    assert line.startswith(f"{words}, {row}: ") and "примеров" in line


def test_a_printed_row_that_nobody_filled_in_approves_nothing(office):
    office.put("Решения.xlsx", office.draw(FEBRUARY))
    outcome = office.look(FEBRUARY)
    assert approval_of(outcome.decisions) is None and draft_results(outcome)
    assert printed_marks(QUESTION) is None


def test_a_draft_waits_for_no_sending_and_gets_no_number():
    letters = {"a": letter("ИО-01"), "b": letter("ИО-02", "напоминание")}
    first = enter(letters, (), (), NUMBERING, {"a"})
    states = {line.letter.participant: (line.state, line.letter.number) for line in first}
    assert states == {"ИО-01": (State.DRAFT, ""), "ИО-02": (State.NEW, "Н-001")}
    later = enter(letters, tuple(line.letter for line in first), (), NUMBERING)
    states = {line.letter.participant: (line.state, line.letter.number) for line in later}
    assert states["ИО-01"] == (State.NEW, "Р-001")


def objected(**decision):
    return lines("Несогласия", 1, Участник="ИО-01", Поступило="10.03.2026", Критерий="'1'",
                 Кто_внёс="С.", **decision)  # fmt: skip


DELIVERED = lines("Вручение", 1, Участник="ИО-01", Что_вручено="результаты", Кто_внёс="С.",
                  Отправлено="18.02.2026", Получено="20.02.2026")  # fmt: skip
GRANTED = {"Решение": "удовлетворить", "Решено_баллов": 3, "Обоснование": "приказ представлен",
           "Протокол": "№ 9", "Дата_решения": "13.03.2026"}  # fmt: skip


@pytest.mark.parametrize("decision", [{}, GRANTED], ids=["open", "granted"])
def test_a_settled_objection_is_approved_by_its_own_decision(office, decision):
    office.decide("\n".join((approved(), DELIVERED, objected(**decision))), as_of=MARCH)
    for outcome in (office.look(MARCH), office.look(MARCH)):
        assert score(outcome, "ИО-01.1").points == (3 if decision else 1)
        assert draft_results(outcome) == ()
        office.put("Решения.xlsx", office.draw(MARCH))


def test_only_letters_with_results_wait_for_the_approval(office):
    """A form sent back, a reminder and a request go out at once (p. 3.4)."""
    office.put("ИО-02.xlsx", assessment("ИО-02", answers={"1.0/done": "может быть"}))
    office.remove("МО-01.xlsx")
    office.run()
    letters = {path: letter_text(path) for path in (office.output / "Письма").rglob("*.docx")}
    drafts = {path.parent.name for path, text in letters.items() if "ПРОЕКТ" in text}
    assert drafts == {"Результаты"}
    assert {path.parent.name for path in letters} - drafts == {
        "На доработку", "Напоминания", "Запросы"
    }  # fmt: skip
    sheet = openpyxl.load_workbook(office.output / "Исходящие-2025.xlsx").worksheets[0]
    rows = [[str(value) for value in row if value] for row in sheet.iter_rows(values_only=True)]
    states = {word: [r for r in rows if word in r and State.DRAFT.value in r]
              for word in ("результаты", "возврат", "напоминание", "запрос")}  # fmt: skip
    assert {word for word, found in states.items() if found} == {"результаты"}


def test_once_the_rating_is_approved_nobody_is_reminded_or_asked_for_documents(office):
    """What never came, and what was approved without a document, is no longer wanted (p. 3.4)."""
    office.put("ИО-02.xlsx", assessment("ИО-02", answers={"1.0/done": "может быть"}))
    office.remove("МО-01.xlsx")

    def found():
        told = conclusions_of(office.look())
        asked = [task.what for task in told.tasks if "МО-01" in task.names]
        return told.letters, told.stages["МО-01"].stage, asked, [each.text for each in told.to_do]

    letters, stage, asked, _ = found()
    assert letters["МО-01"] == (LetterKind.REMINDER,) and stage is Stage.AWAITED
    assert "Напомнить о самооценке" in asked and LetterKind.REQUEST in letters["ИО-01"]
    office.decide(approved(day="16.01.2026"))
    letters, stage, asked, to_do = found()
    assert letters["МО-01"] == (LetterKind.NOTICE,) and stage is Stage.CLOSED and asked == []
    words = "рейтинг утверждён без них, уведомления – в папке «Не оценены»"
    assert f"Самооценки не представлены: {words}" in to_do
    assert letters["ИО-01"] == (LetterKind.RESULT,)
    # A form that went back may still be mended: it was sent in time.
    assert letters["ИО-02"] == (LetterKind.RETURN,)


def test_questions_are_to_be_asked_before_the_approval_only_until_it_stands(office):
    """«До утверждения» would ask for the impossible once the rating is approved."""

    def asked():
        to_do = conclusions_of(office.look(FEBRUARY)).to_do
        return [each.text for each in to_do if each.text.startswith("К оценённым участникам")]

    words = "К оценённым участникам есть вопросы: уточнить"
    assert asked() == [f"{words} до утверждения рейтинга (п. 3.4)"]
    office.decide(approved())
    assert asked() == [f"{words} (п. 3.4)"]
