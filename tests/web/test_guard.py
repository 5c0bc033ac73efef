"""Where the guard lets a user return to, and what it does with who is not known."""

import pytest

from tests.pages import Browser
from thuis_app.web.return_to import LONGEST_ADDRESS, is_own_address


@pytest.mark.parametrize("address", ["/", "/people/?q=ploeg", "/visits/12/report#note"])
def test_an_address_of_ours_may_be_returned_to(address: str) -> None:
    assert is_own_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "people/",
        "https://example.org/",
        "//example.org/",
        "/\\example.org/",
        "\\\\example.org/",
        "javascript:alert(1)",
        "/people/\n/example.org",
        "/\t/example.org/",
        "/people/\u202e",
        "/" + "a" * LONGEST_ADDRESS,
    ],
)
def test_an_address_that_can_lead_elsewhere_may_not(address: str) -> None:
    assert not is_own_address(address)


def test_a_page_asks_for_a_sign_in_and_leads_back(stranger: Browser) -> None:
    page = stranger.get("/people/?q=ploeg")

    assert page.address == "/account/sign-in?next=/people/?q%3Dploeg"


def test_the_first_page_needs_no_way_back(stranger: Browser) -> None:
    assert stranger.get("/").address == "/account/sign-in"


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true"},
        {"Accept": "application/json"},
        {"Sec-Fetch-Mode": "cors"},
    ],
)
def test_a_script_is_not_led_to_a_page(
    stranger: Browser, headers: dict[str, str]
) -> None:
    page = stranger.get("/people/", headers=headers)

    assert page.status == 401
    assert "Location" not in page.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://example.org"},
    ],
)
def test_a_form_of_another_site_is_refused(
    stranger: Browser, headers: dict[str, str]
) -> None:
    said = {"csrf_token": stranger.token, "language": "en"}

    own = stranger.post("/account/language", said)
    page = stranger.post("/account/language", said, headers=headers)

    assert own.status == 303
    assert page.status == 400
