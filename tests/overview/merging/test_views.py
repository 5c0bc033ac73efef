from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.merging import actions, queries
from thuis_app.people.assents import queries as assents
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations import queries as relations
from thuis_app.people.relations.rules import Purpose
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")
HOME: dict[str, Any] = {"street": "Kerkpad", "house_number": "4"}


def alike(**more: Any) -> tuple[Contact, Contact]:
    """Two records that may well be of one person."""
    area = make.area("Winsum")
    known: dict[str, Any] = HOME | {"area": area}
    one = make.contact("Proefstra", called_name="Jan", **known)
    return one, make.contact("Proefstra", called_name="Jan", **known | more)


def village(contact: Contact) -> Area:
    return db.session.get_one(Area, contact.area_id)


def coordinator() -> Actor:
    return make.actor(make.coordinator())


def test_two_records_are_shown_side_by_side_and_become_one(sign_in: SignIn) -> None:
    one, other = alike(approach="Ring twice.", birth_year=1934)
    one.approach, went, stays = "Knock.", one.id, other.id
    make.note(other)
    browser = sign_in(make.coordinator())
    page = browser.get(f"/people/{one.id}/twice/{other.id}")
    assert {"Knock.", "Ring twice.", "1934"} <= set(page.texts("#compared td"))

    merged = browser.submit(page.one("#merge-form"), approach="other")

    db.session.expire_all()
    kept = db.session.get_one(Contact, stays)
    assert merged.status == 303 and merged.address.endswith(f"/people/{kept.id}")
    assert (kept.approach, kept.birth_year) == ("Ring twice.", 1934)
    assert db.session.get(Contact, went) is None


def test_the_address_of_the_record_that_went_leads_to_the_person(
    sign_in: SignIn,
) -> None:
    one, other = alike()
    went = one.id
    actions.merge(coordinator(), one, other, known={})
    db.session.commit()
    here, elsewhere = make.coordinator(), make.coordinator(make.area("Bedum"))

    assert sign_in(here).get(f"/people/{went}").address.endswith(f"/people/{other.id}")
    assert sign_in(elsewhere).get(f"/people/{went}").status == 404


def test_who_is_told_apart_is_proposed_no_more(sign_in: SignIn) -> None:
    one, other = alike()
    browser = sign_in(make.coordinator())
    assert browser.get("/people/twice").has("#pairs section")
    page = browser.get(f"/people/{one.id}/twice/{other.id}")
    apart = page.one(f"form[action='/people/{one.id}/apart/{other.id}']")

    browser.submit(apart)

    assert not browser.get("/people/twice").has("#pairs section")
    assert not browser.get(f"/people/{one.id}/twice").has("#doubles section")


