"""What the tests over all features share: a sample, and browsers that look at it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import emptied
from tests.house import forms_found
from tests.house.forms_found import Places
from tests.house.kept_sample import PutBack, kept
from tests.house.sample_data import sample_data
from tests.house.test_routes import Visitors, lookers
from tests.pages import Browser


def signed_in(app: Flask) -> Visitors:
    known = sample_data()
    return known, [Browser(app, user) for user in lookers(known)]


@pytest.fixture(scope="session")
def places(app: Flask) -> Places:
    """Where every form stands: found once, on a sample of its own.

    It empties the database: a module that asks for it must do so in its first test.
    """
    with emptied(app):
        return forms_found.places(app, signed_in(app))


@pytest.fixture(scope="module")
def visitors(app: Flask) -> Iterator[Visitors]:
    """One sample for a module, and a browser for each column of the tables."""
    with emptied(app):
        yield signed_in(app)


@pytest.fixture(scope="module")
def visitors_and_put_back(
    app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Visitors, PutBack]]:
    folder = tmp_path_factory.mktemp("sample")
    with kept(app, folder, lambda: with_tokens(signed_in(app))) as found:
        yield found


def with_tokens(visitors: Visitors) -> Visitors:
    """Browsers that have read the token of their session already."""
    known, browsers = visitors
    return known, [browser.copied() for browser in browsers]


@pytest.fixture
def fresh_visitors(
    visitors_and_put_back: tuple[Visitors, PutBack],
) -> Iterator[Visitors]:
    """The same for a test that changes the sample: it is put back afterwards."""
    visitors, put_back = visitors_and_put_back
    yield with_tokens(visitors)
    put_back()
