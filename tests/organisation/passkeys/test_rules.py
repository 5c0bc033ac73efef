import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.organisation.passkeys import rules
from thuis_app.organisation.passkeys.rules import Site


def test_the_id_of_a_site_is_its_host_without_scheme_and_port() -> None:
    assert Site("https://thuis.example.org").id == "thuis.example.org"
    assert Site("http://localhost:8000").id == "localhost"


def test_an_account_has_twenty_passkeys_at_most() -> None:
    rules.must_have_room(19)
    with pytest.raises(RuleBroken):
        rules.must_have_room(20)


@pytest.mark.parametrize(
    ("is_required", "others", "has_code", "may"),
    [
        (False, 0, False, True),
        (True, 1, False, True),
        (True, 0, True, True),
        (True, 0, False, False),
    ],
)
def test_the_last_factor_stays_where_a_role_asks_for_one(
    is_required: bool, others: int, has_code: bool, may: bool
) -> None:
    asked = {"is_required": is_required, "has_code": has_code}
    if may:
        rules.must_not_be_last(others=others, **asked)
    else:
        with pytest.raises(RuleBroken):
            rules.must_not_be_last(others=others, **asked)


def test_two_challenges_of_links_are_bound_apart() -> None:
    assert rules.with_link("a", "visit 1") != rules.with_link("b", "visit 1")
    assert rules.with_link("a", "visit 1") != rules.with_link("a", "visit 2")
