"""The public page in a browser: readable on a phone and on paper, usable by anybody."""

import re
import struct
from pathlib import Path

import axe_core_python
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from kuzbass_batch.outputs.publication.page import page_text
from tests.april_package import PAPERS, page_of, pages, public_of, results_of, text_of
from tests.browser import chromium, look_at, needs_browser, picture, printed
from tests.outcomes import METHODOLOGY
from tests.outcomes import outcome as crowd

pytestmark = needs_browser
PHONE, KNOWLEDGE = 390, 1280
PAPER = 703
"""CSS pixels between the margins of A4: 210 - 2 * 12 mm."""
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
LINKS = {
    "csv_name": "rating.csv",
    "json_name": "rating.json",
    "schema_name": "rating.schema.json",
    "columns_name": "rating.csv-metadata.json",
}


@pytest.fixture(scope="module")
def folder(samples_in_march):
    return samples_in_march.folder


@pytest.fixture(scope="module")
def page(folder):
    return folder / PAPERS / "Сайт" / "index.html"


@pytest.fixture(scope="module")
def participants(folder):
    return [p for p in results_of(folder)["participants"] if p["status"] == "rated"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


def made(data, folder):
    path = folder / "index.html"
    path.write_text(page_text(data, LINKS, METHODOLOGY), "utf-8")
    return path


def shown(browser, label):
    """Return a column's texts of the rows that are shown, from top to bottom."""
    script = """
        return [...document.querySelectorAll('#rating tbody tr')].filter(r => !r.hidden)
            .map(r => r.querySelector(arguments[0]).childNodes[0].textContent.trim())"""
    where = "th" if label == "Участник" else f"td[data-label='{label}']"
    return browser.execute_script(script, where)


def wide(browser):
    """Return what stands beyond the right edge, and how much wider the page is than its window."""
    script = """
        const edge = document.documentElement.clientWidth;
        const out = [...document.querySelectorAll('body *')].filter(e =>
            e.getBoundingClientRect().right > edge + 0.5 && !e.closest('.unseen, .skip, thead'));
        return [out.map(e => e.outerHTML.slice(0, 80)),
                document.documentElement.scrollWidth - edge]"""
    return browser.execute_script(script)


def broken_words(browser):
    """Return short words that stand on several lines: a column is too narrow for them."""
    script = """
        const found = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const node = walker.currentNode;
            if (node.parentElement.closest('script, style, svg, .unseen, .skip, thead')) continue;
            for (const word of node.data.matchAll(/[\\p{L}\\d]+/gu)) {
                if (word[0].length > 18) continue;
                const range = document.createRange();
                range.setStart(node, word.index);
                range.setEnd(node, word.index + word[0].length);
                const tops = new Set([...range.getClientRects()].map(r => Math.round(r.top)));
                if (tops.size > 1) found.push(word[0]);
            }
        }
        return found;"""
    return browser.execute_script(script)


def choose(browser, name, text):
    Select(browser.find_element(By.NAME, name)).select_by_visible_text(text)


@pytest.mark.parametrize("width", [320, PHONE, 768, KNOWLEDGE])
def test_nothing_stands_beyond_the_right_edge(browser, page, width):
    look_at(browser, page, width)
    assert wide(browser) == [[], 0]
    if width >= PHONE:
        assert broken_words(browser) == []


def test_nothing_moves_by_itself_for_who_does_not_want_it(browser, page):
    look_at(browser, page, KNOWLEDGE)
    behaviour = "return getComputedStyle(document.documentElement).scrollBehavior"
    assert browser.execute_script(behaviour) == "auto"
    wanted = {"features": [{"name": "prefers-reduced-motion", "value": "no-preference"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", wanted)
    assert browser.execute_script(behaviour) == "smooth"


@pytest.mark.parametrize("width", [PHONE, KNOWLEDGE])
def test_a_name_without_a_space_makes_no_page_wider(browser, tmp_path, width):
    data = public_of(crowd("И1 | 33333234 | leader\nМ1 | 12222222 | basic"))
    data["participants"][0]["name"] = "Государственноеучреждение" * 9
    look_at(browser, made(data, tmp_path), width)
    assert wide(browser) == [[], 0]


@pytest.mark.parametrize("width", [PHONE, KNOWLEDGE])
def test_its_picture_has_that_width_and_is_not_one_colour(browser, page, width, tmp_path):
    look_at(browser, page, width)
    data = picture(browser, tmp_path / "page.png").read_bytes()
    size = struct.unpack(">II", data[16:24])
    assert size[0] == width and size[1] > 2000
    assert len(data) > 100_000


@pytest.mark.parametrize("width", [PHONE, KNOWLEDGE])
def test_no_rule_of_wcag_is_broken(browser, page, width):
    look_at(browser, page, width)
    browser.execute_script(AXE)
    run = "axe.run({runOnly: arguments[0]}).then(arguments[1], e => arguments[1](String(e)))"
    found = browser.execute_async_script(run, RULES)
    broken = {rule["id"]: [n["html"][:90] for n in rule["nodes"]] for rule in found["violations"]}
    assert broken == {}
    assert len(found["passes"]) > 20
    unsure = [n["html"] for rule in found["incomplete"] for n in rule["nodes"]]
    # Words of a chart stand beside its bars, black on white: axe does not look into drawings.
    assert [html for html in unsure if not html.startswith("<text")] == []


def test_the_browser_complains_of_nothing_and_loads_nothing_else(browser, page):
    look_at(browser, page, KNOWLEDGE)
    assert browser.get_log("browser") == []
    loaded = "return performance.getEntriesByType('resource').map(e => e.name)"
    assert browser.execute_script(loaded) == []


def test_its_policy_stops_any_other_script(browser, page, tmp_path):
    text = page.read_text("utf-8")
    (tmp_path / "index.html").write_text(
        text.replace("</main>", "<script>document.title = 'чужой'</script></main>"), "utf-8"
    )
    look_at(browser, tmp_path / "index.html", KNOWLEDGE)
    assert browser.title.startswith("Рейтинг")
    assert "Content Security Policy" in browser.get_log("browser")[0]["message"]


def test_at_first_the_best_stand_first(browser, page, participants):
    look_at(browser, page, KNOWLEDGE)
    totals = [float(text.replace(",", ".")) for text in shown(browser, "Оценка")]
    assert totals == sorted((float(p["total"]) for p in participants), reverse=True)
    (sorted_by,) = browser.find_elements(By.CSS_SELECTOR, "th[aria-sort]")
    assert (
        sorted_by.text.startswith("Место") and sorted_by.get_attribute("aria-sort") == "ascending"
    )


def head(browser, text):
    heads = browser.find_elements(By.CSS_SELECTOR, "#rating thead th")
    return next(each for each in heads if each.text.split("\n")[0].strip(" ▲▼") == text)


def test_a_click_on_a_head_sorts_and_a_second_one_turns_it(browser, page, participants):
    look_at(browser, page, KNOWLEDGE)
    for expected in (True, False):
        head(browser, "Оценка").find_element(By.TAG_NAME, "button").click()
        totals = [float(text.replace(",", ".")) for text in shown(browser, "Оценка")]
        assert totals == sorted((float(p["total"]) for p in participants), reverse=expected)
        direction = "descending" if expected else "ascending"
        assert head(browser, "Оценка").get_attribute("aria-sort") == direction
    assert len(browser.find_elements(By.CSS_SELECTOR, "th[aria-sort]")) == 1


def test_places_are_sorted_as_numbers_and_names_as_russian_words(browser, page, participants):
    look_at(browser, page, KNOWLEDGE)
    choose(browser, "order", "Сначала последние места")
    firsts = [int(text.split("–")[0]) for text in shown(browser, "Место")]
    assert firsts == sorted((p["place"]["from"] for p in participants), reverse=True)
    choose(browser, "order", "По названию, от А до Я")
    names = shown(browser, "Участник")
    assert sorted(names) == sorted(p["name"] for p in participants)
    letters = [re.sub("[«»]", "", name).casefold().replace("ё", "е") for name in names]
    assert letters == sorted(letters)


def test_what_cannot_be_compared_stands_last_in_either_order(browser, page, participants):
    look_at(browser, page, KNOWLEDGE)
    unknown = sum(p["level_change"] is None for p in participants)
    for order in ("Сначала повысившие уровень", "Сначала снизившие уровень"):
        choose(browser, "order", order)
        changes = shown(browser, "К прошлому году")
        assert unknown and changes[-unknown:] == ["–"] * unknown
        assert "–" not in changes[:-unknown]
        first = "▲ выше" if "повысившие" in order else "▼ ниже"
        assert changes[0] == first


def test_it_sorts_from_the_keyboard_and_keeps_the_focus_visible(browser, page):
    look_at(browser, page, KNOWLEDGE)
    button = head(browser, "Участник").find_element(By.TAG_NAME, "button")
    browser.execute_script("arguments[0].focus()", button)
    button.send_keys(Keys.ENTER)
    assert head(browser, "Участник").get_attribute("aria-sort") == "ascending"
    active = browser.switch_to.active_element
    assert active == button
    active.send_keys(Keys.TAB)
    style = "return getComputedStyle(document.activeElement).outlineStyle"
    assert browser.switch_to.active_element.text == "Оценка"
    assert browser.execute_script(style) == "solid"


def test_filters_by_name_category_and_level_and_says_how_many(browser, page, participants):
    look_at(browser, page, KNOWLEDGE)
    choose(browser, "category", "Исполнительные органы")
    choose(browser, "level", "Лидер")
    expected = [p["name"] for p in participants
                if p["category"] == "executive" and p["level"] == "Лидер"]  # fmt: skip
    assert sorted(shown(browser, "Участник")) == sorted(expected)
    state = browser.find_element(By.ID, "state")
    assert state.text.startswith(f"Показано участников: {len(expected)} из {len(participants)}")
    assert state.get_attribute("role") == "status"
    browser.find_element(By.NAME, "name").send_keys("ПЛАНА")
    assert shown(browser, "Участник") == ["Министерство плана (вымышленный орган)"]
    browser.find_element(By.CSS_SELECTOR, "#tools button").click()
    assert len(shown(browser, "Участник")) == len(participants)


def test_a_name_is_found_whatever_the_case_and_the_letter_yo(browser, page):
    look_at(browser, page, KNOWLEDGE)
    browser.find_element(By.NAME, "name").send_keys("казенное УЧРЕЖДЕНИЕ «центр пр")
    assert shown(browser, "Участник") == [
        "Государственное казённое учреждение «Центр примеров» (вымышленное)"
    ]
    browser.find_element(By.NAME, "name").send_keys("zzz")
    assert shown(browser, "Участник") == []
    assert "0 из 28" in browser.find_element(By.ID, "state").text


def test_a_phone_shows_each_participant_as_a_card_that_names_its_numbers(browser, page):
    look_at(browser, page, PHONE)
    row = browser.find_element(By.CSS_SELECTOR, "#rating tbody tr")
    assert row.size["width"] > PHONE - 40
    label = "return getComputedStyle(arguments[0], '::before').content"
    cell = row.find_element(By.CSS_SELECTOR, "td[data-label='Оценка']")
    assert browser.execute_script(label, cell) == '"Оценка: "'
    for control in browser.find_elements(By.CSS_SELECTOR, "#tools input, #tools select"):
        assert control.size["height"] >= 44


def test_without_scripts_the_whole_table_stands_there_and_no_dead_control(browser, page):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        look_at(browser, page, KNOWLEDGE)
        rows = browser.find_elements(By.CSS_SELECTOR, "#rating tbody tr")
        assert len(rows) == 28 and all(row.is_displayed() for row in rows)
        assert not browser.find_element(By.ID, "tools").is_displayed()
        assert browser.find_elements(By.CSS_SELECTOR, "#rating button") == []
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_on_paper_everybody_stands_and_no_control(browser, page, participants, tmp_path):
    look_at(browser, page, KNOWLEDGE)
    pdf = printed(browser, tmp_path / "page.pdf")
    text = " ".join(text_of(pdf).split())
    count, width, height = pages(pdf)
    assert (width, height) == (595, 842) and 2 <= count <= 6
    for participant in participants:
        assert participant["name"].split()[-2] in text
        assert participant["total"].replace(".", ",") in text
    for control in ("Сбросить", "Название содержит", "Показано участников"):
        assert control not in text
    heads = text.count("Место в")
    assert heads >= 2, "the head of the table is repeated on every page"


def test_on_paper_nothing_stands_beyond_the_right_edge(browser, page):
    look_at(browser, page, PAPER)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        # The right half of a border would be cut off.
        script = "return document.getElementById('rating').getBoundingClientRect().right"
        assert browser.execute_script(script) + 0.5 <= PAPER
        assert wide(browser) == [[], 0]
        assert broken_words(browser) == []
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_names_are_only_text_on_the_page(browser, tmp_path):
    data = public_of(crowd("И1 | 33333234 | leader"))
    name = """<script>document.title='чужой'</script><img src=x onerror=alert(1)> "'&amp; {{ 1 }}"""
    data["participants"][0]["name"] = name
    look_at(browser, made(data, tmp_path), KNOWLEDGE)
    assert browser.title.startswith("Рейтинг")
    assert shown(browser, "Участник") == [name]
    assert browser.find_elements(By.TAG_NAME, "img") == []


def test_charts_show_the_numbers_of_the_table_and_tell_them_in_words(folder, participants):
    chart = page_of(folder).xpath("//svg[.//title[@id='levels-title']]")[0]
    numbers = [int(text) for text in chart.xpath(".//text[@class='number']/text()")]
    levels = ("Лидер", "Прогрессивный", "Базовый", "Начальная подготовка")
    now = [sum(p["level"] == level for p in participants) for level in levels]
    before = [
        sum(p["last_level"] == level for p in results_of(folder)["participants"])
        for level in levels
    ]
    assert numbers[::2] == now and numbers[1::2] == before
    told = chart.xpath("string(.//desc)")
    for level, this, last in zip(levels, now, before, strict=True):
        assert f"«{level}» – {this}, в прошлом году {last}" in told
    longest = max(*now, *before)
    widths = [float(w) for w in chart.xpath("./rect/@width")]
    assert widths == [round(310 * n / longest, 1) for n in numbers]
