"""Somebody at a screen whose clicks and fields are counted."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Response

from tests.browser.visitor import Visitor


class CountedVisitor(Visitor):
    """Counts what a hand does: clicks on a link or button, and answers to a field.

    An answer is what is typed, picked or ticked. Looking costs nothing, and neither
    does opening the address at which a task begins.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.clicks = self.fields = 0

    @contextmanager
    def counted(self, clicks: int, fields: int) -> Iterator[None]:
        """What is done meanwhile takes so many clicks and fields at most."""
        self.clicks = self.fields = 0
        yield
        assert self.clicks <= clicks, f"{self.clicks} clicks, where {clicks} will do"
        assert self.fields <= fields, f"{self.fields} fields, where {fields} will do"

    def click(self, target: Locator) -> None:
        """Click, and wait until what was asked of the server stands on the page."""
        target.wait_for()
        self.clicks += 1
        self._mark_page_of(target)
        with self.page.expect_response(_is_page) as answered:
            target.click()
        answer = answered.value
        is_document = answer.request.resource_type == "document"
        self._wait(is_document or "hx-redirect" in answer.headers)

    def write(self, field: Locator, words: str) -> None:
        self.fields += 1
        field.fill(words)

    def tick(self, field: Locator) -> None:
        self.fields += 1
        field.check()

    def button(self, words: str, within: Locator | None = None) -> Locator:
        return (within or self.main()).get_by_role("button", name=words).first

    def link(self, words: str, within: Locator | None = None) -> Locator:
        return (within or self.main()).get_by_role("link", name=words).first

    def sends(self, form: str) -> Locator:
        """The button that sends this form."""
        return self.page.locator(f"{form} button.main-button").first

    def line(self, within: str, words: str) -> Locator:
        """The line of a list on which these words stand."""
        return self.page.locator(f"{within} .line", has_text=words).first


def _is_page(answer: Response) -> bool:
    return answer.request.resource_type in ("document", "xhr", "fetch")
