"""The register of outgoing letters: numbers proposed once, what was sent stays as it was."""

import datetime as dt
from dataclasses import replace

from kuzbass_batch.records.committee.outgoing import Doubt, Outgoing, State
from kuzbass_batch.rules.year.letters.outgoing import Numbering, enter

NUMBERING = Numbering(
    prefixes={"возврат на доработку": "Д-", "напоминание": "Н-", "запрос документов": "З-",
              "результаты": "Р-", "ответ на несогласие": "О-"},
    digits=3,
)  # fmt: skip
DAY, LATER = dt.date(2025, 12, 16), dt.date(2026, 2, 20)


def letter(who, what="результаты", text="1", **changes):
    """A letter of this run: the same text has the same hash."""
    return Outgoing(participant=who, what=what, sha256=text, file=f"{who} {what}.docx", **changes)


def entered(letters, earlier=(), handed=()):
    """The register of these letters."""
    paths = {f"{number} {each.file}": each for number, each in enumerate(letters)}
    return enter(paths, earlier, handed, NUMBERING)


def rows(lines):
    return [(line.letter.number, line.letter.participant, line.state) for line in lines]


def kept(lines):
    """What the next run reads in the register."""
    return tuple(line.letter for line in lines)


def filled(lines, number, **changes):
    """The register after the clerk filled in the line of a letter."""
    return tuple(replace(e, **changes) if e.number == number else e for e in kept(lines))


def test_numbers_are_proposed_by_kind_in_the_registrys_order():
    lines = entered(
        [letter("ИО-01"), letter("ИО-02"), letter("ИО-02", "возврат на доработку"),
         letter("ИО-03", "напоминание"), letter("ИО-04", "возврат на доработку")]
    )  # fmt: skip
    assert rows(lines) == [
        ("Д-001", "ИО-02", State.NEW),
        ("Д-002", "ИО-04", State.NEW),
        ("Н-001", "ИО-03", State.NEW),
        ("Р-001", "ИО-01", State.NEW),
        ("Р-002", "ИО-02", State.NEW),
    ]


def test_a_kind_without_a_beginning_is_counted_by_bare_numbers():
    some = replace(NUMBERING, prefixes={"результаты": "Р-"})
    letters = {who: letter(who, "напоминание") for who in ("ИО-01", "ИО-03")}
    letters["ИО-02"] = letter("ИО-02")
    found = {line.letter.number for line in enter(letters, (), (), some)}
    assert found == {"001", "002", "Р-001"}


def test_one_beginning_for_all_kinds_means_one_count():
    one = Numbering(prefixes=dict.fromkeys(NUMBERING.prefixes, "25/"), digits=2)
    letters = {"а": letter("ИО-01"), "б": letter("ИО-02", "напоминание")}
    assert [line.letter.number for line in enter(letters, (), (), one)] == ["25/01", "25/02"]


def test_the_same_run_again_leaves_the_register_as_it_is():
    letters = [letter("ИО-01"), letter("ИО-02"), letter("ИО-03", "напоминание")]
    first = entered(letters)
    assert entered(letters, kept(first)) == first


def test_a_letter_that_was_not_sent_keeps_its_number_whatever_its_text():
    first = entered([letter("ИО-01"), letter("ИО-02")])
    again = entered([letter("ИО-00"), letter("ИО-01", text="2"), letter("ИО-02")], kept(first))
    assert rows(again) == [
        ("Р-001", "ИО-01", State.NEW),
        ("Р-002", "ИО-02", State.NEW),
        ("Р-003", "ИО-00", State.NEW),
    ]
    assert again[0].letter.sha256 == "2"


def test_what_was_sent_stays_as_it_was_and_a_changed_letter_is_another():
    first = entered([letter("ИО-01", email="old@example.ru")])
    sent = filled(first, "Р-001", sent=LATER, sender="Образцова")
    same, changed = (
        entered([letter("ИО-01", text=text, email="new@example.ru")], sent) for text in ("1", "2")
    )
    assert rows(same) == [("Р-001", "ИО-01", State.SENT)]
    assert same[0].letter == sent[0]
    assert rows(changed) == [("Р-001", "ИО-01", State.SENT), ("Р-002", "ИО-01", State.REPEAT)]
    assert changed[0].letter == sent[0]
    assert changed[1].before == sent[0]


def test_a_result_that_was_sent_waits_again_only_if_points_or_level_changed():
    sent = filled(entered([letter("ИО-01", content="9,0")]), "Р-001", sent=LATER)
    moved = entered([letter("ИО-01", text="another place", content="9,0")], sent)
    assert rows(moved) == [("Р-001", "ИО-01", State.SENT)]
    assert (moved[0].letter, moved[0].path) == (sent[0], ""), "no link to a letter never sent"
    raised = entered([letter("ИО-01", text="2", content="9,5")], kept(moved))
    assert rows(raised)[1:] == [("Р-002", "ИО-01", State.REPEAT)]


