"""A form that was opened from a list leads back to it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests import make
from tests.conftest import SignIn
from thuis_app.core.database import db
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.web.return_to import leading_back

LIST = "/?queue=attempt&of=mine"


@pytest.mark.parametrize("address", ["/a", "/a?b=1", "/a?b=1#c", "/a#c"])
def test_the_list_is_added_to_any_address(address: str) -> None:
    found = urlsplit(leading_back(address, LIST))
    before = urlsplit(address)

    assert (found.path, found.fragment) == (before.path, before.fragment)
    assert parse_qs(found.query)["return_to"] == [LIST]
    assert parse_qs(before.query).items() <= parse_qs(found.query).items()


def finished(sign_in: SignIn, return_to: str) -> str:
    task = make.task(TaskKind.REOPENED)
    browser = sign_in(make.coordinator())
    page = browser.get(leading_back(f"/tasks/{task.id}", return_to))
    return browser.submit(page.one("#finish-form"), note="").address


def test_a_form_leads_back_to_the_list_that_it_was_opened_from(
    sign_in: SignIn,
) -> None:
    assert finished(sign_in, LIST) == LIST


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "\\\\example.org"]
)
def test_a_form_leads_to_no_other_site(sign_in: SignIn, elsewhere: str) -> None:
    assert finished(sign_in, elsewhere) == "/"


def test_a_refused_form_still_leads_back(sign_in: SignIn) -> None:
    task = make.task(TaskKind.REOPENED)
    browser = sign_in(make.coordinator())
    page = browser.get(leading_back(f"/tasks/{task.id}", LIST))

    refused = browser.submit(page.one("#put-off-form"), until="", because="")
    answer = browser.submit(refused.one("#finish-form"), note="")

    assert refused.status == 422
    assert answer.address == LIST
    assert not db.session.get_one(Task, task.id).is_open
