"""Letters: the committee's own templates, tags that nobody fills, and what each reader finds."""

import datetime as dt
import io
import shutil
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.outputs.letters.addressees.addressees import addressee_of
from kuzbass_batch.outputs.letters.letter_templates import check_letter_templates
from kuzbass_batch.outputs.letters.letters import LetterTask, render_letter
from kuzbass_batch.outputs.letters.planning import Letter, LetterContext, facts_for
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.rules.deadlines import due_days
from kuzbass_batch.rules.programme.other_bodies import unrated
from kuzbass_batch.usage import WrongUsage
from tests.categories import EXECUTIVE
from tests.office_files import letter_text
from tests.paths import DATA, ROOT
from tests.runs import run_at_once
from tests.small_folder import small_folder

SAMPLES = ROOT / "input_samples" / "2025"
LETTERS = ROOT / "templates" / "letters"
AS_OF = dt.date(2026, 1, 20)
METHODOLOGY = load_methodology(2025)
TOTALS, DAY = METHODOLOGY.calendar.totals, dt.timedelta(days=1)
HEAD = Participant(
    id="ИО-01",
    name="Министерство примеров",
    short_name="Минпримеров",
    category=EXECUTIVE,
    head_post="министр",
    head_name="Образцов Пётр Ильич",
)
ABSENT = unrated(HEAD)

LATE = replace(ABSENT, status=ParticipantStatus.EXCLUDED)


def paragraphs(data):
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def told(kind, standing, *, as_of, templates=None, approved=False, barred=""):
    """Return the letter of a kind to whom no result can be sent."""
    due = due_days(as_of, 5, METHODOLOGY, STATE_CALENDAR)
    office = LetterContext(
        as_of=as_of, templates=templates, rated=0, rated_in=(), due=due, approved=approved
    )
    letter = Letter(
        participant=HEAD.id,
        kind=kind,
        path="",
        standing=standing,
        attached=(("ИО-01", "бланк.xlsx"),) if kind is LetterKind.REMINDER else (),
        barred=barred,
    )
    facts = facts_for(letter, office, METHODOLOGY)
    task = LetterTask(letter=letter, addressee=addressee_of(HEAD), facts=facts)
    return render_letter(templates, year_of(METHODOLOGY), task)


def reminder(standing=ABSENT, *, as_of=AS_OF, templates=None):
    return told(LetterKind.REMINDER, standing, as_of=as_of, templates=templates)


def notice(standing=ABSENT, *, as_of=AS_OF, approved=False):
    return "\n".join(paragraphs(told(LetterKind.NOTICE, standing, as_of=as_of, approved=approved)))


def edited(folder, kind, change):
    """Write a copy of a template into the folder, changed as in Word."""
    document = Document(LETTERS / f"{kind}.docx")
    change(document)
    document.save(folder / f"{kind}.docx")
    return folder


def typed(text):
    """The edit of a template that types a paragraph at its end."""
    return lambda document: document.add_paragraph(text)


@pytest.fixture(scope="module")
def last_result(tmp_path_factory):
    """The result of a run without a single return."""
    folder = tmp_path_factory.mktemp("before")
    (folder / "in").mkdir()
    shutil.copy(SAMPLES / "Реестр участников.xlsx", folder / "in")
    run_at_once(folder / "in", folder / "out", year=2025, as_of=AS_OF, remember=False)
    return folder / "out"


def test_a_reminder_before_the_deadline_asks_for_the_deadline_itself():
    text = "\n".join(paragraphs(reminder(as_of=dt.date(2025, 12, 1))))
    assert "Напоминаем" in text and "до 15.12.2025 включительно" in text
    assert "Без самооценки" not in text


def test_a_reminder_after_the_rating_does_not_promise_to_rate_in_time():
    text = "\n".join(paragraphs(reminder(as_of=dt.date(2026, 2, 2))))
    assert "до 09.02.2026 включительно" in text and "30.01.2026" not in text


def test_a_reminder_just_before_the_totals_asks_by_the_last_working_day_before_them():
    assert "до 31.03.2026 включительно" in "".join(paragraphs(reminder(as_of=TOTALS - DAY * 5)))


