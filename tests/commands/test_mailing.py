"""The blanks as mails: a covering letter and a draft each, issued again without harm."""

import datetime as dt
import email
from email import policy

import docx
import pytest

from kuzbass_batch.commands import clerk
from kuzbass_batch.commands.issuing import issued_lines
from kuzbass_batch.commands.new_year import lay_out_year
from kuzbass_batch.reading.files.messages import is_own_draft
from kuzbass_batch.usage import WrongUsage
from tests.office import Office
from tests.office_files import faults, letter_text
from tests.paths import DATA, ROOT
from tests.registers import keep, project
from tests.results_on_disk import read
from tests.small_folder import cli, person, registry

FIRST, SECOND, THIRD = "ИО-01 Минпримеров", "ИО-02 Минобразцов", "ИО-03 Агентство проб"
PAGE = "Участнику-2025.docx"


def people(**changes):
    """Return three lines of a registry; changes by the last figure of the id."""
    lines = (
        person("ИО-01", "Министерство примеров", "Минпримеров", email="a@example.ru, b@example.ru"),
        person("ИО-02", "Министерство образцов", "Минобразцов", email="c@example.ru"),
        person("ИО-03", "Агентство проб"),
    )
    return [line | changes.get(f"_{at}", {}) for at, line in enumerate(lines, start=1)]


class Desk:
    """A registry and the folder into which its blanks go."""

    def __init__(self, root):
        self.path, self.folder = root / "Реестр.xlsx", root / "бланки"
        self.lay(people())

    def lay(self, lines):
        self.path.write_bytes(registry(lines))

    def issue(self, **options):
        return clerk.issue(self.path, self.folder, year=2025, mails=True, **options)

    def draft(self, stem):
        data = (self.folder / "Черновики" / f"{stem}.eml").read_bytes()
        return email.message_from_bytes(data, policy=policy.default)

    def letter(self, stem):
        return self.folder / "Письма" / f"{stem}.docx"


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def enclosed(mail):
    return {part.get_filename(): part.get_content() for part in mail.iter_attachments()}


def saved_by_hand(path, words):
    """Save a letter as Word does, with words of the clerk's at its end; return its bytes."""
    document = docx.Document(path)
    document.add_paragraph(words)
    document.core_properties.modified = dt.datetime(2026, 10, 1)
    document.save(path)
    return path.read_bytes()


def test_a_draft_holds_the_letter_both_blanks_and_the_page(desk):
    plan = desk.issue()
    assert plan.issued == 6 and plan.mails.unaddressed == ("ИО-03",)
    mail = desk.draft(FIRST)
    assert [each.addr_spec for each in mail["To"].addresses] == ["a@example.ru", "b@example.ru"]
    assert mail["Subject"].startswith("Минпримеров: бланки самооценки для рейтинга")
    blanks = [f"{name}-2025 {FIRST}.xlsx" for name in ("Самооценка", "Паспорт проекта")]
    expected = {name: (desk.folder / name).read_bytes() for name in (*blanks, PAGE)}
    expected[f"Письмо {FIRST}.docx"] = desk.letter(FIRST).read_bytes()
    assert enclosed(mail) == expected
    text = mail.get_body().get_content()
    assert "до 15.12.2025 включительно" in text and all(name in text for name in expected)
    assert desk.draft(THIRD)["To"] is None
    assert is_own_draft((desk.folder / "Черновики" / f"{THIRD}.eml").read_bytes())


def test_the_letter_reads_word_for_word_as_proof_read(desk):
    desk.issue()
    golden = (DATA / "golden_covers" / "выдача бланков.txt").read_text("utf-8")
    assert letter_text(desk.letter(FIRST)) == golden
    assert faults(desk.letter(FIRST)) == []


def test_the_lines_say_what_lies_where_and_who_has_no_address(desk):
    told = "\n".join(issued_lines(desk.issue(), desk.folder))
    assert "Черновиков писем с бланками: 3." in told and "Программа ничего не отправляет" in told
    assert "в черновике не указано, кому (1): ИО-03. Впишите адрес в реестр" in told
    assert "обновл" not in told


def test_issued_again_nothing_changes(desk):
    desk.issue()
    before = read(desk.folder)
    mails = desk.issue().mails
    assert read(desk.folder) == before and len(mails.left) == 6
    assert not (mails.added or mails.renewed or mails.kept or mails.outdated)


