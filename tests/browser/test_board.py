"""The work board is worked through with keys, while the other hand telephones."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.browser.forms_kept import Kept, served_sample_data
from tests.browser.tablets import sign_in
from thuis_app.core.database import db
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import TaskKind


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with served_sample_data(tmp_path_factory.mktemp("board")) as found:
        yield found


def opened(browser: Browser, served: Kept, *, has_touch: bool = False) -> Page:
    """A coordinator's page, on a laptop or on a tablet."""
    context = browser.new_context(
        base_url=served.address,
        viewport={"width": 1366, "height": 900},
        has_touch=has_touch,
        is_mobile=has_touch,
        locale="nl-NL",
        reduced_motion="reduce",
    )
    page = context.new_page()
    sign_in(page, "marijke")
    return page


def test_an_attempt_is_four_keys_and_leads_to_the_next_line(
    browser: Browser, served: Kept
) -> None:
    page = opened(browser, served)
    page.goto("/?queue=attempt")
    before = page.locator("#queue-attempt .line").count()

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#attempt-form input[name=outcome]").first).to_be_focused()
    expect(page.get_by_role("button", name="Bewaren")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator(".line.chosen .name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#attempt-form input[name=outcome]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.locator("#notice")).to_contain_text("Bewaard.")
    expect(page.locator("#queue-attempt .line")).to_have_count(before - 1)
    page.context.close()


def test_a_signal_is_one_key_away_and_begins_in_its_first_field(
    browser: Browser, served: Kept
) -> None:
    page = opened(browser, served)
    page.goto("/people/")

    page.keyboard.press("s")

    expect(page.locator("#signal-form [name=noticed]")).to_be_focused()
    page.context.close()


def test_on_a_tablet_no_keyboard_covers_the_page_unasked(
    browser: Browser, served: Kept
) -> None:
    page = opened(browser, served, has_touch=True)

    page.goto("/signals/new")

    expect(page.locator("#signal-form")).to_be_visible()
    expect(page.locator("#signal-form input[name=who]")).not_to_be_focused()
    page.context.close()


@pytest.mark.parametrize("width", [1366, 820, 360])
def test_what_was_done_today_is_undone_from_the_board_at_any_width(
    browser: Browser, served: Kept, width: int
) -> None:
    task = make.task(TaskKind.REOPENED, make.contact())
    tasks.finish(make.actor(served.known.coordinator), task)
    db.session.commit()
    page = opened(browser, served)
    page.set_viewport_size({"width": width, "height": 900})
    done = page.locator("#done-today")
    before = done.locator("li").count()

    done.locator("summary").click()
    done.get_by_role("button", name="Terugdraaien").first.click()

    expect(page.locator("#notice")).to_contain_text("weer op de lijst")
    expect(done.locator("li")).to_have_count(before - 1)
    page.context.close()
