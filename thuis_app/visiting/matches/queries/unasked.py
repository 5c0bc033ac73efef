"""Who is ready to visit and was not thought of for a long time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED, Stage
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import USUAL, VolunteerStage
from thuis_app.visiting.matches import policy
from thuis_app.visiting.matches.models import Match, MatchRefusal
from thuis_app.visiting.matches.queries import pool
from thuis_app.visiting.matches.queries.proposing import ranked
from thuis_app.visiting.matches.rules import (
    UNASKED_AFTER,
    Bar,
    Proposal,
    Why,
    best,
    why_unasked,
)

PAGE, WAITING = 25, 100
Place = tuple[date, int]


@dataclass(frozen=True)
class Unasked:
    """A volunteer whom nobody asked, since when, what keeps them, and who would fit."""

    user_id: int
    name: str
    since: date
    was_asked: bool
    why: Bar | Why
    fits: Contact | None

    @property
    def place(self) -> Place:
        return self.since, self.user_id


def unasked(
    actor: Actor, after: Place | None = None
) -> tuple[list[Unasked], Place | None]:
    """One page of them, who waits longest first, and where the next page begins."""
    found = sorted(
        (since, row.id, row.name, row.last is not None)
        for row in _ready(actor)
        if (since := row.last or row.since)
    )
    left = [one for one in found if after is None or one[:2] > after]
    page = left[:PAGE]
    people = waiting(actor)
    seen = _seen_with(actor, people, [user_id for _since, user_id, *_more in page])
    shown = [
        _told(since, user_id, name, was_asked, seen.get(user_id, []))
        for since, user_id, name, was_asked in page
    ]
    return shown, shown[-1].place if len(left) > PAGE else None


def waiting(actor: Actor) -> Sequence[Contact]:
    """The people for whom a volunteer is looked for, the most urgent first."""
    visited_by_nobody = (Contact.stage == Stage.PARTICIPANT) & (
        Contact.volunteer_name == ""
    )
    return db.session.scalars(
        select(Contact)
        .options(joinedload(Contact.area))
        .where(
            or_(Contact.next_step == "match", visited_by_nobody),
            Contact.stage.not_in(STOPPED),
            policy.visible_contacts(actor),
        )
        .order_by(Contact.next_step_on, Contact.id)
        .limit(WAITING)
    ).all()


def _told(
    since: date,
    user_id: int,
    name: str,
    was_asked: bool,
    seen: list[tuple[Contact, Proposal]],
) -> Unasked:
    proposals = [proposal for _contact, proposal in seen]
    fit = best(proposals)
    who = next((contact for contact, proposal in seen if proposal is fit), None)
    return Unasked(user_id, name, since, was_asked, why_unasked(proposals), who)


def _seen_with(
    actor: Actor, people: Sequence[Contact], user_ids: list[int]
) -> dict[int, list[tuple[Contact, Proposal]]]:
    found: dict[int, list[tuple[Contact, Proposal]]] = {}
    if not people or not user_ids:
        return found
    by_contact = ranked(actor, people, only=user_ids)
    for contact in people:
        for proposal in by_contact[contact.id]:
            found.setdefault(proposal.one.user_id, []).append((contact, proposal))
    return found


def _ready(actor: Actor) -> list[Row[Any]]:
    """Active, with room, nothing lacking, and not asked or matched lately."""
    known = pool.known(actor)
    until = clock.today() - UNASKED_AFTER
    rows = db.session.execute(_free(known)).all()
    lacking = pool.lacking(known, [row.id for row in rows])
    return [
        row
        for row in rows
        if not lacking[row.id] and (row.last is None or row.last <= until)
    ]


def _free(known: Select[Any]) -> Select[Any]:
    events = union_all(
        select(Match.volunteer_id.label("user_id"), Match.started_on.label("on")),
        select(MatchRefusal.volunteer_id, MatchRefusal.on),
    ).subquery()
    last = (
        select(events.c.user_id, func.max(events.c.on).label("last"))
        .group_by(events.c.user_id)
        .subquery()
    )
    active = VolunteerStage.ACTIVE
    most = func.coalesce(Volunteer.most_people, USUAL)
    since = func.coalesce(Volunteer.since, clock.today()).label("since")
    return (
        known.with_only_columns(User.id, User.name, since, last.c.last)
        .outerjoin(last, last.c.user_id == User.id)
        .where(
            func.coalesce(Volunteer.stage, active) == active,
            func.coalesce(Volunteer.people, 0) < most,
        )
    )