def test_a_newcomer_is_added_a_changed_name_renewed_and_who_left_stays(desk):
    desk.issue()
    later = people(_1={"head_name": "Новый Иван Петрович"}, _2={"short_name": "Минобр"})
    desk.lay([*later[:2], person("ИО-04", "Архив проб", email="d@example.ru")])
    mails = desk.issue().mails
    new = {f"Письма/{stem}.docx" for stem in ("ИО-02 Минобр", "ИО-04 Архив проб")}
    new |= {f"Черновики/{stem}.eml" for stem in ("ИО-02 Минобр", "ИО-04 Архив проб")}
    assert set(mails.added) == new
    assert set(mails.renewed) == {f"Письма/{FIRST}.docx", f"Черновики/{FIRST}.eml"}
    assert set(mails.outdated) == {f"Письма/{SECOND}.docx", f"Черновики/{SECOND}.eml"}
    assert set(mails.unknown) == {f"Письма/{THIRD}.docx", f"Черновики/{THIRD}.eml"}
    assert not desk.letter(SECOND).exists() and desk.letter(THIRD).is_file()
    assert "Уважаемый Иван Петрович!" in desk.draft(FIRST).get_body().get_content()
    told = "\n".join(issued_lines(clerk.issue(desk.path, desk.folder, year=2025, mails=True),
                                  desk.folder))  # fmt: skip
    assert "Письма и черновики. Не тронуты: таких участников в реестре нет (2)" in told


def test_a_draft_that_somebody_edited_is_left_and_told(desk):
    desk.issue()
    path = desk.folder / "Черновики" / f"{THIRD}.eml"
    by_hand = path.read_bytes().replace(b"Subject:", b"To: typed@example.ru\r\nSubject:", 1)
    path.write_bytes(by_hand)
    desk.lay(people(_3={"email": "other@example.ru"}))
    plan = desk.issue()
    assert path.read_bytes() == by_hand and plan.mails.kept == (f"Черновики/{THIRD}.eml",)
    told = "\n".join(issued_lines(plan, desk.folder))
    assert f"кто-то сохранил, они не обновлены (1): «Черновики/{THIRD}.eml»" in told


def test_a_letter_with_its_number_goes_along_as_the_clerk_saved_it(desk):
    desk.issue()
    by_hand = saved_by_hand(desk.letter(FIRST), "№ 17 от 01.10.2025")
    page = saved_by_hand(desk.folder / PAGE, "Ваш комитет")
    mails = desk.issue().mails
    assert mails.kept == (f"Письма/{FIRST}.docx",)
    assert set(mails.renewed) == {f"Черновики/{stem}.eml" for stem in (FIRST, SECOND, THIRD)}
    found = enclosed(desk.draft(FIRST))
    assert found[f"Письмо {FIRST}.docx"] == by_hand and found[PAGE] == page
    assert desk.issue().mails.renewed == {}


def test_an_act_without_passports_speaks_of_none(tmp_path):
    folder, source = tmp_path / "бланки", ROOT / "input_samples" / "maturity"
    register, methods = source / "in" / "Реестр участников.xlsx", source / "methodology"
    clerk.issue(register, folder, year=2025, methodologies=methods, mails=True)
    text = letter_text(next((folder / "Письма").glob("*.docx")))
    assert "Направляем бланк самооценки с кодом" in text
    assert not [word for word in ("Паспорт", "паспорт", "Кузбасс", "п. 3.2") if word in text]


def test_a_template_that_cannot_be_filled_writes_nothing(desk, tmp_path):
    own = tmp_path / "шаблоны"
    own.mkdir()
    (own / "cover.txt").write_text("Тема: {{ nobody }}\n\nтекст\n", "utf-8")
    with pytest.raises(WrongUsage, match="неизвестный тег «nobody»"):
        desk.issue(templates=own)
    assert not desk.folder.exists()


def test_in_the_year_s_folder_the_button_makes_them_without_arguments(tmp_path):
    root = lay_out_year(tmp_path / "год", year=2025, windows=False).folder.root
    (root / "входящие" / "Реестр участников-2025.xlsx").write_bytes(registry(people()))
    told = cli("issue", cwd=root)
    assert told.returncode == 0 and "Черновиков писем с бланками: 3" in told.stdout
    assert "Не подписывайте письма: не вписаны адрес" in told.stdout
    marker = root / "рейтинг.toml"
    marker.write_text(marker.read_text("utf-8").replace("mails = true", "mails = false"), "utf-8")
    assert "Черновиков" not in cli("issue", cwd=root).stdout


def test_a_living_project_s_blank_of_a_report_goes_along_with_its_owner_s(tmp_path):
    office = Office(tmp_path)
    keep(office, project() + "\n" + project(2, "ИО-02", Номер_проекта="2025/ИО-02-1",
                                     Проект="Стабильный", Состояние="остановлен"))  # fmt: skip
    folder = tmp_path / "бланки"
    clerk.issue(office.folder / "Реестр.xlsx", folder, year=2025, mails=True)
    drafts = {path.name[:5]: path for path in (folder / "Черновики").glob("*.eml")}
    names = {
        who: [name for name in enclosed(email.message_from_bytes(
            path.read_bytes(), policy=policy.default)) if name.startswith("Отчёт")]
        for who, path in drafts.items()
    }  # fmt: skip
    (own,) = names.pop("ИО-01")
    assert "ИО-01-1" in own and (folder / own).is_file() and not any(names.values())
    letters = {path.name[:5]: letter_text(path) for path in (folder / "Письма").glob("*.docx")}
    told = "бланки самооценки, паспорта проекта и отчётов о проектах"
    assert [who for who, text in letters.items() if told in text] == ["ИО-01"]
