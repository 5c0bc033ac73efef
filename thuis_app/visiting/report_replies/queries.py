"""Queries about what coordinators say of reports."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.report_replies import policy
from thuis_app.visiting.report_replies.models import ReportReply
from thuis_app.visiting.report_replies.rules import SHOWN_FOR
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import start_of

WITH_VISIT = (
    joinedload(ReportReply.visit).joinedload(Visit.contact).joinedload(Contact.area)
)


class ReplyRow(NamedTuple):
    """A reply with the name of who wrote it."""

    reply: ReportReply
    writer: str


def get(actor: Actor, reply_id: int) -> ReplyRow:
    """A reply about a visit that this actor may open; Missing for any other."""
    mine = _written(actor).options(WITH_VISIT).where(ReportReply.id == reply_id)
    found = db.session.execute(mine).first()
    if found is None:
        raise Missing
    return ReplyRow(*found)


def of_visit(actor: Actor, visit_id: int) -> list[ReplyRow]:
    """What was said about the report of this visit, the first one first."""
    found = _written(actor).where(ReportReply.visit_id == visit_id)
    rows = db.session.execute(found.order_by(ReportReply.id))
    return [ReplyRow(*row) for row in rows]


def unseen(actor: Actor, today: date) -> list[ReplyRow]:
    """What was said to this volunteer lately and not put away, the latest first."""
    found = (
        _written(actor)
        .join(Visit, Visit.id == ReportReply.visit_id)
        .options(WITH_VISIT)
        .where(
            Visit.volunteer_id == actor.id,
            ReportReply.seen_at.is_(None),
            ReportReply.written_at >= start_of(today - SHOWN_FOR),
        )
    )
    rows = db.session.execute(found.order_by(ReportReply.id.desc()))
    return [ReplyRow(*row) for row in rows]


def _written(actor: Actor) -> Select[ReportReply, str]:
    named = select(ReportReply, User.called)
    return named.join(User, User.id == ReportReply.written_by).where(
        policy.visible_to(actor)
    )
