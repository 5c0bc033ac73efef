"""Whatever is answered to a form, what was typed stays on the page, which says so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.forms_kept import (
    FORMS,
    WORDS,
    Kept,
    Written,
    send,
    served_sample_data,
    write,
)
from tests.browser.serving import PASSWORD
from tests.browser.tablets import sign_in
from tests.browser.visitor import Visitor

PORTAL = "<!doctype html><title>Wifi</title><h1>Welcome to free wifi</h1>"
GATEWAY = "<html><body><h1>Bad Gateway</h1><hr>nginx</body></html>"
AWAY = "Thuis is even niet te bereiken."
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "429 of a proxy": ({"status": 429, "body": GATEWAY}, "Dat was te vaak"),
    "500": ({"status": 500, "body": "fault"}, AWAY),
    "502": ({"status": 502, "body": GATEWAY}, AWAY),
    "504": ({"status": 504, "body": GATEWAY}, AWAY),
    "a portal": ({"status": 200, "body": PORTAL}, AWAY),
    "500 of ours": (
        {"status": 500, "body": "fault", "headers": {"Thuis-Answer": "1"}},
        "Dat ging mis, en dat ligt niet aan jou.",
    ),
}

every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with served_sample_data(tmp_path_factory.mktemp("kept")) as found:
        yield found


@pytest.fixture
def page(browser: Browser, kept: Kept) -> Iterator[Page]:
    """A coordinator's laptop or a volunteer's tablet, nobody signed in yet."""
    context = browser.new_context(
        base_url=kept.address,
        viewport={"width": 820, "height": 1180},
        locale="nl-NL",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def dialog_of(page: Page, name: str) -> None:
    """Sign in over the page as this user."""
    over = page.get_by_role("dialog", name="Meld je weer aan")
    over.get_by_label("E-mailadres").fill(f"{name}@thuis.example")
    over.get_by_label("Wachtwoord").fill(PASSWORD)
    over.get_by_role("button", name="Aanmelden en versturen").click()


@every_form
def test_an_answer_that_is_not_ours_leaves_the_words(
    page: Page, kept: Kept, form: Written
) -> None:
    before = kept.count(form)
    sign_in(page, form.who)
    words = write(page, kept, form)
    for answer, said in FAULTS.values():
        page.route("**/*", _answering(answer))
        send(words)
        expect(page.locator("#notice")).to_contain_text(said)
        expect(page.locator("#notice")).to_contain_text("staat nog op dit scherm")
        expect(words).to_have_value(WORDS)
        page.unroute("**/*")
        page.locator("#notice").evaluate("(one) => one.replaceChildren()")
    assert kept.count(form) == before

    with _leaving(page):
        send(words)
        _until(page, lambda: kept.count(form) == before + 1)


def test_the_notice_and_the_dialog_have_no_barrier(page: Page, kept: Kept) -> None:
    """By day and in the evening, on a tablet and a phone; Escape means not now."""
    form = FORMS["signal"]
    visitor = Visitor(page)
    sign_in(page, form.who)
    words = write(page, kept, form)
    page.route("**/*", _answering({"status": 502, "body": GATEWAY}))
    send(words)
    expect(page.locator("#notice")).to_contain_text(AWAY)
    visitor.check()
    page.unroute("**/*")
    kept.end_sessions()
    page.locator("#notice").get_by_role("button", name="Probeer opnieuw").click()
    over = page.get_by_role("dialog", name="Meld je weer aan")
    expect(over.get_by_label("E-mailadres")).to_be_focused()
    visitor.check()

    page.keyboard.press("Escape")

    expect(over).to_have_count(0)
    expect(page.locator("#notice")).to_contain_text("Je bent afgemeld.")
    expect(words).to_have_value(WORDS)


@every_form
def test_silence_ends_and_leaves_the_words(
    page: Page, kept: Kept, form: Written
) -> None:
    before = kept.count(form)
    sign_in(page, form.who)
    words = write(page, kept, form)
    assert page.evaluate("htmx.config.timeout") == 15_000
    page.evaluate("() => { htmx.config.timeout = 300 }")
    page.route("**/*", lambda route: None)

    send(words)

    expect(page.locator("#notice")).to_contain_text("Er kwam geen antwoord.")
    expect(words).to_have_value(WORDS)
    assert kept.count(form) == before


@every_form
def test_signing_in_over_a_form_sends_it_once(
    page: Page, kept: Kept, form: Written
) -> None:
    before = kept.count(form)
    sign_in(page, form.who)
    words = write(page, kept, form)
    kept.end_sessions()

    with _leaving(page):
        send(words)
        expect(words).to_have_value(WORDS)
        dialog_of(page, form.who)

        expect(page.get_by_role("dialog")).to_have_count(0)
        _until(page, lambda: kept.count(form) == before + 1)


@every_form
def test_another_user_who_signs_in_sees_nothing_of_it(
    page: Page, kept: Kept, form: Written
) -> None:
    before = kept.count(form)
    sign_in(page, form.who)
    words = write(page, kept, form)
    kept.end_sessions()

    send(words)
    dialog_of(page, "wiebe")

    expect(page.locator("main")).not_to_contain_text(WORDS)
    expect(page.locator(".me")).to_contain_text("Wiebe")
    page.go_back()
    expect(page.locator("textarea", has_text=WORDS)).to_have_count(0)
    assert WORDS not in page.content()
    assert kept.count(form) == before


@pytest.mark.parametrize("width", [360, 820, 1366])
@pytest.mark.parametrize("who", ["grietje", "marijke"])
def test_a_slow_press_sends_while_the_draft_is_refused(
    page: Page, kept: Kept, who: str, width: int
) -> None:
    """The line that says so has a button of its own, and moves the one that is held."""
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, who)
    held: list[Route] = []
    page.route("**/draft", lambda route: held.append(route))
    words = write(page, kept, FORMS["report"])
    kept.end_sessions()
    page.get_by_role("button", name="Verslag versturen").hover()

    page.mouse.down()
    _until(page, lambda: bool(held))
    with page.expect_response("**/draft") as refused:
        held[0].continue_()
    assert refused.value.status == 401
    page.wait_for_timeout(300)
    page.mouse.up()

    expect(page.get_by_role("dialog", name="Meld je weer aan")).to_be_visible()
    expect(words).to_have_value(WORDS)


def _answering(answer: dict[str, Any]) -> Callable[[Route], None]:
    """Answer every POST so, and let everything else through."""

    def handle(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(**answer)
        else:
            route.continue_()

    return handle


@contextmanager
def _leaving(page: Page) -> Iterator[None]:
    """The form is left for the page of its result: no test ends on the way there."""
    form = page.url
    yield
    page.wait_for_url(lambda url: url != form)


def _until(page: Page, is_so: Callable[[], bool]) -> None:
    for _try in range(200):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to it")
