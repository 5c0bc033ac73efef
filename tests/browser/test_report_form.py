"""The report as it is written by hand: Enter, a closed door, and going on later."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.forms_kept import Kept, served_sample_data
from tests.browser.tablets import sign_in


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with served_sample_data(tmp_path_factory.mktemp("report_form")) as found:
        yield found


@pytest.fixture
def page(browser: Browser, kept: Kept) -> Iterator[Page]:
    context = browser.new_context(base_url=kept.address, locale="nl-NL")
    found = context.new_page()
    sign_in(found, "grietje")
    found.goto(f"/visits/{kept.values()['open_id']}/report")
    yield found
    context.close()


def test_enter_goes_to_the_next_question_and_sends_nothing(page: Page) -> None:
    page.get_by_label("Fijn").check()
    words = page.locator("#wish_text")
    words.fill("Naar de markt")

    words.press("Enter")

    expect(words).not_to_be_focused()
    expect(page.get_by_role("button", name="Verslag versturen")).to_be_visible()
    assert page.url.endswith("/report")


def test_a_closed_door_asks_whom_to_call_and_nothing_that_falls_away(
    page: Page,
) -> None:
    wishes, numbers = page.locator("#wish-questions"), page.get_by_text("Bij nood")
    expect(wishes).to_be_visible()
    expect(numbers).to_be_hidden()

    page.get_by_label("Niemand thuis").check()

    expect(numbers).to_be_visible()
    expect(wishes).to_be_hidden()
    page.get_by_label("Gewoon").check()
    expect(wishes).to_be_visible()
    expect(numbers).to_be_hidden()


def test_what_is_put_aside_stands_on_the_day_and_comes_back(page: Page) -> None:
    address = urlsplit(page.url).path
    page.get_by_label("Moeizaam").check()
    page.locator("#note").fill("Ze was moe.")

    page.get_by_role("button", name="Bewaren, ik ga later verder").click()

    expect(page.get_by_text("Je bent begonnen.").first).to_be_visible()
    page.locator(f"main a[href='{address}']", has_text="Verder met het verslag").click()
    expect(page.locator("#note")).to_have_value("Ze was moe.")
    expect(page.get_by_label("Moeizaam")).to_be_checked()


def test_the_message_of_what_was_kept_is_closed_with_its_button(page: Page) -> None:
    page.get_by_label("Moeizaam").check()
    page.get_by_role("button", name="Bewaren, ik ga later verder").click()
    message = page.locator("#notice .toast")
    expect(message).to_be_visible()

    message.get_by_role("button", name="Deze melding sluiten").click()

    expect(message).to_have_count(0)
    expect(page.locator("#content")).to_be_focused()


def test_a_message_does_not_follow_over_a_form_that_is_filled_in(page: Page) -> None:
    address = urlsplit(page.url).path
    page.get_by_label("Moeizaam").check()
    page.get_by_role("button", name="Bewaren, ik ga later verder").click()
    page.locator(f"main a[href='{address}']").first.click()
    page.locator("#note").wait_for()
    page.evaluate(
        "document.querySelector('#notice').innerHTML = '<p class=toast>Kept.</p>'"
    )

    page.locator("#note").fill("Ze was moe.")

    expect(page.locator("#notice")).to_have_css("position", "static")