def of_one_name(one: dict[str, Any], other: dict[str, Any]) -> tuple[Contact, Contact]:
    """Two records of one name in one village, with these homes."""
    area = make.area("Winsum")
    mine = make.contact("Proefstra", called_name="Jan", area=area, **one)
    return mine, make.contact("Proefstra", called_name="Jan", area=area, **other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HOME, HOME),
        (HOME | {"postcode": "9951 AA"}, HOME),
        (
            {"house_number": "4", "postcode": "9951 AA"},
            {"house_number": "4", "postcode": "9951 AA", "street": "Kerkpad"},
        ),
    ],
    ids=["one street", "one street, a postcode once", "one postcode"],
)
def test_two_records_of_one_home_are_proposed(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    pair = of_one_name(one, other)

    [found] = queries.likely_pairs(coordinator())

    assert found[:2] == pair


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HOME, HOME | {"house_number": "6"}),
        (HOME, HOME | {"street": "Dorpsweg"}),
        ({"street": "Kerkpad"}, {"street": "Kerkpad"}),
        ({"house_number": "4"}, {"house_number": "4"}),
        ({"postcode": "9951 AA"}, {"postcode": "9951 AA"}),
    ],
    ids=["another number", "another street", "no number", "no street", "a postcode"],
)
def test_two_records_of_two_homes_are_not_proposed(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    of_one_name(one, other)

    assert queries.likely_pairs(coordinator()) == []


def test_father_and_son_and_a_couple_are_not_proposed() -> None:
    alike(birth_year=1961)[0].birth_year = 1934
    area = make.area("Baflo")
    for name in ("Jantje", "Berend"):
        make.contact("Smid", called_name=name, area=area, **HOME)

    assert queries.likely_pairs(coordinator()) == []


def test_only_a_coordinator_of_both_villages_merges() -> None:
    one, other = make.contact(area=make.area("A")), make.contact(area=make.area("B"))
    half = make.actor(make.coordinator(village(one)))

    with pytest.raises(Denied):
        actions.merge(half, one, other, known={})


def test_no_more_contact_in_one_record_counts_for_the_person() -> None:
    one, other = alike(stage=Stage.NO_CONTACT, stopped_because="She said so.")
    given, match = make.consent(one), make.match(contact=one)
    visit = make.visit(match, starts_at=clock.now() + timedelta(days=2))

    made = actions.merge(coordinator(), one, other, known={})
    kept = db.session.get_one(Contact, made.kept_id)

    assert kept.stage is Stage.NO_CONTACT and kept.stopped_because == "She said so."
    assert given.withdrawn_on is not None
    assert (match.state, visit.state) == (MatchState.ENDED, VisitState.CANCELLED)
    assert not tasks.has_open(kept.id)


def test_a_yes_that_was_taken_back_in_one_record_stands_in_neither() -> None:
    one, other = alike()
    for made_of in (make.assent, make.consent):
        made_of(one)
        made_of(other).withdrawn_on = clock.today()
    made = actions.merge(coordinator(), one, other, known={})

    kept = db.session.get_one(Contact, made.kept_id)
    assert not assents.has_assent(kept, Participation.VISIT)
    assert not relations.has_consent(kept, Purpose.REFERRAL)


def test_one_attempt_is_asked_of_two_plans_on_the_earlier_day() -> None:
    actor = coordinator()
    one, other = alike(stage=Stage.KNOWN)
    one.stage = Stage.KNOWN
    first, second = (outreach.begin(actor, each) for each in (one, other))
    earlier = min(first.next_on, second.next_on)

    made = actions.merge(actor, one, other, known={})

    found = tasks.open_task(TaskKind.ATTEMPT, made.kept_id)
    assert found is not None and found.due_on == earlier
    assert tasks.open_task(TaskKind.ATTEMPT, made.gone_id) is None


def test_one_visit_is_made_where_a_volunteer_had_both_records() -> None:
    one, other = alike()
    volunteer, at = make.volunteer(village(one)), clock.now() + timedelta(days=2)
    for contact in (one, other):
        make.visit(make.match(volunteer, contact), starts_at=at)

    made = actions.merge(coordinator(), one, other, known={})

    planned = Visit.contact_id == made.kept_id, Visit.state == VisitState.PLANNED
    going_on = Match.contact_id == made.kept_id, Match.state != MatchState.ENDED
    assert len(db.session.scalars(select(Visit).where(*planned)).all()) == 1
    assert len(db.session.scalars(select(Match).where(*going_on)).all()) == 1


def test_both_telephone_numbers_find_the_person() -> None:
    one, other = alike()
    actor = coordinator()
    made = actions.merge(actor, one, other, known={"called_name": "Johannes"})
    kept = db.session.get_one(Contact, made.kept_id)

    assert contacts.search(actor, ["johannes"]).all == [kept]


def test_what_was_written_since_stays_and_the_rest_comes_back() -> None:
    actor = coordinator()
    one, other = alike()
    mine, theirs = make.note(one), make.note(other)
    made = actions.merge(actor, one, other, known={"called_name": "Johannes"})
    since = make.note(db.session.get_one(Contact, made.kept_id))
    db.session.get_one(Contact, made.kept_id).language = "Gronings"
    db.session.flush()

    actions.undo(actor, made)

    back = db.session.get_one(Contact, made.gone_id)
    kept = db.session.get_one(Contact, made.kept_id)
    assert (mine.contact_id, theirs.contact_id) == (back.id, kept.id)
    assert since.contact_id == kept.id
    assert (kept.called_name, kept.language) == ("Jan", "Gronings")


def test_an_undo_comes_within_a_week_and_before_that_of_an_earlier_merge() -> None:
    actor = coordinator()
    one, other = alike()
    third = make.contact("Proefstra", area=village(one))
    first = actions.merge(actor, one, other, known={})
    second = actions.merge(actor, other, third, known={})
    assert first.kept_id == third.id
    with pytest.raises(RuleBroken):
        actions.undo(actor, first)

    actions.undo(actor, second)
    db.session.expire_all()
    first.merged_at -= timedelta(days=8)
    with pytest.raises(RuleBroken):
        actions.undo(actor, first)


def test_two_volunteers_with_an_account_are_two_people(sign_in: SignIn) -> None:
    one, other = alike()
    for contact in (one, other):
        user = make.volunteer(village(one))
        db.session.get_one(Volunteer, user.id).contact_id = contact.id
    db.session.commit()
    browser = sign_in(make.coordinator())
    page = browser.get(f"/people/{one.id}/twice/{other.id}")

    refused = browser.submit(page.one("#merge-form"))

    assert refused.status == 422
    assert db.session.get(Contact, one.id) is not None
