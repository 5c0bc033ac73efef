"""A user at a screen, who reads what is there and checks each page on the way."""

from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, Response, expect
from pyotp import TOTP

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
BARRIERS = "(rules) => axe.run(rules).then((found) => found.violations)"
Scheme = Literal["light", "dark"]
Look = tuple[int, Scheme]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
MARK = "(one) => one.ownerDocument.documentElement.setAttribute('data-is-left', '')"
MARKED = "html[data-is-left]"
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
UNASKED = ("/draft", "/search")
"""Where the paths end to which a page posts without a press."""
EXPECTED = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
PRINTED: dict[tuple[str, str], list[str]] = {}
"""The printed codes that an account of a server has left."""
MADE_OF = ("stylesheet", "script", "image", "font", "manifest")
PHONE = {"width": 360, "height": 740}


def give_code(page: Page, email: str) -> None:
    """Where a code is asked, set the telephone up, or use a printed code."""
    account = urlsplit(page.url).netloc, email
    if page.locator("#set-up-form").count():
        key = page.locator(".typed-over").inner_text().replace(" ", "")
        page.get_by_label("De zes cijfers in de app").fill(TOTP(key).now())
        page.get_by_role("button", name="Code instellen").click()
        codes = page.locator("#codes li")
        expect(codes).not_to_have_count(0)
        page.wait_for_load_state("load")
        PRINTED[account] = codes.all_inner_texts()
        page.goto("/")
    elif page.locator("#prove-form").count():
        typed = PRINTED[account].pop()
        page.locator("#prove-form [name=code]").fill(typed)
        page.get_by_role("button", name="Verder").click()
        expect(page.locator("#prove-form")).to_have_count(0)


class Visitor:
    """A page in a real browser, and how our users find their way on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("console", lambda said: self._log_console(said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("response", self._look_for)

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto("/account/sign-in")
        self.fill("E-mailadres", email)
        self.fill("Wachtwoord", password)
        self.press("Aanmelden")
        expect(self.page.locator("#sign-in-form")).to_have_count(0)
        give_code(self.page, email)

    def go(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None and answer.status < 400, f"{address}: {answer}"

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def type(self, label: str, text: str) -> None:
        """Write key by key, as somebody does whose words are kept meanwhile."""
        self.page.get_by_label(label).first.press_sequentially(text)

    def choose(self, label: str) -> None:
        """Tick a box or choose an answer by the words beside it."""
        self.page.get_by_label(label, exact=False).first.check()

    def pick(self, label: str, option: str) -> None:
        self.page.get_by_label(label).first.select_option(label=option)

    def press(self, words: str) -> None:
        """Send a form by its button, and wait until the answer stands on the page."""
        button = self.page.get_by_role("button", name=words).first
        self._mark_page_of(button)
        with self.page.expect_response(_was_posted) as answered:
            button.click()
        answer = answered.value
        is_away = answer.status == 303 or "hx-redirect" in answer.headers
        self._wait(is_away)

    def follow(self, words: str) -> None:
        link = self.page.get_by_role("link", name=words).first
        is_away = link.get_attribute("hx-get") is None
        self._mark_page_of(link)
        link.click()
        self._wait(is_away)

    def _mark_page_of(self, target: Locator) -> None:
        """Mark the page on which this stands, once it stands there."""
        target.evaluate(MARK)

    def _wait(self, is_away: bool) -> None:
        """Until another page stands here, or htmx has put its answer on this one."""
        if is_away:
            expect(self.page.locator(MARKED)).to_have_count(0)
            self.page.wait_for_load_state("load")
        else:
            expect(self.page.locator(BUSY)).to_have_count(0)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def main(self) -> Locator:
        return self.page.locator("main")

    def check(self) -> None:
        """No barrier, nothing beside the screen, and nothing the browser complains of.

        By day and in the evening: on a laptop, or on a tablet and then on a phone too.
        """
        own = self.page.viewport_size
        assert own is not None
        is_laptop = own["width"] > own["height"]
        widths = (own["width"],) if is_laptop else (own["width"], PHONE["width"])
        self.check_at(*((width, scheme) for width in widths for scheme in SCHEMES))

    def check_at(self, *traits: Look) -> None:
        """The same on screens of these widths, by day or in the evening."""
        own = self.page.viewport_size
        assert own is not None
        self.page.wait_for_load_state("load")
        for width, scheme in traits:
            self.page.set_viewport_size({"width": width, "height": own["height"]})
            self.page.emulate_media(color_scheme=scheme)
            self._has_no_barrier(f"{width} {scheme}")
            self._fits(width)
        self.page.set_viewport_size(own)
        self.page.emulate_media(color_scheme="light")
        assert self.faults == [], self.faults

    def _has_no_barrier(self, where: str) -> None:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(BARRIERS, RULES)
        shown = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
        assert shown == [], f"{self.page.url} at {where}: {shown}"

    def _fits(self, width: int) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{self.page.url} is {wide} wide on a screen of {width}"

    def _log_console(self, kind: str, text: str) -> None:
        """Note what the browser complains of, but for answers that were meant to be
        refused and drafts that gave way to the report itself."""
        if kind == "error" and not text.startswith(EXPECTED):
            self.faults.append(text)

    def _look_for(self, answer: Response) -> None:
        """Note what a page is made of and is not there."""
        if answer.status >= 400 and answer.request.resource_type in MADE_OF:
            self.faults.append(f"{answer.status} {answer.url}")


def _was_posted(answer: Response) -> bool:
    is_asked = not urlsplit(answer.url).path.endswith(UNASKED)
    return answer.request.method == "POST" and is_asked
