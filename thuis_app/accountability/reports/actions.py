"""Keeps the summaries of reports equal to what they count.

Who is there to practise with counts in none of them.

Handlers of events: they run in the transaction of the action that changed something.
"""

from datetime import date

from sqlalchemy import delete, insert, select, update

from thuis_app.accountability.reports import queries
from thuis_app.accountability.reports.models import DayCount, PersonReached
from thuis_app.accountability.reports.rules import BEGUN, Figure
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingAttended
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.changes.rules import ChangeUndone
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonMerged, PersonSplit, VillageChanged
from thuis_app.people.practice import queries as practice
from thuis_app.reaching.outreach.rules import AttemptMade
from thuis_app.support.referrals.rules import ReferralState, ReferralStepAdded
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.visiting.visit_reports.rules import VisitMade


def on_attempt_made(_actor: Actor, event: AttemptMade) -> None:
    """Count an attempt, and the person where they spoke to us."""
    if practice.is_practice(event.contact_id):
        return
    _count(Figure.ATTEMPTS, event.on)
    if event.has_reached:
        _reach(event.contact_id, event.on)


def on_visit_made(_actor: Actor, event: VisitMade) -> None:
    """Count a visit and whom it reached; one that was none after all no longer."""
    if practice.is_practice(event.contact_id):
        return
    _count(Figure.VISITS, event.on, 1 if event.is_made else -1)
    if event.is_made:
        _reach(event.contact_id, event.on)
    else:
        _look_again(event.contact_id, event.on)


def on_referral_step_added(_actor: Actor, event: ReferralStepAdded) -> None:
    """Count who began by a referral, and a referral that landed: once in a year.

    Steps are added in the order of time, so a later one never comes first.
    """
    if practice.is_practice(event.contact_id):
        return
    if event.state in BEGUN:
        _reach(event.contact_id, event.on)
    if event.state is ReferralState.LANDED and queries.has_just_landed(
        event.referral_id, event.on.year
    ):
        _count(Figure.LANDED, event.on)


def on_booking_attended(_actor: Actor, event: BookingAttended) -> None:
    """Count a half-day in a Thuis kamer, and both people of the request."""
    booking = db.session.get_one(Booking, event.booking_id)
    request = db.session.get_one(RespiteRequest, event.request_id)
    if practice.is_practice(request.carer_id, request.cared_for_id):
        return
    _count(Figure.HALF_DAYS, booking.on)
    _reach(request.carer_id, booking.on)
    _reach(request.cared_for_id, booking.on)


def on_village_changed(_actor: Actor, event: VillageChanged) -> None:
    """Count a person in the village where they live now, for earlier years too."""
    theirs = update(PersonReached).where(PersonReached.contact_id == event.contact_id)
    db.session.execute(theirs.values(area_id=event.area_id))


def on_change_undone(_actor: Actor, event: ChangeUndone) -> None:
    """Find anew on which days the person was reached first."""
    if event.contact_id is None:
        return
    theirs = PersonReached.contact_id == event.contact_id
    for found in db.session.scalars(select(PersonReached).where(theirs)).all():
        _look_again(event.contact_id, found.first_on)


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """Count one person where two records were counted."""
    theirs = select(PersonReached).where(PersonReached.contact_id == event.gone_id)
    for row in db.session.scalars(theirs).all():
        db.session.delete(row)
        db.session.flush()
        _reach(event.kept_id, row.first_on)


def on_person_split(_actor: Actor, event: PersonSplit) -> None:
    """Find anew the first days of each of the two, in the years of both."""
    both = PersonReached.contact_id.in_(event.both)
    years = set(db.session.scalars(select(PersonReached.year).where(both)))
    for contact_id in event.both:
        for year in sorted(years):
            _find_first(contact_id, year)


def _find_first(contact_id: int, year: int) -> None:
    first, found = queries.first_day(contact_id, year), _locked(contact_id, year)
    if found is not None and found.first_on != first:
        db.session.delete(found)
        db.session.flush()
    if first is not None:
        _reach(contact_id, first)


def recount() -> None:
    """Count everything again, from what happened."""
    db.session.execute(delete(DayCount))
    db.session.execute(delete(PersonReached))
    areas = dict(queries.villages_of_people())
    for year in queries.years_counted():
        days = [
            {"figure": figure, "day": day, "number": number}
            for (figure, day), number in queries.counted_by_day(year).items()
        ]
        people = [
            {"contact_id": id, "year": year, "first_on": on, "area_id": areas[id]}
            for id, on in queries.first_days(year).items()
        ]
        for model, rows in ((DayCount, days), (PersonReached, people)):
            if rows:
                db.session.execute(insert(model), rows)


def _count(figure: Figure, day: date, by: int = 1) -> None:
    """Add to the number of a day, which is the row that others add to as well."""
    theirs = (DayCount.figure == figure, DayCount.day == day)
    more = update(DayCount).where(*theirs).values(number=DayCount.number + by)
    if db.session.execute(more.returning(DayCount.number)).first() is None:
        db.session.add(DayCount(figure=figure, day=day, number=by))
        db.session.flush()


def _reach(contact_id: int, on: date) -> None:
    """Keep this day where it is the first of its year on which they were reached."""
    found = _locked(contact_id, on.year)
    if found is None:
        # On PostgreSQL nobody moves this person meanwhile to another village.
        lives = select(Contact.area_id).where(Contact.id == contact_id)
        area_id = db.session.scalars(lives.with_for_update(read=True)).one()
        row = {"contact_id": contact_id, "year": on.year, "first_on": on}
        db.session.add(PersonReached(**row, area_id=area_id))
        db.session.flush()
    elif on < found.first_on:
        found.first_on = on
        db.session.flush()


def _look_again(contact_id: int, on: date) -> None:
    """Find the first day of the year anew, where this was it and may be no longer."""
    found = _locked(contact_id, on.year)
    if found is None or found.first_on < on:
        return
    first = queries.first_day(contact_id, on.year)
    if first is None:
        db.session.delete(found)
    else:
        found.first_on = first
    db.session.flush()


def _locked(contact_id: int, year: int) -> PersonReached | None:
    return db.session.get(PersonReached, (contact_id, year), with_for_update=True)
