"""Addressees: declined as an office would, and the registry's spelling wins."""

import pytest

from kuzbass_batch.model.participants import Category, Participant
from kuzbass_batch.outputs.addressees import address, decline_post


def head(post, name, **more):
    return Participant(
        id="ИО-01",
        name="Министерство",
        short_name="Мин",
        category=Category.EXECUTIVE,
        head_post=post,
        head_name=name,
        **more,
    )


@pytest.mark.parametrize(
    ("post", "dative"),
    [
        ("министр", "министру"),
        ("Министр экономического развития", "Министру экономического развития"),
        ("глава Образцовского округа", "главе Образцовского округа"),
        ("начальник департамента", "начальнику департамента"),
        ("исполняющий обязанности министра", "исполняющему обязанности министра"),
        ("генеральный директор", "генеральному директору"),
        ("директор ГБУ «Центр»", "директору ГБУ «Центр»"),
        ("председатель комитета", "председателю комитета"),
        ("заведующий отделом", "заведующему отделом"),
    ],
)
def test_the_post_is_declined_up_to_its_noun(post, dative):
    assert decline_post(post) == dative


@pytest.mark.parametrize(
    ("name", "dative", "salutation"),
    [
        ("Образцов Пётр Ильич", "Образцову Петру Ильичу", "Уважаемый Пётр Ильич!"),
        ("Светлая Зоя Марковна", "Светлой Зое Марковне", "Уважаемая Зоя Марковна!"),
        ("Черных Инна Олеговна", "Черных Инне Олеговне", "Уважаемая Инна Олеговна!"),
    ],
)
def test_the_name_is_declined_by_its_gender(name, dative, salutation):
    found = address(head("министр", name))
    assert (found.name, found.salutation) == (dative, salutation)
    assert found.name_source == "склонение программы"


def test_the_registry_wins_over_the_guess():
    found = address(head("министр", "Дюма Олег Ильич", head_name_dative="Дюма Олегу Ильичу"))
    assert found.short_name == "Дюма\u00a0О.\u00a0И."
    assert found.name_source == "реестр" and found.post_source == "склонение программы"


def test_a_name_that_cannot_be_declined_stays_as_it_is():
    found = address(head("директор", "Ким Ен"))
    assert (found.name, found.salutation) == ("Ким Ен", "Уважаемые коллеги!")
