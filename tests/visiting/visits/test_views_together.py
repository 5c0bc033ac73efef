import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.couple import both, couple
from tests.visiting.visits.visiting import count, later
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState


def test_who_lives_with_somebody_is_visited_in_one_go(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = browser.get(f"/visits/of/{known.aafke}/plan").one("#plan-form")
    assert "Also visit Harm Bos, at the same house" in form.get_text()

    browser.submit(form, on=later(), at="14:30")
    browser.submit(form, on=later(), at="14:30")

    rows = select(Visit).where(Visit.starts_at > clock.now()).order_by(Visit.id)
    one, other = db.session.scalars(rows)
    assert (one.together_with, other.together_with) == (other.id, one.id)


def test_one_of_the_two_can_be_visited_alone(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = browser.get(f"/visits/of/{known.aafke}/plan").one("#plan-form")

    browser.submit(form, on=later(), at="14:30", both=None)

    assert count(Visit) == 3


def test_nobody_is_asked_of_another_where_somebody_lives_alone(sign_in: SignIn) -> None:
    match = make.match(make.volunteer())
    page = sign_in(make.coordinator()).get(f"/visits/of/{match.contact_id}/plan")

    assert not page.has("[name=both]")


@pytest.mark.parametrize("too", ["y", None])
def test_a_move_asks_for_both(sign_in: SignIn, too: str | None) -> None:
    known = couple(in_days=2)
    browser = sign_in(known.volunteer)
    form = browser.get(f"/visits/{known.to_aafke}/move").one("#move-form")
    assert form.select_one("[name=both][checked]")

    browser.submit(form, on=later(), at="16:00", both=too, informed="knows")

    hours = [f"{visit.hour:%H:%M}" == "16:00" for visit in both(known)]
    assert hours == [True, too is not None]


def test_a_stale_move_says_nothing_of_the_box(sign_in: SignIn) -> None:
    known = couple(in_days=2)
    browser = sign_in(known.volunteer)
    forms = [
        browser.get(f"/visits/{known.to_aafke}/move").one("#move-form") for _ in "ab"
    ]
    browser.submit(forms[0], on=later(), at="16:00", informed="knows")

    stale = browser.submit(
        forms[1], on=later(), at="17:00", both=None, informed="knows"
    )

    assert stale.status == 409 and "16:00" in stale.text("#at-theirs")
    assert not stale.has("#both-theirs") and not stale.has("[name=both][checked]")


@pytest.mark.parametrize("too", ["y", None])
def test_calling_off_asks_for_both(sign_in: SignIn, too: str | None) -> None:
    known = couple(in_days=2)
    browser = sign_in(known.volunteer)
    form = browser.get(f"/visits/{known.to_aafke}/cancel").one("#cancel-form")
    assert "The visit to Harm Bos does not go on either" in form.get_text()

    browser.submit(form, cancelled_by="person", because="Both ill.", both=too)

    states = [visit.state is VisitState.CANCELLED for visit in both(known)]
    assert states == [True, too is not None]