def test_a_second_letter_that_waits_is_one_however_often_it_changes():
    sent = filled(entered([letter("ИО-01")]), "Р-001", sent=LATER)
    second = entered([letter("ИО-01", text="2")], sent)
    third = entered([letter("ИО-01", text="3")], kept(second))
    assert rows(third) == rows(second)


def test_a_letter_that_is_back_as_it_was_sent_waits_no_more():
    sent = filled(entered([letter("ИО-01")]), "Р-001", sent=LATER)
    changed = entered([letter("ИО-01", text="2")], sent)
    back = entered([letter("ИО-01")], kept(changed))
    assert rows(back) == [("Р-001", "ИО-01", State.SENT), ("Р-002", "ИО-01", State.GONE)]


def test_a_number_is_never_given_twice_even_if_its_letter_is_gone():
    first = entered([letter("ИО-01"), letter("ИО-02")])
    less = entered([letter("ИО-01")], kept(first))
    more = entered([letter("ИО-01"), letter("ИО-03")], kept(less))
    assert rows(more) == [
        ("Р-001", "ИО-01", State.NEW),
        ("Р-002", "ИО-02", State.GONE),
        ("Р-003", "ИО-03", State.NEW),
    ]


def test_the_clerks_own_number_stays_and_is_not_proposed_to_another():
    first = entered([letter("ИО-01"), letter("ИО-02")])
    one, two = kept(first)
    own = replace(one, number="01-15/88"), replace(two, number="Р-007")
    again = entered([letter("ИО-01"), letter("ИО-02"), letter("ИО-03")], own)
    assert [line.letter.number for line in again] == ["01-15/88", "Р-007", "Р-008"]


def test_a_line_written_by_hand_is_carried_over():
    own = Outgoing(participant="", what="письмо в Центр компетенций", number="Р-050", note="важно")
    lines = entered([letter("ИО-01")], (own,))
    assert lines[0].letter == own
    assert rows(lines)[1:] == [("Р-051", "ИО-01", State.NEW)]


def test_several_letters_of_a_kind_to_one_participant_keep_theirs():
    first = entered([letter("ИО-01", text="a"), letter("ИО-01", text="b")])
    again = entered([letter("ИО-01", text="b"), letter("ИО-01", text="c")], kept(first))
    numbers = {line.letter.sha256: line.letter.number for line in again}
    assert numbers == {"b": "Р-002", "c": "Р-001"}


def test_what_the_committee_handed_over_gives_its_number_and_counts_as_sent():
    handed = Outgoing(participant="ИО-01", what="результаты", number="01-15/88", sent=LATER)
    first = entered([letter("ИО-01"), letter("ИО-02")], handed=[handed])
    assert rows(first) == [("01-15/88", "ИО-01", State.SENT), ("Р-001", "ИО-02", State.NEW)]
    assert first[0].letter.sha256 == "1"
    assert entered([letter("ИО-01"), letter("ИО-02")], kept(first), [handed]) == first


def test_a_delivery_finds_the_line_by_its_number_else_the_one_that_waits():
    first = entered([letter("ИО-01"), letter("ИО-01", "напоминание")])
    by_number = Outgoing(participant="ИО-01", what="результаты", number="Р-001", sent=LATER)
    undated = Outgoing(participant="ИО-01", what="напоминание", sent=DAY)
    again = entered([letter("ИО-01"), letter("ИО-01", "напоминание")], kept(first),
                    [by_number, undated])  # fmt: skip
    assert [(e.number, e.sent) for e in kept(again)] == [("Н-001", DAY), ("Р-001", LATER)]
    assert entered([letter("ИО-01"), letter("ИО-01", "напоминание")], kept(again),
                   [by_number, undated]) == again  # fmt: skip


# --- which edition went --------------------------------------------------------------------------

NEXT = dt.date(2026, 1, 20)


def drawn(day, text, **changes):
    """The letter of a run on a day."""
    return letter("ИО-01", text=text, day=day, **changes)


