"""Whether a post says of which organisation it is, and the nouns that names begin with."""

import pytest

from kuzbass_batch.forms.parsing.posts import GENITIVES, names_organisation
from kuzbass_batch.outputs.letters.addressees.declension import analyzer

UNITS = """
    Администрации Агентства Академии Аппарата Архива Ассоциации Библиотеки Больницы Бюро Гимназии
    Департамента Дирекции Диспансера Дома Думы Инспекции Института Клуба Колледжа Комитета Лицея
    Министерства Музея Общества Организации Отдела Палаты Парка Поликлиники Предприятия
    Представительства Службы Совета Театра Техникума Университета Управления Учреждения Филиала
    Фонда Центра Школы Города Края Муниципального Образования Области Округа Органа Поселения Района
    Региона Сектора Территории Делами
"""
WITH_CAPITALS = """
    Главный Врач
    И. о. Главного Врача
    И. о. Генерального Директора
    Заместитель Заведующего
    И. о. Заведующей
    Первый Заместитель Председателя
    И. о. Первого Заместителя Начальника
    Заместитель Президента
    И. о. Ректора
    Заместитель Руководителя
    Заместитель Управляющего
    Директор, Ведущий Врач
    ВР. И. О. Главы
    Директор (ИО)
    Заместитель Министра
    И. О. МЭР
    Директор – Научный Руководитель
    Временно Исполняющий Обязанности Министра
    Исполняющий Полномочия Главы
    Главный Исполнительный Директор
    Заместитель Старшего Врача
    Директор – Художественный Руководитель
"""


@pytest.mark.parametrize("unit", UNITS.split())
def test_a_post_in_a_unit_does_not_tell_in_which(unit):
    """Clerks write posts with capitals, which a name of its own begins with, too."""
    assert names_organisation(f"начальник {unit}", []) is False
    assert names_organisation(f"начальник {unit.lower()}", [f"{unit} Условска"]) is False


@pytest.mark.parametrize("post", WITH_CAPITALS.strip().splitlines(), ids=str.strip)
def test_a_post_alone_names_no_organisation_whatever_its_capitals(post):
    assert names_organisation(post.strip(), []) is False


@pytest.mark.parametrize(
    ("post", "name", "names"),
    [
        ("директор ГАУ «Центр»", "", True),
        ('директор ГАУ "Центр"', "", True),
        ("директор “центра развития”", "", True),
        ("директор „центра развития“", "", True),
        ("глава города Тайгинска", "", True),
        ("Глава", "", False),
        ("Директор", "Центр развития", False),
        ("Атаман", "", False),
        ("директор МФЦ", "", True),
        ("министр культуры", "", False),
        ("министр культуры", "Министерство культуры", True),
        ("министр культуры", "Министерство культур и языков", True),
        ("министр культуры", "Министерство спорта", False),
        ("министр спорта", "Министерство спорта", True),
        ("заведующий Музеем", "", False),
        ("начальник отдела Лицензирования", "", True),
        ("начальник отдела Фонетики", "", True),  # no form of «фонд»
        ("начальник Краеведческого отдела", "", True),
        ("министр труда", "Министерство труд", True),
        ("директор лесопарка", "Лесопитомник", False),
        ("директор лесхоза", "Лесхоз", True),
        ("директор рощ", "Роща", False),
        ("директор дач", "Дача", False),
        ("директор музея", "Музей камня", False),
        ("директор музея камня", "Музей камня", True),
        ("директор бани", "Баня", False),
        ("директор банка", "Банк", True),
        ("директор банка", "Банковское дело", True),
    ],
)
def test_a_post_names_an_organisation_by_quotes_a_proper_name_or_a_word_of_its_name(
    post, name, names
):
    assert names_organisation(post, [name]) is names


@pytest.mark.parametrize("noun", GENITIVES)
def test_the_genitives_are_those_of_the_dictionary(noun):
    """The dictionary knows forms; which nouns begin names stands in the program."""
    nominative = [p for p in analyzer().parse(noun) if p.normal_form == noun and "nomn" in p.tag]
    assert nominative, f"{noun} is no noun"
    assert GENITIVES[noun] in {p.inflect({"gent", "sing"}).word for p in nominative}
