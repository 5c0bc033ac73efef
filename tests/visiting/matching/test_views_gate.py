from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind
from thuis_app.team.volunteers.models import Volunteer, VolunteerRequirement
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import Rhythm


def address(contact: Contact) -> str:
    return f"/matches/of/{contact.id}/new"


def number_of_matches() -> int:
    return db.session.scalar(select(func.count(Match.id))) or 0


def test_who_cannot_visit_is_named_with_the_reason_and_is_no_choice(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer = make.volunteer(area, name="Griet Bos")
    db.session.get_one(Volunteer, volunteer.id).pets_ok = False
    contact.has_pets = True
    db.session.commit()
    browser = sign_in(coordinator)

    page = browser.get(address(contact))
    answer = browser.submit(page.one("#match-form"), answer="yes")

    assert not page.has("[name=volunteer]")
    assert "Griet Bos Cannot be with pets." in page.text("#volunteer-choice details")
    assert answer.status == 422
    assert number_of_matches() == 0


def test_who_lacks_something_is_chosen_only_with_a_reason(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    make.volunteer(area)
    unready = make.volunteer(area, ready=False)
    browser = sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    without = browser.submit(form, volunteer=unready.id, note="Tuesdays", answer="yes")
    answer = browser.submit(
        form, volunteer=unready.id, override="They begin together.", answer="yes"
    )

    match = db.session.scalars(select(Match)).one()
    assert without.status == 422
    [error] = without.errors()
    assert "Certificate of conduct (VOG)" in error
    assert error.endswith("Write why it is good to begin all the same.")
    assert without.has(f"a[href='/volunteers/{unready.id}']")
    assert "Tuesdays" in without.text("[name=note]")
    assert answer.status == 303
    assert match.override_because == "They begin together."


def test_where_nothing_is_lacking_no_reason_is_asked(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    make.volunteer(area)

    assert not sign_in(coordinator).get(address(contact)).has("[name=override]")


def test_who_lives_there_too_is_matched_at_the_same_time(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, harm = make.volunteer(area), make.contact("Ploeg", area=area)
    relation = Relation(
        contact_id=contact.id, other_id=harm.id, kind=RelationKind.PARTNER
    )
    make.saved(relation)
    browser = sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    too_early = browser.submit(
        form, volunteer=volunteer.id, also=[harm.id], answer="yes"
    )
    make.assent(harm)
    answer = browser.submit(
        browser.get(address(contact)).one("#match-form"),
        volunteer=volunteer.id,
        also=[harm.id],
        answer="yes",
    )

    assert too_early.status == 422
    assert too_early.has("#also-error")
    assert answer.status == 303
    assert number_of_matches() == 2


def test_an_oudermaatje_comes_every_week_and_never_once_a_month(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    seldom = browser.submit(
        form, volunteer=volunteer.id, kind="buddy", rhythm="monthly", answer="yes"
    )
    answer = browser.submit(form, volunteer=volunteer.id, kind="buddy", answer="yes")

    assert seldom.errors() == ["An Oudermaatje comes at least every two weeks."]
    assert answer.status == 303
    assert db.session.scalars(select(Match.rhythm)).one() is Rhythm.WEEKLY


def test_two_coordinators_who_choose_at_once_make_one_match(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer = make.volunteer(area)
    one, other = sign_in(coordinator), sign_in(make.coordinator(area))
    pages = [browser.get(address(contact)) for browser in (one, other)]

    first = one.submit(
        pages[0].one("#match-form"), volunteer=volunteer.id, answer="yes"
    )
    second = other.submit(
        pages[1].one("#match-form"), volunteer=volunteer.id, answer="yes"
    )

    assert (first.status, second.status) == (303, 409)
    assert "already brought together" in second.text()
    assert number_of_matches() == 1


def test_a_paper_that_runs_out_before_the_first_day_is_named(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer = make.volunteer(area)
    wanted = VolunteerRequirement.user_id == volunteer.id
    vog = VolunteerRequirement.requirement == Requirement.VOG
    paper = db.session.scalars(select(VolunteerRequirement).where(wanted, vog)).one()
    paper.review_by = clock.today() + timedelta(days=5)
    db.session.commit()
    browser = sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    later = (clock.today() + timedelta(days=9)).isoformat()
    answer = browser.submit(
        form, volunteer=volunteer.id, started_on=later, answer="yes"
    )
    at_once = browser.submit(form, volunteer=volunteer.id, answer="yes")

    assert answer.status == 422
    [error] = answer.errors()
    assert "Certificate of conduct (VOG)" in error
    assert answer.has("[name=override]")
    assert at_once.status == 303


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (VolunteerStage.PAUSED, "Pauses until 24 December."),
        (VolunteerStage.LEAVING, "Is leaving."),
        (VolunteerStage.APPLIED, "Applied, and has not begun yet."),
    ],
)
def test_who_does_not_visit_now_is_named_with_why_and_until_when(
    sign_in: SignIn,
    area: Area,
    contact: Contact,
    coordinator: User,
    stage: VolunteerStage,
    words: str,
) -> None:
    volunteer = make.volunteer(area, name="Griet Bos")
    profile = db.session.get_one(Volunteer, volunteer.id)
    profile.stage, profile.paused_until = stage, date(2099, 12, 24)
    db.session.commit()

    page = sign_in(coordinator).get(address(contact))

    assert f"Griet Bos {words}" in page.text("#volunteer-choice details")
    assert page.has(f"#volunteer-choice details a[href='/volunteers/{volunteer.id}']")