def test_a_sending_entered_late_means_the_letter_of_its_day():
    """Drawn on 16 December, sent that day; entered in a register that shows January's letter."""
    first = entered([drawn(DAY, "1", content="9,0")])
    second = entered([drawn(NEXT, "2", content="9,5")], kept(first))
    sent = filled(second, "Р-001", sent=DAY)
    again = entered([drawn(NEXT, "2", content="9,5")], sent)
    assert rows(again) == [("Р-001", "ИО-01", State.SENT), ("Р-002", "ИО-01", State.REPEAT)]
    went = again[0].letter
    assert (went.sha256, went.day, went.content, again[0].path) == ("1", DAY, "9,0", "")
    assert again[0].doubt is None
    assert entered([drawn(NEXT, "2", content="9,5")], kept(again)) == again


def test_between_several_editions_the_last_before_the_sending_went():
    lines = ()
    days = [dt.date(2026, 1, day) for day in (12, 14, 16, 19)]
    for at, day in enumerate(days):
        lines = entered([drawn(day, str(at))], kept(lines))
    sent = filled(lines, "Р-001", sent=dt.date(2026, 1, 17))
    again = entered([drawn(days[-1], "3")], sent)
    assert (again[0].letter.sha256, again[0].letter.day) == ("2", days[2])


def test_a_letter_drawn_once_and_sent_before_its_day_is_noticed():
    first = entered([drawn(NEXT, "1")])
    early = entered([drawn(NEXT, "1")], filled(first, "Р-001", sent=DAY))
    assert [(line.state, line.doubt) for line in early] == [(State.SENT, Doubt.TOO_EARLY)]
    mended = entered([drawn(NEXT, "1")], filled(early, "Р-001", sent=LATER))
    assert [line.doubt for line in mended] == [None]


def test_two_editions_of_the_day_of_sending_are_noticed():
    first = entered([drawn(NEXT, "1")])
    second = entered([drawn(NEXT, "2")], kept(first))
    again = entered([drawn(NEXT, "2")], filled(second, "Р-001", sent=NEXT))
    assert [line.doubt for line in again] == [Doubt.SAME_DAY]
    assert again[0].letter.sha256 == "2"


def test_a_delivery_before_the_first_known_letter_names_no_hash():
    handed = Outgoing(participant="ИО-01", what="результаты", number="01-15/88", sent=DAY)
    first = entered([drawn(NEXT, "1", content="9,0")], handed=[handed])
    assert rows(first) == [("01-15/88", "ИО-01", State.SENT)]
    assert (first[0].letter.sha256, first[0].path, first[0].doubt) == ("", "", Doubt.UNKNOWN)
    assert entered([drawn(NEXT, "1", content="9,0")], kept(first), [handed]) == first


def test_what_was_handed_over_twice_under_one_number_is_one_line():
    first = Outgoing(participant="ИО-01", what="результаты", number="01-15/88", sent=DAY)
    again = replace(first, participant="ио-01")
    other = replace(first, number="01-15/89", sent=LATER)
    found = entered([], handed=[first, again, other, other])
    assert [(e.number, e.sent) for e in kept(found)] == [("01-15/88", DAY), ("01-15/89", LATER)]


def test_a_result_that_went_is_not_sent_again_beside_the_reply_that_states_the_new_one():
    """Points and level changed by the objection alone: the reply says so and waits alone."""
    first = entered([letter("ИО-01", content="баллы 1 2; оценка 1,6; уровень «Базовый»")])
    went = filled(first, "Р-001", sent=DAY)
    now = letter("ИО-01", text="2", content="баллы 3 2; оценка 3,6; уровень «Базовый»",
                 replied=frozenset({"баллы 1 2"}))  # fmt: skip
    lines = entered([now, letter("ИО-01", "ответ на несогласие")], went)
    assert rows(lines) == [("Р-001", "ИО-01", State.SENT), ("О-001", "ИО-01", State.NEW)]
    assert lines[0].letter.content.startswith("баллы 1 2;"), "what went stays as it was"
    # Whatever else changed since is no matter of the reply.
    other = replace(now, replied=frozenset({"баллы 1 3"}))
    assert [line.state for line in entered([other], went)] == [State.SENT, State.REPEAT]


def test_a_sent_line_leads_to_the_letter_that_went_if_it_lies_there():
    """Without a copy it is the letter there is, unless that is younger than the sending."""

    def sent(row_text, letter_day=None, letter_text="1"):
        row = letter("ИО-01", text=row_text, number="Р-001", sent=LATER, sender="С.")
        drawn = letter("ИО-01", text=letter_text, day=letter_day, content="9,0")
        (first, *_) = entered([drawn], (row,))
        return first.letter.sha256, first.letter.content, first.letter.day, bool(first.path)

    assert sent("1") == ("1", "", "", True)
    assert sent("2") == ("2", "", "", False)
    assert sent("", LATER) == ("1", "9,0", LATER, True)
    assert sent("", LATER + dt.timedelta(days=1)) == ("", "", "", False)
