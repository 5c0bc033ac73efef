"""Which entries a user has in the main menu, and which of them is lit."""

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Page
from thuis_app.core.actors import Role

ENTRIES, LIT = "header nav a", "header nav a[aria-current=page]"


def page_of(sign_in: SignIn, role: Role, address: str) -> Page:
    user = make.volunteer() if role is Role.VOLUNTEER else make.user(role)
    page = sign_in(user).get(address)
    assert page.status == 200
    return page


@pytest.mark.parametrize(
    ("role", "others"),
    [
        (Role.BOARD, {"Today", "People", "Volunteers", "Accounts"}),
        (
            Role.VOLUNTEER,
            {"Volunteers", "Referrals", "Report", "Accounts", "Local map"},
        ),
        (Role.COORDINATOR, {"Accounts", "Concerns", "By itself"}),
        (Role.ADMINISTRATOR, {"Today", "People", "Referrals", "Concerns"}),
    ],
)
def test_nobody_is_shown_an_entry_for_work_that_is_not_theirs(
    sign_in: SignIn, role: Role, others: set[str]
) -> None:
    entries = page_of(sign_in, role, "/account/").texts(ENTRIES)

    assert entries
    assert not others & set(entries)


@pytest.mark.parametrize(
    ("role", "address", "lit"),
    [
        (Role.COORDINATOR, "/", "Today"),
        (Role.COORDINATOR, "/people/", "People"),
        (Role.COORDINATOR, "/outreach/", "Never give up"),
        (Role.COORDINATOR, "/signals/new", "Signals"),
        (Role.COORDINATOR, "/rooms/", "Respite"),
        (Role.COORDINATOR, "/trainings/", "Volunteers"),
        (Role.VOLUNTEER, "/visits/paper", "Today"),
        (Role.VOLUNTEER, "/trainings/", "Today"),
        (Role.VOLUNTEER, "/hours/", "Today"),
        (Role.VOLUNTEER, "/offerings/", "Nearby"),
        (Role.COORDINATOR, "/offerings/", "Local map"),
        (Role.ADMINISTRATOR, "/account/", "Accounts"),
        (Role.ADMINISTRATOR, "/outreach/table", "Tries"),
    ],
)
def test_the_entry_of_the_page_is_lit_else_the_nearest_that_covers_it(
    sign_in: SignIn, role: Role, address: str, lit: str
) -> None:
    assert page_of(sign_in, role, address).texts(LIT) == [lit]


@pytest.mark.parametrize(
    "address",
    ["/matches/by/%s", "/volunteers/%s/ahead", "/visits/paper?volunteer=%s"],
)
def test_a_page_of_a_volunteer_lights_the_entry_of_volunteers(
    sign_in: SignIn, address: str
) -> None:
    volunteer = make.volunteer()
    page = page_of(sign_in, Role.COORDINATOR, address % volunteer.id)

    assert page.texts(LIT) == ["Volunteers"]


def test_a_page_that_no_entry_covers_lights_none(sign_in: SignIn) -> None:
    page = page_of(sign_in, Role.COORDINATOR, "/account/")

    assert page.texts(LIT) == []


def test_entries_stand_in_the_order_of_the_work(sign_in: SignIn) -> None:
    entries = page_of(sign_in, Role.COORDINATOR, "/").texts(ENTRIES)

    order = ["Today", "People", "Referrals", "Respite", "Volunteers"]
    assert [entry for entry in entries if entry in order] == order


@pytest.mark.parametrize("address", ["/", "/people/", "/offerings/", "/account/"])
def test_a_coordinator_writes_a_signal_down_from_any_page(
    sign_in: SignIn, address: str
) -> None:
    page = page_of(sign_in, Role.COORDINATOR, address)

    assert page.one("header a[data-key=s]")["href"] == "/signals/new"


def test_who_has_no_keys_has_no_such_link(sign_in: SignIn) -> None:
    page = page_of(sign_in, Role.VOLUNTEER, "/")

    assert not page.has("header a[data-key]")


def test_the_help_of_the_keys_names_that_of_a_new_signal(sign_in: SignIn) -> None:
    assert "new signal" in page_of(sign_in, Role.COORDINATOR, "/").text("#work details")
