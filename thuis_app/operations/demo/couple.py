"""Two people of the example who live together and are visited in one go."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select, update

from thuis_app.core.database import db
from thuis_app.operations.demo import names, people, stories
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import queries
from thuis_app.people.contacts.models import Contact, ContactWord
from thuis_app.people.contacts.rules import search_text
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind
from thuis_app.reaching.signals.models import Signal
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

HOME = ("street", "house_number", "postcode", "area_id", "prefix", "last_name")
COUPLE = 2


def bring_together(email: str) -> None:
    """Make partners of the first woman and man of this volunteer with a rhythm."""
    in_rhythm = select(Visit.id).where(Visit.match_id == Match.id, Visit.made_by_rhythm)
    both = db.session.scalars(
        select(Match)
        .join(User, User.id == Match.volunteer_id)
        .where(User.email == email, Match.state.in_(OPEN), in_rhythm.exists())
        .order_by(Match.id)
    ).all()
    first = {people.is_woman(one.contact_id): one for one in reversed(both)}
    if len(first) == COUPLE:
        one, other = sorted(first.values(), key=lambda match: match.id)
        _partners(one.contact_id, other.contact_id)
        _in_one_go(one, other)


def _partners(one_id: int, other_id: int) -> None:
    one, other = (db.session.get_one(Contact, n) for n in (one_id, other_id))
    for name in HOME:
        setattr(other, name, getattr(one, name))
    named = (other.called_name, other.initials, other.prefix, other.last_name)
    home = (other.street, other.house_number, other.postcode)
    numbers = [phone.number for phone in queries.phones(other)]
    other.search_text = search_text(named, home, numbers)
    other.sounds_like = one.sounds_like
    neighbours_word = "Een mevrouw" if people.is_woman(other_id) else "Een meneer"
    who = f"{neighbours_word} {names.at_street(one.street)}"
    theirs = update(Signal).where(Signal.contact_id == other_id)
    db.session.execute(theirs.values(who=who))
    relation = Relation(contact_id=one.id, other_id=other.id, kind=RelationKind.PARTNER)
    db.session.add(relation)
    _search_words(other)


def _search_words(contact: Contact) -> None:
    """Let a search find this person by the name and home of today."""
    theirs = delete(ContactWord).where(ContactWord.contact_id == contact.id)
    db.session.execute(theirs)
    for word in contact.search_text.split():
        db.session.add(ContactWord(contact_id=contact.id, word=word))


def _in_one_go(one: Match, other: Match) -> None:
    """Every visit to the one was and is a visit to the other, on that moment.

    The second came to live there later: what was before is not joint. One report is
    in both files, so its words are about both.
    """
    for state in (VisitState.PLANNED, VisitState.REPORTED):
        both = zip(_visits(one.id, state), _visits(other.id, state), strict=False)
        since = max(one.started_on, other.started_on)
        _joint(pair for pair in both if pair[0].day >= since)
    db.session.flush()


def _joint(both: Iterable[tuple[Visit, Visit]]) -> None:
    for number, (mine, theirs) in enumerate(both):
        theirs.starts_at = mine.starts_at
        theirs.made_by_rhythm = mine.made_by_rhythm
        mine.together_with, theirs.together_with = theirs.id, mine.id
        _same_report(mine, theirs, number)


def _same_report(mine: Visit, theirs: Visit, number: int) -> None:
    """One report about both, the latest with number 0; no word of those planned."""
    first, second = _report(mine.id), _report(theirs.id)
    if first is None or second is None:
        return
    note = stories.TOGETHER[number * 5 % len(stories.TOGETHER)] if first.note else ""
    for report in (first, second):
        report.happened, report.mood = first.happened, first.mood
        report.minutes, report.activities = first.minutes, first.activities
        report.note, report.agreed = note, ""
        report.written_at = first.written_at


def _report(visit_id: int) -> VisitReport | None:
    rows = select(VisitReport).where(VisitReport.visit_id == visit_id)
    return db.session.scalar(rows)


def _visits(match_id: int, state: VisitState) -> Sequence[Visit]:
    """The latest first: those that are planned stand beside each other."""
    rows = select(Visit).where(Visit.match_id == match_id, Visit.state == state)
    return db.session.scalars(rows.order_by(Visit.starts_at.desc())).all()
