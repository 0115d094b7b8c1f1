"""The addressee names the organisation: in its post, behind it in the genitive, or on a line."""

import pytest
from docx import Document

from kuzbass_batch.forms.parsing.posts import names_organisation
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.outputs.letters.addressees.addressees import (
    ADDED,
    NAMED_APART,
    NAMED_IN_POST,
    addressee_of,
)
from kuzbass_batch.outputs.letters.addressees.organisations import in_genitive
from kuzbass_batch.records.returns.participants import Participant
from tests.categories import SUBORDINATE
from tests.outputs.letters.test_letters import ABSENT, reminder

BODIES = load_methodology(2025).words.bodies


def body(name, post, short="Кратко", **more):
    return Participant(
        id="ПО-01",
        name=name,
        short_name=short,
        category=SUBORDINATE,
        head_post=post,
        head_name="Образцов Пётр Ильич",
        **more,
    )


@pytest.mark.parametrize(
    ("post", "name"),
    [
        ("директор ГАУ «УМФЦ»", "Государственное автономное учреждение «УМФЦ»"),
        ("директор учреждения «Дом лада»", "МАУ «Дом лада»"),
        ("глава города Тайгинска", "Администрация города Тайгинска"),
        ("глава Тайгинского городского округа", "Администрация Тайгинского городского округа"),
        ("министр культуры", "Министерство культуры Кузбасса"),
        ("начальник Департамента условностей", "Департамент условностей"),
        ("руководитель агентства набросков", "Агентство набросков"),
        ("военный комиссар", "Военный комиссариат Кузбасса"),
        ("заместитель Губернатора – министр здравоохранения", "Министерство здравоохранения"),
    ],
)
def test_a_post_that_names_the_organisation_stays_as_the_registry_has_it(post, name):
    assert names_organisation(post, (name, "Кратко"))
    found = addressee_of(body(name, post, head_post_dative=f"[{post}]"), BODIES)
    assert (found.post, found.organisation, found.named) == (f"[{post}]", "", NAMED_IN_POST)


@pytest.mark.parametrize(
    "post",
    ["директор", "Директор", "главный врач", "заведующая", "и.о. министра", "ВрИО директора",
     "начальник управления", "начальник Главного управления", "глава администрации",
     "временно исполняющий полномочия главы", "исполняющий обязанности директора – "
     "художественный руководитель", "первый заместитель председателя комитета",
     "глава муниципального округа", "управляющий делами"],
)  # fmt: skip
def test_a_post_of_common_words_names_no_organisation(post):
    assert not names_organisation(post, ("Управление Совета Главного округа", "Центр"))


@pytest.mark.parametrize(
    "post",
    ["лесничий", "Лесничий", "главный лесничий", "лесничему", "и. о. лесничего",
     "исполняющему обязанности лесничего"],
)  # fmt: skip
def test_the_noun_of_a_post_does_not_say_of_which_organisation(post):
    assert not names_organisation(post, ("ГКУ «Кедровское лесничество»", "Лесничество"))
    assert names_organisation(f"{post} Кедровского лесничества", ("Кедровское лесничество",))


