"""The bench measures every page of the table, or says why it does not."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.bench import rows
from tests.bench.found import Found, FoundPage, found
from tests.bench.visitors import SignedIn, opened, signed_in
from tests.conftest import emptied
from tests.house.tables import OPEN, PAGES
from thuis_app.core.database import db
from thuis_app.operations.demo.fill import fill

Measured = tuple[Found, dict[str, SignedIn]]


@pytest.fixture(scope="module")
def measured(app: Flask) -> Iterator[Measured]:
    """What the bench finds in a small example, and who looks, by role."""
    with emptied(app):
        fill(157, 1, "licht in het dorp")
        db.session.commit()
        visitors = list(signed_in(app))
        yield found(app, visitors), {one.account.role: one for one in visitors}


def test_every_page_is_measured_or_listed_with_a_reason(measured: Measured) -> None:
    pages, _visitors = measured
    listed = {endpoint for endpoint, _reason in pages.left_out}

    assert {page.endpoint for page in pages.pages} | listed == set(PAGES)
    assert all(reason for _endpoint, reason in pages.left_out)


def test_only_pages_whose_rows_no_example_can_have_are_not_measured(
    measured: Measured,
) -> None:
    """A new page needs a row: say in tests/bench/rows.py how one is found."""
    pages, _visitors = measured
    not_measured = set(PAGES) - {page.endpoint for page in pages.pages}

    assert not_measured == {
        "calendar_feed.read_feed",
        *("passkeys.link_form", "passkeys.options_by_invitation"),
        *("passkeys.options_by_link", "passkeys.remove_form"),
        "first_visits.answer_form",
        "incidents.edit_form",
        "incidents.show",
        "merging.merge_form",
        "offline.accept_form",
        "payments.take_back_form",
        "relations.represent_form",
        "invitations.accept_form",
    }, pages.left_out


def test_every_page_that_is_measured_opens(app: Flask, measured: Measured) -> None:
    pages, visitors = measured
    answers = {
        page.name: status(app, page, visitors[page.role]) for page in pages.pages
    }

    assert {name: one for name, one in answers.items() if one != 200} == {}
    assert len(answers) >= sum(OPEN in line for line in PAGES.values())


def status(app: Flask, page: FoundPage, visitor: SignedIn) -> int:
    return opened(app, page.path, visitor.headers).status_code


def test_each_argument_without_a_row_has_a_page(app: Flask) -> None:
    arguments = {name for rule in app.url_map.iter_rules() for name in rule.arguments}

    assert rows.WITHOUT_ROW.keys() | rows.FIXED.keys() <= arguments