def test_after_the_approval_a_notice_says_that_the_rating_stands_without_its_reader():
    text = notice(as_of=dt.date(2026, 2, 2), approved=True)
    assert "утверждён без Вашей организации" in text and "больше не нужно" in text
    assert "росим" not in text and "включительно" not in text


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (("2025-12-02/Самооценка ИО-07.xlsx",), "(файл «Самооценка ИО-07.xlsx»), заполнена не на"),
        (("а.xlsx", "б.xlsx"), "(файлы «а.xlsx», «б.xlsx»), заполнены не на её бланке и не учтены"),
    ],
)
def test_a_reminder_names_the_form_that_came_on_another_s_blank(files, words):
    text = "\n".join(paragraphs(reminder(replace(ABSENT, misplaced=files))))
    assert words in text and "за 2025 год на её бланке в комитет не поступила" in text
    assert "Бланк с кодом и наименованием Вашей организации прилагается." in text
    assert "Если Вы уже направили" not in text, "it is known what came"


@pytest.mark.parametrize("days", [0, 1])
def test_from_the_day_of_the_totals_a_notice_asks_for_nothing(days):
    text = notice(as_of=TOTALS + DAY * days)
    assert "больше не нужно" in text and "не позднее 01.04.2026" in text
    assert "росим" not in text and "включительно" not in text


def test_who_came_too_late_to_be_rated_is_told_so_and_gets_no_blank():
    text = notice(LATE)
    assert text.startswith("О самооценке, не учтённой в рейтинге")
    assert "поступила после установленного срока – 15.12.2025" in text and "не учтена" in text
    assert "Приложение" not in text and "Просим представить" not in text


NOTICES = {
    "ничего не поступило, рейтинг утверждён": (ABSENT, "", True),
    "ничего не поступило, итоги подведены": (ABSENT, "", False),
    "поступила после срока": (LATE, "", True),
    "исключена решением": (LATE, "подписана ненадлежащим лицом", True),
    "поступили другие формы": (
        replace(ABSENT, misplaced=("а.xlsx", "б.xlsx")), "", True
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_reads_word_for_word_as_proof_read(name):
    standing, why, approved = NOTICES[name]
    data = told(LetterKind.NOTICE, standing, as_of=TOTALS, approved=approved, barred=why)
    golden = DATA / "golden_notices" / f"{name}.txt"
    assert letter_text(io.BytesIO(data)) == golden.read_text("utf-8")


def test_each_proof_read_notice_is_compared():
    assert {path.stem for path in (DATA / "golden_notices").iterdir()} == set(NOTICES)


def test_a_template_of_the_committee_replaces_the_program_s_and_the_others_stay(tmp_path):
    edited(tmp_path, "reminder", typed("Контроль: {{ committee.deputy }}, {{ year }}."))
    own = (LETTERS / "committee.toml").read_text("utf-8") + '\ndeputy = "О. О. Образцов"\n'
    (tmp_path / "committee.toml").write_text(own, "utf-8")
    target = tmp_path / "out"
    folder = small_folder(tmp_path / "in")
    run_at_once(folder, target, year=2025, as_of=AS_OF, templates=tmp_path, remember=False)
    (reminded,) = (target / "Письма" / "Напоминания").glob("*.docx")
    assert Document(reminded).paragraphs[-1].text == "Контроль: О. О. Образцов, 2025."
    (result,) = (target / "Письма" / "Результаты").glob("*.docx")
    plain = Document(result)
    assert "Контроль" not in "".join(paragraph.text for paragraph in plain.paragraphs)


def test_a_tag_that_word_split_into_runs_is_filled(tmp_path):
    def split(document):
        paragraph = document.add_paragraph()
        for piece in ("Год {", "{ ye", "ar }", "} – {% if overdue", " %}срок", " истёк{% endif %}"):
            paragraph.add_run(piece).bold = piece.startswith("{")

    edited(tmp_path, "reminder", split)
    assert paragraphs(reminder(templates=tmp_path))[-1] == "Год 2025 – срок истёк"


def test_a_tag_in_header_or_footer_is_filled(tmp_path):
    def change(document):
        document.sections[0].footer.paragraphs[0].text = "{{ name }} < {{ year }}"

    edited(tmp_path, "reminder", change)
    footer = Document(io.BytesIO(reminder(templates=tmp_path))).sections[0].footer
    assert footer.paragraphs[0].text == "Министерство примеров < 2025"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ signer }}", "тег «signer» не заполнен"),
        ("{{ committee.deputy }}", "тег «committee.deputy» не заполнен"),
        ("{{ addressee.title.short }}", "тег «addressee.title» не заполнен"),
        ("{% for row in list_of %}{{ row }}{% endfor %}", "тег «list_of» не заполнен"),
        ("{{ name ", "ошибка в теге"),
        ("{ name }}", "{ name }}»"),
        ("{{ name | shout }}", "ошибка в теге «{{ name | shout }}»"),
        ("{% if overdue %}срок", "ошибка в теге"),
        ("{{ name + 1 }}", "не заполняется"),
    ],
)
def test_a_letter_with_an_unfilled_tag_stops_the_run_and_leaves_the_last_result(
    tmp_path, last_result, text, words
):
    templates, target = tmp_path / "шаблоны", tmp_path / "out"
    folder = small_folder(tmp_path / "in")
    templates.mkdir()
    edited(templates, "reminder", typed(text))
    shutil.copytree(last_result, target)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    with pytest.raises(WrongUsage, match=r"Шаблон «reminder\.docx»") as refusal:
        run_at_once(folder, target, year=2025, as_of=AS_OF, templates=templates, remember=False)
    assert words in str(refusal.value) and "\n" not in str(refusal.value)
    assert {path: path.read_bytes() for path in target.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] != []
    assert not list(tmp_path.glob("**/*.new*"))


