"""The visits that this actor may know of."""

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.visits import policy, rules
from thuis_app.visiting.visits.models import Visit


def known(actor: Actor) -> Select[Visit]:
    """The visits this actor may open, with the names that pages show."""
    return _with_names(policy.visible_to(actor))


def reportable(actor: Actor) -> Select[Visit]:
    """The visits this actor may report, with the names that pages show."""
    return _with_names(policy.reportable_by(actor))


def get(actor: Actor, visit_id: int) -> Visit:
    """A visit this actor may open; Missing for any other."""
    return _found(known(actor), visit_id)


def get_open(actor: Actor, visit_id: int) -> Visit:
    """A visit this actor may open, and that is still to be made or reported."""
    found = get(actor, visit_id)
    rules.check_open(found.state)
    return found


def get_to_report(actor: Actor, visit_id: int) -> Visit:
    """A visit this actor may report, and read that report back; Missing for any other.

    They may know the name of the person and the day, and no more than that.
    """
    return _found(reportable(actor), visit_id)


def in_one_go(actor: Actor, visit: Visit) -> Visit | None:
    """The other visit of one call at one house, as long as both are still to come.

    Nothing, once nobody may approach the other, or somebody else goes there.
    """
    other = _other(known(actor), visit)
    if other is None or other.contact.is_stopped:
        return None
    goes = select(Match.id).where(Match.id == other.match_id, Match.state.in_(OPEN))
    return other if db.session.scalar(goes) is not None else None


def to_report_in_one_go(actor: Actor, visit: Visit) -> Visit | None:
    """The other visit that was made in one go, if it waits for a report too."""
    other, today = _other(reportable(actor), visit), clock.today()
    if other is None or not (visit.is_open and other.has_come):
        return None
    is_expected = rules.is_expected(other.day, other.contact.stopped_on, today)
    return other if is_expected else None


def _other(among: Select[Visit], visit: Visit) -> Visit | None:
    if visit.together_with is None:
        return None
    other = db.session.scalar(
        among.where(
            Visit.id == visit.together_with,
            Visit.together_with == visit.id,
            Visit.volunteer_id == visit.volunteer_id,
        )
    )
    return other if other is not None and other.is_open else None


def _with_names(condition: ColumnElement[bool]) -> Select[Visit]:
    return (
        select(Visit)
        .options(
            joinedload(Visit.contact).joinedload(Contact.area),
            joinedload(Visit.volunteer),
        )
        .where(condition)
    )


def _found(among: Select[Visit], visit_id: int) -> Visit:
    found = db.session.scalar(among.where(Visit.id == visit_id))
    if found is None:
        raise Missing
    return found