@pytest.mark.parametrize(
    ("post", "name", "short", "line"),
    [
        ("директор", "Государственное автономное учреждение «УМФЦ»", "ГАУ «УМФЦ»",
         "Директору ГАУ «УМФЦ»"),
        ("директор", "Государственное автономное учреждение «УМФЦ»", "УМФЦ",
         "Директору Государственного автономного учреждения «УМФЦ»"),
        ("директор", "ГКУ КО «Дом» (реорганизуется)", "ГКУ КО «Дом»", "Директору ГКУ КО «Дом»"),
        ("глава", "Администрация города Тайгинска", "Тайгинск", "Главе города Тайгинска"),
        ("глава города", "Администрация города Тайгинска", "Тайгинск", "Главе города Тайгинска"),
        ("мэр", "Администрация города Тайгинска", "Тайгинск", "Мэру города Тайгинска"),
        ("глава муниципального округа", "Администрация Тайгинского муниципального округа",
         "Тайгинский", "Главе Тайгинского муниципального округа"),
        ("глава администрации", "Администрация города Тайгинска", "Тайгинск",
         "Главе Администрации города Тайгинска"),
        ("временно исполняющий полномочия главы", "Администрация города Тайгинска", "Тайгинск",
         "Временно исполняющему полномочия главы города Тайгинска"),
        ("министр", "Министерство культуры и национальной политики Кузбасса", "Минкульт",
         "Министру культуры и национальной политики Кузбасса"),
        ("первый заместитель министра", "Министерство труда Кузбасса", "Минтруд",
         "Первому заместителю министра труда Кузбасса"),
        ("председатель комитета", "Комитет по делам молодёжи", "Комитет",
         "Председателю Комитета по делам молодёжи"),
        ("начальник", "Главное управление архитектуры", "Архитектура",
         "Начальнику Главного управления архитектуры"),
        ("начальник Главного управления", "Главное управление архитектуры", "Архитектура",
         "Начальнику Главного управления архитектуры"),
        ("главный врач", "Городская больница № 5", "Больница",
         "Главному врачу Городской больницы № 5"),
        ("заведующая", "Муниципальное бюджетное дошкольное образовательное учреждение «Лад»",
         "Детский сад «Лад»", "Заведующей Муниципального бюджетного дошкольного образовательного "
         "учреждения «Лад»"),
        ("исполняющий обязанности директора – художественный руководитель",
         "Театр драмы", "Театр",
         "Исполняющему обязанности директора – художественному руководителю Театра драмы"),
        ("ректор", "Кузбасский государственный университет", "КузГУ",
         "Ректору Кузбасского государственного университета"),
    ],
)  # fmt: skip
def test_a_name_whose_genitive_is_certain_follows_the_post(post, name, short, line):
    found = addressee_of(body(name, post, short), BODIES)
    assert (found.post_line, found.organisation, found.named) == (line, "", ADDED)


@pytest.mark.parametrize(
    ("post", "name"),
    [
        ("директор", "Государственное учреждение «Театр» (вымышленное)"),
        ("директор", "Муниципальное учреждение Детский сад лекал"),
        ("директор", "Учреждение – центр лада"),
        ("директор", "Школа Радуга"),
        ("директор", "Минпримеров"),
        ("министр", "Аппарат Совета"),
        ("министр, руководитель аппарата", "Министерство культуры Кузбасса"),
        ("глава округа", "Администрация города Тайгинска"),
        ("глава", "Управление образования города Тайгинска"),
        ("управляющий делами", "Администрация Правительства Кузбасса"),
        ("директор по развитию", "Центр занятости"),
        ("директор школы", "Лицей № 1"),
    ],
)
def test_every_other_name_stands_unchanged_on_a_line_of_its_own(post, name):
    found = addressee_of(body(name, post), BODIES)
    assert (found.organisation, found.named) == (name, NAMED_APART)
    assert name not in found.post


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Общая школа", "Общей школы"),
        ("Лучшее агентство", "Лучшего агентства"),
        ("Синий центр", "Синего центра"),
        ("Городской архив", "Городского архива"),
        ("Русский музей", "Русского музея"),
        ("Областная дума Кемеровской области – Кузбасса",
         "Областной думы Кемеровской области – Кузбасса"),
        ("АНО ЦКК", "АНО ЦКК"),
        ("Городская центр", ""),
        ("Комитет Культура", ""),
        ("Центр культурное дело", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_genitive_is_certain_or_not_given(name, genitive):
    assert in_genitive(name, BODIES) == genitive


def test_a_letter_shows_the_line_of_the_organisation_between_post_and_name(tmp_path):
    path = tmp_path / "letter.docx"
    path.write_bytes(reminder())
    cell = Document(path).tables[0].rows[0].cells[1]
    assert [each.text for each in cell.paragraphs] == [
        "Министру примеров",
        "Образцову\u00a0П.\u00a0И.",
    ]
    assert ABSENT.participant.head_post == "министр"


def test_the_register_names_the_addressee_in_one_line():
    found = addressee_of(body("Школа Радуга", "директор"), BODIES)
    assert found.in_one_line == "Директору, Школа Радуга, Образцову\u00a0П.\u00a0И."
