"""A passkey in a real browser: added, used alone, and taken away."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.visitor import Visitor

# The answer of a tablet whose owner puts a finger on it.
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_finger(page: Page) -> None:
    """Let this browser have an authenticator: that of Chromium for tests."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})


def sign_out(visitor: Visitor) -> None:
    visitor.press("Afmelden")
    expect(visitor.page.locator("#sign-in-form")).to_be_visible()


def press_passkey(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Aanmelden met sleutel").click()


def test_one_signs_in_with_a_finger_until_the_passkey_is_taken_away(
    visit: Open,
) -> None:
    visitor = visit("bestuur")
    page = visitor.page
    give_finger(page)

    visitor.go("/account/passkeys/add")
    page.get_by_label("Hoe noem je dit apparaat?").fill("tablet van de test")
    page.get_by_role("button", name="Sleutel toevoegen").click()
    expect(page.locator("#codes li")).to_have_count(10)
    visitor.go("/account/passkeys/add")
    page.get_by_role("button", name="Sleutel toevoegen").click()
    expect(page.locator("[data-passkey-fault=known]")).to_be_visible()
    sign_out(visitor)

    press_passkey(visitor)
    expect(page.locator("footer form[action$='sign-out']")).to_be_visible()
    visitor.go("/account/passkeys/")
    expect(page.locator("#passkeys li")).to_contain_text("laatst gebruikt")
    page.get_by_role("link", name="Weghalen tablet van de test").click()
    page.get_by_role("button", name="Weghalen").click()
    expect(page.locator("#passkeys")).to_contain_text("Je hebt nog geen sleutel")
    sign_out(visitor)

    press_passkey(visitor)
    expect(page.locator("#errors")).to_contain_text("Deze sleutel kennen we niet")
    assert not visitor.faults
