"""The memo tells how much of the rating the committee has verified by documents (p. 3.4)."""

import pytest

from kuzbass_batch.outputs.publication.memo import memo_context
from tests.april_package import conclusions_of
from tests.office import EXAMPLE, Office, assessment, verified

pytestmark = pytest.mark.whole

WHOLE = "\n".join(verified(f"ИО-01.{n}", points) for n, points in enumerate(EXAMPLE, start=1))


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        ("", "0 из 32 критериев, все критерии – у 0 из 4 участников."),
        (verified("ИО-02.3", 2), "1 из 32 критериев, все критерии – у 0 из 4 участников."),
        (WHOLE, "8 из 32 критериев, все критерии – у 1 из 4 участников."),
    ],
)
def test_the_memo_counts_what_was_verified(tmp_path, entered, words):
    office = Office(tmp_path)
    if entered:
        office.decide(entered)
    context = memo_context(conclusions_of(office.look()))
    assert context["verified"] == f"Комитет проверил по документам {words}"


def test_an_answer_changed_after_its_verification_counts_as_not_verified(tmp_path):
    office = Office(tmp_path)
    office.decide(WHOLE)
    office.put("новая.xlsx", assessment("ИО-01", (3, *EXAMPLE[1:])))
    office.remove("ИО-01.xlsx")
    context = memo_context(conclusions_of(office.look()))
    assert "7 из 32 критериев, все критерии – у 0 из 4" in context["verified"]
