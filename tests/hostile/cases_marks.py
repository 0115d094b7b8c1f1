"""What stands where «да» or «нет», a date or a text is expected."""

from tests.hostile.table import accepted, finding
from tests.hostile.workshop import EVIDENCE, MARK, cell, text_cell

INFO = "xl/worksheets/sheet2.xml"


def _word(who, text):
    return text_cell(who, text, MARK)


@accepted()
def a_plus(who):
    return _word(who, "+")


@accepted()
def capital_letters_with_a_full_stop(who):
    return _word(who, " ДА. ")


@accepted()
def latin_look_alikes(who):
    return _word(who, "дa")


@accepted()
def a_tick(who):
    return _word(who, "✓")


@accepted()
def the_number_one(who):
    return cell(who, MARK, "<c {r}><v>1</v></c>")


@finding("S021", words="может быть")
def another_word(who):
    return _word(who, "может быть")


@finding("S015", words="да, приказ № 5")
def a_yes_with_its_proof(who):
    return _word(who, "да, приказ № 5")


@finding("S021", words="x")
def a_cross_that_may_mean_either(who):
    return _word(who, "x")


@finding("S021", words="2")
def the_number_two(who):
    return cell(who, MARK, "<c {r}><v>2</v></c>")


@finding("S021", words="0,5")
def half_a_mark(who):
    return cell(who, MARK, "<c {r}><v>0.5</v></c>")


@finding("S021")
def a_number_of_three_hundred_figures(who):
    return cell(who, MARK, "<c {r}><v>1e308</v></c>")


@finding("S021", words="10.12.2025")
def a_date_where_a_mark_is_expected(who):
    return cell(who, MARK, '<c {r} t="d"><v>2025-12-10</v></c>')


@finding("S021")
def a_whole_document_where_a_mark_is_expected(who):
    return _word(who, "да " * 12_000)


@finding("S021", words="да нет")
def both_answers(who):
    return _word(who, "да нет")


@finding("S022", words="да")
def a_truth_value_where_a_date_is_expected(who):
    return cell(who, "C8", '<c {r} t="b"><v>1</v></c>', INFO)


@finding("S022")
def a_number_where_a_date_is_expected(who):
    return cell(who, "C8", "<c {r}><v>-5</v></c>", INFO)


@finding("S080")
def a_day_that_is_not_in_the_calendar(who):
    return cell(who, "C8", '<c {r} t="inlineStr"><is><t>31.02.2025</t></is></c>', INFO)


@finding("S022")
def a_date_of_the_year_ten_thousand(who):
    return cell(who, "C8", '<c {r} s="13"><v>99999999</v></c>', INFO)


@finding("S022")
def a_date_before_all_dates(who):
    return cell(who, "C8", '<c {r} t="d"><v>0000-00-00T00:00:00</v></c>', INFO)


@finding("S030")
def a_date_that_became_a_number(who):
    return cell(who, "C8", "<c {r}><v>46001</v></c>", INFO)


@finding("I021")
def a_date_after_the_day_of_the_run(who):
    return cell(who, "C8", '<c {r} t="inlineStr"><is><t>10.12.2026</t></is></c>', INFO)


@finding("I020")
def a_date_after_the_deadline(who):
    return cell(who, "C8", '<c {r} t="inlineStr"><is><t>25.12.2025</t></is></c>', INFO)


@finding("S103")
def a_row_of_nothing_beside_rows_of_something(who):
    return cell(who, "D8", '<c {r} t="inlineStr"><is><t>да</t></is></c>')


@finding("S101")
def a_criterion_without_marks(who):
    return _many(who, {f"D{n}": "" for n in range(8, 12)})


def _many(who, words):
    import re

    from tests.hostile.workshop import MARKS, packed, parts_of

    parts = parts_of(who)
    for address, word in words.items():
        written = f'<c r="{address}" t="inlineStr"><is><t>{word}</t></is></c>'.encode()
        pattern = rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % address.encode()
        parts[MARKS] = re.sub(pattern, lambda _, new=written: new, parts[MARKS])
    return packed(parts)


@accepted()
def a_truth_value_where_a_text_is_expected(who):
    return cell(who, EVIDENCE, '<c {r} t="b"><v>1</v></c>')


@accepted()
def a_date_where_a_text_is_expected(who):
    return cell(who, EVIDENCE, '<c {r} t="d"><v>2025-03-14</v></c>')