def broken_toml(folder):
    (folder / "committee.toml").write_text("name = ", "utf-8")


def without_days(folder):
    own = (LETTERS / "committee.toml").read_text("utf-8")
    (folder / "committee.toml").write_text(own.replace("days_to_mend", "days"), "utf-8")


def days_as_words(folder):
    own = (LETTERS / "committee.toml").read_text("utf-8")
    (folder / "committee.toml").write_text(own.replace("days_to_mend = 5", 'days_to_mend = "5"'))


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        (lambda folder: None, "нет шаблонов писем"),
        (lambda folder: (folder / "письмо.docx").write_bytes(b"PK"), "нет шаблонов писем"),
        (lambda folder: (folder / "result.docx").write_bytes(b"text"), "не открывается"),
        (lambda folder: (folder / "result.docx").write_bytes(b""), "не открывается"),
        (broken_toml, "не читается"),
        (without_days, "не указано: days_to_mend"),
        (days_as_words, "days_to_mend: ожидается целое число, стоит «5»; кавычки лишние: пишите 5"),
    ],
)
def test_a_folder_of_templates_that_cannot_serve_is_refused_before_anything_is_read(
    tmp_path, fill, words
):
    templates = tmp_path / "t"
    templates.mkdir()
    fill(templates)
    with pytest.raises(WrongUsage, match=words):
        run_at_once(tmp_path / "t", tmp_path / "out", year=2025, as_of=AS_OF, templates=templates)


def test_a_folder_of_templates_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(WrongUsage, match="Папки с шаблонами писем"):
        run_at_once(SAMPLES, tmp_path / "out", year=2025, as_of=AS_OF, templates=tmp_path / "нет")


def test_the_program_s_own_templates_pass_the_check_of_a_committee_s():
    check_letter_templates(LETTERS)


def kept_with_next(paragraph):
    """What the paragraph says itself goes before what its style says."""
    own = paragraph.paragraph_format.keep_with_next
    return paragraph.style.paragraph_format.keep_with_next if own is None else own


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_signature_never_stands_alone_on_a_page(kind):
    """The last paragraph of the text, the signature and the executor keep together."""
    document = Document(LETTERS / f"{kind}.docx")
    body = [block for block in document.element.body if block.tag != qn("w:sectPr")]
    tail = [p for p in document.paragraphs if "{%p" not in p.text][-4:]
    assert "committee.signer_post" in tail[-3].text and body[-1] is tail[-1]._p
    assert all(kept_with_next(p) for p in tail[:-1])
    assert document.sections[0].page_width.cm == pytest.approx(21.0, abs=0.01)
